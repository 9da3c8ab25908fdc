"""Refusals of postponements."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class PostponementUnknown(Unknown):
    sentence = N_("Pengunduran itu tidak ada.")


class Postponed(Refusal):
    """The office took a visit's time away and owes it a new one."""

    in_vain = True
    sentence = N_("Jadwal Anda ditunda karena {reason}. Urutan Anda tetap. Jadwal baru kami kirim.")


class PostponementOver(Refusal):
    sentence = N_("Pengunduran ini tidak bisa dibatalkan lagi.")
