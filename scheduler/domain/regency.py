"""Refusals about documents that move from one office of an installation to another."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class TransferUnknown(Unknown):
    """Nothing with this number is on its way to the office, or what was is not any more."""

    sentence = N_(
        "Tidak ada dokumen bernomor {reference} yang sedang dikirim ke kantor ini. Periksa nomornya, atau tanyakan "
        "kepada kantor pengirim."
    )


class TransferOver(Refusal):
    """The other office has it already, or it was taken back."""

    sentence = N_("Dokumen ini sudah diterima kantor tujuan, jadi pemindahannya tidak bisa dibatalkan lagi.")


class TypeNotThere(Refusal):
    """The other office does not hand over documents of this type."""

    sentence = N_(
        "{office} tidak melayani {type}. Pilih kantor lain, atau minta pengelola kantor itu menambahkannya di halaman "
        "Jenis dokumen."
    )


class NotOpenThere(Refusal):
    """The other office is being set up, and nobody is invited there yet."""

    sentence = N_("{office} belum dibuka untuk warga, jadi dokumen belum bisa dipindahkan ke sana.")


class ReferenceThere(Refusal):
    """The other office has another document of this number, or one is on its way there."""

    sentence = N_("{office} sudah punya dokumen bernomor {reference}. Dokumen ini tidak bisa dipindahkan ke sana.")


class OnBatchList(Refusal):
    """The document stands on the list of a batch."""

    sentence = N_(
        "Dokumen ini ada di daftar kiriman ke {place}. Keluarkan dahulu dari daftar itu, baru pindahkan ke kantor lain."
    )


class AskedOtherwise(Refusal):
    """Its people asked to have it another way, and nobody has answered."""

    sentence = N_("Ada permintaan warga untuk dokumen ini yang belum dijawab. Jawab dahulu di Permintaan warga.")


class CheckedFirst(Refusal):
    """It was applied for from home, and its papers are not checked yet."""

    sentence = N_("Permohonan dokumen ini masih diperiksa. Selesaikan pemeriksaannya dahulu di halaman Permohonan.")
