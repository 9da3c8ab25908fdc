"""Visits are reminded of the day before and some hours before, once each, and never when nobody is to come."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Booking, Message, Office, Slot
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings, reminders
from scheduler.flow.booking.urgent import give_urgent
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.core import opt_outs as numbers
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.documents import documents
from scheduler.flow.invitations.invitations import pass_of
from scheduler.jobs.tick import REMIND
from tests.scenes.factories import CLERK, EARLY, MORNING, World, at, race
from tests.support.circles import wait_till_blocked
from tests.support.databases import ON_POSTGRES

PHONE = "+6281234567890"


def setup_office(office: World, **columns: Any) -> None:
    def change(session: Session) -> Office:
        session.execute(update(Office).where(col(Office.id) == office.office.id).values(**columns))
        session.expire_all()
        return session.get_one(Office, office.office.id)

    office.office = office.database.run(change)


def visit(office: World, hour: int = 9, *, day: int = 1, now: datetime = EARLY, **facts: Any) -> Booking:
    """A visit on Tuesday (or `day` days after Monday) of somebody with a phone, booked by Monday 07.00."""
    code = office.invitation(**{"phone": PHONE, **facts})
    return office.book(code, office.slot(hour, day=day), now=now)


def remind(office: World, now: datetime) -> list[str]:
    """The keys of what one look put into the outbox."""
    known = {message.id for message in office.rows(Message)}
    assert office.asks(REMIND, now) == bool(office.at_time(reminders.remind, now=now))
    return [message.key for message in office.rows(Message) if message.id not in known]


# --- the day before


def test_visit_of_tomorrow_is_reminded_of_once_at_the_hour_of_reminders(office: World) -> None:
    booking = visit(office)
    visit(office, day=2)
    visit(office, hour=14, day=0)

    assert remind(office, at(15, 59)) == []
    assert remind(office, at(16)) == [f"reminder:{booking.id}:s{booking.slot_id}"]
    assert remind(office, at(16, 1)) == []
    told = next(message for message in office.rows(Message) if message.cause == Cause.REMINDER)
    assert (told.booking_id, told.invitation_id, told.facts) == (booking.id, booking.invitation_id, {})


@pytest.mark.postgres("statements")
def test_hour_of_reminders_is_set_by_the_office_or_there_is_none(office: World) -> None:
    visit(office)
    setup_office(office, remind_at=None)
    assert remind(office, at(16)) == []

    setup_office(office, remind_at=time(18, 30))
    assert [len(remind(office, moment)) for moment in (at(16), at(18, 29), at(18, 30))] == [0, 0, 1]


def test_who_booked_shortly_before_the_reminder_needs_none(office: World) -> None:
    setup_office(office, remind_minutes=0)
    visit(office, now=at(10, 1))
    early = visit(office, hour=10, now=at(10))

    assert remind(office, at(16)) == [f"reminder:{early.id}:s{early.slot_id}"]
    assert remind(office, at(19)) == []


def test_whose_visit_was_moved_shortly_before_the_reminder_has_just_heard(office: World) -> None:
    setup_office(office, remind_minutes=0)
    booking = visit(office, day=2)
    office.database.run(
        bookings.move_booking, pass_of(booking), office.slot(11, day=1).id, ref4=None, by=CLERK, now=at(10, 1)
    )

    assert remind(office, at(16)) == []


def test_moved_visit_is_reminded_of_its_new_time_and_of_the_old_one_no_more(office: World) -> None:
    booking = visit(office, day=2)
    office.database.run(
        bookings.move_booking, pass_of(booking), office.slot(11, day=1).id, ref4=None, by=CLERK, now=MORNING
    )

    first = remind(office, at(16))
    office.database.run(
        bookings.move_booking, pass_of(booking), office.slot(9, day=2).id, ref4=None, by=CLERK, now=at(17)
    )

    assert first == [f"reminder:{booking.id}:s{office.slot(11, day=1).id}"]
    assert remind(office, at(17, 1)) == []
    assert remind(office, at(16, day=1)) == [f"reminder:{booking.id}:s{office.slot(9, day=2).id}"]


def test_cancelled_visit_is_never_reminded_of(office: World) -> None:
    booking = visit(office)
    office.database.run(bookings.cancel, pass_of(booking), ref4=None, by="citizen", now=at(15, 59))

    assert remind(office, at(16)) == []
    assert remind(office, at(7, day=1)) == []


@pytest.mark.postgres("statements")
def test_visit_without_a_slot_or_in_one_that_was_given_up_is_no_time_to_come(office: World) -> None:
    waiting, urgent = visit(office), visit(office, hour=10)
    visit(office, hour=11)
    office.change(Booking, waiting.id, slot_id=None)
    office.do(closures.shut, NewClosure(date(2026, 12, 1), date(2026, 12, 1), "Listrik padam"), now=MORNING)
    office.do(give_urgent, urgent.id, urgent.slot_id, reason="sakit", now=MORNING)

    assert remind(office, at(16)) == [f"reminder:{urgent.id}:s{urgent.slot_id}"]


def test_nobody_is_reminded_who_has_no_address_or_wants_no_messages(office: World) -> None:
    visit(office, phone=None)
    visit(office, hour=10, phone="+6281300000000")
    office.database.run(numbers.stop, office.office.id, "+6281300000000", why=numbers.STOP, now=MORNING)
    by_mail = visit(office, hour=11, phone=None, email="siti@example.org")

    assert remind(office, at(16)) == [f"reminder:{by_mail.id}:s{by_mail.slot_id}"]


def test_visit_that_has_nothing_to_fetch_any_more_is_not_reminded_of(office: World) -> None:
    visit(office, reference="R/9")
    office.do(documents.set_stage, "R/9", DocumentStage.MISPLACED, now=MORNING)

    assert remind(office, at(16)) == []


def test_reminder_is_given_on_a_day_on_which_the_office_is_shut(office: World) -> None:
    booking = visit(office, day=7, now=at(7, day=2))

    assert remind(office, at(16, day=6)) == [f"reminder:{booking.id}:s{booking.slot_id}"]


def test_after_an_outage_of_the_evening_it_is_told_until_messages_rest(office: World) -> None:
    booking = visit(office)

    assert remind(office, at(20)) == []
    assert remind(office, at(19, 59)) == [f"reminder:{booking.id}:s{booking.slot_id}"]


def test_after_an_outage_of_the_night_tomorrow_is_no_word_for_today(office: World) -> None:
    setup_office(office, remind_minutes=0)
    visit(office, hour=14)

    assert remind(office, at(7, day=1)) == []


@pytest.mark.parametrize(("zone", "hours_ahead"), [("WIB", 7), ("WITA", 8), ("WIT", 9)])
def test_each_office_reminds_by_its_own_clock(database, zone: str, hours_ahead: int) -> None:
    office = World(database, f"kota-{zone.lower()}", timezone=zone)
    slot_at = datetime(2026, 12, 1, 9 - hours_ahead, tzinfo=UTC)
    slot = next(each for each in office.rows(Slot) if each.starts_at == slot_at)
    office.book(office.invitation(phone=PHONE), slot)
    four = datetime(2026, 11, 30, 16 - hours_ahead, tzinfo=UTC)

    assert len(remind(office, four - timedelta(minutes=1))) == 0
    assert len(remind(office, four)) == 1


# --- some hours before


def test_visit_is_reminded_of_again_two_hours_before(office: World) -> None:
    booking = visit(office, hour=14, day=0)

    assert remind(office, at(11, 59)) == []
    assert remind(office, at(12)) == [f"reminder_soon:{booking.id}:s{booking.slot_id}"]
    assert remind(office, at(12, 1)) == []


def test_who_booked_within_three_hours_before_that_needs_none(office: World) -> None:
    visit(office, hour=14, day=0, now=at(9, 1))
    early = visit(office, hour=14, day=0, now=at(9))

    assert remind(office, at(12)) == [f"reminder_soon:{early.id}:s{early.slot_id}"]
    assert remind(office, at(12, 59)) == []


def test_after_an_outage_nobody_is_reminded_who_is_under_way(office: World) -> None:
    visit(office, hour=14, day=0)

    assert remind(office, at(13)) == []


@pytest.mark.postgres("statements")
def test_minutes_before_are_set_by_the_office(office: World) -> None:
    setup_office(office, remind_minutes=30)
    booking = visit(office, hour=14, day=0)

    assert remind(office, at(13, 29)) == []
    assert remind(office, at(13, 30)) == [f"reminder_soon:{booking.id}:s{booking.slot_id}"]


def test_who_came_is_not_reminded(office: World) -> None:
    booking = visit(office, hour=14, day=0)
    office.scan(pass_of(booking), now=at(11, 50), early=True)

    assert remind(office, at(12)) == []


def test_visit_of_another_office_is_its_own(office: World, elsewhere: World) -> None:
    visit(elsewhere, hour=14, day=0)

    assert remind(office, at(12)) == []
    assert len(remind(elsewhere, at(12))) == 1


# --- two at once


def naive(world: World, have_looked: threading.Barrier, number: int) -> None:
    """A look, and then a note by a key of its own: what a program does that trusts its look."""
    owed = world.read(lambda session: reminders._owed(session, world.office, at(16)))
    have_looked.wait(10)
    for each in owed:
        world.database.run(note, each.cause, each.booking, now=at(16), once=f"s{each.slot_id}-{number}")


@pytest.mark.deep("without the guard")
def test_two_ticks_that_look_and_then_note_remind_twice(office: World, open_database) -> None:
    visit(office)
    both, have_looked = [office.through(open_database()) for _ in range(2)], threading.Barrier(2)

    race([lambda world=world, n=n: naive(world, have_looked, n) for n, world in enumerate(both)])

    assert office.messages().count(Cause.REMINDER) == 2


@pytest.mark.postgres("locks")
def test_two_ticks_at_once_remind_once(office: World, open_database) -> None:
    for hour in (9, 10, 11):
        visit(office, hour=hour)
    both = [office.through(open_database()) for _ in range(2)]

    outcomes = race([lambda world=world: world.at_time(reminders.remind, now=at(16)) for world in both])

    assert sorted(outcomes) == [0, 3]
    assert office.messages().count(Cause.REMINDER) == 3


@ON_POSTGRES
def test_cancellation_at_the_same_moment_leaves_no_reminder_noted_after_it(office: World, open_database) -> None:
    """PostgreSQL: a look that saw the visit still booked; SQLite has one writer."""
    booking = visit(office)
    cancelling, reminding = (office.through(open_database()) for _ in range(2))
    is_cancelled, has_looked = threading.Event(), threading.Event()

    def cancel(session: Session) -> None:
        bookings.cancel(session, pass_of(booking), ref4=None, by="citizen", now=at(16))
        session.flush()
        is_cancelled.set()
        wait_till_blocked(office, or_else=has_looked.is_set)

    def look() -> int:
        is_cancelled.wait(10)
        noted = reminding.at_time(reminders.remind, now=at(16))
        has_looked.set()
        return noted

    outcomes = race([lambda: cancelling.database.run(cancel), look])

    assert outcomes == [None, 0]
    assert Cause.REMINDER not in office.messages()
