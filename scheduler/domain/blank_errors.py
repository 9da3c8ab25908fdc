"""What is refused about blanks, their ledger, and printing."""

from scheduler.domain.errors import N_, Refusal, Unknown


class NoBlank(Refusal):
    """The ledger has no blank left for it. Facts: material."""

    code = "no_blank"
    sentence = N_(
        "Menurut buku stok tidak ada {material} yang bebas. Catat penerimaan atau hitung ulang di halaman Blangko."
    )


class MaterialUnknown(Unknown):
    code = "material_unknown"
    sentence = N_("Bahan itu tidak dipakai kantor ini.")


class SupplyUnknown(Unknown):
    code = "supply_unknown"
    sentence = N_("Permintaan ke pusat itu tidak ditemukan.")


class StopUnknown(Unknown):
    code = "stop_unknown"
    sentence = N_("Cetak tidak sedang dihentikan. Muat ulang halaman ini.")


class NotCounted(Refusal):
    """Nobody has counted the material yet, so it has no ledger."""

    code = "not_counted"
    sentence = N_("Buku stok {material} belum dibuka. Hitung dahulu berapa yang ada.")


class SupplyOver(Refusal):
    """It arrived or was refused already."""

    code = "supply_over"
    sentence = N_("Permintaan ini sudah selesai.")


class AlreadyStopped(Refusal):
    code = "already_stopped"
    sentence = N_("Cetak sudah dihentikan. Lanjutkan dahulu sebelum mencatat yang baru.")
