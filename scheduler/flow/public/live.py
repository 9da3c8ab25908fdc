"""An office as anybody may see it now, read at once, for all who ask in the next seconds."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from scheduler.board.model import Board
from scheduler.board.waits import Wait
from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Office, OfficeDay, Service, Ticket
from scheduler.domain.calendar import calendar
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.public.live import (
    Glance,
    Live,
    LiveCounter,
    LiveService,
    LiveWait,
    OpenNow,
    Seats,
    SeatsOfDay,
    WaitUntil,
    around,
)
from scheduler.domain.public.refusals import NotPublished
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.hall.publishing import board_now

DAYS_AHEAD = 14
"""Days whose seats are told at the most: further ahead next to nothing is taken yet."""
A_DAY, CLOSURES_AHEAD = timedelta(days=1), timedelta(days=45)
"""How far closures are looked through for the next opening of the offices in the list."""

SERVED = Prepared(
    select(col(Ticket.service_id), func.count())
    .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
    .where(
        col(OfficeDay.office_id) == bindparam("office"),
        col(OfficeDay.day) == bindparam("day"),
        col(Ticket.stage) == TicketStage.SERVED.value,
    )
    .group_by(col(Ticket.service_id))
)


def live_of(session: Session, code: str, *, now: datetime) -> Live:
    """An office by its code. Raises OfficeUnknown, NotPublished."""
    office = published(session, code)
    zone, today = zone_of_office(office), today_of(office, now)
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    board = board_now(session, office, now)
    services = queries.services_of(session, office.id)
    served = {service: int(count) for service, count in SERVED.all(session, office=office.id, day=today)}

    def face(service: Service) -> LiveService:
        own = [closure for closure in closed if closure.service == service.id]
        shut = calendar.closure_at(now, own, zone, service=service.id)
        return LiveService(
            letter=service.letter,
            name=service.name,
            name_en=service.name_en,
            waiting=sum(number.startswith(service.letter) for number in _numbers(board)),
            served=served.get(service.id, 0),
            wait=wait_of(board, service.letter),
            closed=shut.reason if shut else None,
        )

    return Live(
        code=office.code,
        name=office.name,
        timezone=office.timezone,
        at=now,
        training=board.training,
        open=_open_now(board, calendar.state_at(now, hours, closed, zone)),
        people=board.lobby.people,
        entering=board.lobby.entering,
        limit=board.lobby.limit,
        counters=tuple(LiveCounter(c.number, c.state, c.ticket) for c in board.counters if c.state != "closed"),
        services=tuple(face(service) for service in services),
        seats=tuple(_seats(session, office, services, today, now)),
    )


def published(session: Session, code: str) -> Office:
    """An office that shows the public its figures. Raises OfficeUnknown, NotPublished."""
    office = queries.office_by_code(session, code) if code.isprintable() else None
    if office is None:
        raise OfficeUnknown
    if not office.public_figures or office.starting is not None:
        raise NotPublished
    return office


def wait_of(board: Board, letter: str) -> LiveWait | None:
    """What the last in the line of a service was told; outside before inside, since that is where somebody comes to.

    None where nobody waits, and where nothing is known or said: in a break, after the last who can be served.
    """
    lines: tuple[tuple[WaitUntil, tuple[Wait, ...]], ...] = (("admitted", board.waiting), ("called", board.inside))
    for until, line in lines:
        last = next((wait for wait in reversed(line) if wait.ticket.startswith(letter)), None)
        if last is not None:
            return LiveWait(last.minutes, until) if last.minutes else None
    return None


def glances(session: Session, *, now: datetime) -> dict[int, Glance]:
    """Office id -> how its hall is today, of all offices that show it; five statements however many there are."""
    shown = [office for office in queries.offices(session) if office.public_figures and office.starting is None]
    days = {office.id: today_of(office, now) for office in shown}
    hours = queries.hours_by_office(session)
    closed = queries.closures_by_office(session, now.date() - A_DAY, now.date() + CLOSURES_AHEAD)
    boards = queries.boards_of(session, days)
    found = {}
    for office in shown:
        zone, own = zone_of_office(office), closed.get(office.id, [])
        state = calendar.state_at(now, hours.get(office.id, []), own, zone)
        stored = boards.get(office.id)
        board = Board.from_store(stored) if stored else None
        found[office.id] = _glance(board, state) if board else Glance(_open_now(None, state), 0, office.lobby_limit)
    return found


def _glance(board: Board, state: calendar.State) -> Glance:
    lines = {number[:1] for number in _numbers(board)}
    waits = [wait.minutes for letter in sorted(lines) if (wait := wait_of(board, letter))]
    return Glance(_open_now(board, state), board.lobby.people, board.lobby.limit, len(_numbers(board)), around(waits))


def _open_now(board: Board | None, state: calendar.State) -> OpenNow:
    """By the calendar; of a hall that was emptied what the hall says."""
    if board is not None and board.open.cause == "emptied":
        return OpenNow("halted")
    return OpenNow(state.state, state.reason, state.until)


def _numbers(board: Board) -> list[str]:
    """Numbers that wait: outside, called in, and inside."""
    waits = (wait.ticket for wait in (*board.waiting, *board.inside))
    return [*waits, *(row.ticket for row in board.entering)]


def _seats(
    session: Session, office: Office, services: Sequence[Service], today: date, now: datetime
) -> list[SeatsOfDay]:
    """The days ahead that have seats at all, with what is left for who books online."""
    zone = zone_of_office(office)
    planned: Counter[tuple[date, str]] = Counter()
    left: Counter[tuple[date, str]] = Counter()
    after = now + timedelta(minutes=office.notice_minutes, microseconds=1)
    _, before = calendar.day_bounds(today + timedelta(days=min(office.horizon_days, DAYS_AHEAD)), zone)
    for service in services:
        for _, starts_at, capacity, taken in queries.places_between(session, service.id, after, before):
            which = starts_at.astimezone(zone).date(), service.letter
            planned[which] += capacity
            left[which] += max(0, capacity - taken)
    found: dict[date, dict[str, Seats]] = {}
    for day, letter in sorted(planned):
        found.setdefault(day, {})[letter] = Seats.of(left[day, letter], planned[day, letter])
    return [SeatsOfDay(day, letters) for day, letters in found.items()]
