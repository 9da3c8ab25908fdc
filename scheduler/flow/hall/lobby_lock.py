"""The lock of the lobby, and its places.

Every lobby step of an office starts with `hold`: raising the version of the OfficeDay takes the row lock on PostgreSQL
and the write lock on SQLite. What is read after it is current; the commit releases it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, insert, text, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from scheduler.db.engine.loading import columns_of, object_of
from scheduler.db.engine.prepared import Prepared, change_of
from scheduler.db.models import Correction, Office, OfficeDay, Ticket
from scheduler.domain.hall.refusals import HallEmptied
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.touched import note_held

RAISE_VERSION = Prepared(
    update(OfficeDay)
    .where(col(OfficeDay.office_id) == bindparam("office"), col(OfficeDay.day) == bindparam("today"))
    .values(version=col(OfficeDay.version) + 1)
    .returning(*columns_of(OfficeDay))
)
MAKE_DAY = text(
    "INSERT INTO office_day"
    " (office_id, day, version, people_inside, lobby_limit, people_allowed, reserved, arrivals, returns, issued)"
    " VALUES (:office, :today, 0, 0, :limit, :limit, 0, 0, 0, '{}') ON CONFLICT (office_id, day) DO NOTHING"
).bindparams(bindparam("today", type_=OfficeDay.__table__.columns["day"].type))  # type: ignore[attr-defined]

_TAKE_PLACES = (
    update(OfficeDay)
    .where(
        col(OfficeDay.id) == bindparam("which"),
        col(OfficeDay.people_inside) + bindparam("people") <= col(OfficeDay.lobby_limit),
        col(OfficeDay.halted_at).is_(None),
    )
    .values(people_inside=col(OfficeDay.people_inside) + bindparam("people"))
)
TAKE_PLACES = Prepared(_TAKE_PLACES)
ADMIT = Prepared(
    _TAKE_PLACES.where(
        col(OfficeDay.people_inside) + bindparam("people") <= col(OfficeDay.lobby_limit) - col(OfficeDay.reserved)
    )
)
COUNT = Prepared(
    update(OfficeDay)
    .where(col(OfficeDay.id) == bindparam("which"))
    .values(
        people_inside=bindparam("people"),
        people_allowed=case(
            (col(OfficeDay.lobby_limit) > bindparam("people"), col(OfficeDay.lobby_limit)), else_=bindparam("people")
        ),
    )
)
PAPER = range(900, 1000)
"""Numbers that are printed beforehand, for when there is no power; no ticket of the program has one."""


def hold(session: Session, office: Office, now: datetime) -> OfficeDay:
    """Take the lock of the office's day (made if there is none yet) and return it as it is now."""
    return hold_date(session, office, today_of(office, now))


def hold_date(session: Session, office: Office, day: date) -> OfficeDay:
    """Take the lock of a given date."""
    which = {"office": office.id, "today": day}
    session.flush()
    found = RAISE_VERSION.first(session, **which)
    if found is None:
        session.execute(MAKE_DAY, {**which, "limit": office.lobby_limit})
        found = RAISE_VERSION.first(session, **which)
    assert found is not None
    held = object_of(session, OfficeDay, found, anew=True)
    note_held(session, held)
    return held


def take_places(session: Session, day: OfficeDay, people: int) -> bool:
    """Let people in if the limit allows; the guard that no step gets past. Returns whether it did.

    Nobody gets past it while the hall is emptied.
    """
    return _take(session, day, people, TAKE_PLACES)


def take_for_queue(session: Session, day: OfficeDay, people: int) -> bool:
    """As `take_places`, for those whose turn it is: they leave the reserved places free."""
    return _take(session, day, people, ADMIT)


def room_of_queue(day: OfficeDay) -> int:
    """How many people the queue may fill the hall with: the limit less the places kept free."""
    return day.lobby_limit - day.reserved


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
    count_anew(session, day, people, kind="recount", reason=reason, by=by, now=now)


