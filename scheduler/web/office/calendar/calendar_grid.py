"""Six weeks of an office's calendar, a cell for each day: open or why not, and how full its slots are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import case, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, Slot
from scheduler.db.queries.hot import RESERVED
from scheduler.domain.calendar import calendar
from scheduler.domain.calendar.calendar import Closed
from scheduler.domain.calendar.hours import closures_on
from scheduler.domain.calendar.spans import Span
from scheduler.domain.calendar.timetable import Rules
from scheduler.flow.core.local_time import today_of
from scheduler.flow.seats.slots import rules_of

WEEKS = 6
State = Literal["open", "short", "closed", "shut"]
"""short: less than the usual week has; closed: by a closure; shut: there are no hours."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Units taken and planned in the slots of a service on a day; reserved: free ones that only staff may give."""

    letter: str
    taken: int
    planned: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A day. closed: what shuts some of it or all, each with the letter of a service or None for the office."""

    date: date
    state: State
    opens: datetime | None
    closes: datetime | None
    closed: list[tuple[str | None, Closed]]
    seats: list[Seats]
    is_today: bool
    is_past: bool


def month_of(session: Session, office: Office, start: date, *, now: datetime) -> list[list[Cell]]:
    """Six weeks from the Monday on or before a day."""
    rules, today = rules_of(session, office), today_of(office, now)
    monday = start - timedelta(days=start.weekday())
    letters = {service.id: service.letter for service in queries.all_services_of(session, office.id)}
    days = [monday + timedelta(days=n) for n in range(7 * WEEKS)]
    seats = _seats(session, office, rules, days, letters)
    cells = [_cell(day, rules, letters, seats.get(day, []), today) for day in days]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def _cell(day: date, rules: Rules, letters: dict[int, str], seats: list[Seats], today: date) -> Cell:
    work = calendar.stretches_of(day, rules.hours, rules.closed, rules.zone)
    closed: list[tuple[str | None, Closed]] = [(None, each) for each in closures_on(day, rules.closed, None)]
    for service, letter in letters.items():
        closed += [(letter, each) for each in closures_on(day, rules.closed, service) if each.service == service]
    return Cell(
        date=day,
        state=_state(day, rules, work, is_closed=any(letter is None for letter, _ in closed)),
        opens=work[0][0] if work else None,
        closes=work[-1][1] if work else None,
        closed=closed,
        seats=seats,
        is_today=day == today,
        is_past=day < today,
    )


def _state(day: date, rules: Rules, work: Sequence[Span], *, is_closed: bool) -> State:
    if not work:
        return "closed" if is_closed else "shut"
    undated = [row for row in rules.hours if row.valid_from is None and row.valid_to is None]
    usual = calendar.stretches_of(day, undated, [], rules.zone)
    return "short" if _length(work) < _length(usual) else "open"


def _length(work: Sequence[Span]) -> timedelta:
    return sum((end - start for start, end in work), timedelta())


def _seats(
    session: Session, office: Office, rules: Rules, days: Sequence[date], letters: dict[int, str]
) -> dict[date, list[Seats]]:
    first, _ = calendar.day_bounds(days[0], rules.zone)
    _, last = calendar.day_bounds(days[-1], rules.zone)
    left = case((col(Slot.planned) - col(Slot.taken) > RESERVED, RESERVED), else_=col(Slot.planned) - col(Slot.taken))
    rows = session.execute(
        select(col(Slot.service_id), col(Slot.starts_at), col(Slot.taken), col(Slot.planned), left).where(
            col(Slot.office_id) == office.id, col(Slot.starts_at) >= first, col(Slot.starts_at) < last
        )
    )
    sums: dict[date, dict[str, tuple[int, int, int]]] = {}
    for service_id, starts_at, taken, planned, reserved in rows:
        of_day = sums.setdefault(calendar.local_day(starts_at, rules.zone), {})
        letter = letters[service_id]
        before = of_day.get(letter, (0, 0, 0))
        of_day[letter] = before[0] + taken, before[1] + planned, before[2] + max(reserved, 0)
    return {day: [Seats(letter, *of_day[letter]) for letter in sorted(of_day)] for day, of_day in sums.items()}
