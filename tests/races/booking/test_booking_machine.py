"""Everything that counts seats, at once and by chance: whatever comes of it, the seats add up and nothing breaks.

Rules refuse a good part of the steps; a database error or a fault of ours is never an answer. Only what the database
itself could not decide five times over (Unavailable) may be, and its step has left nothing behind.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, BookingDocument, Closure, Invitation, Postponement, SeatHold, Slot
from scheduler.domain.offices.revision import Settings
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.domain.stages import BookingStage
from scheduler.flow import postponement
from scheduler.flow.booking import bookings, joining, urgent
from scheduler.flow.calendar import closures, hours
from scheduler.flow.counter import handovers, undo
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents as documents_flow
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.invitations import waitlist
from scheduler.flow.invitations.invitations import code_of, pass_of
from scheduler.jobs import tick
from tests.flow.small import shrink
from tests.scenes.factories import CLERK, EARLY, GUARD, MONDAY, World, at, race
from tests.scenes.postponements import service_id

pytestmark = pytest.mark.postgres("locks")

THREADS, STEPS = 4, int(os.environ.get("BOOKING_MACHINE_STEPS", "60"))
KINDS = ("KTP-el", "KIA")
"""Of one service, so that a slot chosen by chance is seldom a foreign one."""


class Townspeople:
    """One thread of people and staff who do whatever comes to their minds."""

    def __init__(self, office: World, seed: int) -> None:
        self.office, self.random, self.said = office, Random(seed), Counter[str]()
        self.now, self.service = EARLY, service_id(office, "A")

    def live(self, steps: int) -> Counter[str]:
        for _ in range(steps):
            self.now += timedelta(seconds=self.random.randint(1, 90))
            act = self.random.choices(ACTS, WEIGHTS)[0]
            try:
                act(self)
            except Refusal as refusal:
                self.said[type(refusal).__name__] += 1
            else:
                self.said[act.__name__] += 1
        return self.said

    def run(self, step: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        return self.office.database.run(step, *args, now=self.now, **facts)

    def pick(self, kind: type[Any], *where: Any) -> Any:
        found = self.office.rows(kind, *where)
        if not found:
            raise Refusal
        return self.random.choice(found)

    def slot(self) -> Slot:
        return self.pick(
            Slot, col(Slot.starts_at) > self.now, col(Slot.service_id) == self.service, col(Slot.planned) > 0
        )

    def booked(self) -> Booking:
        return self.pick(Booking, col(Booking.stage) == BookingStage.BOOKED)

    def day(self) -> date:
        return MONDAY + timedelta(days=self.random.randint(0, 4))

    # --- citizens

    def document(self) -> None:
        self.office.count += 1
        reference, family = f"{self.random.getrandbits(40):012x}", f"31710101011000{self.random.randint(10, 40)}"
        new = NewDocument(
            reference=reference,
            type=self.random.choice(KINDS),
            holder="Siti",
            reason="first",
            kk=family,
            channel="office",
        )
        self.office.database.run(self._ready, new)

    def _ready(self, session: Any, new: NewDocument) -> None:
        documents_flow.register(session, self.office.office, new, by="token:1", now=self.now)
        for stage in ("in_production", "ready"):
            try:
                documents_flow.set_stage(session, self.office.office, new.reference, stage, by="token:1", now=self.now)  # type: ignore[arg-type]
            except Refusal:
                continue

    def book(self) -> None:
        code = code_of(self.pick(Invitation))
        self.run(bookings.book, code, self.slot().id, party=1, collector=Collector(), by=self.anybody())

    def move(self) -> None:
        self.run(bookings.move_booking, pass_of(self.booked()), self.slot().id, ref4=None, by=self.anybody())

    def anybody(self) -> str:
        """A citizen, or now and then a clerk for one."""
        return self.random.choice(("citizen", "citizen", CLERK))

    def cancel(self) -> None:
        self.run(bookings.cancel, pass_of(self.booked()), ref4=None, by="citizen")

    def join(self) -> None:
        self.run(joining.join, code_of(self.pick(Invitation)), by="citizen")

    def wait(self) -> None:
        self.run(waitlist.wait_for, code_of(self.pick(Invitation)), self.day())

    def stop_waiting(self) -> None:
        self.run(waitlist.stop_waiting, code_of(self.pick(Invitation)), self.day())

    # --- the door

    def arrive(self) -> None:
        scan = Scan(pass_code=pass_of(self.booked()), early=True)
        self.run(arrivals.arrive, self.office.office, scan, by=GUARD)

    def leave(self) -> None:
        self.run(handovers.leave, self.office.office, f"A-00{self.random.randint(1, 5)}", by=CLERK)

    def take_back(self) -> None:
        self.run(undo.undo_last, self.office.office, f"A-00{self.random.randint(1, 5)}", by=CLERK)

    # --- the office

    def urgent(self) -> None:
        booking, slot = self.booked(), self.slot()
        self.run(urgent.give_urgent, self.office.office, booking.id, slot.id, reason="uji", by=CLERK)

    def postpone(self) -> None:
        day = self.day()
        until = self.random.choice((None, day, day, day, day + timedelta(days=1)))
        wish = postponement.closing(day, until, f"uji {self.random.random()}")
        self.run(postponement.start, self.office.office, wish, by=CLERK)

    def advance(self) -> None:
        self.run(postponement.advance, self.pick(Postponement).id, most=3)

    def undo_postponement(self) -> None:
        self.run(postponement.undo, self.office.office, self.pick(Postponement).id, by=CLERK)

    def reopen(self) -> None:
        closure = self.pick(Closure)
        wish = self.office.read(
            lambda s: postponement.reopening(s, self.office.office, closure.id, self.day(), percent=50, until=None)
        )
        self.run(postponement.start, self.office.office, wish, by=CLERK)

    def open(self) -> None:
        self.run(closures.drop, self.office.office, self.pick(Closure).id)

    def settings(self) -> None:
        letters = {letter: self.random.randint(1, 3) for letter in "ABC"}
        kept = {letter: self.random.randrange(units) for letter, units in letters.items()}
        self.run(hours.apply, self.office.office, Settings({}, {}, letters, {}, kept), by=CLERK)

    def tick(self) -> None:
        for step in (each.step for each in (tick.SEAL, *tick.looks(self.office.still))):
            self.run(step, self.office.office)


P = Townspeople
CHANCES: dict[Callable[[Townspeople], None], int] = {
    P.document: 14,
    P.book: 24,
    P.move: 14,
    P.cancel: 8,
    P.join: 8,
    P.wait: 8,
    P.stop_waiting: 2,
    P.arrive: 4,
    P.leave: 2,
    P.take_back: 2,
    P.urgent: 4,
    P.postpone: 1,
    P.advance: 10,
    P.undo_postponement: 2,
    P.reopen: 2,
    P.open: 3,
    P.settings: 2,
    P.tick: 8,
}
ACTS, WEIGHTS = list(CHANCES), list(CHANCES.values())


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_seats_add_up_whatever_happens_at_once(office: World, open_database: Callable[..., Any]):
    shrink(office, capacity=2, days=3, hold_back_minutes=2, wave_percent=1000, urgent_daily=3)
    for _ in range(6):
        Townspeople(office, 1).document()
    seed = int(os.environ.get("BOOKING_MACHINE_SEED", "3"))
    people = [Townspeople(office.through(open_database()), seed * 100 + n) for n in range(THREADS)]

    said = race([lambda one=one: one.live(STEPS) for one in people])

    assert [each for each in said if isinstance(each, Exception)] == []
    heard = sum((each for each in said if isinstance(each, Counter)), Counter[str]())
    assert heard[Unavailable.__name__] == 0
    seats_add_up(office)
    one_visit_each(office)


def seats_add_up(office: World) -> None:
    """What is taken in a slot is its visits, whatever came of them but cancelling, and what is kept in it; what staff
    gave of it are the visits whose time they chose.
    """
    units, by_staff = Counter[int](), Counter[int]()
    for booking in office.rows(
        Booking, col(Booking.stage) != BookingStage.CANCELLED, col(Booking.slot_id).is_not(None)
    ):
        units[booking.slot_id or 0] += booking.units
        by_staff[booking.slot_id or 0] += booking.units if booking.by_staff else 0
    for hold in office.rows(SeatHold):
        units[hold.slot_id] += hold.units
    slots = office.rows(Slot)
    assert {slot.id: slot.by_staff for slot in slots} == {slot.id: by_staff[slot.id] for slot in slots}
    assert {slot.id: slot.taken for slot in slots} == {slot.id: units[slot.id] for slot in slots}
    assert all(slot.taken <= slot.capacity == max(slot.planned, slot.taken) for slot in slots)


def one_visit_each(office: World) -> None:
    """Nobody is in today's queue with a seat of another day, and no document has two visits."""
    arrived = [b for b in office.rows(Booking, col(Booking.stage) == BookingStage.ARRIVED) if b.slot_id is not None]
    starts = {slot.id: slot.starts_at for slot in office.rows(Slot)}
    assert all(starts[booking.slot_id or 0] < at(0, day=1) for booking in arrived)
    live = [visit.document_id for visit in office.rows(BookingDocument, col(BookingDocument.live))]
    assert len(live) == len(set(live))
