"""The list of messages: which are wanted, how many there are in each state, and one page of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from sqlalchemy import select, union_all
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.by_index import found_otherwise
from scheduler.db.models import Booking, BookingDocument, Message, Office
from scheduler.domain.text.codes import read_short
from scheduler.flow.core.local_time import zone_of_office
from scheduler.messages.notices.due import is_due
from scheduler.web.office.messages.finding import COUNTED, NEWEST, Listed, Part, along_index, among, looked_through
from scheduler.web.office.shared.message_people import Person, people_of
from scheduler.web.office.shared.message_words import CAUSES, STATES
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.forms import clean

PAGE = 50
PRINTED = 500
"""Rows of a page of those whom no channel reached: it is printed as one list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which messages are wanted; empty or None is all. wanted: a registration number or a nomor jadwal."""

    state: str = ""
    cause: str = ""
    channel: str = ""
    first: date | None = None
    last: date | None = None
    wanted: str = ""
    page: int = 1

    def query(self, **changes: object) -> str:
        """What is asked for as the end of an address, with some changes; the first page unless one is named."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        named = {
            "state": asked.state,
            "cause": asked.cause,
            "channel": asked.channel,
            "from": asked.first,
            "to": asked.last,
            "q": asked.wanted,
            "page": asked.page if asked.page > 1 else None,
        }
        return urlencode({name: str(value) for name, value in named.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the state was asked for."""
        return bool(self.cause or self.channel or self.first or self.last or self.wanted)


@dataclass(frozen=True, slots=True)
class Row:
    """A message of the list, and whom it is for. is_due: whether a clerk is to tell it by hand."""

    message: Message
    person: Person
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """One page of the messages asked for. counts: by state, of all that else was asked for, each up to a bound.

    is_more: whether there are more than were counted. looked_to: the day of the oldest message that was looked at,
    where there are older ones.
    """

    asked: Asked
    rows: Sequence[Row]
    counts: Mapping[str, int]
    is_more: bool = False
    looked_to: date | None = None

    @property
    def total(self) -> int:
        """How many messages there are on all pages."""
        return self.counts.get(self.asked.state, 0) if self.asked.state else sum(self.counts.values())

    @property
    def due(self) -> int:
        """How many on this page are to be told by hand."""
        return sum(row.is_due for row in self.rows)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // _most(self.asked)))

    @property
    def has_next(self) -> bool:
        """Whether another page follows, as far as is known."""
        return self.asked.page < self.pages or (self.is_more and len(self.rows) == _most(self.asked))

    def count(self, state: str) -> str:
        """How many of a state there are, as it is written: "10.000+" where there may be more."""
        counted = self.counts.get(state, 0)
        return f"{COUNTED:,}+".replace(",", ".") if counted >= COUNTED else str(counted)


def asked_of(query: Mapping[str, str]) -> Asked:
    """What an address asks for; what cannot be read is not asked for."""
    number = query.get("page", "1")
    state, cause = query.get("state", ""), query.get("cause", "")
    return Asked(
        state=state if state in STATES else "",
        cause=cause if cause in CAUSES else "",
        channel=_tidy(query.get("channel", ""), 40),
        first=day_of(query.get("from")),
        last=day_of(query.get("to")),
        wanted=_tidy(query.get("q", ""), 200),
        page=max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )


def messages_page(session: Session, office: Office, asked: Asked, *, now: datetime) -> MessagesPage:
    """A page of messages, the newest first; of those whom no channel reached, first what is to be told by hand. A page
    behind the last is the last, where all are counted.
    """
    part = Part(asked.state, asked.page, _most(asked))
    listed = _listed(session, office, asked, part)
    asked = replace(asked, page=listed.page)
    read = select(Message).where(col(Message.id).in_(listed.ids)).order_by(*NEWEST)
    rows = session.scalars(read).all()
    due = _due_among(session, office, rows, now) if asked.state == "unreached" else set()
    people = zip(rows, people_of(session, rows), strict=True)
    shown = [Row(message, person, message.id in due) for message, person in people]
    looked_to = listed.looked_to and listed.looked_to.astimezone(zone_of_office(office)).date()
    return MessagesPage(
        asked, sorted(shown, key=lambda row: not row.is_due), listed.counts, listed.is_more, looked_to or None
    )


def _listed(session: Session, office: Office, asked: Asked, part: Part) -> Listed:
    where = []
    if asked.first:
        where.append(col(Message.created_at) >= _midnight(office, asked.first))
    if asked.last:
        where.append(col(Message.created_at) < _midnight(office, asked.last + timedelta(days=1)))
    if asked.wanted:  # a few: no index of all messages of the office is to be gone along
        narrowed = {Message.cause: asked.cause, Message.channel: asked.channel}
        where += [col(column) == value for column, value in narrowed.items() if value]
        where.append(found_otherwise(Message.office_id) == office.id)
        return among(session, [col(Message.id).in_(_about(session, office, asked.wanted)), *where], part)
    where.append(col(Message.office_id) == office.id)
    if asked.cause or asked.channel:
        return looked_through(session, where, part, cause=asked.cause, channel=asked.channel)
    return along_index(session, where, part)


def _due_among(session: Session, office: Office, rows: Sequence[Message], now: datetime) -> set[int]:
    """The ids of those that still hold and are worth telling: a turn that has passed is not."""
    ids = [each.id for each in rows]
    return set(session.scalars(select(col(Message.id)).where(col(Message.id).in_(ids), is_due(office, now))))


def _most(asked: Asked) -> int:
    return PRINTED if asked.state == "unreached" else PAGE


def _about(session: Session, office: Office, wanted: str) -> set[int]:
    """Of a registration number: the messages of document, visits and household. Of a nomor jadwal: the visit's.

    A few, found by themselves: asked for among other things, all messages of the office would be gone through.
    """
    document = queries.document_scanned(session, office.id, wanted)
    if document is not None:
        visits = select(col(BookingDocument.booking_id)).where(col(BookingDocument.document_id) == document.id)
        household = (
            found_otherwise(Message.document_id).is_(None)
            & found_otherwise(Message.booking_id).is_(None)
            & (col(Message.invitation_id) == document.invitation_id)
        )
        whose = (col(Message.document_id) == document.id, col(Message.booking_id).in_(visits), household)
        return set(session.scalars(union_all(*(select(col(Message.id)).where(each) for each in whose))))
    short = read_short(wanted)
    if short is None:
        return set()
    bookings = select(col(Booking.id)).where(col(Booking.office_id) == office.id, col(Booking.short) == short)
    return set(session.scalars(select(col(Message.id)).where(col(Message.booking_id).in_(bookings))))


def _midnight(office: Office, day: date) -> datetime:
    return datetime.combine(day, time(), zone_of_office(office))


def _tidy(text: str, most: int) -> str:
    return clean(text).strip()[:most]
