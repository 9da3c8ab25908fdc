"""Those at the counters: they call, serve and hand over, and everything that can be wrong at a counter is."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Call
from scheduler.domain.hall.queue import ADMITTED, Queued, in_order
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import AT_COUNTER, DocumentStage
from scheduler.flow.counter import calls, counter_problems, handovers, parking, undo
from scheduler.flow.documents import documents
from tests.scenes.factories import HOLDER
from tests.simulation.arrivals import MINUTE, Person
from tests.simulation.scene import Scene

if TYPE_CHECKING:
    from tests.simulation.hall_day import HallDay

PROBLEMS = frozenset({"misplaced", "misprint", "wrong_data", "refused", "not_entitled", "papers_missing"})
WITHOUT_CARD = handovers.Proof("holder", "face")


class Clerks:
    """All counters of the day. Each sees who stands there, and has one thing in mind at a time."""

    def __init__(self, day: "HallDay") -> None:
        self.day = day
        self._minding: set[str] = set()
        self._troubled: set[int] = set()
        self._missed: set[int] = set()
        self._refused: dict[int, int] = {}

    def notice(self, scene: Scene) -> None:
        """A counter with somebody goes on with them; a free one calls, where there is somebody to call."""
        for ticket in scene.tickets.values():
            if ticket.stage in AT_COUNTER:
                self._mind(f"ticket {ticket.id}", *self._next_with(ticket))
        ready = self._ready(scene)
        for desk in scene.hall.desks():
            wanted = next(filter(desk.takes, ready), None)
            if desk.is_open and not desk.busy and wanted is not None:
                ready.remove(wanted)
                wait = self.day.between(0.1, 1)
                self._mind(f"counter {desk.number}", wait, partial(self._call, desk.number))

    def _ready(self, scene: Scene) -> list[Queued]:
        """Those inside who may be called now: from opening on, after closing too, not in the break."""
        if scene.hall.opening.state == "break" or self.day.clock < self.day.plan.opens:
            return []
        return in_order(scene.hall.queued(), ADMITTED, scene.now)

    def _mind(self, what: str, minutes: float, act: Callable[[], None]) -> None:
        if what not in self._minding:
            self._minding.add(what)
            self.day.after(minutes, partial(self._now, what, act))

    def _now(self, what: str, act: Callable[[], None]) -> None:
        self._minding.discard(what)
        act()
        self.day.notice()

    # --- calling

    def _call(self, number: int) -> None:
        if self.day.scene is not None and self._ready(self.day.scene):
            self.day.do(calls.call, number)

    def _next_with(self, ticket: Any) -> tuple[float, Callable[[], None]]:
        """What comes next with somebody at a counter, and in how many minutes."""
        person, stage = self.day.citizens.people.get(ticket.number), ticket.stage
        act = self._called if stage == "called" else self._served
        works = person.work if person and stage == "serving" else self.day.between(0.4, 0.9)
        return works, partial(self._still, ticket, act)

    def _still(self, ticket: Any, act: Callable[[Any, Person | None], None]) -> None:
        """Unless somebody else has moved them meanwhile."""
        now = self.day.scene.tickets[ticket.id] if self.day.scene else ticket
        if (now.stage, now.counter_id) == (ticket.stage, ticket.counter_id):
            act(now, self.day.citizens.people.get(now.number))

    def _called(self, ticket: Any, person: Person | None) -> None:
        """They come; or are called again, and again, and are missed."""
        times = self.day.world.read(lambda s: _calls_of(s, ticket.id))
        if person and times <= person.deaf and ticket.id not in self._missed:
            again = self.day.do(calls.recall, ticket.number)
            if isinstance(again, Refusal):
                self._missed.add(ticket.id)
                self._or_leave(ticket, self.day.do(calls.miss, ticket.number))
        elif person and person.trouble == "served_at_once":
            self._hand_over(ticket)
        else:
            self._or_leave(ticket, self.day.do(calls.serve, ticket.number))

    # --- at the counter

    def _served(self, ticket: Any, person: Person | None) -> None:
        trouble = person.trouble if person and ticket.id not in self._troubled else None
        self._troubled.add(ticket.id)
        if trouble in PROBLEMS:
            self._or_leave(ticket, self.day.do(counter_problems.report_problem, ticket.number, reason=trouble))
        elif trouble is not None and hasattr(self, f"_{trouble}"):
            getattr(self, f"_{trouble}")(ticket)
        else:
            self._hand_over(ticket)

    def _hand_over(self, ticket: Any, proof: handovers.Proof = HOLDER) -> None:
        self._or_leave(ticket, self.day.do(handovers.hand_over, ticket.number, None, proof))

    def _or_leave(self, ticket: Any, answer: Any) -> None:
        """What was refused three times is not going to be: they go without."""
        if isinstance(answer, Refusal):
            self._refused[ticket.id] = self._refused.get(ticket.id, 0) + 1
            if self._refused[ticket.id] >= 3:
                self.day.do(handovers.leave, ticket.number)

    def _partial(self, ticket: Any) -> None:
        first = self.day.world.read(lambda s: _open_references(s, ticket.booking_id))[:1]
        self._or_leave(ticket, self.day.do(handovers.hand_over, ticket.number, first, HOLDER))

    def _partial_and_go(self, ticket: Any) -> None:
        self._partial(ticket)
        self.day.do(handovers.leave, ticket.number)

    def _prayer(self, ticket: Any) -> None:
        until = self.day.clock + 15 * MINUTE
        self._or_leave(ticket, self.day.do(parking.park, ticket.number, until=until, reason="salat"))

    def _outside(self, ticket: Any) -> None:
        until = self.day.clock + 6 * MINUTE
        self._or_leave(ticket, self.day.do(parking.park, ticket.number, until=until, outside=True))

    def _copy_shop(self, ticket: Any) -> None:
        self._or_leave(ticket, self.day.do(parking.park, ticket.number, reason="fotokopi"))

    def _behind_others(self, ticket: Any) -> None:
        self._or_leave(ticket, self.day.do(parking.park, ticket.number, after=2))

    def _until_ready(self, ticket: Any) -> None:
        """Printed again the same day: set aside until then."""
        reference = next(iter(self.day.world.read(lambda s: _open_references(s, ticket.booking_id))), None)
        if reference is None:
            self._hand_over(ticket)
            return
        self._to_stage(reference, DocumentStage.IN_PRODUCTION)
        self._or_leave(ticket, self.day.do(parking.park, ticket.number, until_ready=True))
        self.day.after(8, lambda: self._to_stage(reference, DocumentStage.READY))

    def _to_stage(self, reference: str, stage: DocumentStage) -> None:
        self.day.do(documents.set_stage, reference, stage, by="token:1")

    def _other_service(self, ticket: Any) -> None:
        letter = self.day.random.choice("ABC")
        self._or_leave(ticket, self.day.do(parking.transfer, ticket.number, service=letter))

    def _other_counter(self, ticket: Any) -> None:
        number = self.day.random.randint(1, self.day.plan.counters)
        self._or_leave(ticket, self.day.do(parking.transfer, ticket.number, counter=number))

    def _goes_home(self, ticket: Any) -> None:
        self.day.do(handovers.leave, ticket.number)

    def _old_card(self, ticket: Any) -> None:
        self._hand_over(ticket, WITHOUT_CARD)

    def _taken_back(self, ticket: Any) -> None:
        self._hand_over(ticket)
        self.day.after(self.day.random.uniform(0.2, 4), lambda: self.day.do(undo.undo_last, ticket.number))


def _calls_of(session: Session, ticket_id: int) -> int:
    """How often the latest call of a ticket was made."""
    latest = select(Call.repeat).where(col(Call.ticket_id) == ticket_id).order_by(col(Call.id).desc()).limit(1)
    return session.exec(latest).one() + 1


def _open_references(session: Session, booking_id: int) -> list[str]:
    return [document.reference for document in queries.documents_of_booking(session, booking_id, live=True)]
