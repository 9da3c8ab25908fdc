"""A message is a row in the transaction of its cause, one per cause; nothing is sent here."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from scheduler.db.models import Message
from scheduler.domain.booking import SlotFull
from scheduler.flow.booking import bookings
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.counter import calls, counters, undo
from tests.scenes.factories import EARLY, NINE, World, at


def ticked(office: World, *minutes: int) -> None:
    """The office's tick, so many minutes after a minute past nine."""
    for each in minutes:
        office.tick(now=at(9, 1) + timedelta(minutes=each))


def test_each_cause_leaves_one_message(office: World):
    pass_code = office.booked(9)
    for number, hour in enumerate((10, 11)):
        now = EARLY + timedelta(minutes=number)
        office.database.run(bookings.move_booking, pass_code, office.slot(hour).id, ref4=None, by="citizen", now=now)
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)

    assert office.messages() == ["ready", "booked", "changed", "changed", "cancelled"]
    keys = [message.key for message in office.rows(Message)]
    assert len(set(keys)) == len(keys)
    assert {(message.state, message.attempts, message.sent_at) for message in office.rows(Message)} == {
        ("new", 0, None)
    }


def test_refused_step_leaves_no_message(office: World):
    for _ in range(6):
        office.booked(9)
    before = office.messages()

    with pytest.raises(SlotFull):
        office.booked(9)

    assert office.messages() == [*before, "ready"]


def test_same_cause_twice_is_stopped_by_its_key(office: World):
    booking = office.booking(office.booked())

    with pytest.raises(IntegrityError):
        office.database.run(note, Cause.BOOKED, booking, now=EARLY)

    assert office.messages() == ["ready", "booked"]


def test_handed_over_again_after_an_undo_is_a_cause_of_its_own(office: World):
    number = office.called()
    office.hand_over(number)
    office.do(undo.undo_last, number)
    office.hand_over(number)

    assert office.messages().count("handed_over") == 2


def test_message_names_what_it_is_about_but_nobody(office: World):
    booking = office.booking(office.booked())

    ready, booked = office.rows(Message)

    assert (ready.invitation_id, ready.booking_id) == (booking.invitation_id, None)
    assert (booked.invitation_id, booked.booking_id) == (booking.invitation_id, booking.id)


def test_who_waits_outside_is_told_to_come_in(guarded: World):
    numbers = [guarded.arrived() for _ in range(5)]
    assert "come_in" not in guarded.messages()

    guarded.hand_over(guarded.call())

    told = guarded.rows(Message, Message.cause == Cause.COME_IN)
    assert [message.booking_id for message in told] == [guarded.ticket(numbers[4]).booking_id]


def test_each_admission_is_told_once(guarded: World):
    guarded.at_time(counters.close_counter, 3)
    number = guarded.arrived(service="C")
    for state in ("open_counter", "close_counter", "open_counter"):
        guarded.at_time(getattr(counters, state), 3)
        guarded.scan(guarded.booked(10), now=at(9, 50))
        if state == "close_counter":
            guarded.do(counters.send_outside)

    assert guarded.ticket(number).stage == "admitted"
    assert guarded.messages().count("come_in") == 2


def test_who_never_comes_is_not_told_every_five_minutes(guarded: World):
    number = [guarded.arrived() for _ in range(5)][-1]
    guarded.do(calls.miss, guarded.call())
    ticked(guarded, *range(0, 121, 5))

    moves = [why for _, after, why in guarded.moves(number) if after == "waiting"]
    told = guarded.rows(Message, Message.cause == Cause.COME_IN)
    assert moves.count("did_not_come_in") > 15, "with nobody else there it is called in again at once"
    assert [(message.created_at - told[0].created_at) // timedelta(minutes=1) for message in told] == [0, 6, 11, 71]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("facts", "told_again"),
    [
        ({"created_at": NINE}, False),
        ({"created_at": EARLY}, True),
        ({"state": "moot"}, True),
    ],
)
def test_only_what_was_told_of_this_wait_counts(guarded: World, facts: dict[str, Any], *, told_again: bool):
    for _ in range(5):
        guarded.arrived()
    guarded.do(calls.miss, guarded.call())
    ticked(guarded, 0, 5, 10, 15)
    told = guarded.rows(Message, Message.cause == Cause.COME_IN)
    assert len(told) == 3
    for each in told:
        guarded.change(Message, each.id, **facts)

    ticked(guarded, 20, 25)

    assert (guarded.messages().count("come_in") > 3) is told_again


def test_nobody_is_told_to_come_in_where_being_called_in_counts_as_entry(office: World):
    for _ in range(5):
        office.arrived()

    office.hand_over(office.call())

    assert "come_in" not in office.messages()
