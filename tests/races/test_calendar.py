"""A calendar that is changed while citizens book.

In pairs: a capacity written as the calendar plans it falls below what is taken; the guarded update stops at it.
"""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from scheduler.db.models import Booking, Closure, Slot
from scheduler.domain.booking import SlotClosed
from scheduler.domain.offices.revision import Settings
from scheduler.domain.refusals import Refusal
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.seats import slots
from tests.scenes.factories import EARLY, MONDAY, World, race
from tests.support.circles import wait_till_blocked

pytestmark = pytest.mark.postgres("locks")

MANY = 16
TOMORROW = MONDAY + timedelta(days=1)
ONE_UNIT = Settings({}, {}, {"A": 1})
NAIVE = (
    update(Slot)
    .where(col(Slot.id) == bindparam("which"))
    .values(planned=bindparam("units"), ends_at=bindparam("end"), capacity=bindparam("units"))
)


@pytest.mark.deep("without the guard")
def test_capacity_written_as_planned_falls_below_what_is_taken(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_REPLAN", NAIVE)
    for _ in range(2):
        office.booked(9, day=1)

    with pytest.raises(IntegrityError, match="taken_within_capacity"):
        office.do(hours.apply, ONE_UNIT, now=EARLY)


def test_capacity_shrinks_under_citizens_who_book_and_never_below_what_is_taken(office: World) -> None:
    slot = office.slot(9, day=1)
    works = [lambda code=code: office.book(code, slot) for code in (office.invitation() for _ in range(MANY))]
    works.insert(MANY // 2, lambda: office.do(hours.apply, ONE_UNIT, now=EARLY))

    outcomes = race(works)

    booked = sum(isinstance(outcome, Booking) for outcome in outcomes)
    kept = office.slot(9, day=1)
    assert [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, Refusal)] == []
    assert (kept.taken, kept.planned, kept.capacity) == (booked, 1, max(1, booked))
    assert 1 <= booked <= 6


def test_day_is_shut_under_citizens_who_book_and_nobody_is_lost(office: World) -> None:
    slot = office.slot(9, day=1)
    works = [lambda code=code: office.book(code, slot) for code in (office.invitation() for _ in range(MANY))]
    works.insert(MANY // 2, lambda: office.do(closures.shut, NewClosure(TOMORROW, TOMORROW, "Rapat"), now=EARLY))

    outcomes = race(works)
    with pytest.raises(SlotClosed):
        office.book(office.invitation(), slot)

    booked = sum(isinstance(outcome, Booking) for outcome in outcomes)
    kept = office.slot(9, day=1)
    assert [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, Refusal)] == []
    assert (kept.taken, kept.planned, kept.capacity) == (booked, 0, booked)


def test_whoever_waits_for_a_slot_that_is_being_given_up_is_told_so(office: World) -> None:
    slot, code, is_held = office.slot(9, day=1), office.invitation(), threading.Event()

    def gives_up(session: Session) -> None:
        session.execute(update(Slot).where(col(Slot.id) == slot.id).values(planned=0, capacity=0))
        is_held.set()
        wait_till_blocked(office)

    def asks() -> None:
        assert is_held.wait(30)
        office.book(code, slot)

    outcomes = race([lambda: office.database.run(gives_up), asks])

    assert [type(outcome) for outcome in outcomes] == [type(None), SlotClosed]


def test_same_closure_sent_many_times_at_once_is_written_once(office: World) -> None:
    new = NewClosure(TOMORROW, TOMORROW, "Rapat")

    outcomes = race([lambda: office.do(closures.shut, new, now=EARLY) for _ in range(8)])

    assert len(office.rows(Closure)) == 1
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 7
