"""How far a proposal is that somebody asked for, and why one is refused."""

from datetime import timedelta
from enum import StrEnum

from scheduler.domain.refusals import N_, Refusal, Unknown

KEPT_FOR = timedelta(days=90)
"""How long a proposal is kept: by then people come otherwise."""
STALE = timedelta(seconds=30)
"""Of which process nothing was heard for so long, it is gone, and another takes up what it did."""


class RunStage(StrEnum):
    """How far a proposal is. waiting: for a process that plays. running: one does. failed: none can be made."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Why(StrEnum):
    """Why a proposal failed."""

    NO_WORK = "no_work"
    """No day of the coming two weeks has work, slots and a counter."""
    FAULT = "fault"


UNDER_WAY = frozenset({RunStage.WAITING, RunStage.RUNNING})


class ProposalUnderWay(Refusal):
    sentence = N_("Usulan untuk kantor ini sedang dihitung. Tunggu sampai selesai, atau hentikan dulu.")


class ProposalUnknown(Unknown):
    sentence = N_("Usulan itu tidak ada.")


class ProposalOver(Refusal):
    """Somebody else was first, or it ended by itself."""

    sentence = N_("Penghitungan ini sudah berakhir sejak halaman dibuka. Lihat keadaannya sekarang di bawah.")
