"""The form of a handover: what is to be chosen before anything changes hands, and what still lacks."""

from typing import Literal

from pydantic import Field

from scheduler.flow.counter.handovers import Proof
from scheduler.web.counter.card import Card
from scheduler.web.shared.forms import Form
from scheduler.web.shared.staff.fields import Line, NonceForm, Number, Signature

CollectorKind = Literal["holder", "family", "parent", "guardian", "proxy"]
Identity = Literal["face", "fingerprint", "collector_ktp", "ikd", "kk"]
OldCard = Literal["withdrawn", "lost", "none", "not_brought"]
NOBODY = Proof("holder", "none")
"""Of a visit that fetches nothing: nobody takes anything."""


class HandoverForm(NonceForm):
    """document: the registration numbers that were ticked. visit: how many there were to tick.

    sure: what the citizen has to check was asked. next: that too, and whoever comes next is called in the same go.
    """

    ticket: Line
    document: list[Line] = Field(default_factory=list)
    visit: Number = 0
    identity: Identity | None = None
    collector: CollectorKind | None = None
    collector_name: Line | None = None
    collector_letter: Line | None = None
    old_card: OldCard | None = None
    old_card_letter: Line | None = None
    without_card: Line | None = None
    beyond_cap: Line | None = None
    signature: Signature | None = None
    sure: bool = False
    next: bool = False

    def lacks(self, card: Card | None, *, by_supervisor: bool) -> dict[str, str]:
        """The fields that are still to be filled in, "missing", or "kept": by a card that only a supervisor lets pass.

        card: who stands at the counter.
        """
        items = card.open_items if card else []
        if not items and not self.visit:
            return {}
        asks_card = any(item.asks_old_card for item in items if item.reference in self.document)
        is_kept = asks_card and self.old_card == "not_brought"
        missing = {
            "document": not self.document,
            "identity": self.identity is None,
            "old_card": asks_card and self.old_card is None,
            "old_card_letter": asks_card and self.old_card == "lost" and not self.old_card_letter,
            "without_card": is_kept and by_supervisor and not self.without_card,
            "collector": self.collector is None,
            "collector_name": self.collector == "proxy" and not self.collector_name,
            "collector_letter": self.collector == "proxy" and not self.collector_letter,
        }
        kept = {"old_card": "kept"} if is_kept and not by_supervisor else {}
        return {name: "missing" for name, is_missing in missing.items() if is_missing} | kept

    def proof(self, *, by_supervisor: bool = False) -> Proof:
        """Who took the documents, and how that was checked; of a form in which nothing lacks.

        Only a supervisor lets somebody collect beyond the cap, or without an old card that was not brought.
        """
        if self.collector is None or self.identity is None:
            return NOBODY
        return Proof(
            beyond_cap=self.beyond_cap if by_supervisor else None,
            collector_kind=self.collector,
            identity=self.identity,
            collector_name=None if self.collector == "holder" else self.collector_name,
            collector_letter=self.collector_letter if self.collector == "proxy" else None,
            old_card=self.old_card,
            old_card_letter=self.old_card_letter if self.old_card == "lost" else None,
            without_card=self.without_card if by_supervisor and self.old_card == "not_brought" else None,
            signature=self.signature,
        )


class Choices(Form):
    """What stands in the handover form: nothing yet, or as it was sent. document: None ticks all that may be taken."""

    document: list[str] | None = None
    identity: str = ""
    collector: str = ""
    collector_name: str = ""
    collector_letter: str = ""
    old_card: str = ""
    old_card_letter: str = ""
    without_card: str = ""
    beyond_cap: str = ""
