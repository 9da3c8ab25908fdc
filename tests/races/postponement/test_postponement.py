"""A postponement while citizens book, move and cancel, by several processes, killed in the middle.

In pairs: without the guard the fault is there, with it there is none.
"""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Message, Office, PostponedBooking, Postponement, Slot, UrgentSeat
from scheduler.domain.booking import UrgentFull
from scheduler.domain.refusals import Refusal
from scheduler.flow import postponement as postponing
from scheduler.flow.booking import bookings, urgent
from scheduler.flow.booking.bookings import Collector
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.runtime.config import Settings
from tests.scenes.factories import EARLY, World, race
from tests.scenes.postponements import REASON, closed, seats_are_right, work_off
from tests.support.patience import PAUSE, wait_until
from tests.support.processes import environment

pytestmark = pytest.mark.postgres("locks")

ROOT = Path(__file__).parents[3]
WRONG = text(
    "SELECT count(*) FROM slot WHERE taken > capacity OR capacity < planned OR taken <>"
    " (SELECT coalesce(sum(units), 0) FROM booking WHERE slot_id = slot.id AND stage IN ('booked', 'arrived'))"
    " + (SELECT coalesce(sum(units), 0) FROM seat_hold WHERE slot_id = slot.id)"
)
"""Slots that hold more than they may, or other than what is booked and kept in them: one statement, one moment."""


class Watcher:
    """Looks by a connection of its own, again and again, whether every slot is right."""

    def __init__(self, url: str) -> None:
        self.looks, self.faults, self._over = 0, 0, threading.Event()
        self._engine = create_engine(url)
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(30)
        self._engine.dispose()

    def _watch(self) -> None:
        while not self._over.is_set():
            with self._engine.connect() as connection:
                self.faults += connection.execute(WRONG).scalar_one()
            self.looks += 1
            self._over.wait(PAUSE)


