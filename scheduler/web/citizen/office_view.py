"""What the public page of an office shows: hours, closures coming, services, and how many wait."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from scheduler.board import Board
from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain import calendar
from scheduler.flow.day import today_of, zone_of_office
from scheduler.flow.publishing import board_now

CLOSURES_AHEAD = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Weekday:
    """One day of the coming seven; `hours` is None where the office is shut on it, `closure` says why."""

    date: date
    hours: calendar.Hours | None
    closure: str | None
    is_today: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A service and how many tickets of it wait, outside and inside together."""

    service: Service
    waiting: int


@dataclass(frozen=True, slots=True)
class OfficePage:
    """An office as the public sees it now."""

    office: Office
    opening: calendar.State
    board: Board
    week: list[Weekday]
    closures: list[calendar.Closed]
    queues: list[Queue]


def office_list(session: Session) -> list[Office]:
    """All offices by name."""
    return list(queries.offices(session))


def office_page(session: Session, office: Office, *, now: datetime) -> OfficePage:
    """The public page of an office."""
    zone, today = zone_of_office(office), today_of(office, now)
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    board = board_now(session, office, now)
    return OfficePage(
        office=office,
        opening=calendar.state_at(now, hours, closed, zone),
        board=board,
        week=[_weekday(today + timedelta(days=n), hours, closed, today) for n in range(7)],
        closures=_coming(closed, today),
        queues=[Queue(s, _waiting(board, s.letter)) for s in queries.services_of(session, office.id)],
    )


def _weekday(day: date, hours: list[calendar.Hours], closed: list[calendar.Closed], today: date) -> Weekday:
    row = calendar.hours_of(day, hours, closed)
    closure = next((c for c in closed if c.starts_on <= day and (c.ends_on is None or day <= c.ends_on)), None)
    return Weekday(day, row, closure.reason if closure else None, day == today)


def _coming(closed: list[calendar.Closed], today: date) -> list[calendar.Closed]:
    """Closures that are on or begin soon, soonest first."""
    ahead = [c for c in closed if (c.ends_on is None or c.ends_on >= today) and c.starts_on <= today + CLOSURES_AHEAD]
    return sorted(ahead, key=lambda closure: closure.starts_on)


def _waiting(board: Board, letter: str) -> int:
    numbers = [wait.ticket for wait in (*board.waiting, *board.inside)] + [row.ticket for row in board.entering]
    return sum(number.startswith(letter) for number in numbers)
