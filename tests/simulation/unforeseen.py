"""What nobody planned: counts that are wrong, counters that close, a hall that must be emptied, a clock that jumps.

Most of it is asked for without a look whether it makes sense: then it is refused, and nothing of it may be left.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from scheduler.domain.stages import DocumentStage
from scheduler.flow.counter import calls, corrections, counter_problems, counters, handovers, parking, undo
from scheduler.flow.counter.paper_handovers.finding import Late
from scheduler.flow.counter.paper_handovers.recording import record_handover
from scheduler.flow.documents import documents
from scheduler.flow.hall import people_count
from scheduler.flow.offices.offices import Plan as OfficePlan
from tests.scenes.factories import GUARD, HOLDER

if TYPE_CHECKING:
    from tests.simulation.hall_day import HallDay


class Unforeseen:
    """One method for each kind; `happens` finds it by name."""

    def __init__(self, day: "HallDay") -> None:
        self.day = day

    def happens(self, kind: str) -> None:
        getattr(self, kind)()

    def back_to_normal(self) -> None:
        """Near the end everything is open again, so that whoever is left can be served."""
        self.day.do(people_count.open_hall)
        self.day.do(people_count.reserve, 0)
        for number in range(1, self.day.plan.counters + 1):
            self.day.do(counters.open_counter, number, by=None)

    # --- the count and the limit

    def recount(self) -> None:
        inside = self.day.scene.hall.past_door if self.day.scene else 0
        people = max(0, inside + self.day.random.randint(-2, 2))
        self.day.do(people_count.recount, people, reason="dihitung ulang", found=max(0, people - inside))

    def one_more(self) -> None:
        self.day.do(people_count.change_by_one, 1, by=GUARD, found=1)
        self.day.after(self.day.random.uniform(2, 20), self.one_less)

    def one_less(self) -> None:
        self.day.do(people_count.change_by_one, -1, by=GUARD)

    def new_limit(self) -> None:
        limit = self.day.random.randint(2, 7)
        self.day.set_office(OfficePlan(lobby_limit=limit))

    def reserve(self) -> None:
        self.day.do(people_count.reserve, self.day.random.randint(0, 2))

    def empty_hall(self) -> None:
        self.day.do(people_count.empty_hall, reason="alarm")
        people = self.day.random.choice((0, 0, 1))
        self.day.after(4, lambda: self.day.do(people_count.open_hall, people=people, found=people))

    # --- the counters

    def counter_break(self) -> None:
        number = self._counter()
        outside = self.day.random.choice((None, GUARD))
        self.day.do(counters.pause_counter, number, by=None, reason="salat", outside_by=outside)
        self.day.after(10, lambda: self.day.do(counters.open_counter, number, by=None))

    def counter_close(self) -> None:
        outside = self.day.random.choice((None, GUARD))
        self.day.do(counters.close_counter, self._counter(), by=None, outside_by=outside)

    def counter_open(self) -> None:
        self.day.do(counters.open_counter, self._counter(), by=None)

    def call_nobody(self) -> None:
        self.day.do(calls.call, self._counter())

    def out_of_order(self) -> None:
        number = self._ticket("admitted", "parked")
        if number:
            self.day.do(calls.call, self._counter(), ticket=number, reason="lansia")

    # --- tickets

    def correct(self) -> None:
        number, random = self._ticket("waiting", "admitted"), self.day.random
        facts: dict[str, Any] = random.choice(({"people": random.randint(1, 4)}, {"priority": random.random() < 0.5}))
        if number:
            self.day.do(corrections.correct_arrival, number, by=GUARD, **facts)

    def anything(self) -> None:
        """Any verb at any ticket: most of it cannot be."""
        number = self._ticket()
        if number is None:
            return
        step, facts = self.day.random.choice(self._verbs())
        self.day.do(step, number, **facts)

    def step_aside(self) -> None:
        number = self._ticket("waiting", "admitted")
        if number:
            minutes = self.day.random.choice((None, 3, 10))
            until = self.day.clock + timedelta(minutes=minutes) if minutes else None
            self.day.do(parking.park, number, until=until, outside=self.day.random.random() < 0.5)

    def come_back(self) -> None:
        number = self._ticket("parked")
        if number:
            self.day.do(parking.resume, number)

    def take_back(self) -> None:
        number = self._ticket()
        if number:
            self.day.do(undo.undo_last, number)

    # --- documents

    def found_again(self) -> None:
        """A document that was misplaced, or had gone back to be made anew, is there."""
        reference = self._document("misplaced", "in_production")
        if reference:
            self.day.do(documents.set_stage, reference, DocumentStage.READY, by="token:1")

    def wrong_hands(self) -> None:
        """A document went to the wrong person, was fetched back, and is handed over again."""
        reference = self._document("collected")
        if reference:
            self.day.do(counter_problems.report_wrong_person, reference, note="salah orang")
            ready = partial(self.day.do, documents.set_stage, reference, DocumentStage.READY, by="token:1")
            self.day.after(3, ready)

    def paper_record(self) -> None:
        """Somebody was served on paper some minutes ago."""
        reference = self._document("ready")
        if reference:
            at, paper = self.day.clock - timedelta(minutes=6), 900 + self.day.random.randint(0, 4)
            late = Late(at, self._counter(), HOLDER, references=[reference], paper=paper)
            self.day.do(record_handover, late, says=f"on paper {reference} as {paper}")

    # --- the machine

    def clock_forward(self) -> None:
        self.day.ahead += timedelta(minutes=self.day.random.choice((2, 6, 11)))

    def clock_back(self) -> None:
        self.day.ahead -= timedelta(seconds=self.day.random.choice((5, 40, 90)))

    def restart(self) -> None:
        self.day.restart()

    # --- who

    def _counter(self) -> int:
        return self.day.random.randint(1, self.day.plan.counters)

    def _document(self, *stages: str) -> str | None:
        """A registration number at one of the stages."""
        fitting = [reference for reference, stage in self.day.documents() if stage in stages]
        return self.day.random.choice(fitting) if fitting else None

    def _ticket(self, *stages: str) -> str | None:
        """A number at one of the stages, or any."""
        tickets = list(self.day.scene.tickets.values()) if self.day.scene else []
        fitting = [t.number for t in tickets if not stages or t.stage in stages]
        return self.day.random.choice(fitting) if fitting else None

    def _verbs(self) -> list[tuple[Callable[..., Any], dict[str, Any]]]:
        return [
            (calls.recall, {}),
            (calls.serve, {}),
            (calls.miss, {}),
            (handovers.leave, {}),
            (parking.resume, {}),
            (parking.transfer, {"service": "B"}),
            (parking.park, {"until": self.day.clock + timedelta(minutes=4)}),
            (counter_problems.report_problem, {"reason": "misprint"}),
            (_all_of_it, {}),
        ]


def _all_of_it(session: Any, office: Any, number: str, *, by: str, now: Any) -> Any:
    return handovers.hand_over(session, office, number, None, HOLDER, by=by, now=now)
