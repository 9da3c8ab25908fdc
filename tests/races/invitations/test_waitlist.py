"""A seat of the waiting list: offered once, however many sweeps, bookings and lapses come at the same moment.

In pairs: the naive program (look, then write) shows the fault; the guards never.
"""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlmodel import Session, col

from scheduler.db.models import Booking, Message, SeatHold, Slot, WaitlistEntry
from scheduler.domain.booking import SlotFull
from scheduler.flow.booking import bookings
from scheduler.flow.invitations import waitlist, waitlist_offers
from scheduler.flow.seats import seats
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, MONDAY, World, at, race

pytestmark = pytest.mark.postgres("locks")

HOURS = [(8, 0), (8, 30), *((h, m) for h in (9, 10, 11, 13, 14) for m in (0, 30))]


@pytest.fixture
def waiting(office: World) -> list[str]:
    """Monday is full but for one seat at 10.00, for which three wait; the codes of those, longest first."""
    shrink(office, days=1, wave_percent=1000)
    codes = [office.invitation() for _ in range(3)]
    passes = [office.booked(hour, minute) for hour, minute in HOURS]
    for code in codes:
        office.database.run(waitlist.wait_for, code, MONDAY, now=EARLY)
    office.database.run(bookings.cancel, passes[4], ref4=None, by="citizen", now=EARLY)
    return codes


def sweep(office: World, *, now=EARLY) -> int:
    return office.at_time(waitlist_offers.offer_seats, now=now)


def stages(office: World) -> list[str]:
    return [entry.stage for entry in office.rows(WaitlistEntry)]


def assert_sums(office: World) -> None:
    """What a slot counts as taken is its live visits and what is kept in it, and never more than it holds."""

    def sums(session: Session) -> list[tuple[int, int, int]]:
        booked = (
            select(func.coalesce(func.sum(col(Booking.units)), 0))
            .where(col(Booking.slot_id) == col(Slot.id), col(Booking.stage).in_(["booked", "arrived"]))
            .scalar_subquery()
        )
        kept = (
            select(func.coalesce(func.sum(col(SeatHold.units)), 0))
            .where(col(SeatHold.slot_id) == col(Slot.id))
            .scalar_subquery()
        )
        return [tuple(row) for row in session.execute(select(col(Slot.taken), booked + kept, col(Slot.capacity)))]

    assert all(taken == counted <= capacity for taken, counted, capacity in office.read(sums))


@pytest.mark.deep("without the guard")
def test_sweeps_that_look_and_then_write_offer_one_seat_several_times(office: World, waiting: list[str]):
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(3)
    slot, entries = office.slot(10), office.rows(WaitlistEntry)

    def naive(entry: WaitlistEntry):
        with engine.connect() as connection:
            taken, capacity = connection.execute(
                text("SELECT taken, capacity FROM slot WHERE id = :id"), {"id": slot.id}
            ).one()
            have_looked.wait(10)
            if taken >= capacity:
                return "nothing"
            connection.execute(
                text("UPDATE waitlist_entry SET stage = 'offered', slot_id = :slot WHERE id = :id"),
                {"slot": slot.id, "id": entry.id},
            )
        return "offered"

    outcomes = race([lambda entry=entry: naive(entry) for entry in entries])
    engine.dispose()

    assert outcomes == ["offered"] * 3


def test_sweeps_at_once_offer_a_seat_once(office: World, waiting: list[str], open_database):
    others = [office.through(open_database()) for _ in range(3)]

    outcomes = race([lambda other=other: sweep(other) for other in others * 2])

    assert sorted(outcomes) == [0, 0, 0, 0, 0, 1]
    assert sorted(stages(office)) == ["offered", "waiting", "waiting"]
    assert len(office.rows(SeatHold)) == len(office.rows(Message, Message.cause == "offered")) == 1
    assert_sums(office)


