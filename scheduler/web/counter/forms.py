"""The forms of a counter as typed values."""

from typing import Literal

from pydantic import Field

from scheduler.flow.handovers import Proof
from scheduler.web.staff import Line, NonceForm, Number

CollectorKind = Literal["holder", "family", "parent", "guardian", "proxy"]
Identity = Literal["face", "fingerprint", "collector_ktp", "ikd", "kk"]
OldCard = Literal["withdrawn", "lost", "none", "not_brought"]


class ScanForm(NonceForm):
    text: Line


class TicketForm(NonceForm):
    """A step about the number on the card: named, so that a card that changed meanwhile is not acted upon."""

    ticket: Line


class CallForm(NonceForm):
    """The next (no ticket), or a number out of order with a reason."""

    ticket: Line | None = None
    reason: Line | None = None


class PauseForm(NonceForm):
    reason: Line = ""


class HandoverForm(NonceForm):
    """document: the registration numbers that were ticked. visit: how many there were to tick."""

    ticket: Line
    document: list[Line] = Field(default_factory=list)
    visit: Number = 0
    identity: Identity
    collector: CollectorKind
    collector_name: Line | None = None
    collector_letter: Line | None = None
    old_card: OldCard | None = None
    old_card_letter: Line | None = None
    beyond_cap: Line | None = None

    def proof(self, *, by_supervisor: bool = False) -> Proof:
        """Who took it, and how that was checked; only a supervisor lets somebody collect beyond the cap."""
        return Proof(
            beyond_cap=self.beyond_cap if by_supervisor else None,
            collector_kind=self.collector,
            identity=self.identity,
            collector_name=None if self.collector == "holder" else self.collector_name,
            collector_letter=self.collector_letter if self.collector == "proxy" else None,
            old_card=self.old_card,
            old_card_letter=self.old_card_letter if self.old_card == "lost" else None,
        )
