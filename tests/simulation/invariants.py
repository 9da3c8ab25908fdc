"""What holds after every step, whatever the step was. Each rule yields its complaints about the day as it stands.

`check` asks all of them. A rule sees the scene before the step too, and what the step was allowed to do.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scheduler.domain.stages import AT_COUNTER, HOLDING, TicketStage
from tests.simulation.order import unexplained
from tests.simulation.scene import Scene

BOOKINGS_OF = {
    TicketStage.SERVED: {"fulfilled"},
    TicketStage.LEFT: {"missed", "fulfilled", "booked"},
}
"""Who left went without the documents, with a part of them, or with another day."""

OF_PAPER = re.compile(r"-9\d\d$")


class Broken(AssertionError):
    """Something that must never happen has happened."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was just done: the day before and after it. `found`: so many more people may have been counted inside."""

    before: Scene | None
    after: Scene
    found: int = 0
    changed: bool = True

    @property
    def wrote(self) -> bool:
        """Whether it was a step of the hall that went through."""
        return self.after.day.version > (self.before.day.version if self.before else 0)


def people_fit(step: Step) -> Iterator[str]:
    """Nobody comes in past the limit; only who counts by hand, or a smaller limit, may find too many inside."""
    day = step.after.day
    inside = day.people_inside
    if day.people_allowed != max(day.lobby_limit, inside):
        yield f"{day.people_allowed} are allowed, with {inside} inside and a limit of {day.lobby_limit}"
    was, limit = step.before.day.people_inside if step.before else 0, 0 if day.halted_at else day.lobby_limit
    if inside > max(limit, was + step.found):
        yield f"{inside} people inside, the limit is {limit}"
    if not 0 <= day.reserved < day.lobby_limit:
        yield f"{day.reserved} of {day.lobby_limit} places are reserved"


def people_add_up(step: Step) -> Iterator[str]:
    """People inside are what the tickets hold and what was corrected."""
    held = sum(ticket.held for ticket in step.after.tickets.values())
    inside, corrected = step.after.day.people_inside, step.after.corrected
    if inside != held + corrected:
        yield f"{inside} inside, but tickets hold {held} and {corrected} were corrected"
    for ticket in step.after.tickets.values():
        due = ticket.people if ticket.stage in HOLDING else 0
        if ticket.held != due and ticket.stage != TicketStage.PARKED:
            yield f"{ticket.number} is {ticket.stage} and holds {ticket.held}"
        if ticket.held and step.after.day.halted_at:
            yield f"{ticket.number} holds {ticket.held} in a hall that was emptied"


def numbers_are_given_once(step: Step) -> Iterator[str]:
    """No number twice a day, and no visit with two numbers."""
    for name in ("number", "booking_id"):
        counted = Counter(getattr(ticket, name) for ticket in step.after.tickets.values())
        yield from (f"{name} {value} {times} times" for value, times in counted.items() if times > 1)


def nobody_is_at_two_counters(step: Step) -> Iterator[str]:
    """A counter has one ticket, and is open while it has."""
    states = {counter.id: counter.state for counter in step.after.hall.counters}
    at_counter = [ticket for ticket in step.after.tickets.values() if ticket.stage in AT_COUNTER]
    counted = Counter(ticket.counter_id for ticket in at_counter)
    yield from (f"{times} at one counter" for times in counted.values() if times > 1)
    for ticket in at_counter:
        if states.get(ticket.counter_id) != "open":
            yield f"{ticket.number} is {ticket.stage} at a counter that is {states.get(ticket.counter_id)}"


def nothing_is_handed_over_twice(step: Step) -> Iterator[str]:
    """A document is handed over once, unless that was undone or it came back."""
    yield from (f"{reference} was handed over {times} times" for reference, times in step.after.handed_twice)


