"""The lock of the lobby, and its places.

Every lobby step of an office starts with `hold`: raising the version of the OfficeDay takes the row lock on PostgreSQL
and the write lock on SQLite. What is read after it is current; the commit releases it.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, func, insert, select, text, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from scheduler.db.models import Correction, Office, OfficeDay, Ticket
from scheduler.domain.calendar import local_day
from scheduler.domain.errors import LobbyFull

RAISE_VERSION = (
    update(OfficeDay)
    .where(col(OfficeDay.office_id) == bindparam("office"), col(OfficeDay.day) == bindparam("today"))
    .values(version=col(OfficeDay.version) + 1)
    .returning(col(OfficeDay.id))
    .execution_options(synchronize_session=False)
)
MAKE_DAY = text(
    "INSERT INTO office_day (office_id, day, version, people_inside, lobby_limit, people_allowed, arrivals, returns)"
    " VALUES (:office, :today, 0, 0, :limit, :limit, 0, 0) ON CONFLICT (office_id, day) DO NOTHING"
).bindparams(bindparam("today", type_=OfficeDay.__table__.columns["day"].type))  # type: ignore[attr-defined]

TAKE_PLACES = (
    update(OfficeDay)
    .where(
        col(OfficeDay.id) == bindparam("which"),
        col(OfficeDay.people_inside) + bindparam("people") <= col(OfficeDay.lobby_limit),
    )
    .values(people_inside=col(OfficeDay.people_inside) + bindparam("people"))
    .execution_options(synchronize_session=False)
)


def zone_of_office(office: Office) -> ZoneInfo:
    """The office's time zone."""
    return ZoneInfo(office.timezone)


def today_of(office: Office, now: datetime) -> date:
    """The office's own date at a moment."""
    return local_day(now, zone_of_office(office))


def hold(session: Session, office: Office, now: datetime) -> OfficeDay:
    """Take the lock of the office's day (made if there is none yet) and return it as it is now."""
    return hold_date(session, office, today_of(office, now))


def hold_date(session: Session, office: Office, day: date) -> OfficeDay:
    """Take the lock of a given date."""
    which = {"office": office.id, "today": day}
    found = session.execute(RAISE_VERSION, which).scalar()
    if found is None:
        session.execute(MAKE_DAY, {**which, "limit": office.lobby_limit})
        found = session.execute(RAISE_VERSION, which).scalar_one()
    held = session.get(OfficeDay, found, populate_existing=True)
    assert held is not None
    return held


def take_places(session: Session, day: OfficeDay, people: int) -> bool:
    """Let people in if the limit allows; the guard that no step gets past. Returns whether it did."""
    taken = session.execute(TAKE_PLACES, {"which": day.id, "people": people})
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return False
    set_committed_value(day, "people_inside", day.people_inside + people)
    return True


def free_places(
    session: Session, day: OfficeDay, ticket: Ticket, *, by: str, now: datetime, people: int | None = None
) -> None:
    """Give back places a ticket holds (all, or `people`). The floor at zero people inside is written down."""
    given = ticket.held if people is None else people
    freed = min(given, day.people_inside)
    if given > freed:
        _correct(session, day, given - freed, kind="floor", reason=ticket.number, by=by, now=now)
    _count(session, day, day.people_inside - freed)


def recount(session: Session, day: OfficeDay, people: int, *, reason: str | None, by: str, now: datetime) -> None:
    """Write down how many people are inside now, whatever was thought; nobody is admitted until it fits."""
    _correct(session, day, people - day.people_inside, kind="recount", reason=reason, by=by, now=now)
    _count(session, day, people)


def count_one(session: Session, day: OfficeDay, change: int, *, by: str, now: datetime) -> None:
    """Somebody came in or left who has no ticket: one less at zero changes nothing. Raises LobbyFull at the limit."""
    if change > 0 and not take_places(session, day, change):
        raise LobbyFull
    if change < 0:
        change = -min(-change, day.people_inside)
        _count(session, day, day.people_inside + change)
    if change:
        _correct(session, day, change, kind="change", reason=None, by=by, now=now)


def set_limit(session: Session, day: OfficeDay, limit: int) -> None:
    """A new limit holds at once; who is inside stays inside."""
    set_committed_value(day, "lobby_limit", limit)
    session.execute(
        update(OfficeDay)
        .where(col(OfficeDay.id) == day.id)
        .values(lobby_limit=limit, people_allowed=max(limit, day.people_inside))
        .execution_options(synchronize_session=False)
    )


def next_seq(session: Session, day: OfficeDay) -> int:
    """Count one more arrival of the day."""
    return _raise(session, day, "arrivals")


def next_return(session: Session, day: OfficeDay) -> int:
    """Count one more who is placed behind others today."""
    return _raise(session, day, "returns")


def next_number(session: Session, day: OfficeDay, letter: str) -> str:
    """The next ticket number of a service, such as A-012; decided under the lock, unique by constraint too."""
    issued = session.scalar(
        select(func.count())
        .select_from(Ticket)
        .where(col(Ticket.office_day_id) == day.id, col(Ticket.number).like(f"{letter}-%"))
    )
    return f"{letter}-{(issued or 0) + 1:03}"


def _raise(session: Session, day: OfficeDay, name: str) -> int:
    value: int = getattr(day, name) + 1
    session.execute(
        update(OfficeDay)
        .where(col(OfficeDay.id) == day.id)
        .values({name: value})
        .execution_options(synchronize_session=False)
    )
    set_committed_value(day, name, value)
    return value


def _count(session: Session, day: OfficeDay, people: int) -> None:
    limit = col(OfficeDay.lobby_limit)
    session.execute(
        update(OfficeDay)
        .where(col(OfficeDay.id) == day.id)
        .values(people_inside=people, people_allowed=case((limit > people, limit), else_=people))
        .execution_options(synchronize_session=False)
    )
    set_committed_value(day, "people_inside", people)


def _correct(session: Session, day: OfficeDay, people: int, **facts: object) -> None:
    row = {"office_id": day.office_id, "office_day_id": day.id, "people": people, "at": facts.pop("now"), **facts}
    session.execute(insert(Correction), [row])