def test_seat_is_offered_or_booked_never_both(office: World, waiting: list[str], open_database):
    slot, other = office.slot(10), office.through(open_database())
    quick = [office.invitation() for _ in range(2)]

    outcomes = race(
        [lambda: sweep(other), *(lambda code=code: office.book(code, slot) for code in quick), lambda: sweep(office)]
    )

    booked = sum(isinstance(outcome, Booking) for outcome in outcomes)
    offered = stages(office).count("offered")
    assert booked + offered == 1
    assert sum(type(outcome) is SlotFull for outcome in outcomes) == 2 - booked
    assert len(office.rows(Message, Message.cause == "offered")) == offered
    assert_sums(office)


@pytest.mark.deep("without the guard")
def test_kept_seat_that_is_looked_at_and_then_written_is_taken_and_given_free(office: World, waiting: list[str]):
    """The citizen takes what is kept, which stays counted, while the sweep gives it free: both have seen the hold."""
    sweep(office)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)
    hold = office.rows(SeatHold)[0]

    def naive(*, is_sweep: bool):
        with engine.connect() as connection:
            seen = connection.execute(text("SELECT id FROM seat_hold WHERE id = :id"), {"id": hold.id}).scalar()
            have_looked.wait(10)
            connection.execute(text("DELETE FROM seat_hold WHERE id = :id"), {"id": hold.id})
            if seen is not None and is_sweep:
                connection.execute(text("UPDATE slot SET taken = taken - 1 WHERE id = :id"), {"id": hold.slot_id})
        return "sold" if seen is not None and not is_sweep else "freed"

    outcomes = race([lambda: naive(is_sweep=True), lambda: naive(is_sweep=False)])
    engine.dispose()

    assert outcomes == ["freed", "sold"]
    assert office.slot(10).taken == 0, "sold, and free to be sold again"


@pytest.mark.parametrize("turn", range(3))
def test_kept_seat_is_taken_or_lapses_and_goes_to_the_next(office: World, waiting: list[str], open_database, turn):
    """At the very moment its time is over: the one who taps gets it a second before, the next one after."""
    sweep(office)
    slot, other = office.slot(10), office.through(open_database())
    over = EARLY + timedelta(minutes=30)

    outcomes = race(
        [
            lambda: office.book(waiting[0], slot, now=over - timedelta(seconds=1)),
            lambda: sweep(other, now=over),
            lambda: sweep(office, now=over),
        ]
    )
    sweep(office, now=over)

    taken = isinstance(outcomes[0], Booking)
    assert taken or type(outcomes[0]) is SlotFull
    assert stages(office)[1] == ("waiting" if taken else "offered")
    assert stages(office)[0] in (("taken", "lapsed") if taken else ("lapsed",))
    assert office.slot(10).taken == 1
    assert_sums(office)


def test_leaving_and_taking_at_once_count_the_seat_once(office: World, waiting: list[str], open_database):
    sweep(office)
    slot, other = office.slot(10), office.through(open_database())

    outcomes = race(
        [
            lambda: office.book(waiting[0], slot),
            lambda: other.database.run(waitlist.stop_waiting, waiting[0], MONDAY, now=EARLY),
        ]
    )

    assert isinstance(outcomes[0], Booking | SlotFull)
    assert outcomes[1] is None
    assert office.rows(SeatHold) == []
    assert_sums(office)


def test_tapping_twice_at_once_waits_once(office: World, waiting: list[str], open_database):
    office.database.run(waitlist.stop_waiting, waiting[2], MONDAY, now=EARLY)
    office.book(waiting[1], office.slot(10))
    others = [office.through(open_database()) for _ in range(2)]

    outcomes = race(
        [
            lambda each=each: each.database.run(waitlist.wait_for, waiting[2], MONDAY, now=at(7, 1))
            for each in [office, *others]
        ]
    )

    assert len({outcome.id for outcome in outcomes if isinstance(outcome, WaitlistEntry)}) == 1
    assert stages(office) == ["waiting", "waiting", "left", "waiting"]


def test_holds_end_once(office: World, waiting: list[str], open_database):
    sweep(office)
    other, over = office.through(open_database()), EARLY + timedelta(hours=1)

    outcomes = race([lambda each=each: each.at_time(seats.release_due, now=over) for each in (office, other) * 2])

    assert sorted(outcomes) == [0, 0, 0, 1]
    assert office.slot(10).taken == 0
