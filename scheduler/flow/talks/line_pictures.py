"""Pictures that came along with a line: wanted until they are kept, refused, or lost after many tries.

A worker holds a wanted one by pushing its `media_due_at` ahead; whoever dies holding one loses nothing but time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, text, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Conversation, ConversationLine, LinePicture, Office
from scheduler.domain.applying.file_bounds import USUAL, Bounds
from scheduler.domain.talks import ConversationUnknown, NothingToFetch
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.core.shares import keep_at_once
from scheduler.flow.talks.conversations import hold_conversation, say

LEASE = timedelta(minutes=5)
"""So long a worker may be at a picture without a word; then another takes it over."""
PAUSES = tuple(timedelta(minutes=each) for each in (0.5, 2, 10, 30, 120, 360, 720))
"""After each try that failed; after the last one the picture is lost. The far sides keep files for days."""
SAID_LATELY = timedelta(minutes=10)
"""Of several pictures sent at once that cannot be used, one reply tells."""
IS_WANTED = text("conversation_line.media_state = 'wanted'")
"""In the very words of the index of wanted pictures: few among many."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture to be fetched by a channel. tries: this one counted in; it tells an outcome that comes too late."""

    line_id: int
    office_id: int
    conversation_id: int
    channel: str
    media: str = field(repr=False)
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A page of a picture or file that lies in the folder of files."""

    mark: str
    width: int
    height: int
    size: int
    hint: str | None = None


def is_one_due(session: Session, *, now: datetime) -> bool:
    """Whether a worker would find a picture to fetch, so that nothing is written where there is nothing to do."""
    due = select(col(ConversationLine.id)).where(IS_WANTED, col(ConversationLine.media_due_at) <= now).limit(1)
    return session.scalar(due) is not None


def take_wanted(session: Session, most: int, *, now: datetime, besides: Collection[int] | None = None) -> list[Wanted]:
    """Pictures that are this worker's for `LEASE`. On PostgreSQL those that another is taking are passed over.

    besides: conversations that the worker is at already. Then it gets one of each other: who sent thirty pictures holds
    up nobody who sent one.
    """
    due = (
        select(ConversationLine)
        .where(IS_WANTED, col(ConversationLine.media_due_at) <= now)
        .order_by(col(ConversationLine.media_due_at), col(ConversationLine.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    if besides is not None:
        due = due.where(col(ConversationLine.id).in_(_one_of_each(besides, most, now)))
    rows = session.scalars(due).all()
    for row in rows:
        row.media_due_at, row.media_tries = now + LEASE, row.media_tries + 1
        session.add(row)
    session.flush()
    return [_wanted(row) for row in rows]


def _one_of_each(besides: Collection[int], most: int, now: datetime) -> Select[Any]:
    """Of each conversation that is not among these the first line that is due; those that wait longest."""
    return (
        select(func.min(col(ConversationLine.id)))
        .where(
            IS_WANTED, col(ConversationLine.media_due_at) <= now, col(ConversationLine.conversation_id).not_in(besides)
        )
        .group_by(col(ConversationLine.conversation_id))
        .order_by(func.min(col(ConversationLine.media_due_at)), func.min(col(ConversationLine.id)))
        .limit(most)
    )


def keep_pictures(
    session: Session, wanted: Wanted, pages: Sequence[Kept], *, bounds: Bounds = USUAL, now: datetime
) -> bool:
    """The pages of what was wanted are here. False where another was first: then these files are nobody's.

    Raises TooMuchToday, and TooMuchFromHere where its phone has sent its part of the day: nobody's then too.
    """
    if not _settled(session, wanted, media_state="kept", media_due_at=None, media_why=None, media=None):
        return False
    for position, page in enumerate(pages):
        session.add(
            LinePicture(
                office_id=wanted.office_id,
                line_id=wanted.line_id,
                mark=page.mark,
                position=position,
                width=page.width,
                height=page.height,
                size=page.size,
                hint=page.hint,
                kept_at=now,
            )
        )
    session.flush()
    office, line = session.get_one(Office, wanted.office_id), session.get_one(ConversationLine, wanted.line_id)
    sizes = [page.size for page in pages]
    keep_at_once(session, office, sizes, bounds, asker=f"talk:{line.conversation_id}", now=now)
    return True


def refuse_picture(session: Session, wanted: Wanted, why: str, *, reply: str, by: str, now: datetime) -> None:
    """A picture can never be used, and its writer is told so, once for several. why: the refusal's code."""
    line = session.get_one(ConversationLine, wanted.line_id)
    conversation = session.get(Conversation, line.conversation_id, with_for_update=True, populate_existing=True)
    assert conversation is not None
    if not _settled(session, wanted, media_state="refused", media_due_at=None, media_why=why):
        return
    if not _was_said(session, conversation, reply, now) and not stopped_among(
        session, conversation.office_id, [conversation.phone]
    ):
        say(session, conversation, reply, by=by, now=now)


def put_off(session: Session, wanted: Wanted, why: str, *, pause: float | None = None, now: datetime) -> None:
    """A picture could not be fetched now; after the last try it is lost. pause: seconds the far side asks to wait."""
    if wanted.tries > len(PAUSES):
        _settled(session, wanted, media_state="lost", media_due_at=None, media_why=why)
        return
    wait = max(PAUSES[wanted.tries - 1], timedelta(seconds=pause or 0))
    _settled(session, wanted, media_due_at=now + wait, media_why=why)


def want_again(session: Session, office: Office, line_id: int, *, by: str, now: datetime) -> ConversationLine:  # noqa: ARG001 - as every step
    """Fetch once more what was refused or lost. Raises ConversationUnknown, NothingToFetch."""
    line = session.get(ConversationLine, line_id)
    if line is None or line.office_id != office.id:
        raise ConversationUnknown
    hold_conversation(session, office, line.conversation_id)
    given_up = update(ConversationLine).where(
        col(ConversationLine.id) == line_id,
        col(ConversationLine.media_state).in_(("refused", "lost")),
        col(ConversationLine.media).is_not(None),
    )
    again = {"media_state": "wanted", "media_tries": 0, "media_due_at": now, "media_why": None}
    if not change_rows(session, given_up.values(**again)):
        raise NothingToFetch
    session.info["media"] = True
    return line


def _wanted(row: ConversationLine) -> Wanted:
    channel, _, media = (row.media or "").partition(":")
    return Wanted(row.id, row.office_id, row.conversation_id, channel, media, row.media_tries)


def _settled(session: Session, wanted: Wanted, **values: Any) -> bool:
    """Write down what came of a try, unless another try has said something since."""
    this_try = update(ConversationLine).where(
        col(ConversationLine.id) == wanted.line_id,
        col(ConversationLine.media_state) == "wanted",
        col(ConversationLine.media_tries) == wanted.tries,
    )
    return change_rows(session, this_try.values(**values)) == 1


def _was_said(session: Session, conversation: Conversation, reply: str, now: datetime) -> bool:
    lately = session.scalars(
        select(ConversationLine).where(
            col(ConversationLine.conversation_id) == conversation.id,
            col(ConversationLine.direction) == "out",
            col(ConversationLine.at) > now - SAID_LATELY,
        )
    )
    return any(line.text == reply for line in lately)
