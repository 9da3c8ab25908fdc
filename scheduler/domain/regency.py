"""Documents that move from one office of an installation to another: why one is not wanted, and refusals."""

from collections.abc import Mapping
from enum import StrEnum

from scheduler.domain.refusals import N_, Refusal, Unknown


class Unwanted(StrEnum):
    """Why an office will not have what another one sent it."""

    WRONG_OFFICE = "wrong_office"
    NOT_THERE = "not_there"
    DAMAGED = "damaged"
    DIFFERS = "differs"
    NOT_SERVED = "not_served"
    OTHER = "other"
    """As somebody writes."""


UNWANTED: Mapping[str, str] = {
    Unwanted.WRONG_OFFICE: N_("salah alamat, bukan untuk kantor ini"),
    Unwanted.NOT_THERE: N_("tidak ada di dalam kiriman"),
    Unwanted.DAMAGED: N_("rusak atau tidak lengkap"),
    Unwanted.DIFFERS: N_("datanya tidak cocok dengan resi"),
    Unwanted.NOT_SERVED: N_("tidak bisa dilayani di kantor ini"),
    Unwanted.OTHER: N_("alasan lain"),
}


class TransferUnknown(Unknown):
    """Nothing with this number is on its way to the office, or what was is not any more."""

    sentence = N_(
        "Tidak ada dokumen bernomor {reference} yang sedang dikirim ke kantor ini. Periksa nomornya, atau tanyakan "
        "kepada kantor pengirim."
    )


class TransferOver(Refusal):
    """The other office has it already, or it was taken back."""

    sentence = N_("Dokumen ini sudah diterima kantor tujuan, jadi pemindahannya tidak bisa dibatalkan lagi.")


class NotUnderWay(Refusal):
    """The office did not send the document, or it stays there already."""

    sentence = N_("Dokumen {reference} tidak sedang dikirim ke kantor lain.")


class RefusedHere(Refusal):
    """The office has refused it, and it is on its way back."""

    sentence = N_(
        "Dokumen {reference} sudah ditolak kantor ini dan dikembalikan ke {office}. Bila ternyata bisa diterima, minta "
        "{office} mengirimkannya lagi."
    )


class NotFromOffice(Refusal):
    """It did not come from another office, or went on from here since."""

    sentence = N_("Dokumen {reference} tidak bisa dikirim balik: tidak datang dari kantor lain, atau sudah pergi lagi.")


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
