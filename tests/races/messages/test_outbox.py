"""Workers race for the outbox, and clocks jump: nothing goes twice, nothing stays behind."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import Session

from scheduler.db.models import Attempt, Message
from scheduler.flow.booking import bookings
from scheduler.messages.channels import KINDS
from scheduler.messages.sending import accounts, claiming
from scheduler.messages.sending.lanes import Lane, Looking
from tests.scenes.factories import EARLY, NINE, World, race
from tests.scenes.outbox import PHONE, Steps, attempts, many, message, sends_by, trade
from tests.support.circles import wait_till_blocked
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

ALL = 10
"""On SQLite whoever writes is alone."""


# --- two workers at the same moment


def test_two_workers_never_take_the_same_message(office: World, open_database):
    sends_by(office, "sms")
    many(office, ALL)
    workers = [Steps(open_database(), name) for name in ("one", "two")]

    found = race([lambda worker=worker: [each.message_id for each in worker.take()] for worker in workers])

    assert sorted(one for each in found for one in each) == sorted(row.id for row in office.rows(Message))
    assert len(office.rows(Attempt)) == ALL


@ON_POSTGRES
@pytest.mark.parametrize("guarded", [True, False])
def test_what_one_transaction_claims_another_passes_over(office: World, open_database, monkeypatch, guarded: bool):
    """Without the guard both hold the same messages."""
    if not guarded:
        monkeypatch.setattr(claiming, "_held", lambda query: query)
    many(office, ALL)
    lane = Lane(office.office.id, "console", is_last=True)

    with Session(office.database.engine) as one, Session(open_database().engine) as two:
        first = claiming.claim(one, Looking("one", NINE), lane, most=6)
        second = claiming.claim(two, Looking("two", NINE), lane, most=6)
        both = {row.id for row in first} & {row.id for row in second}

    assert (len(first), len(second), len(both)) == ((6, 4, 0) if guarded else (6, 6, 6))


def test_limit_of_a_minute_holds_for_two_workers_together(office: World, open_database):
    sends_by(office, "sms", per_minute=7)
    many(office, 20)
    workers = [Steps(open_database(), name) for name in ("one", "two")]

    found = race([lambda worker=worker: len(worker.take()) for worker in workers])

    assert sum(found) == 7


@pytest.mark.parametrize("ahead", [timedelta(milliseconds=70), timedelta(seconds=59)])
def test_limit_of_a_minute_holds_for_who_read_the_clock_and_then_waited(office: World, open_database, ahead):
    """Another took in a later second meanwhile."""
    sends_by(office, "sms", per_minute=7)
    many(office, 20)
    read = NINE + timedelta(milliseconds=950)

    assert len(Steps(open_database(), "two").take(read + ahead)) == 7
    assert Steps(office.database, "one").take(read) == []


@ON_POSTGRES
@pytest.mark.parametrize("guarded", [True, False])
def test_who_counts_what_went_through_an_account_counts_alone(office: World, open_database, monkeypatch, guarded: bool):
    """Without the guard the second counts before the first has written."""
    if not guarded:
        monkeypatch.setattr(accounts, "_held", lambda query: query)
    sends_by(office, "sms", per_minute=7)
    many(office, 20)
    lane, other, counted = Lane(office.office.id, "sms", 0), open_database(), []

    def second() -> None:
        with Session(other.engine) as session:
            used = accounts.hold(session, office.office.id, KINDS["sms"])
            counted.append(accounts.room(used, NINE))

    thread = threading.Thread(target=second)
    with Session(office.database.engine) as session:
        claiming.take(session, Looking("one", NINE), lane, trade(), most=5)
        thread.start()
        wait_till_blocked(office, or_else=lambda: counted)
        assert counted == ([] if guarded else [7])
        session.commit()
    thread.join(10)

    assert counted == ([2] if guarded else [7])


# --- what happens between noting and sending


def test_cancelled_while_two_workers_take_is_never_reminded_of_afterwards(office: World, open_database):
    """Whoever comes first: the reminder is taken of a visit that stands, or it is moot."""
    sends_by(office, "sms")
    for _ in range(3):
        pass_code = office.booked(13, phone=PHONE)
        remind(office, pass_code)
        worker = Steps(open_database())

        race(
            [
                worker.take,
                lambda pass_code=pass_code: office.database.run(
                    bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY
                ),
            ]
        )
        worker.take()

        row = message(office, "reminder_soon")
        if row.state == "sending":
            cancelled = message(office, "cancelled")
            assert attempts(office, "reminder_soon")[0].id < attempts(office, "cancelled")[0].id, cancelled
        else:
            assert (row.state, row.why) == ("moot", "untrue")


def test_reminder_never_goes_after_the_cancellation(office: World):
    sends_by(office, "sms")
    pass_code = office.booked(13, phone=PHONE)
    remind(office, pass_code)
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)

    causes = [taken.cause for taken in Steps(office.database).take()]

    assert "reminder_soon" not in causes
    assert (message(office, "reminder_soon").state, message(office, "reminder_soon").why) == ("moot", "untrue")


def remind(office: World, pass_code: str) -> None:
    booking = office.booking(pass_code)

    def put(session: Session) -> None:
        session.add(
            Message(
                office_id=office.office.id,
                key=f"reminder_soon:{booking.id}:s{booking.slot_id}",
                cause="reminder_soon",
                booking_id=booking.id,
                invitation_id=booking.invitation_id,
                created_at=NINE,
            )
        )

    office.database.run(put)


# --- clocks that are set


@pytest.mark.parametrize("step", [timedelta(hours=5), timedelta(hours=-5)])
def test_clock_that_was_set_a_moment_ago_takes_nothing_from_who_is_sending(office: World, open_database, step):
    sends_by(office, "sms")
    office.booked(13, day=1, phone=PHONE)
    one, other = Steps(office.database, "one"), Steps(open_database(), "other", takes_over=False)
    (taken,) = one.take()

    assert other.take(NINE + step) == []
    one.settle(taken, "accepted", now=NINE + step)

    assert message(office).state == "sent"


@pytest.mark.parametrize("step", [timedelta(hours=5), timedelta(hours=-5)])
def test_message_of_a_dead_worker_waits_for_no_clock(office: World, open_database, step):
    """Set back by hours, its lease would end in hours: one that is longer than any lease counts as ended."""
    sends_by(office, "sms")
    office.change(type(office.office), office.office.id, messages_from=EARLY.time(), messages_until=EARLY.time())
    office.booked(13, day=1, phone=PHONE)
    Steps(office.database, "died").take()

    assert len(Steps(open_database(), "other").take(NINE + step)) == 1


def test_clock_that_is_set_to_and_fro_sends_once(office: World, open_database):
    sends_by(office, "sms")
    many(office, 5)
    taken = []
    for hours in (0, 7, -3, 2, -1, 0):
        steps = Steps(open_database(), "one")
        now = NINE + timedelta(hours=hours)
        for each in steps.take(now):
            taken.append(each.message_id)
            steps.settle(each, "accepted", now=now)

    assert sorted(taken) == sorted(row.id for row in office.rows(Message))
