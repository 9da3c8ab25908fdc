"""Why counters stand idle although somebody waits for them: each has one cause, the least that would have to be other.

What fills the hall is thought away, one thing after the other, until somebody comes in whom the counter takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduler.domain.hall.queue import ADMITTED, PASSES, WAITING, Desk, Queued, first_of_line
from scheduler.flow.hall.lobby_lock import room_of_queue
from tests.simulation.scene import Scene

AT_COUNTER = frozenset({"called", "serving"})
NO_END = 1_000_000


class Cause(StrEnum):
    """What a counter wants; in this order it is asked for."""

    REACTS = "its clerk has yet to call"
    ELSEWHERE = "who waits is another counter's"
    TIME = "the day's work would end before, or no tick came"
    DRAINS = "the hall drains for a party"
    RESERVED = "places are reserved"
    COUNTED = "people without a number were counted in"
    ASIDE = "who is set aside keeps a place"
    OTHERS = "inside they wait for other counters"
    PARTY = "the party does not fit beside those at counters"
    FULL = "the hall is full of those at counters"


@dataclass(frozen=True, slots=True)
class Lobby:
    """The hall at one moment: who stands outside and inside in order, the counters, and what its places are taken by.

    room, limit: places for the queue, and in all. inside: people; of these counted: without a number, aside: set aside,
    at_counters: called or served.
    """

    desks: Sequence[Desk]
    outside: Sequence[Queued]
    indoors: Sequence[Queued]
    room: int
    limit: int
    inside: int
    counted: int = 0
    aside: int = 0
    at_counters: int = 0
    passes: int = PASSES

    @classmethod
    def of(cls, scene: Scene) -> "Lobby":
        """The hall as a scene shows it."""
        hall, day = scene.hall, scene.day
        ready = [t for t in hall.queued() if t.not_before is None or t.not_before <= scene.now]
        ready.sort(key=lambda ticket: ticket.key)
        held = [(ticket.stage, ticket.held) for ticket in scene.tickets.values()]
        return cls(
            desks=hall.desks(),
            outside=[ticket for ticket in ready if ticket.stage == WAITING],
            indoors=[ticket for ticket in ready if ticket.stage == ADMITTED],
            room=room_of_queue(day),
            limit=day.lobby_limit,
            inside=day.people_inside,
            counted=max(scene.corrected, 0),
            aside=sum(places for stage, places in held if stage == "parked"),
            at_counters=sum(places for stage, places in held if stage in AT_COUNTER),
            passes=hall.office.passes,
        )


def causes(lobby: Lobby) -> list[Cause]:
    """Of each open counter that has nobody while somebody waits whom it could serve; others wait for nobody."""
    inside, outside, found = list(lobby.indoors), list(lobby.outside), []
    idle = [desk for desk in lobby.desks if desk.is_open and not desk.busy]
    for desk in sorted(idle, key=lambda desk: (len(desk.services), desk.number)):
        within = next(filter(desk.takes, inside), None)
        wanted = next((t for t in outside if t.service in desk.services), None)
        if within is not None:
            inside.remove(within)
            found.append(Cause.REACTS)
        elif wanted is not None:
            outside.remove(wanted)
            found.append(_of(desk, lobby))
        elif any(ticket.service in desk.services for ticket in inside):
            found.append(Cause.ELSEWHERE)
    return found


def _of(desk: Desk, lobby: Lobby) -> Cause:
    """Why nobody of those outside is let in for a counter."""
    return next((cause for cause, eased in _eased(lobby) if _lets_in(desk, eased)), _for_want_of_places(lobby))


def _eased(lobby: Lobby) -> Iterator[tuple[Cause, Lobby]]:
    """The hall with less and less in the way."""
    yield Cause.TIME, lobby
    lobby = replace(lobby, passes=NO_END)
    yield Cause.DRAINS, lobby
    lobby = replace(lobby, room=lobby.limit)
    yield Cause.RESERVED, lobby
    lobby = replace(lobby, inside=lobby.inside - lobby.counted)
    yield Cause.COUNTED, lobby
    lobby = replace(lobby, inside=lobby.inside - lobby.aside)
    yield Cause.ASIDE, lobby
    yield Cause.OTHERS, replace(lobby, inside=lobby.at_counters)


def _lets_in(desk: Desk, lobby: Lobby) -> bool:
    taken = {service for each in lobby.desks if each.is_open for service in each.services}
    able = (ticket for ticket in lobby.outside if ticket.service in taken and ticket.people <= lobby.limit)
    admission = first_of_line(able, free=lobby.room - lobby.inside, wanted=desk.services, passes=lobby.passes)
    return admission is not None and admission.ticket.service in desk.services


def _for_want_of_places(lobby: Lobby) -> Cause:
    return Cause.PARTY if lobby.at_counters < lobby.limit else Cause.FULL
