"""Everybody does everything at the same time, and nobody ever waits in a circle: locks are taken in one order."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.engine import writer
from scheduler.db.models import Document, Slot
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.flow.applying import withdrawing
from scheduler.flow.counter import calls, counter_problems, handovers
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from tests.flow.small import shrink
from tests.races.booking.test_booking_machine import CHANCES, Townspeople, one_visit_each, seats_add_up
from tests.scenes.factories import CLERK, GUARD, HOLDER, World, race
from tests.support.databases import ON_POSTGRES
from tests.support.patience import ENOUGH

pytestmark = pytest.mark.postgres("locks")

THREADS = 6


class Everybody(Townspeople):
    """What they do beside booking: come without a visit, are called and served, and documents are given up."""

    def document_of(self) -> str:
        found: str = self.pick(Document).reference
        return found

    def number(self) -> str:
        return f"A-00{self.random.randint(1, 9)}"

    def walk_in(self) -> None:
        scan = Scan(reference=self.document_of())
        self.run(arrivals.walk_in, self.office.office, scan, service=None, by=GUARD)

    def without_document(self) -> None:
        self.run(arrivals.walk_in, self.office.office, Scan(), service="C", by=GUARD)

    def call(self) -> None:
        self.run(calls.call, self.office.office, self.random.randint(1, 3), by=CLERK)

    def hand_over(self) -> None:
        self.run(handovers.hand_over, self.office.office, self.number(), None, HOLDER, by=CLERK)

    def report(self) -> None:
        self.run(counter_problems.report_problem, self.office.office, self.number(), reason="misprint", by=CLERK)

    def give_up(self) -> None:
        self.run(withdrawing.withdraw, self.office.office, self.document_of(), reason="uji", by=CLERK)

    def take_up_again(self) -> None:
        self.run(withdrawing.restore, self.office.office, self.document_of(), by=CLERK)

    def live(self, steps: int) -> Counter[str]:
        chances: dict[Callable[[Any], None], int] = {
            **CHANCES,
            type(self).walk_in: 6,
            type(self).without_document: 4,
            type(self).call: 8,
            type(self).hand_over: 6,
            type(self).report: 2,
            type(self).give_up: 3,
            type(self).take_up_again: 3,
        }
        acts, weights = list(chances), list(chances.values())
        for _ in range(steps):
            self.now += timedelta(seconds=self.random.randint(1, 90))
            try:
                self.random.choices(acts, weights)[0](self)
            except Refusal as refusal:
                self.said[type(refusal).__name__] += 1
        return self.said


@pytest.fixture
def circles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements at which the database found that transactions waited in a circle, though they were tried again."""
    found = list[str]()
    worth_again = writer._worth_again

    def noted(error: Exception) -> bool:
        if getattr(getattr(error, "orig", None), "sqlstate", None) == "40P01":
            found.append(str(getattr(error, "statement", error)))
        return worth_again(error)

    monkeypatch.setattr(writer, "_worth_again", noted)
    return found


def _all_at_once(office: World, open_database: Callable[..., Any], steps: int) -> Counter[str]:
    shrink(office, capacity=2, days=3, hold_back_minutes=2, wave_percent=1000, urgent_daily=3)
    for _ in range(6):
        Townspeople(office, 1).document()
    people = [Everybody(office.through(open_database()), 500 + number) for number in range(THREADS)]

    said = race([lambda one=one: one.live(steps) for one in people])

    assert [each for each in said if isinstance(each, Exception)] == []
    return sum((each for each in said if isinstance(each, Counter)), Counter[str]())


@ON_POSTGRES
@pytest.mark.parametrize("steps", [20, pytest.param(1000, marks=pytest.mark.deep("sized"))])
@pytest.mark.timeout(600)
def test_nobody_waits_in_a_circle(
    office: World, open_database: Callable[..., Any], circles: list[str], steps: int
) -> None:
    heard = _all_at_once(office, open_database, steps)

    assert circles == []
    assert heard[Unavailable.__name__] == 0
    seats_add_up(office)
    one_visit_each(office)


@ON_POSTGRES
def test_circle_is_seen_though_it_is_tried_again(
    office: World, open_database: Callable[..., Any], circles: list[str]
) -> None:
    first, second = office.slot(9).id, office.slot(10).id
    both, have_met, is_done = threading.Barrier(2), set[tuple[int, ...]](), threading.Event()

    def take(session: Session, *order: int) -> None:
        if order in have_met:  # whoever is tried again comes alone: else it may be quicker to what the other waits for
            is_done.wait(ENOUGH)
        for slot in order:
            session.execute(update(Slot).where(col(Slot.id) == slot).values(taken=col(Slot.taken)))
            if order not in have_met:
                have_met.add(order)
                both.wait(ENOUGH)

    def run(door: World, *order: int) -> None:
        door.database.run(take, *order)
        is_done.set()

    doors = [office.through(open_database()) for _ in range(2)]
    race([lambda: run(doors[0], first, second), lambda: run(doors[1], second, first)])

    assert len(circles) == 1
