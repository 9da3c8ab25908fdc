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

    def outside(self) -> list[int]:
        """Ids of those outside who are ready and of a service that an open counter takes, first things first."""
        open_now = [counter for counter in self.scene.hall.counters if counter.state == "open"]
        letters = frozenset().union(*map(self.letters, open_now))
        return [t for t in self._in_order("waiting") if self.scene.letter(self.stands[t]["service_id"]) in letters]

    def inside_for(self, counter: Counter) -> list[int]:
        """Ids of those inside whom a counter may call, first things first: who was sent to it, or is of its services
        and was sent to no counter that is open; none whom a crowded hall keeps at the door.
        """
        return [t for t in self._in_order("admitted") if self._is_for(t, counter) and not self._is_kept_out(t)]

    def _in_order(self, stage: str) -> list[int]:
        ready = [
            ticket
            for ticket, stand in self.stands.items()
            if stand["stage"] == stage and (stand["not_before"] is None or stand["not_before"] <= self.scene.now)
        ]
        return sorted(ready, key=self.key)

    def _is_for(self, ticket: int, counter: Counter) -> bool:
        stand = self.stands[ticket]
        if any(c.number == stand["sent_to"] and c.state == "open" for c in self.scene.hall.counters):
            return bool(counter.number == stand["sent_to"])
        return self.scene.letter(stand["service_id"]) in self.letters(counter)

    def _is_kept_out(self, ticket: int) -> bool:
        day = self.scene.day
        return day.people_inside > day.lobby_limit and self.scene.tickets[ticket].entered_at is None

    def letters(self, counter: Counter) -> frozenset[str]:
        """Services that a counter takes."""
        return self.scene.hall.letters.get(counter.id, frozenset())

    def key(self, ticket: int) -> Key:
        stand = self.stands[ticket]
        return Key(stand["due_at"], stand["seq"], stand["again"])

    def free(self) -> int:
        """Places that admission could give away."""
        inside = sum(stand["held"] for stand in self.stands.values()) + self.scene.corrected
        return self.room() - inside

    def room(self) -> int:
        return self.scene.day.lobby_limit - self.scene.day.reserved

    def idle(self) -> list[Counter]:
        """The open counters that have nobody."""
        busy = {s["counter_id"] for s in self.stands.values() if s["stage"] in ("called", "serving")}
        return [c for c in self.scene.hall.counters if c.state == "open" and c.id not in busy]


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
    ready = [t for t in line.outside() if line.stands[t]["people"] <= line.room()]
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
    idle = line.idle()
    return any(letter in line.letters(counter) and len(line.inside_for(counter)) < len(idle) for counter in idle)


def _of_call(line: Line, ticket: int, counter_id: int) -> Iterator[str]:
    ready = line.inside_for(next(counter for counter in line.scene.hall.counters if counter.id == counter_id))
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
