"""How long citizens waited for a clerk's answer, read from what they and the office wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from statistics import median

from sqlalchemy import case, select
from sqlmodel import Session, col

from scheduler.db.models import Conversation, ConversationLine, Office
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.talks.conversations import STEP
from scheduler.web.office.shared.periods import Period


@dataclass(frozen=True, slots=True)
class Waited:
    """How long citizens who wrote on a day waited for a clerk, in minutes; those that still wait, until now."""

    day: date
    minutes: Sequence[float] = field(default_factory=tuple)
    waiting: int = 0

    @property
    def median(self) -> float | None:
        return median(self.minutes) if self.minutes else None

    @property
    def longest(self) -> float | None:
        return max(self.minutes, default=None)


def waited_by_day(session: Session, office: Office, period: Period) -> list[Waited]:
    """Waits day by day, by when a citizen wrote; a day on which nobody waited has no minutes."""
    did = case((col(ConversationLine.kind) == STEP, col(ConversationLine.text)))
    lines = session.execute(
        select(
            col(ConversationLine.conversation_id),
            col(ConversationLine.direction),
            col(ConversationLine.by),
            col(ConversationLine.at),
            did,
            col(Conversation.waiting_since),
        )
        .join(Conversation, col(Conversation.id) == col(ConversationLine.conversation_id))
        .where(col(ConversationLine.office_id) == office.id, col(ConversationLine.at) >= period.begins)
        .order_by(col(ConversationLine.conversation_id), col(ConversationLine.at), col(ConversationLine.id))
    )
    zone = zone_of_office(office)
    found: dict[date, list[_Wait]] = {}
    for _, written in groupby((_Line(*row) for row in lines), key=lambda line: line.conversation_id):
        for wait in _waits(list(written)):
            found.setdefault(wait.began.astimezone(zone).date(), []).append(wait)
    return [_waited(day, found.get(day, []), period.now) for day in period.each()]


@dataclass(frozen=True, slots=True)
class _Line:
    """did: what a clerk did beside writing; None of what was written."""

    conversation_id: int
    direction: str
    by: str
    at: datetime
    did: str | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class _Wait:
    """From a citizen's line to a clerk's next; ended None: it lies there still."""

    began: datetime
    ended: datetime | None


def _waits(lines: Sequence[_Line]) -> Iterator[_Wait]:
    """The waits of one conversation that began and ended within its lines, and the one that is not over.

    What the program answered waits for nobody, unless a clerk writes next: so a citizen's line after the program's
    begins the wait anew. What was closed without an answer waited for nothing.
    """
    began: datetime | None = None
    is_answered = False
    for line in lines:
        if line.direction == "in":
            began, is_answered = (line.at if began is None or is_answered else began), False
        elif line.did is not None:
            began = {"closed": None, "marked": line.at}.get(line.did, began)
        elif not line.by.startswith("staff:"):
            is_answered = True
        elif began is not None:
            yield _Wait(began, line.at)
            began = None
    if lines[-1].waiting_since is not None:
        yield _Wait(lines[-1].waiting_since, None)


def _waited(day: date, waits: Sequence[_Wait], now: datetime) -> Waited:
    minutes = [((wait.ended or now) - wait.began).total_seconds() / 60 for wait in waits]
    return Waited(day, minutes, sum(wait.ended is None for wait in waits))
