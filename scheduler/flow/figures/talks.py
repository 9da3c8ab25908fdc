"""How long citizens waited for a clerk's answer, read from what they and the office wrote."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Select, case, select
from sqlmodel import Session, col

from scheduler.db.models import Conversation, ConversationLine
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.figures.day import Day
from scheduler.flow.figures.hall import minutes_between
from scheduler.flow.talks.conversations import STEP

AROUND = timedelta(days=7)
"""How long before a day a wait may have begun, and after it have ended, to be read rightly."""

DEFINITIONS = {
    Figure.TALK_WAITS: Definition(
        N_("Lama menunggu jawaban petugas"),
        N_("Dari pesan pertama warga yang menunggu petugas sampai petugas menjawab, menurut hari warga menulis."),
        N_(
            "Yang dijawab sistem, yang ditutup tanpa jawaban, dan yang masih menunggu tidak ikut. "
            "Jawaban yang datang lebih dari satu minggu kemudian tidak lagi dihitung."
        ),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """The waits that began on the day and are over."""
    about = select(col(ConversationLine.conversation_id)).where(
        col(ConversationLine.office_id) == day.office.id,
        col(ConversationLine.direction) == "in",
        col(ConversationLine.at) >= day.begins,
        col(ConversationLine.at) < day.ends,
    )
    read = waits_between(day.session, day.office.id, day.begins - AROUND, day.ends + AROUND, about=about.distinct())
    waits = (
        ("", minutes_between(each.began, each.ended))
        for each in read
        if each.ended is not None and day.begins <= each.began < day.ends
    )
    yield from day.count(Figure.TALK_WAITS, Counter(waits))


@dataclass(frozen=True, slots=True)
class Wait:
    """From a citizen's line to a clerk's next; ended None: it lies there still."""

    began: datetime
    ended: datetime | None


def waits_between(
    session: Session,
    office_id: int,
    start: datetime,
    end: datetime | None = None,
    *,
    about: Select[int] | None = None,
) -> Iterator[Wait]:
    """The waits that began and ended between two moments (end None: to the last line), and those that are not over.

    about: the ids of the conversations that are read; None: all.
    """
    did = case((col(ConversationLine.kind) == STEP, col(ConversationLine.text)))
    lines = (
        select(
            col(ConversationLine.conversation_id),
            col(ConversationLine.direction),
            col(ConversationLine.by),
            col(ConversationLine.at),
            did,
            col(Conversation.waiting_since),
        )
        .join(Conversation, col(Conversation.id) == col(ConversationLine.conversation_id))
        .where(col(ConversationLine.office_id) == office_id, col(ConversationLine.at) >= start)
        .order_by(col(ConversationLine.conversation_id), col(ConversationLine.at), col(ConversationLine.id))
    )
    if end is not None:
        lines = lines.where(col(ConversationLine.at) < end)
    if about is not None:
        lines = lines.where(col(ConversationLine.conversation_id).in_(about))
    read = (_Line(*row) for row in session.execute(lines))
    for _, written in groupby(read, key=lambda line: line.conversation_id):
        yield from _waits(list(written))


@dataclass(frozen=True, slots=True)
class _Line:
    """did: what a clerk did beside writing; None of what was written."""

    conversation_id: int
    direction: str
    by: str
    at: datetime
    did: str | None
    waiting_since: datetime | None


def _waits(lines: Sequence[_Line]) -> Iterator[Wait]:
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
            yield Wait(began, line.at)
            began = None
    if lines[-1].waiting_since is not None:
        yield Wait(lines[-1].waiting_since, None)
