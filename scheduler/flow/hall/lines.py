"""The two lines of a board, outside and inside: how long each waits, and who waits longer than was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.board.model import Board
from scheduler.board.waits import Wait
from scheduler.domain.hall.likely import Minutes
from scheduler.domain.hall.promise import promised, standing
from scheduler.flow.hall.hall_state import Hall
from scheduler.flow.hall.lobby_lock import room_of_queue
from scheduler.flow.hall.standing import Standing

Lines = tuple[tuple[Wait, ...], tuple[Wait, ...]]


def lines_of(
    hall: Hall,
    outside: Sequence[Standing],
    inside: Sequence[Standing],
    waits: Mapping[int, Minutes],
    before: Board | None,
    now: datetime,
) -> Lines:
    """Who waits outside and who inside, in their order. waits: minutes as estimated, by ticket id.

    What was promised is on the board before this one, in whole seconds, as it is stored; whoever has changed the line
    since is promised anew.
    """
    waiting = _line(outside, before.waiting if before else (), waits, now)
    if waiting:
        waiting = (replace(waiting[0], places=_places_awaited(hall, outside[0])), *waiting[1:])
    return waiting, _line(inside, before.inside if before else (), waits, now)


def _line(
    tickets: Sequence[Standing], before: Sequence[Wait], waits: Mapping[int, Minutes], now: datetime
) -> tuple[Wait, ...]:
    known = {wait.ticket: wait for wait in before}
    return tuple(_wait(ticket, waits.get(ticket.id), known.get(ticket.number), now) for ticket in tickets)


def _wait(ticket: Standing, minutes: Minutes | None, before: Wait | None, now: datetime) -> Wait:
    """What the board says of somebody: the very same as before, where that is what it would say anew."""
    if before is not None and _is_the_same(ticket, minutes, before, now):
        return before
    return _told(ticket, minutes, before, now)


def _told(ticket: Standing, minutes: Minutes | None, before: Wait | None, now: datetime) -> Wait:
    second = now.replace(microsecond=0)
    promise = promised(before.promise if before else None, minutes, second)
    stands = standing(before.stands if before else None, minutes, second)
    told = minutes
    for said in (promise, stands):
        told = said.widened(told, now) if said and told else told
    is_late = promise is not None and promise.is_broken(now)
    return Wait(ticket.number, told, promise, stands, is_late, people=ticket.people)


def _is_the_same(ticket: Standing, minutes: Minutes | None, before: Wait, now: datetime) -> bool:
    """Whether what the board said before is what it would say anew: of most who wait, from one step to the next."""
    promise, stands = before.promise, before.stands
    if minutes is None:
        stays = stands is None
    else:
        stays = promise is not None and stands is not None and stands.most == minutes[1] and not stands.is_broken(now)
    return (
        stays
        and before.minutes == minutes
        and before.people == ticket.people
        and not (before.is_late or before.places or (promise is not None and promise.is_broken(now)))
    )


def _places_awaited(hall: Hall, ticket: Standing) -> int:
    """How many free places the first outside waits for; 0 where so many are free, or never will be today."""
    room = room_of_queue(hall.day)
    return ticket.people if room - hall.day.people_inside < ticket.people <= room else 0
