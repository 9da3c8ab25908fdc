"""Refusals of hours and closures."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class ClosureUnknown(Unknown):
    sentence = N_("Penutupan itu tidak ada lagi.")


class HoursUnknown(Unknown):
    sentence = N_("Jam layanan dengan tanggal itu tidak ada.")


class AlreadyClosed(Refusal):
    sentence = N_("Penutupan yang sama sudah tercatat: {reason}.")


class HoursNeeded(Refusal):
    """Without its undated hours an office would never open."""

    sentence = N_("Jam layanan kantor tanpa tanggal tidak bisa dihapus, hanya diganti.")
