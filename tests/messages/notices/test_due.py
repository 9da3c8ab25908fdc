"""What a message says is looked at again just before it goes: every cause holds, and stops holding."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db.models import (
    AlarmRing,
    Booking,
    Document,
    Handover,
    Invitation,
    Message,
    Office,
    Slot,
    StoppedNumber,
    Ticket,
)
from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.booking import bookings
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.counter import calls, undo
from scheduler.flow.documents import documents
from scheduler.flow.invitations import invitations
from scheduler.messages.notices.due import BY_HAND, still_true
from tests.messages.notices.noted import holds, latest, left_to_clerk, told_of, told_of_visit, true_causes
from tests.scenes.alarms import failed_backup, looked, switched_on
from tests.scenes.factories import CLERK, EARLY, NINE, World, at

PHONE, OTHER = "+6281234567890", "+6281311112222"
LADDER = [{"channel": "whatsapp", "wait_minutes": 60}]


def move(office: World, booked: str, hour: int = 10, *, by: str = "citizen", now: Any = EARLY) -> None:
    office.database.run(bookings.move_booking, booked, office.slot(hour).id, ref4=None, by=by, now=now)


def cancel(office: World, booked: str, *, by: str = "citizen", now: Any = EARLY) -> None:
    office.database.run(bookings.cancel, booked, ref4=None, by=by, now=now)


def stage(office: World, document: Document, to: DocumentStage) -> None:
    office.do(documents.set_stage, document.reference, to, now=NINE)


def pass_of(office: World, booking_id: int) -> str:
    return office.read(lambda s: invitations.pass_of(s.get_one(Booking, booking_id)))


def climbs(office: World) -> None:
    """The office has a channel by which messages leave."""
    office.change(Office, office.office.id, ladder=LADDER)


# --- a visit


@pytest.mark.parametrize("end", ["moved", "cancelled", "arrived", "begun"])
def test_booked_holds_until_the_visit_changes_or_begins(office: World, end: str):
    booked, now = office.booked(9), EARLY
    message = latest(office, Cause.BOOKED)
    assert holds(office, message, EARLY)

    match end:
        case "moved":
            move(office, booked)
            assert holds(office, latest(office, Cause.CHANGED), EARLY)
        case "cancelled":
            cancel(office, booked)
        case "arrived":
            office.scan(booked, now=at(8, 50))
        case _:
            now = at(9)

    assert not holds(office, message, now)


def test_changed_twice_is_told_by_the_newest_alone(office: World):
    booked = office.booked(9)
    move(office, booked, 10)
    first = latest(office, Cause.CHANGED)
    move(office, booked, 11)

    assert (holds(office, first, EARLY), holds(office, latest(office, Cause.CHANGED), EARLY)) == (False, True)


def test_newer_message_that_is_moot_outdoes_nothing(office: World):
    booked = office.booked(9)
    told_of_visit(office, Cause.CHANGED, booked, once="x")
    assert not holds(office, latest(office, Cause.BOOKED), EARLY)

    office.change(Message, latest(office, Cause.CHANGED).id, state="moot")

    assert holds(office, latest(office, Cause.BOOKED), EARLY)


@pytest.mark.parametrize("cause", [Cause.REMINDER, Cause.REMINDER_SOON])
def test_reminder_is_never_sent_after_a_cancellation_or_a_move(office: World, cause: Cause):
    kept, moved, cancelled = (office.booked(9, day=1) for _ in range(3))
    messages = [
        told_of_visit(office, cause, each, once=f"s{office.booking(each).slot_id}") for each in (kept, moved, cancelled)
    ]
    assert [holds(office, each) for each in messages] == [True, True, True]

    office.database.run(bookings.move_booking, moved, office.slot(10, day=1).id, ref4=None, by="citizen", now=NINE)
    cancel(office, cancelled, now=NINE)

    assert [holds(office, each) for each in messages] == [True, False, False]


def test_reminder_of_tomorrow_is_not_sent_when_tomorrow_has_come(office: World):
    booked = office.booked(9, day=1)
    slot = office.booking(booked).slot_id
    tomorrow = told_of_visit(office, Cause.REMINDER, booked, once=f"s{slot}")
    soon = told_of_visit(office, Cause.REMINDER_SOON, booked, once=f"s{slot}")

    assert (holds(office, tomorrow, at(23, 59)), holds(office, soon, at(23, 59))) == (True, True)
    assert (holds(office, tomorrow, at(0, day=1)), holds(office, soon, at(0, day=1))) == (False, True)
    assert not holds(office, soon, at(9, day=1))


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(("zone", "hour", "told"), [("Asia/Jakarta", 23, True), ("Asia/Jayapura", 23, False)])
def test_tomorrow_begins_at_the_offices_own_midnight(office: World, zone: str, hour: int, told: bool):
    booked = office.booked(9, day=1)
    message = told_of_visit(office, Cause.REMINDER, booked, once=f"s{office.booking(booked).slot_id}")
    office.change(Office, office.office.id, timezone=zone)

    assert holds(office, message, at(hour)) is told


def test_cancelled_holds_while_something_can_be_booked(office: World):
    document = office.document()
    cancel(office, pass_of(office, office.book(office.code(document), office.slot(9)).id))
    message = latest(office, Cause.CANCELLED)
    assert holds(office, message, EARLY)

    office.book(office.code(document), office.slot(10))

    assert not holds(office, message, EARLY)


def test_link_holds_while_the_visit_does_and_the_newest_is_enough(office: World):
    booked = office.booked(9)
    first = told_of_visit(office, Cause.LINK, booked, once="0")
    second = told_of_visit(office, Cause.LINK, booked, once="1")
    assert (holds(office, first), holds(office, second)) == (False, True)

    cancel(office, booked, now=EARLY)

    assert not holds(office, second)


# --- on the day


def called_in(guarded: World) -> Message:
    """A-005 waited outside, and was called in at 09.02."""
    for _ in range(5):
        guarded.arrived(9)
    guarded.called(now=at(9, 1))
    guarded.do(calls.serve, "A-001", now=at(9, 1))
    guarded.hand_over("A-001", now=at(9, 2))
    return latest(guarded, Cause.COME_IN)


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("end", ["passed the door", "called", "not come", "deadline"])
def test_come_in_is_never_sent_after_the_call_or_the_deadline(guarded: World, end: str):
    message, now = called_in(guarded), at(9, 3)
    assert holds(guarded, message, now)

    match end:
        case "passed the door":
            guarded.scan(pass_of(guarded, guarded.ticket("A-005").booking_id), now=now)
        case "called":
            guarded.change(Ticket, guarded.ticket("A-005").id, stage="called", called_at=now)
        case "not come":
            now = at(9, 8)
            guarded.tick(now=now)
        case _:
            now = at(9, 7)  # five minutes after it was called in, and no tick has looked

    assert not holds(guarded, message, now)


def test_come_soon_holds_while_its_own_number_waits_outside(guarded: World):
    for _ in range(5):
        guarded.arrived(9)
    ticket = guarded.ticket("A-005")
    booked = guarded.rows(Booking, col(Booking.id) == ticket.booking_id)[0]
    guarded.database.run(_soon, booked.id, f"t{ticket.id}")
    guarded.database.run(_soon, booked.id, f"t{ticket.id + 9}")
    right, other = guarded.rows(Message, col(Message.cause) == Cause.COME_SOON)
    assert (holds(guarded, right), holds(guarded, other)) == (True, False)

    guarded.called(now=at(9, 1))
    guarded.do(calls.serve, "A-001", now=at(9, 1))
    guarded.hand_over("A-001", now=at(9, 2))

    assert not holds(guarded, right, at(9, 2))


def _soon(session: Session, booking_id: int, once: str) -> None:
    note(session, Cause.COME_SOON, session.get_one(Booking, booking_id), once=once, facts={"minutes": [3, 5]}, now=NINE)


def test_handed_over_holds_until_it_is_undone(office: World):
    office.hand_over(office.called(phone=PHONE))
    message = latest(office, Cause.HANDED_OVER)
    assert holds(office, message)

    office.do(undo.undo_last, "A-001", now=at(9, 1))

    assert not holds(office, message, at(9, 1))


@pytest.mark.postgres("statements")
def test_visit_that_handed_nothing_over_tells_of_nothing(office: World):
    office.hand_over(office.called(phone=PHONE))
    message = latest(office, Cause.HANDED_OVER)

    office.database.run(lambda s: s.execute(delete(Handover)))

    assert not holds(office, message)


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("end", ["over_at", "taken_at"])
def test_alarm_is_told_while_it_rings_and_nobody_sees_to_it(office: World, end: str):
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))
    looked(office, at(9), at(9, 1))
    message = latest(office, Cause.ALARM)
    assert holds(office, message)

    office.change(AlarmRing, office.rows(AlarmRing)[0].id, **{end: NINE})

    assert not holds(office, message)


# --- a document


@pytest.mark.parametrize(
    ("cause", "first", "then"),
    [
        (Cause.RECEIVED, "received", DocumentStage.IN_PRODUCTION),
        (Cause.INCOMPLETE, "incomplete", DocumentStage.RECEIVED),
        (Cause.PICTURE_REFUSED, "incomplete", DocumentStage.RECEIVED),
        (Cause.UNANSWERED, "incomplete", DocumentStage.RECEIVED),
        (Cause.ACCEPTED, "in_production", DocumentStage.READY),
        (Cause.BLANK, "waiting_for_blank", DocumentStage.IN_PRODUCTION),
        (Cause.PRINTING, "in_production", DocumentStage.READY),
    ],
)
def test_stage_of_a_document_is_told_while_it_lasts(office: World, cause: Cause, first: str, then: DocumentStage):
    document = office.document(stage=first)
    message = told_of(office, cause, document, once="x")
    assert holds(office, message)

    stage(office, document, then)

    assert not holds(office, message)


def test_same_of_a_document_is_told_by_the_newest(office: World):
    document = office.document(stage="incomplete")
    first, second = (told_of(office, Cause.INCOMPLETE, document, once=once) for once in ("a", "b"))

    assert (holds(office, first), holds(office, second)) == (False, True)


@pytest.mark.parametrize("asked", [Cause.INCOMPLETE, Cause.PICTURE_REFUSED])
def test_what_lacks_is_left_to_a_clerk_until_it_is_asked_for_anew(office: World, asked: Cause):
    document, other = (office.document(stage="incomplete", phone=phone) for phone in (PHONE, OTHER))
    first, _ = told_of(office, asked, document, once="a1"), told_of(office, asked, other, once="a1")
    assert left_to_clerk(office) == [asked, asked]
    climbs(office)
    assert left_to_clerk(office) == [], "channels have their turn first"

    office.change(Message, first.id, state="unreached")
    assert left_to_clerk(office) == [asked]

    reminded = told_of(office, Cause.UNANSWERED, document, once="7")
    assert (holds(office, first), holds(office, reminded)) == (False, True)
    assert left_to_clerk(office) == []


def test_elsewhere_holds_while_it_is_to_be_fetched_there(office: World):
    document = office.document(channel="branch")
    message = told_of(office, Cause.ELSEWHERE, document, once="x")
    assert holds(office, message)

    office.change(Document, document.id, channel="office")

    assert not holds(office, message)


@pytest.mark.parametrize("end", ["booked", "told later", "ready once more", "withdrawn"])
def test_uncollected_holds_while_nobody_has_booked_or_been_told_since(office: World, end: str):
    document = office.document(phone=PHONE)
    message = told_of(office, Cause.UNCOLLECTED, document, once="14", days=14)
    ready = latest(office, Cause.READY)
    assert (holds(office, message), holds(office, ready)) == (True, False)

    match end:
        case "booked":
            office.book(office.code(document), office.slot(9))
        case "told later":
            told_of(office, Cause.UNCOLLECTED, document, once="30", days=30)
        case "ready once more":
            told_of(office, Cause.READY, document, once="x")
        case _:
            office.do(withdrawing.withdraw, document.reference, reason="ganda")

    assert not holds(office, message)


# --- whoever does not want to be told


def test_stopped_number_is_told_nothing_and_others_are(office: World, elsewhere: World):
    booked, noise = office.booked(9, phone=PHONE), office.booked(9, phone=OTHER)
    stopped, heard = (office.document(stage="received", phone=phone) for phone in (PHONE, OTHER))
    theirs = elsewhere.document(stage="received", phone=PHONE)
    told = [told_of(office, Cause.RECEIVED, document, once="x") for document in (stopped, heard)]
    told.append(told_of(elsewhere, Cause.RECEIVED, theirs, once="x"))
    told += [told_of_visit(office, Cause.CHANGED, each, once="x") for each in (booked, noise)]
    assert [holds(office, each, EARLY) for each in told] == [True] * 5

    office.database.run(_stop, office.office.id, PHONE)

    assert [holds(office, each, EARLY) for each in told] == [False, True, True, False, True]


def test_household_is_told_while_one_of_its_numbers_is_left(office: World):
    office.document(phone=PHONE, kk="1")
    office.document(phone=OTHER, kk="1")
    message = latest(office, Cause.READY)

    office.database.run(_stop, office.office.id, PHONE)
    assert holds(office, message)
    office.database.run(_stop, office.office.id, OTHER)
    assert not holds(office, message)


@pytest.mark.postgres("statements")
def test_walk_in_whose_number_was_stopped_is_told_nothing(office: World):
    office.walk_in(phone=PHONE)
    booking = office.rows(Booking)[-1]
    office.change(Booking, booking.id, invitation_id=None)
    office.database.run(_soon, booking.id, f"t{office.ticket('A-001').id}")
    message = latest(office, Cause.COME_SOON)
    office.change(Ticket, office.ticket("A-001").id, stage="waiting")
    assert holds(office, message)

    office.database.run(_stop, office.office.id, PHONE)

    assert not holds(office, message)


def _stop(session: Session, office_id: int, phone: str) -> None:
    hashed = keys.ring().look_up("phone", phone)
    session.add(StoppedNumber(office_id=office_id, phone_hash=hashed, why="stop", at=NINE))
    session.flush()


# --- what is left to a clerk


def test_clerk_is_left_what_is_new_where_nothing_leaves_the_machine(office: World):
    office.document(phone=PHONE)
    booked = office.booked(9, phone=PHONE)
    told_of_visit(office, Cause.REMINDER, booked, once=f"s{office.booking(booked).slot_id}")
    told_of(office, Cause.BLANK, office.document(stage="waiting_for_blank"), once="x")

    assert set(left_to_clerk(office, EARLY)) == {"ready", "blank"}


@pytest.mark.postgres("statements")
def test_clerk_is_left_what_no_channel_reached_where_one_leaves(office: World):
    climbs(office)
    office.document(phone=PHONE)
    booked = office.booked(9, day=1, phone=PHONE)
    told_of_visit(office, Cause.REMINDER, booked, once=f"s{office.booking(booked).slot_id}")
    assert left_to_clerk(office, EARLY) == []

    for message in office.rows(Message):
        office.change(Message, message.id, state="unreached")

    assert left_to_clerk(office, EARLY) == ["ready", "reminder"]


@pytest.mark.parametrize(("by", "left"), [(CLERK, ["cancelled"]), ("citizen", ["ready"])])
def test_citizen_who_cancelled_knows_it_and_still_has_to_choose(office: World, by: str, left: list[str]):
    booked = office.booked(9, phone=PHONE)

    cancel(office, booked, by=by)

    assert left_to_clerk(office, EARLY) == left
    assert "cancelled" in true_causes(office, EARLY)


def test_what_was_told_of_the_cancellation_need_not_be_told_again(office: World):
    cancel(office, office.booked(9, phone=PHONE))
    assert "ready" in true_causes(office, EARLY)

    office.change(Message, latest(office, Cause.CANCELLED).id, state="sent")

    assert "ready" not in true_causes(office, EARLY)


def test_every_cause_has_its_condition_and_some_are_for_clerks():
    def compiled(*causes: str) -> str:
        return str(select(Message.id).where(still_true(NINE, causes)))

    assert re.findall(r",\s*message\b(?! AS)", compiled(*Cause)) == [], "a message out of sight is anybody's"
    assert set(BY_HAND) < set(Cause)
    assert all("message.cause" in compiled(cause) for cause in Cause)


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("spoil", [lambda o: None, lambda o: o.change(Invitation, 1, expires_at=EARLY)])
def test_only_wanted_causes_are_looked_for(office: World, spoil: Callable[[World], None]):
    office.document(phone=PHONE)
    office.booked(9, phone=PHONE)
    spoil(office)

    query = still_true(EARLY, (Cause.BOOKED,))
    found = office.rows(Message, query)

    assert [message.cause for message in found] == ["booked"]
    assert office.rows(Slot) != []