def count_anew(
    session: Session, day: OfficeDay, people: int, *, kind: str, reason: str | None, by: str, now: datetime
) -> None:
    """Set the count of people by a row that says why. It is known again: after a cut nobody is asked any more."""
    _correct(session, day, people - day.people_inside, kind=kind, reason=reason, by=by, now=now)
    _count(session, day, people)
    set_day(session, day, count_wanted_at=None)


def count_one(session: Session, day: OfficeDay, change: int, *, by: str, now: datetime) -> None:
    """Somebody came in or left who has no ticket: one more is a fact at the limit too, one less at zero is nothing.

    Raises HallEmptied.
    """
    if change > 0 and day.halted_at is not None:
        raise HallEmptied
    change = max(change, -day.people_inside)
    if change:
        _count(session, day, day.people_inside + change)
        _correct(session, day, change, kind="change", reason=None, by=by, now=now)


def set_limit(session: Session, day: OfficeDay, limit: int) -> None:
    """A new limit holds at once; who is inside stays inside. One place at least stays for the queue."""
    allowed, reserved = max(limit, day.people_inside), min(day.reserved, limit - 1)
    set_day(session, day, lobby_limit=limit, people_allowed=allowed, reserved=reserved)


def reserve_places(session: Session, day: OfficeDay, places: int, *, by: str, now: datetime) -> None:
    """Keep so many places free of the queue; who is inside stays inside. A row says who wanted it."""
    set_day(session, day, reserved=places)
    _correct(session, day, 0, kind="reserved", reason=str(places), by=by, now=now)


def set_day(session: Session, day: OfficeDay, **values: Any) -> None:
    """Change columns of a day whose lock is held."""
    session.flush()
    change_of(OfficeDay, frozenset(values)).run(session, which=day.id, **values)
    for name, value in values.items():
        set_committed_value(day, name, value)


def next_seq(session: Session, day: OfficeDay) -> int:
    """Count one more arrival of the day; returns which it is."""
    return _raise(session, day, "arrivals")


def next_return(session: Session, day: OfficeDay) -> int:
    """Count one more ticket that is placed behind others today; returns which it is."""
    return _raise(session, day, "returns")


def next_place(session: Session, day: OfficeDay, letter: str) -> tuple[str, int]:
    """The next number of a service and which arrival of the day it is, counted in one go."""
    number, issued = _next_of(day, letter)
    set_day(session, day, issued=issued, arrivals=day.arrivals + 1)
    return number, day.arrivals


def next_number(session: Session, day: OfficeDay, letter: str) -> str:
    """The next ticket number of a service, such as A-012; decided under the lock, unique by constraint too.

    After A-899 comes A-1000: 900 to 999 are for paper.
    """
    number, issued = _next_of(day, letter)
    set_day(session, day, issued=issued)
    return number


def _next_of(day: OfficeDay, letter: str) -> tuple[str, dict[str, int]]:
    following = day.issued.get(letter, 0) + 1
    number = f"{letter}-{following if following < PAPER.start else following + len(PAPER):03}"
    return number, {**day.issued, letter: following}


def _take(session: Session, day: OfficeDay, people: int, guard: Prepared) -> bool:
    if not guard.change(session, which=day.id, people=people):
        return False
    set_committed_value(day, "people_inside", day.people_inside + people)
    return True


def _raise(session: Session, day: OfficeDay, name: str) -> int:
    value: int = getattr(day, name) + 1
    set_day(session, day, **{name: value})
    return value


def _count(session: Session, day: OfficeDay, people: int) -> None:
    COUNT.run(session, which=day.id, people=people)
    set_committed_value(day, "people_inside", people)


def _correct(session: Session, day: OfficeDay, people: int, **facts: object) -> None:
    row = {"office_id": day.office_id, "office_day_id": day.id, "people": people, "at": facts.pop("now"), **facts}
    session.execute(insert(Correction), [row])
