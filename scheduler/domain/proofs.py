"""Refusals of whoever has a code or a number, and has not shown that it is theirs: each says what would show it.

At the kiosk, of an application, and of a pass.
"""

from scheduler.domain.refusals import N_, Refusal

REFERENCE_DIGITS = 4
"""So many at the end of a registration number show that a visit is one's own; messages about a document say them."""


class DigitsWrong(Refusal):
    status = 403
    sentence = N_(
        "Empat angka terakhir nomor registrasi tidak cocok. Periksa lagi di resi atau di pesan kami saat dokumen jadi."
    )


class DigitsTooFew(Refusal):
    """Less was given than is asked for, so nothing was guessed; messages of long ago asked for three."""

    status = 403
    sentence = N_(
        "Tulis empat angka terakhir nomor registrasi. Angkanya ada di resi dan di pesan kami saat dokumen jadi."
    )


class ProofNeeded(Refusal):
    """A number was typed, which anybody may have read; the visit it names is changed for whoever shows more."""

    status = 403
    sentence = N_(
        "Tunjukkan QR, atau ketik 4 angka terakhir nomor ponsel yang didaftarkan atau tanggal lahir pemilik dokumen."
    )


class ProofWrong(ProofNeeded):
    """What was typed beside the number is neither the end of the phone on record nor the birth date."""

    sentence = N_("Belum cocok. Periksa lagi angkanya, tunjukkan QR, atau temui petugas.")


class PhoneDigitsNeeded(Refusal):
    """An application was sent, and this browser has not shown that it knows the last digits of the phone."""

    status = 403
    sentence = N_("Ketik dulu 4 angka terakhir nomor ponsel yang Anda daftarkan. Yang sudah terkirim tidak hilang.")


class PhoneDigitsWrong(PhoneDigitsNeeded):
    sentence = N_("Bukan 4 angka terakhir nomor ponsel permohonan ini. Periksa lagi.")
