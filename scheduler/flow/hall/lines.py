"""The two lines of a board, outside and inside: how long each waits, and who waits longer than was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.board.waits import Wait, waits_in
from scheduler.db.models import Ticket
from scheduler.domain.hall.likely import Minutes
from scheduler.domain.hall.promise import promised, standing
from scheduler.flow.hall.hall_state import Hall
from scheduler.flow.hall.lobby_lock import room_of_queue

Lines = tuple[tuple[Wait, ...], tuple[Wait, ...]]


def lines_of(
    hall: Hall, outside: Sequence[Ticket], inside: Sequence[Ticket], waits: Mapping[int, Minutes], now: datetime
) -> Lines:
    """Who waits outside and who inside, in their order. waits: minutes as estimated, by ticket id.

    What was promised is on the board before this one; whoever has changed the line since is promised anew.
    """
    before = waits_in(hall.day.board)
    waiting = _line(outside, before.get("waiting", {}), waits, now)
    if waiting:
        waiting = (replace(waiting[0], places=_places_awaited(hall, outside[0])), *waiting[1:])
    return waiting, _line(inside, before.get("inside", {}), waits, now)


def _line(
    tickets: Sequence[Ticket], before: Mapping[str, Wait], waits: Mapping[int, Minutes], now: datetime
) -> tuple[Wait, ...]:
    return tuple(
        _wait(ticket, waits.get(ticket.id), before.get(ticket.number, Wait(ticket.number, None)), now)
        for ticket in tickets
    )


def _wait(ticket: Ticket, minutes: Minutes | None, before: Wait, now: datetime) -> Wait:
    promise, stands = promised(before.promise, minutes, now), standing(before.stands, minutes, now)
    told = minutes
    for said in (promise, stands):
        told = said.widened(told, now) if said and told else told
    is_late = promise is not None and promise.is_broken(now)
    return Wait(ticket.number, told, promise, stands, is_late, people=ticket.people)


def _places_awaited(hall: Hall, ticket: Ticket) -> int:
    """How many free places the first outside waits for; 0 where so many are free, or never will be today."""
    room = room_of_queue(hall.day)
    return ticket.people if room - hall.day.people_inside < ticket.people <= room else 0
