"""The board is written in the transaction of the step that changed it, as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, literal_column, select, text
from sqlmodel import Session, col

from scheduler.board.model import (
    MISSED_MOST,
    MISSED_STAY,
    Board,
    BreakCause,
    Call,
    CounterFace,
    Entering,
    Lobby,
    Missed,
    OfficeFace,
    Opening,
    same_but_for_time,
)
from scheduler.db import models, queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Office, OfficeDay, Ticket
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar import calendar
from scheduler.domain.hall import stillness
from scheduler.domain.hall.likely import Minutes
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.touched import is_held
from scheduler.flow.hall.announcing import IN_FORCE, announcement_turns, announcements_of
from scheduler.flow.hall.hall_state import Hall, hall_of
from scheduler.flow.hall.lines import lines_of
from scheduler.flow.hall.notices import closures_by_letter, notice_of, reasons_told
from scheduler.flow.hall.outlook import estimates
from scheduler.flow.hall.quiet import quiet_spans
from scheduler.flow.hall.remembered import remember, remembered
from scheduler.flow.hall.standing import Standing

CALLS_STAY = timedelta(minutes=3)
ENTERING_STAY = timedelta(minutes=5)
"""Without a guard: how long somebody called in is listed as entering."""

WRITE_BOARD = Prepared(
    text(
        "INSERT INTO office_board (office_day_id, office_id, board) VALUES (:day, :office, :board)"
        " ON CONFLICT (office_day_id) DO UPDATE SET board = excluded.board"
    )
)

_CALLS = select(
    col(models.Call.id),
    col(Ticket.number),
    col(models.Call.counter_number),
    col(models.Call.repeat),
    col(models.Call.at),
).join(Ticket, col(Ticket.id) == col(models.Call.ticket_id))
CALLS_AT_COUNTERS = Prepared(
    _CALLS.where(
        col(Ticket.office_day_id) == bindparam("day"),
        in_span(col(models.Call.at)),
        literal_column("ticket.stage IN ('called', 'serving')"),
    )
)
"""The calls of those who stand at a counter. Stages as literals: an index of some rows is used only where the statement
says that it is about those.
"""
CALLS_OF_LATE = Prepared(
    _CALLS.where(
        col(models.Call.office_day_id) == bindparam("day"),
        col(models.Call.at) > bindparam("since"),
        in_span(col(models.Call.at)),
        literal_column("ticket.stage NOT IN ('waiting', 'admitted')"),
    )
)
MISSED = Prepared(
    select(col(Ticket.number), col(Ticket.ended_at))
    .where(
        col(Ticket.office_day_id) == bindparam("day"),
        literal_column("ticket.stage = 'missed'"),
        col(Ticket.ended_at) > bindparam("since"),
    )
    .order_by(col(Ticket.ended_at).desc())
    .limit(MISSED_MOST)
)


def publish(session: Session, hall: Hall, now: datetime) -> dict[int, Minutes]:
    """Write the day's board anew; the writer tells the screens after the commit.

    Returns the waits that it goes by, by ticket id; what it says of somebody, `told_of` says.
    """
    waits = estimates(session, hall, now)
    board = _with_waits(session, hall, waits, now)
    WRITE_BOARD.put_off(session, day=hall.day.id, office=hall.day.office_id, board=board.to_store())
    session.info.setdefault("boards", {})[hall.office.code] = board
    hall.before = board
    remember(session, hall.day, hall.lineup.copy(), board)
    return waits


def told_of(board: Board, tickets: Iterable[Ticket], waits: Mapping[int, Minutes]) -> dict[int, Minutes]:
    """The minutes that a board says of some, by ticket id; waits: those that it goes by."""
    known = {ticket.number: ticket.id for ticket in tickets if ticket.id in waits}
    lines = (wait for line in (board.waiting, board.inside) for wait in line) if known else ()
    shown = {known[wait.ticket]: wait.minutes for wait in lines if wait.ticket in known and wait.minutes}
    return {ticket_id: shown.get(ticket_id, waits[ticket_id]) for ticket_id in known.values()}


def board_before(session: Session, hall: Hall) -> Board | None:
    """The board that the day has until it gets another one; None before the first."""
    if hall.before is None:
        hall.before = known_board(session, hall.office, hall.day)
    return hall.before


def board_now(session: Session, office: Office, now: datetime) -> Board:
    """The latest board of today; version 0 before the first step of the day."""
    day = queries.day_of(session, office.id, today_of(office, now))
    if day is not None and (known := known_board(session, office, day)) is not None:
        return known
    return build(session, hall_of(session, office, day or unborn_day(office, now), now), now)


def known_board(session: Session, office: Office, day: OfficeDay) -> Board | None:
    """The board of a day as this step wrote it, as it is remembered, or as it is stored; None before the first."""
    own: Board | None = session.info.get("boards", {}).get(office.code)
    if own is not None and own.stamp == (day.day, day.version):
        return own
    known = None if is_held(session, day) else remembered(session, day)
    if known is not None:
        return known.board
    return stored_board(session, day)


def stored_board(session: Session, day: OfficeDay) -> Board | None:
    """The board of a day as its table has it."""
    stored = queries.board_of(session, day.id)
    return None if stored is None else Board.from_store(stored)


def still_until(session: Session, hall: Hall, now: datetime) -> datetime | None:
    """Until when what the board should say stays what it says, if nobody does anything; None where it is not now.

    Nothing of the hall is due at `now`, or it would not stay so.
    """
    before, board = board_before(session, hall), build(session, hall, now)
    if before is None or not same_but_for_time(board, before):
        return None
    return stillness.still_until(now, hall.tickets, is_over=hall.is_over, turns=_turns(session, hall, board, now))


def build(session: Session, hall: Hall, now: datetime) -> Board:
    """The board of a hall at a moment."""
    return _with_waits(session, hall, estimates(session, hall, now), now)


def _with_waits(session: Session, hall: Hall, waits: dict[int, Minutes], now: datetime) -> Board:
    at = _by_stage(hall.tickets)
    entering = [t for t in at["admitted"] if _is_entering(hall, t, now)]
    inside = [t for t in at["admitted"] if not _is_entering(hall, t, now)]
    waiting, inside_waits = lines_of(hall, at["waiting"], inside, waits, board_before(session, hall), now)
    _ask(session, hall, now)
    announced, closures = announcements_of(session, hall.office, now), notice_of(hall, now)
    notices = (*announced, *([closures] if closures else []))
    return Board(
        office=OfficeFace(hall.office.code, hall.office.name, hall.office.timezone),
        day=hall.day.day,
        version=hall.day.version,
        at=now,
        training=queries.is_training(session),
        open=_opening(hall),
        lobby=Lobby(hall.past_door, hall.called_in, hall.office.lobby_limit, hall.day.reserved),
        calls=_calls(session, hall, now),
        entering=tuple(Entering(t.number, hall.entry_deadline(t), hall.keeps_out(t)) for t in entering),
        inside=inside_waits,
        waiting=waiting,
        parked=tuple(t.number for t in at["parked"]),
        counters=tuple(
            CounterFace(c.number, c.state, t.number if (t := hall.at(c)) else None)  # type: ignore[arg-type]
            for c in hall.counters
        ),
        missed=_missed(session, hall.day, now),
        notice=notices[0] if notices else None,
        serving=tuple(t.number for t in at["serving"]),
        quiet=quiet_spans(hall.office, hall.day.day),
        notices=notices,
        desks={c.number: "".join(sorted(hall.letters.get(c.id, ()))) for c in hall.counters},
        announced=len(announced),
        closures=closures_by_letter(hall, now),
        visits=frozenset(t.booking_id for t in hall.tickets),
    )


def _by_stage(tickets: Iterable[Standing]) -> Mapping[str, list[Standing]]:
    """Tickets by their stage, each in the order in which they come; of a stage that nobody is at there are none."""
    found = defaultdict[str, list[Standing]](list)
    for ticket in tickets:
        found[ticket.stage].append(ticket)
    return found


def _is_entering(hall: Hall, ticket: Standing, now: datetime) -> bool:
    if hall.office.guarded:
        return ticket.entered_at is None
    return ticket.admitted_at is not None and now - ticket.admitted_at < ENTERING_STAY


def _turns(session: Session, hall: Hall, board: Board, now: datetime) -> list[datetime]:
    """When time alone changes what a board shows beside the queue itself."""
    times = hall.times
    return [
        *calendar.turns_of(hall.day.day, times.hours, times.closed, times.zone),
        *hall.turns,
        *announcement_turns(session, hall.office, now),
        *(call.at + CALLS_STAY for call in board.calls),
        *(missed.at + MISSED_STAY for missed in board.missed),
    ]


def _opening(hall: Hall) -> Opening:
    state, pause = hall.opening, hall.pause()
    return Opening(
        state=state.state,
        reason=state.reason,
        until=state.until if state.state != "open" else None,
        since=pause[0] if state.state == "break" and state.until and pause else None,
        cause=_cause(hall),
        told=reasons_told(state.reason) if state.state == "closed" and state.reason else {},
    )


def _cause(hall: Hall) -> BreakCause | None:
    if hall.opening.state != "break":
        return None
    if hall.day.halted_at:
        return "emptied"
    return "prayer" if hall.opening.reason == calendar.FRIDAY_PRAYER else None


def _ask(session: Session, hall: Hall, now: datetime) -> None:
    """Say what a board reads beside the hall."""
    IN_FORCE.ask(session, office=hall.office.id, now=now)
    queries.TRAINING.ask(session)
    CALLS_AT_COUNTERS.ask(session, **_of_today(hall, now))
    CALLS_OF_LATE.ask(session, since=now - CALLS_STAY, **_of_today(hall, now))
    MISSED.ask(session, day=hall.day.id, since=now - MISSED_STAY)


def _of_today(hall: Hall, now: datetime) -> dict[str, Any]:
    """Of which day calls are asked for, and in which span."""
    begins, _ = calendar.day_bounds(hall.day.day, hall.times.zone)
    return {"day": hall.day.id, **span(begins, now)}


def _calls(session: Session, hall: Hall, now: datetime) -> tuple[Call, ...]:
    today = _of_today(hall, now)
    rows = {row[0]: row for row in CALLS_AT_COUNTERS.all(session, **today)}
    rows |= {row[0]: row for row in CALLS_OF_LATE.all(session, since=now - CALLS_STAY, **today)}
    latest: dict[str, Call] = {}
    stands = {ticket.number: counter.number for counter in hall.counters if (ticket := hall.at(counter))}
    for call_id, number, counter, repeat, at in sorted(rows.values(), key=lambda row: (row[4], row[0]), reverse=True):
        if stands.get(number, counter) != counter:
            continue  # it was called there, but that was undone
        latest.setdefault(number, Call(call_id, number, counter, repeat, at))
    return tuple(latest.values())


def _missed(session: Session, day: OfficeDay, now: datetime) -> tuple[Missed, ...]:
    rows = MISSED.all(session, day=day.id, since=now - MISSED_STAY)
    return tuple(Missed(number, at) for number, at in rows)


def unborn_day(office: Office, now: datetime) -> OfficeDay:
    """Today before anything has happened on it; it is not kept."""
    return OfficeDay(
        id=0,
        office_id=office.id,
        day=today_of(office, now),
        version=0,
        people_inside=0,
        lobby_limit=office.lobby_limit,
        people_allowed=office.lobby_limit,
    )
