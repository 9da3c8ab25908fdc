"""Refusals of rosters."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class RosterUnknown(Unknown):
    sentence = N_("Jadwal loket untuk tanggal itu tidak ada lagi. Muat ulang halaman ini.")


class RosterExists(Refusal):
    """There is a roster with the same dates."""

    sentence = N_("Jadwal loket untuk tanggal itu sudah ada. Pilih yang itu di daftar, lalu ubah.")


class TooManyRosters(Refusal):
    """Facts: most."""

    sentence = N_("Paling banyak {most} jadwal loket bertanggal. Hapus yang tidak dipakai lagi dulu.")