@pytest.mark.timeout(120)
def test_citizens_book_move_and_cancel_while_two_processes_postpone(office: World, open_database):
    office.edit(slot_capacity=3)
    booked = [office.booked(8 + n % 4, 30 * (n // 4 % 2), day=2 + n // 12, service="B") for n in range(24)]
    codes = [office.invitation(type="KK") for _ in range(20)]
    targets = [office.slot(8 + n % 4, day=7 + n // 4, service="B").id for n in range(8)]
    others = [office.through(open_database()) for _ in range(4)]
    draw = random.Random(4)

    def postpone(world: World) -> None:
        work_off(world, world.do(postponing.start, closed(office, service="B"), now=EARLY), most=3)

    def book(world: World, code: str) -> Booking:
        slot = Slot(id=draw.choice(targets), service_id=0)
        return world.book(code, slot)

    def change(world: World, step, *args: object) -> object:
        return world.database.run(step, *args, ref4=None, by="citizen", now=EARLY)

    works = [lambda: postpone(others[0]), lambda: postpone(others[1])]
    works += [lambda code=code: book(others[2], code) for code in codes]
    works += [
        lambda code=code: change(others[3], bookings.move_booking, code, draw.choice(targets)) for code in booked[::4]
    ]
    works += [lambda code=code: change(others[3], bookings.cancel, code) for code in booked[1::4]]

    with Watcher(office.database.url) as watcher:
        outcomes = race(works)

    assert [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, Refusal)] == []
    assert (watcher.faults, watcher.looks > 0) == (0, True)
    seats_are_right(office)
    _nobody_is_left_behind(office)


def _nobody_is_left_behind(office: World) -> None:
    """One postponement, everybody who is still booked has a slot that stands, and each was told once at most."""
    assert len(office.rows(Postponement)) == 1
    slots = {slot.id: slot for slot in office.rows(Slot)}
    for booking in office.rows(Booking, col(Booking.stage) == "booked"):
        assert slots[booking.slot_id].planned > 0
    moved = office.rows(PostponedBooking, col(PostponedBooking.stage) == "moved")
    told = Counter(message.booking_id for message in office.rows(Message, col(Message.cause) == "moved"))
    assert told == Counter(row.booking_id for row in moved)


@pytest.mark.timeout(120)
def test_undo_by_two_processes_at_once_brings_everybody_back_once(office: World, open_database):
    passes = [office.booked(8 + n, day=2, service="C") for n in range(4)]
    postponement = office.do(postponing.start, closed(office), now=EARLY)
    work_off(office, postponement)
    others = [office.through(open_database()) for _ in range(2)]
    office.do(postponing.undo, postponement.id, now=EARLY)

    outcomes = race([lambda world=world: work_off(world, postponement, most=1) for world in others])

    assert [outcome.stage for outcome in outcomes] == ["undone"] * 2
    assert {office.booking(each).moved_by_office for each in passes} == {0}
    seats_are_right(office)


@pytest.mark.deep("without the guard")
def test_places_looked_at_and_then_written_are_given_twice(office: World):
    """The fault: two movers see the same free seats, and write what they saw."""
    slot = office.slot(9, day=7, service="C")
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def move_three() -> None:
        with engine.connect() as connection:
            taken = connection.execute(text("SELECT taken FROM slot WHERE id = :id"), {"id": slot.id}).scalar_one()
            have_looked.wait(10)
            connection.execute(text("UPDATE slot SET taken = :n WHERE id = :id"), {"n": taken + 3, "id": slot.id})

    race([move_three] * 2)
    engine.dispose()

    assert office.slot(9, day=7, service="C").taken == 3  # six were moved


def test_places_are_given_once_by_two_postponements_at_once(office: World, open_database):
    """Two services' closures are worked off at the same moment into slots that hold less than both need."""
    office.edit(slot_capacity=2)
    for hour in (8, 9, 10, 11):
        office.booked(hour, day=2)
        office.booked(hour, day=3)
    worlds = [office.through(open_database()) for _ in range(2)]
    orders = [
        office.do(postponing.start, closed(office, start=day, until=day, service="A"), now=EARLY)
        for day in (date(2026, 12, 2), date(2026, 12, 3))
    ]

    with Watcher(office.database.url) as watcher:
        race([lambda w=w, o=o: work_off(w, o, most=1) for w, o in zip(worlds, orders, strict=True)])

    assert watcher.faults == 0
    seats_are_right(office)
    assert {row.stage for row in office.rows(PostponedBooking)} <= {"moved", "gone"}


# --- urgent


@pytest.mark.deep("without the guard")
def test_contingent_that_is_counted_and_then_written_is_passed(office: World):
    bookings_ = [office.booking(office.booked(10, day=2)) for _ in range(4)]
    office.change(Office, office.office.id, urgent_daily=2)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(4)
    count = text("SELECT count(*) FROM urgent_seat")
    insert = text(
        "INSERT INTO urgent_seat (office_id, service_id, day, booking_id, reason, by, at)"
        " SELECT office_id, service_id, '2026-12-01', id, 'x', 'x', created_at FROM booking WHERE id = :booking"
    )

    def give(booking: Booking) -> None:
        with engine.connect() as connection:
            used = connection.execute(count).scalar_one()
            have_looked.wait(10)
            if used >= 2:
                raise UrgentFull(day=None, limit=2)
            connection.execute(insert, {"booking": booking.id})

    race([lambda booking=booking: give(booking) for booking in bookings_])
    with engine.connect() as connection:
        given = connection.execute(count).scalar_one()
    engine.dispose()

    assert given == 4


def test_contingent_holds_however_many_ask_at_once(office: World, open_database):
    visits = [office.booking(office.booked(10, 30 * (n % 2), day=2)) for n in range(8)]
    slot = office.slot(9, day=1)
    worlds = [office.through(open_database()) for _ in range(2)]

    outcomes = race(
        [
            lambda n=n, visit=visit: worlds[n % 2].do(urgent.give_urgent, visit.id, slot.id, reason="sakit", now=EARLY)
            for n, visit in enumerate(visits)
        ]
    )

    assert sum(isinstance(outcome, UrgentSeat) for outcome in outcomes) == 3
    assert sum(type(outcome) is UrgentFull for outcome in outcomes) == 5
    assert office.slot(9, day=1).taken == 3
    seats_are_right(office)


# --- killed


@pytest.mark.deep("kills by the dozen")
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_command_killed_in_the_middle_is_gone_on_with_at_the_row_it_left(open_database, settings: Settings):
    database = open_database()
    number = 90
    first = database.run(_fill, number, datetime.now(UTC))
    words = ["--service", "C", "--from", first, "--until", first + timedelta(days=6), "--reason", REASON, "--apply"]

    rounds = 0
    while _kill_in_the_middle(settings, database, [str(word) for word in words], rounds):
        rounds += 1
    assert rounds >= 2
    with database.reading() as session:
        assert 0 < _count(session, "planned") < number
        half = session.connection().execute(WRONG).scalar_one()
    assert half == 0

    result = subprocess.run(
        _command("postpone", "resume"),
        cwd=ROOT,
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )

    assert result.returncode == 0, result.stderr
    with database.reading() as session:
        assert (_count(session, "planned"), _count(session, "moved")) == (0, number)
        assert session.connection().execute(WRONG).scalar_one() == 0
        assert len(session.scalars(select(Postponement)).all()) == 1
        told = [
            message.booking_id
            for message in session.scalars(select(Message).order_by(col(Message.id)))
            if message.cause == "moved"
        ]
        ranks = session.execute(select(col(PostponedBooking.booking_id)).order_by(col(PostponedBooking.rank)))
        assert told == [row[0] for row in ranks]


def _kill_in_the_middle(settings: Settings, database, words: list[str], rounds: int) -> bool:
    """Run the command until it has moved some more, and kill it; False once it has been killed often enough."""
    with database.reading() as session:
        before = _count(session, "moved")
    if before >= 50:
        return False
    process = subprocess.Popen(
        _command("postpone", *words) if not rounds else _command("postpone", "resume"),
        cwd=ROOT,
        env=environment(settings),
    )

    def has_moved_some() -> bool:
        with database.reading() as session:
            return _count(session, "moved") > before or process.poll() is not None

    wait_until(has_moved_some, seconds=60)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    return True


def _count(session: Session, stage: str) -> int:
    return len(session.scalars(select(PostponedBooking.id).where(PostponedBooking.stage == stage)).all())


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "scheduler", *words]


def _fill(session: Session, number: int, now: datetime) -> date:
    """An office with so many visits for recording some days ahead, and the day of the first."""
    office = offices.create_office(session, "tanjungpinang", Plan(slot_capacity=8), [], now=now)
    service = next(s for s in queries.services_of(session, office.id) if s.letter == "C")
    slots = queries.free_slots(session, service.id, now + timedelta(days=4), now + timedelta(days=14))
    for n in range(number):
        new = NewDocument(f"K/{n}", "Perekaman KTP-el", "Siti", reason="first")
        documents.register(session, office, new, by="command", now=now)
        _, invitation = documents.set_stage(session, office, new.reference, "ready", by="command", now=now)
        code = invitations.code_of(invitation)
        bookings.book(session, code, slots[n // 4].id, party=1, collector=Collector(), by="citizen", now=now)
    return (slots[0].starts_at + timedelta(hours=7)).date()
