"""Refusals of whoever has a code or a number, and has not shown that it is theirs: each says what would show it.

ProofNeeded and ProofWrong (403) at the kiosk
"""

from scheduler.domain.errors import N_, Refusal


class ProofNeeded(Refusal):
    """A number was typed, which anybody may have read; the visit it names is changed for whoever shows more."""

    status, code = 403, "proof_needed"
    sentence = N_(
        "Tunjukkan QR, atau ketik 4 angka terakhir nomor ponsel yang didaftarkan atau tanggal lahir pemilik dokumen."
    )


class ProofWrong(ProofNeeded):
    """What was typed beside it is neither the end of the phone on record nor the birth date."""

    code = "proof_wrong"
    sentence = N_("Belum cocok. Periksa lagi angkanya, tunjukkan QR, atau temui petugas.")
