"""Refusals of whoever comes for a document."""

from scheduler.domain.refusals import N_, Refusal


class CollectorNotAllowed(Refusal):
    sentence = N_("Dokumen ini hanya bisa diambil oleh: {collectors}. Silakan pilih pengambil lain.")


class ProxyUnnamed(Refusal):
    status = 422
    sentence = N_("Tulis nama orang lain yang mengambil, dan hubungannya dengan pemilik dokumen.")


class ProxyLimit(Refusal):
    """Somebody collects for others more often in a month than the office lets them."""

    sentence = N_(
        "Orang ini sudah {cap} kali mengambil untuk orang lain bulan ini. "
        "Silakan pilih pengambil lain atau jadwal bulan depan."
    )


class OldCardMissing(Refusal):
    sentence = N_(
        "Kartu lama harus ditarik dahulu. Pilih: ditarik, hilang dengan surat polisi, atau belum pernah punya."
    )


class PoliceLetterMissing(Refusal):
    """The old card is said to be lost, and nobody has written down by which letter."""

    sentence = N_(
        "Kartu lama dilaporkan hilang. Tulis nomor surat kehilangan dari polisi, atau tarik kartunya bila ditemukan."
    )
