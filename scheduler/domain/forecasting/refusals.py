"""Refusals of the planner."""

from scheduler.domain.refusals import Crowded, N_


class PlannerBusy(Crowded):
    """Several days are being played already, and others wait for theirs."""

    sentence = N_("Beberapa perhitungan sedang berjalan. Tunggu sekitar setengah menit, lalu coba lagi.")
