"""Messages found newest first along an index, and how many there are in each state: never by going through all.

However long an office has sent messages, a page takes a bounded look: counts end at `COUNTED` for a state, and where
cause or channel is asked for, which no index knows, the newest `LOOKED` of the time are looked through.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, union_all
from sqlmodel import Session, col

from scheduler.db.models import Message
from scheduler.db.models.messages import IS_TRIED
from scheduler.web.office.shared.message_words import STATES

COUNTED = 10_000
"""Beyond so many messages of a state their number does not matter."""
UNTRIED = ("new", "sending")
"""States of what is still to be sent."""
LOOKED = 20_000
"""Three weeks of a busy office; whoever wants more goes on from where the look ended."""

NEWEST = (col(Message.created_at).desc(), col(Message.id).desc())
"""As the indexes of an office's messages have them."""

Where = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """What is wanted of all that is found: of a state ("" is all), a page of so many rows (1 is the first)."""

    state: str
    page: int
    most: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of ids, newest first, with its number, and how many messages there are by state, each up to COUNTED.

    is_more: whether there are more than are counted. looked_to: when the oldest was made that was looked at, where
    there are older ones that nobody looked at.
    """

    ids: Sequence[int]
    page: int
    counts: Mapping[str, int]
    is_more: bool = False
    looked_to: datetime | None = None


def along_index(session: Session, where: Where, part: Part) -> Listed:
    """Of an office, and perhaps of a time (`where`): what comes before the page is passed in the index, not read."""
    counted = session.execute(union_all(*(_counted(where, each) for each in STATES)))
    counts = {state: count for state, count in counted if count}
    is_more = any(counts.get(state, 0) == COUNTED for state in ([part.state] if part.state else counts))
    page = part.page if is_more else _within(part, counts)
    wanted = [*where, *_is(part.state)] if part.state else where
    listed = select(col(Message.id)).where(*wanted).order_by(*NEWEST).offset((page - 1) * part.most).limit(part.most)
    return Listed(session.scalars(listed).all(), page, counts, is_more)


def looked_through(session: Session, where: Where, part: Part, *, cause: str, channel: str) -> Listed:
    """Of the newest of an office, and perhaps of a time (`where`), those of a cause and by a channel ("" is any)."""
    newest = select(Message).where(*where).order_by(*NEWEST)
    rows = newest.limit(LOOKED).subquery("message")
    wanted = {rows.c.cause: cause, rows.c.channel: channel}
    passing = select(rows.c.id, rows.c.state).where(*(column == value for column, value in wanted.items() if value))
    found = _paged(session.execute(passing.order_by(rows.c.created_at.desc(), rows.c.id.desc())).all(), part)
    ends = session.execute(newest.with_only_columns(col(Message.created_at)).offset(LOOKED - 1).limit(2)).all()
    return replace(found, looked_to=ends[0][0] if len(ends) > 1 else None)


def among(session: Session, where: Where, part: Part) -> Listed:
    """Of a few that `where` names by their ids."""
    few = select(col(Message.id), col(Message.state)).where(*where).order_by(*NEWEST)
    return _paged(session.execute(few).all(), part)


def _paged(rows: Sequence[Row[int, str]], part: Part) -> Listed:
    counts = Counter(state for _, state in rows)
    page = _within(part, counts)
    ids = [number for number, state in rows if part.state in ("", state)]
    return Listed(ids[(page - 1) * part.most : page * part.most], page, counts)


def _within(part: Part, counts: Mapping[str, int]) -> int:
    """The page that is wanted; the last, where it is behind that."""
    total = counts.get(part.state, 0) if part.state else sum(counts.values())
    return min(part.page, max(1, -(-total // part.most)))


def _counted(where: Where, state: str) -> Select[str, int]:
    some = select(col(Message.id)).where(*where, *_is(state)).limit(COUNTED).subquery()
    return select(literal(state), func.count()).select_from(some)


def _is(state: str) -> Where:
    """The condition of a state, said so that the index of what was tried is found where it is one of them."""
    is_state = col(Message.state) == state
    return [is_state] if state in UNTRIED else [is_state, and_(IS_TRIED)]
