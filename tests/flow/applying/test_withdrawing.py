"""A document is given up with a reason, and taken up again within ten minutes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Application, Booking, BookingDocument, Document, Material, Message, Move, Office, Slot
from scheduler.domain.counter import NothingToUndo, UndoTooLate
from scheduler.domain.delivery.refusals import BookedHere
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.refusals import ReasonRequired
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.booking import bookings
from scheduler.flow.core.outbox import Cause
from scheduler.flow.documents.documents import move_on
from scheduler.flow.invitations.invitations import pass_of
from tests.messages.notices.noted import holds, left_to_clerk, letter, true_causes
from tests.scenes.applications import application, document, sent
from tests.scenes.blanks import opened
from tests.scenes.factories import CLERK, EARLY, NINE, World, at
from tests.scenes.places import a_batch, a_place, listed

PHONE = "+6281234567890"
HOUSEHOLD = "2172010101010001"


def give_up(office: World, reference: str = "R/1", reason: str = "permohonan ganda", **facts: Any) -> Document:
    return office.do(withdrawing.withdraw, reference, reason=reason, **facts)


def restore(office: World, reference: str = "R/1", **facts: Any) -> Document:
    return office.do(withdrawing.restore, reference, **facts)


def fresh(office: World, reference: str = "R/1") -> Document:
    return office.rows(Document, col(Document.reference) == reference)[0]


def seats(office: World, slot: Slot) -> int:
    return office.rows(Slot, col(Slot.id) == slot.id)[0].taken


def booked_pair(office: World) -> Booking:
    """One visit for two documents of a household."""
    for number in (1, 2):
        office.document(f"R/{number}", kk=HOUSEHOLD, phone=PHONE)
    return office.book(office.code(fresh(office)), office.slot(11))


def at_once(office: World) -> None:
    """Freed seats are free at once."""
    office.change(Office, office.office.id, hold_back_minutes=0)
    office.office = office.rows(Office)[0]


def causes(office: World) -> list[str]:
    return [message.cause for message in office.rows(Message)]


def test_its_people_are_told_why_when_it_cannot_be_taken_back_any_more(office: World) -> None:
    office.document("R/1", stage="in_production", phone=PHONE)

    give_up(office, reason="  permohonan \n ganda ")

    message = office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)[0]
    assert (message.due_at, message.facts, message.document_id) == (NINE + timedelta(minutes=10), {}, 1)
    last = office.rows(Move)[-1]
    assert (last.after, last.note, last.by) == ("withdrawn", "permohonan ganda", "staff:1")


@pytest.mark.parametrize("reason", ["", "  \t"])
def test_reason_is_required(office: World, reason: str) -> None:
    office.document("R/1")

    with pytest.raises(ReasonRequired):
        give_up(office, reason=reason)
    assert office.stage("R/1") == "ready"


def test_what_is_not_there_or_over_is_refused(office: World) -> None:
    with pytest.raises(DocumentUnknown):
        give_up(office)
    office.document("R/1")
    give_up(office)

    with pytest.raises(IllegalStep):
        give_up(office)


def test_nobody_is_told_who_left_no_address(office: World) -> None:
    office.document("R/1", stage="received")

    give_up(office)

    assert causes(office) == []


def test_visit_that_fetches_nothing_else_is_cancelled_and_frees_its_time(office: World) -> None:
    at_once(office)
    office.document("R/1", phone=PHONE)
    slot = office.slot(11)
    visit = office.book(office.code(fresh(office)), slot)

    give_up(office)

    assert office.rows(Booking, col(Booking.id) == visit.id)[0].stage == "cancelled"
    assert seats(office, slot) == 0
    assert not any(row.live for row in office.rows(BookingDocument))
    message = office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)[0]
    assert message.facts == {"visit": slot.starts_at.isoformat()}


def test_visit_for_others_too_goes_on_without_it(office: World) -> None:
    at_once(office)
    visit = booked_pair(office)
    assert visit.units == 2

    give_up(office)

    after = office.rows(Booking, col(Booking.id) == visit.id)[0]
    assert (after.stage, after.units, seats(office, office.slot(11))) == ("booked", 1, 1)
    assert sorted((row.document_id, row.live) for row in office.rows(BookingDocument)) == [(1, False), (2, True)]
    assert office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)[0].facts == {}


def test_people_who_have_come_are_served_first(office: World) -> None:
    office.document("R/1")
    office.book(office.code(fresh(office)), office.slot(9))
    office.scan(reference="R/1", now=NINE)

    with pytest.raises(BookedHere):
        give_up(office)
    assert office.stage("R/1") == "ready"


def test_application_leaves_the_clerks_list(office: World) -> None:
    code = sent(office)

    give_up(office, document(office, code).reference)

    assert application(office, code).waiting_since is None


def test_message_says_why_and_which_visit_is_off(office: World) -> None:
    office.edit(phone="0771-111")
    office.document("2172/0001", phone=PHONE, type="KIA")
    give_up(office, "2172/0001", reason="permohonan ganda.")

    text = letter(office, Cause.WITHDRAWN).text
    assert "permohonan Kartu Identitas Anak (registrasi ...0001) dibatalkan karena permohonan ganda. " in text
    assert "Keliru? Hubungi 0771-111." in text

    office.document("2172/0002", phone=PHONE)
    office.book(office.code(fresh(office, "2172/0002")), office.slot(11))
    give_up(office, "2172/0002", reason="lihat https://x.id 081234567890")

    text = letter(office, Cause.WITHDRAWN).text
    assert "Jadwal Senin, 30 November 2026 pukul 11.00 WIB ikut dibatalkan; Anda tidak perlu datang." in text
    assert "x.id" not in text
    assert "08123" not in text


def test_message_holds_only_while_it_is_given_up(office: World) -> None:
    office.document("R/1", phone=PHONE)
    give_up(office)
    message = office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)[0]
    assert holds(office, message)

    restore(office)

    assert not holds(office, message)


def test_clerk_is_asked_to_tell_by_hand_once_it_is_sure(office: World) -> None:
    office.document("R/1", stage="received", phone=PHONE)
    give_up(office)

    told = [left_to_clerk(office, now) for now in (at(9, 9), at(9, 10))]

    assert told == [[], [Cause.WITHDRAWN]]


@pytest.mark.postgres("statements")
def test_what_no_channel_reached_is_left_to_a_clerk(office: World) -> None:
    office.document("R/1", stage="received", phone=PHONE)
    give_up(office)
    number = office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)[0].id

    office.change(Message, number, state="unreached", due_at=None)

    assert left_to_clerk(office, at(10)) == [Cause.WITHDRAWN]


# --- taken back


@pytest.mark.parametrize("stage", ["received", "incomplete", "in_production", "waiting_for_blank", "ready"])
def test_restored_document_stands_where_it_stood(office: World, stage: str) -> None:
    office.document("R/1", stage="in_production" if stage == "waiting_for_blank" else stage)
    if stage == "waiting_for_blank":
        office.document("R/0", stage=stage)
    reference = "R/0" if stage == "waiting_for_blank" else "R/1"
    give_up(office, reference)

    restored = restore(office, reference, now=at(9, 10))

    assert restored.stage == stage
    last = office.rows(Move)[-1]
    assert (last.before, last.after, last.why, last.undoes) == ("withdrawn", stage, "undo", last.id - 1)


@pytest.mark.postgres("statements")
def test_restored_visit_stands_again_with_its_seat(office: World) -> None:
    office.document("R/1", phone=PHONE)
    slot = office.slot(11)
    visit = office.book(office.code(fresh(office)), slot)
    taken = seats(office, slot)
    give_up(office)

    restore(office)

    assert office.rows(Booking, col(Booking.id) == visit.id)[0].stage == "booked"
    assert (seats(office, slot), [row.live for row in office.rows(BookingDocument)]) == (taken, [True])
    assert causes(office).count(Cause.READY) == 1


def test_whose_invitation_was_not_sent_any_more_is_invited_when_it_is_restored(office: World) -> None:
    office.document("R/1", phone=PHONE)
    give_up(office)
    office.change(Message, office.rows(Message, col(Message.cause) == Cause.READY)[0].id, state="moot")

    restore(office)

    told = office.rows(Message, col(Message.cause) == Cause.READY)
    assert [message.state for message in told] == ["moot", "new"]


def test_restored_into_a_visit_for_others_takes_its_units_again(office: World) -> None:
    at_once(office)
    visit = booked_pair(office)
    give_up(office)

    restore(office)

    after = office.rows(Booking, col(Booking.id) == visit.id)[0]
    assert (after.units, seats(office, office.slot(11))) == (2, 2)
    assert all(row.live for row in office.rows(BookingDocument))


@pytest.mark.postgres("statements")
def test_seat_that_is_gone_is_chosen_anew(office: World) -> None:
    at_once(office)
    office.document("R/1", phone=PHONE)
    slot = office.slot(11)
    visit = office.book(office.code(fresh(office)), slot)
    give_up(office)
    office.change(Slot, slot.id, capacity=0, planned=0)
    office.change(Message, office.rows(Message, col(Message.cause) == Cause.READY)[0].id, state="sent")

    restore(office)

    assert office.rows(Booking, col(Booking.id) == visit.id)[0].stage == "cancelled"
    assert (office.stage("R/1"), causes(office).count(Cause.READY)) == ("ready", 2)


def test_invitation_that_was_booked_again_meanwhile_keeps_the_new_visit(office: World) -> None:
    at_once(office)
    visit = booked_pair(office)
    give_up(office, "R/1")
    give_up(office, "R/2")
    restore(office, "R/2")
    assert office.rows(Booking, col(Booking.id) == visit.id)[0].stage == "booked"
    office.database.run(bookings.cancel, pass_of(visit), ref4=None, by="staff:1", now=NINE)
    office.book(office.code(fresh(office, "R/2")), office.slot(13), now=NINE)

    restore(office, "R/1")

    assert [each.stage for each in office.rows(Booking)] == ["cancelled", "booked"]
    assert office.stage("R/1") == "ready"


def test_blank_is_kept_again_or_waited_for(office: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production")
    assert fresh(office).has_blank
    give_up(office)
    assert office.rows(Material)[0].reserved == 0

    restore(office)
    assert (fresh(office).has_blank, office.rows(Material)[0].reserved) == (True, 1)

    give_up(office)
    office.document("R/2", stage="in_production")
    restore(office)
    assert (office.stage("R/1"), fresh(office).has_blank) == ("waiting_for_blank", False)


def test_who_waits_after_all_is_told(office: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production", phone=PHONE)
    give_up(office)
    office.document("R/2", stage="in_production")

    restore(office)

    assert true_causes(office)[-1] == Cause.BLANK


@pytest.mark.parametrize(("why", "note"), [("by_citizen", None), ("unanswered", None), (None, None)])
def test_only_the_office_takes_back_what_it_did_itself(office: World, why: str | None, note: str | None) -> None:
    """Not what its citizen, the rule or an export ended."""
    office.document("R/1", stage="incomplete")
    office.database.run(
        lambda session: move_on(
            session, session.get_one(Document, 1), DocumentStage.WITHDRAWN, by=CLERK, now=NINE, why=why, note=note
        )
    )

    assert not office.read(lambda session: withdrawing.may_be_restored(session, fresh(office), NINE))
    with pytest.raises(NothingToUndo):
        restore(office)


@pytest.mark.postgres("statements")
def test_list_that_is_not_signed_loses_it(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")

    give_up(office)

    assert listed(office, batch) == ["R/2"]
    assert [row.why for row in office.rows(Move, col(Move.why) == "off_list")] == ["off_list"]


def test_application_lies_before_the_clerks_again(office: World) -> None:
    code = sent(office)
    reference = document(office, code).reference
    give_up(office, reference)

    restore(office, reference, now=at(9, 5))

    assert office.rows(Application)[0].waiting_since == at(9, 5)


def test_it_is_too_late_after_ten_minutes(office: World) -> None:
    office.document("R/1")
    give_up(office)

    with pytest.raises(UndoTooLate):
        restore(office, now=NINE + timedelta(minutes=10, seconds=1))
    assert office.stage("R/1") == "withdrawn"


def test_only_what_was_given_up_is_restored_and_once(office: World) -> None:
    office.document("R/1")
    with pytest.raises(NothingToUndo):
        restore(office)
    with pytest.raises(DocumentUnknown):
        restore(office, "R/9")
    give_up(office)
    restore(office)

    with pytest.raises(NothingToUndo):
        restore(office)


def test_given_up_again_is_told_once(office: World) -> None:
    office.document("R/1", stage="received", phone=PHONE, now=EARLY)
    give_up(office)
    restore(office)
    give_up(office, reason="pindah kota")

    told = office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)
    assert [message.state for message in told] == ["moot", "new"]
    assert [holds(office, message) for message in told] == [False, True]
