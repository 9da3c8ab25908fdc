"""The order of the queue, held against the history: every admission and every call was the first by its key of those
who were ready, or the history says why not.

The moves of a step are played on what stood before it. So it also shows whether the history tells everything: after
the last move, each ticket must stand as its row says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from scheduler.db.models import Counter, Ticket
from scheduler.domain.hall.queue import Key
from scheduler.flow.core.history import restored
from tests.simulation.scene import Scene

ADMISSIONS = frozenset({"order", "fits", "idle_counter"})
TOLD = ("stage", "service_id", "due_at", "seq", "again", "people", "held", "not_before", "counter_id", "sent_to")
"""Columns whose every change the history holds. (How often a party was passed is counted, not told.)"""
FORESEEN = timedelta(minutes=90)
"""So long before the end somebody may be passed who, it is foreseen, cannot be served any more."""


@dataclass(slots=True)
class Line:
    """The tickets of a day as they stood at some move."""

    scene: Scene
    stands: dict[int, dict[str, Any]] = field(default_factory=dict)

    def in_order(self, stage: str, letters: frozenset[str] | set[str]) -> list[int]:
        """Ids of those at a stage, ready, of one of the services, first things first."""
        ready = [
            number
            for number, stand in self.stands.items()
            if stand["stage"] == stage
            and self.scene.letter(stand["service_id"]) in letters
            and (stand["not_before"] is None or stand["not_before"] <= self.scene.now)
        ]
        return sorted(ready, key=self.key)

    def callable_to(self, counter: Counter) -> list[int]:
        """Ids of those whom a counter may call, first things first: not whom the hall keeps at its door."""
        inside = self.in_order("admitted", {self.scene.letter(stand["service_id"]) for stand in self.stands.values()})
        return [ticket for ticket in inside if not self.keeps_out(ticket) and self._takes(counter, ticket)]

    def _takes(self, counter: Counter, ticket: int) -> bool:
        """Whether a ticket is of a counter: sent to it, or of its services and sent to none that is open."""
        stand, hall = self.stands[ticket], self.scene.hall
        if any(each.number == stand["sent_to"] and each.state == "open" for each in hall.counters):
            return counter.number == stand["sent_to"]
        return self.scene.letter(stand["service_id"]) in hall.letters.get(counter.id, ())

    def keeps_out(self, ticket: int) -> bool:
        """Whether a party that was called in does not fit beside those who are past the door."""
        walking = {t for t, stand in self.stands.items() if stand["stage"] == "admitted" and self._walks(t)}
        past_door = max(0, self.people() - sum(self.stands[t]["held"] for t in walking))
        return ticket in walking and past_door + self.stands[ticket]["held"] > self.scene.day.lobby_limit

    def _walks(self, ticket: int) -> bool:
        return self.scene.tickets[ticket].entered_at is None

    def people(self) -> int:
        """How many are inside or called in."""
        return sum(stand["held"] for stand in self.stands.values()) + self.scene.corrected

    def key(self, ticket: int) -> Key:
        stand = self.stands[ticket]
        return Key(stand["due_at"], stand["seq"], stand["again"])

    def free(self) -> int:
        """Places that admission could give away."""
        return self.room() - self.people()

    def room(self) -> int:
        return self.scene.day.lobby_limit - self.scene.day.reserved

    def idle(self) -> list[Counter]:
        """The open counters that have nobody."""
        busy = {s["counter_id"] for s in self.stands.values() if s["stage"] in ("called", "serving")}
        return [c for c in self.scene.hall.counters if c.state == "open" and c.id not in busy]

    def taken(self) -> set[str]:
        """Services that an open counter takes."""
        hall = self.scene.hall
        return {letter for c in hall.counters if c.state == "open" for letter in hall.letters.get(c.id, ())}


def unexplained(before: Scene | None, after: Scene) -> Iterator[str]:
    """Complaints about the moves between two scenes."""
    line = Line(after, _stands_before(before, after))
    for move in after.moves:
        if move.ticket_id in after.tickets:
            values = _values_after(move, after)
            if move.undoes is None and move.before != move.after:
                yield from _questioned(line, move, values)
            line.stands.setdefault(move.ticket_id, {}).update(values)
    for ticket_id, row in after.tickets.items():
        told = line.stands.get(ticket_id, {})
        differing = [name for name in TOLD if told.get(name) != getattr(row, name)]
        if differing:
            yield f"the history does not tell how {row.number} came to its {', '.join(differing)}"


def _questioned(line: Line, move: Any, values: Mapping[str, Any]) -> Iterator[str]:
    number = line.scene.tickets[move.ticket_id].number
    if move.after == "admitted" and move.why in ADMISSIONS:
        for complaint in _of_admission(line, move.ticket_id, move.why):
            yield f"{number} was admitted ({move.why}) {complaint}"
    elif move.after == "called" and not move.has_note and move.why is None:
        for complaint in _of_call(line, move.ticket_id, values["counter_id"]):
            yield f"{number} was called {complaint}"


def _of_admission(line: Line, ticket: int, why: str) -> Iterator[str]:
    own, free = line.stands[ticket], line.free()
    letter = line.scene.letter(own["service_id"])
    ready = [t for t in line.in_order("waiting", line.taken()) if line.stands[t]["people"] <= line.room()]
    if line.scene.hall.opening.state == "break":
        yield "in a break"
    if own["people"] > free:
        yield f"with {own['people']} people into {free} places"
    if ticket not in ready:
        yield "though it was not waiting for an open counter"
        return
    ahead = [t for t in ready[: ready.index(ticket)] if not _may_be_too_late(line, t, letter)]
    fitting = [t for t in ahead if line.stands[t]["people"] <= free]
    if fitting and not (why == "idle_counter" and _idles_for(line, letter)):
        yield f"before {line.scene.tickets[fitting[0]].number}"
    elif why == "order" and ahead:
        yield f"past {line.scene.tickets[ahead[0]].number}, unsaid"


def _may_be_too_late(line: Line, ticket: int, letter: str) -> bool:
    """Near the end of its day's work a ticket may be passed by one of another service: nobody comes in who cannot be
    served any more. By one of its own it may not: it would be called before that one.
    """
    own = line.scene.letter(line.stands[ticket]["service_id"])
    end = line.scene.hall.ends.get(own)
    return own != letter and end is not None and line.scene.now >= end - FORESEEN


def _idles_for(line: Line, letter: str) -> bool:
    """Whether some counter that takes the service could stand idle, for want of people inside whom it takes."""
    idle, letters = line.idle(), line.scene.hall.letters
    return any(letter in letters.get(each.id, ()) and len(line.callable_to(each)) < len(idle) for each in idle)


def _of_call(line: Line, ticket: int, counter_id: int) -> Iterator[str]:
    ready = line.callable_to(next(each for each in line.scene.hall.counters if each.id == counter_id))
    if ticket not in ready:
        yield "to a counter that does not take it"
    elif ready[0] != ticket:
        yield f"before {line.scene.tickets[ready[0]].number}"


def _stands_before(before: Scene | None, after: Scene) -> dict[int, dict[str, Any]]:
    rows = before.tickets if before else {}
    return {
        ticket_id: {name: getattr(rows[ticket_id], name) for name in TOLD}
        for ticket_id in after.tickets
        if ticket_id in rows
    }


def _values_after(move: Any, after: Scene) -> dict[str, Any]:
    """What stood in the columns that a move changed (all of them, for the first) once it was made.

    A later move of the same step says what it found; otherwise it is what stands there now.
    """
    row = after.tickets[move.ticket_id]
    names = TOLD if move.before is None else [name for name in TOLD if name in move.was]
    later = [m for m in after.moves if m.ticket_id == move.ticket_id and m.id > move.id]
    values = {name: _found(name, later, row) for name in names}
    return {**values, "stage": move.after}


def _found(name: str, later: list[Any], row: Any) -> Any:
    for move in later:
        if name in move.was:
            return restored(_A_TICKET, {name: move.was[name]})[name]
    return getattr(row, name)


_A_TICKET = Ticket()
