"""What is refused about blanks, their ledger, and printing."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class NoBlank(Refusal):
    """The ledger has fewer free blanks of a material than the step needs. Facts: material."""

    sentence = N_(
        "Menurut buku stok tidak ada {material} yang bebas. Catat penerimaan atau hitung ulang di halaman Blangko."
    )


class NeedsNoBlank(Refusal):
    """The document is printed on plain paper: nothing that comes in would ever release it. Facts: type."""

    status = 422
    sentence = N_("{type} tidak memakai blangko, jadi tidak bisa menunggu blangko.")


class MaterialUnknown(Unknown):
    sentence = N_("Bahan itu tidak dipakai kantor ini.")


class SupplyUnknown(Unknown):
    sentence = N_("Permintaan ke pusat itu tidak ditemukan.")


class StopUnknown(Unknown):
    sentence = N_("Cetak tidak sedang dihentikan. Muat ulang halaman ini.")


class NotCounted(Refusal):
    """Nobody has counted the material yet, so it has no ledger."""

    sentence = N_("Buku stok {material} belum dibuka. Hitung dahulu berapa yang ada.")


class SupplyOver(Refusal):
    """All of the supply came, the centre refused it, or the rest was given up already."""

    sentence = N_("Permintaan ini sudah selesai.")


class SupplyBegun(Refusal):
    """Some of the supply came already, so that the centre cannot have refused it."""

    sentence = N_("Sebagian permintaan ini sudah datang. Catat bahwa sisanya tidak datang.")


class AlreadyStopped(Refusal):
    sentence = N_("Cetak sudah dihentikan. Lanjutkan dahulu sebelum mencatat yang baru.")
