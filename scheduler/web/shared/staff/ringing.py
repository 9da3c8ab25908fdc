"""The alarms that ring, as every page of the office says them to those who lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.flow.alarms.ringing import ringing_at
from scheduler.messages.notices.alarms.words import OVERVIEW, PAGES, TODO, said_of
from scheduler.web.shared.wording import Wording


@dataclass(frozen=True, slots=True)
class Ringing:
    """An alarm that rings. is_taken: somebody sees to it."""

    id: int
    alarm: str
    since: datetime
    now: datetime
    facts: Mapping[str, Any]
    is_taken: bool

    @property
    def page(self) -> str:
        """Where it is seen to, after the address of the installation."""
        return PAGES.get(self.alarm, OVERVIEW)

    def said(self, say: Wording) -> str:
        """What it is about, without a capital."""
        return said_of(self.alarm, self.facts, say.text)

    def todo(self, say: Wording) -> str:
        """What to do about it."""
        return say.text(TODO.get(self.alarm, ""))


def ringing_for(session: Session, office_id: int, now: datetime) -> Sequence[Ringing]:
    """The alarms that ring at an office, those first to which nobody sees."""
    found = [
        Ringing(ring.id, ring.alarm, ring.since, now, ring.facts, ring.taken_at is not None)
        for ring in ringing_at(session, office_id)
    ]
    return sorted(found, key=lambda each: each.is_taken)
