"""The desk of a kecamatan or kelurahan: whose documents it may book for, and for how long it may after a look."""

import unicodedata
from datetime import timedelta

from scheduler.domain.refusals import N_, Refusal, Unknown

SHOWN_FOR = timedelta(minutes=30)
"""How long what somebody showed at a place opens the page on which a visit is booked for them."""


class NotShown(Unknown):
    """No document has that number and that NIK or name together; which of them is wrong nobody is told."""

    sentence = N_(
        "Nomor registrasi dan NIK itu tidak cocok. Periksa lagi keduanya dari resi dan KTP atau KK. "
        "Bila dokumennya belum punya NIK, ketik nama pemilik lengkap seperti di resi."
    )


class ShowAgain(Refusal):
    """What was shown at the place was too long ago, or not to whoever asks."""

    status = 410
    sentence = N_("Pencarian itu sudah lewat 30 menit. Ketik lagi nomor registrasi dan NIK warga.")


class BookedElsewhere(Refusal):
    """Somebody else has booked the visit: the citizen, the office, or another place."""

    sentence = N_("Warga ini sudah punya jadwal: {slot}. Untuk mengubah atau mencetaknya, hubungi kantor Dukcapil.")
    waiting_sentence = N_("Warga ini sudah punya jadwal dan menunggu tanggal dari kantor Dukcapil.")

    @property
    def fitting(self) -> str:
        """The sentence for what is known: a visit that waits for a new date has no slot."""
        return self.sentence if self.facts.get("slot") else self.waiting_sentence


class PlaceShut(Refusal):
    """The office has closed the place: what is on its way there is still handed over, and nothing new is booked."""

    sentence = N_("{place} sedang ditutup oleh kantor Dukcapil. Jadwal baru dibuat di kantor.")


def proves(typed: str, *, nik: str | None, holder: str) -> bool:
    """Whether what was typed beside a registration number is its holder's: the NIK, or where none is known the name.

    A NIK may be parted by anything; a name is the whole one, whatever its case, spaces and accents.
    """
    if nik:
        return "".join(sign for sign in typed if sign.isdecimal()) == nik and not any(map(str.isalpha, typed))
    wanted = _letters(holder)
    return bool(wanted) and _letters(typed) == wanted


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())
