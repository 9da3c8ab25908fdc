"""Refusals of invitations, and of the waiting list."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class InvitationUnknown(Unknown):
    pass


class InvitationExpired(Refusal):
    status = 410
    sentence = N_("Tautan ini sudah kedaluwarsa, tetapi dokumen Anda masih kami simpan. Minta tautan baru di sini.")


class NotInvitedYet(Refusal):
    """The document waits for its turn in a wave of invitations: staff book in the same order as citizens, but for what
    is kept for who comes to them. document, reserved: its row, and how much of that is free for it.
    """

    sentence = N_("Dokumen ini sudah jadi, tetapi belum gilirannya memilih jadwal. Yang lebih dulu jadi, lebih dulu.")


class NothingReady(Refusal):
    sentence = N_("Belum ada dokumen yang bisa diambil dengan tautan ini. Kami kabari begitu siap.")


class NoDocumentChosen(Refusal):
    sentence = N_("Pilih paling sedikit satu dokumen yang mau diambil.")


class PaperNotAsked(Refusal):
    """What the invitation is for prints itself, and nobody has asked for it on paper."""

    sentence = N_("Dokumen ini bisa dicetak sendiri, jadi tidak perlu datang. Mau versi kertas? Minta dulu.")


class DayNotOffered(Refusal):
    """The day is over, or lies beyond the horizon of booking."""

    sentence = N_("Hari itu tidak bisa dipilih. Silakan pilih hari lain.")


class DayClosed(Refusal):
    sentence = N_("Pada hari itu tidak ada jadwal. Silakan pilih hari lain.")


class DayHasRoom(Refusal):
    """Nobody needs to wait for a day on which a slot still takes the visit."""

    sentence = N_("Hari itu masih ada tempat. Silakan pilih jamnya.")