def nobody_is_lost(step: Step) -> Iterator[str]:
    """Whoever had a number has it still, and the visit stands where its ticket says."""
    for ticket_id, ticket in (step.before.tickets if step.before else {}).items():
        if ticket_id not in step.after.tickets:
            yield f"{ticket.number} is gone"
    for ticket in step.after.tickets.values():
        stage = step.after.bookings.get(ticket.booking_id)
        if stage not in BOOKINGS_OF.get(ticket.stage, {"arrived"}):
            yield f"{ticket.number} is {ticket.stage}, its visit {stage}"


def order_is_explained(step: Step) -> Iterator[str]:
    """By the key of the queue, or by a reason that the history tells."""
    yield from unexplained(step.before, step.after)


def nobody_waits_for_an_empty_place(step: Step) -> Iterator[str]:
    """After a step whoever may come in is in."""
    first = step.after.next_in
    if first is not None and step.wrote:
        yield f"{step.after.tickets[first].number} could come in and was not let in"


def parties_are_passed_a_few_times(step: Step) -> Iterator[str]:
    """A party that does not fit is passed so often and no more."""
    passes = step.after.hall.office.passes
    yield from (f"{t.number} was passed {t.passed} times" for t in step.after.tickets.values() if t.passed > passes)


def board_is_the_tables(step: Step) -> Iterator[str]:
    """The board that a step of the hall has stored is what the tables say, to the letter. A sealed day shows none."""
    if step.wrote and step.after.day.sealed_at is None and step.after.board != step.after.rebuilt:
        yield f"the board says {step.after.board}, the tables {step.after.rebuilt}"


def numbers_are_counted(step: Step) -> Iterator[str]:
    """So many numbers of each letter were given out as there are tickets of it, paper apart."""
    numbers = [ticket.number for ticket in step.after.tickets.values() if not OF_PAPER.search(ticket.number)]
    given = Counter(number.rpartition("-")[0] for number in numbers)
    if step.after.day.issued != given:
        yield f"given out were {dict(given)}, counted {step.after.day.issued}"


def seats_are_visits(step: Step) -> Iterator[str]:
    """What is taken in a slot is its visits and what is kept in it."""
    yield from (f"slot {slot} has {taken} taken and {counted} in it" for slot, taken, counted in step.after.wrong_seats)


def nobody_is_missed_before_their_time(step: Step) -> Iterator[str]:
    """A visit that nobody was scanned for is missed once its time has come, not before."""
    yield from (f"visit {short} is missed and has not begun" for (short,) in step.after.missed_early)


def visits_fetch_what_is_theirs(step: Step) -> Iterator[str]:
    """A visit that is booked or under way fetches documents of its own invitation that can still be handed over."""
    for reference, stage, visit in step.after.fetched_in_vain:
        yield f"{reference} is {stage} and fetched by a visit that is {visit}, or by another invitation's"


def nothing_is_left_of_a_refusal(step: Step) -> Iterator[str]:
    """A request that was refused, died or was sent again leaves the day as it was."""
    if step.changed or step.before is None:
        return
    if step.before.fingerprint() != step.after.fingerprint():
        yield "something is left of a request that came to nothing"


RULES: tuple[Callable[[Step], Iterator[str]], ...] = (
    people_fit,
    people_add_up,
    numbers_are_given_once,
    nobody_is_at_two_counters,
    nothing_is_handed_over_twice,
    nobody_is_lost,
    order_is_explained,
    nobody_waits_for_an_empty_place,
    parties_are_passed_a_few_times,
    board_is_the_tables,
    numbers_are_counted,
    seats_are_visits,
    nobody_is_missed_before_their_time,
    visits_fetch_what_is_theirs,
    nothing_is_left_of_a_refusal,
)


def check(step: Step) -> None:
    """Raises Broken with every complaint of every rule."""
    complaints = [f"{rule.__name__}: {complaint}" for rule in RULES for complaint in rule(step)]
    if complaints:
        raise Broken("; ".join(complaints))
