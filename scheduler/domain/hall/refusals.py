"""Refusals of the lobby: of its places, and of what came too late."""

from scheduler.domain.refusals import N_, Refusal


class LobbyFull(Refusal):
    sentence = N_("Ruang tunggu penuh.")


class HallEmptied(Refusal):
    """The hall was emptied, and nobody comes in or is called until it is opened again."""

    sentence = N_("Ruangan sedang dikosongkan. Tunggu sampai petugas membuka lagi.")


class SeenTooLongAgo(Refusal):
    """What the door saw while the network was away came on another day than it was seen, or too many hours later."""

    sentence = N_("Dipindai {seen_at}, terlalu lama yang lalu. Pindai sekali lagi bila orangnya masih di sini.")
