"""A document that is to be fetched at another office: it leaves one, arrives at the other, or is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col

from scheduler.db.models import (
    Booking,
    DeliveryRequest,
    Document,
    DocumentType,
    DocumentWord,
    Material,
    Message,
    Move,
    Office,
    Slot,
    StoppedNumber,
    Transfer,
)
from scheduler.domain.delivery.refusals import BookedHere
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import ReasonRequired, Refusal
from scheduler.domain.regency import (
    AskedOtherwise,
    CheckedFirst,
    NotFromOffice,
    NotUnderWay,
    OnBatchList,
    ReferenceThere,
    RefusedHere,
    TransferOver,
    TransferUnknown,
    TypeNotThere,
    Unwanted,
)
from scheduler.domain.text.residence import Residence
from scheduler.flow.core.outbox import Cause
from scheduler.flow.documents.residence import correct_residence
from scheduler.flow.privacy.erasing import erase
from scheduler.flow.regency.arriving import receive
from scheduler.flow.regency.returning import keep, refuse, send_back, take_in
from scheduler.flow.regency.sending import send, take_back
from scheduler.flow.regency.transfers import Whereabouts, comes_back, count_unwanted, received_by, whereabouts
from tests.messages.notices.noted import composed, letter, true_causes
from tests.scenes.applications import sent
from tests.scenes.blanks import opened
from tests.scenes.factories import EARLY, NINE, World, at
from tests.scenes.places import a_batch, a_place

PHONE = "+6281234567890"
HOUSEHOLD = "2172010101010001"


def leave(office: World, reference: str = "R/1", to: str = "bintan", **facts: object) -> Transfer:
    return office.do(send, reference, to, **facts)


def arrive(elsewhere: World, reference: str = "R/1", **facts: object) -> Document:
    return elsewhere.do(receive, reference, **facts)


def of(world: World, reference: str = "R/1") -> Document:
    """An office's own document of a number."""
    mine = col(Document.office_id) == world.office.id, col(Document.reference) == reference
    return world.rows(Document, *mine)[0]


def where(world: World, reference: str = "R/1") -> Whereabouts | None:
    document = of(world, reference)
    return world.read(lambda session: whereabouts(session, session.get_one(Document, document.id)))


@pytest.mark.postgres("statements")
def test_card_is_ready_at_the_other_office_and_its_people_are_invited_there(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE, nik="2172015010900001", kk=HOUSEHOLD, shelf="B-1")
    old_link = office.code(of(office))

    leave(office)
    there = arrive(elsewhere, "r/1", now=at(10))

    assert (office.stage("R/1"), elsewhere.stage("R/1")) == ("transferred", "ready")
    assert (there.holder, there.nik, there.phone) == (of(office).holder, "2172015010900001", PHONE)
    assert (there.channel, there.place, there.shelf, there.ready_at) == ("office", None, None, at(10))
    assert there.nik_hash == of(office).nik_hash
    assert elsewhere.code(there) != old_link
    assert [move.after for move in elsewhere.rows(Move, col(Move.document_id) == there.id)] == ["ready"]


@pytest.mark.usefixtures("elsewhere")
def test_people_are_told_once_where_it_is_fetched(office: World, elsewhere: World) -> None:
    elsewhere.edit(address="Jalan Kartini 5")
    office.document("R/1", phone=PHONE)

    leave(office)

    message = office.rows(Message, col(Message.cause) == Cause.TRANSFERRED)[0]
    assert message.due_at == NINE + timedelta(minutes=10)
    assert true_causes(office, at(9, 11)) == [Cause.TRANSFERRED]
    text = letter(office, Cause.TRANSFERRED).text
    assert "sekarang diambil di Disdukcapil bintan (Jalan Kartini 5)" in text
    assert "tidak datang dulu" in text


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.postgres("statements")
def test_visit_for_it_alone_is_cancelled_with_its_seat_and_named_in_the_message(office: World) -> None:
    office.change(Office, office.office.id, hold_back_minutes=0)
    office.office = office.rows(Office, col(Office.id) == office.office.id)[0]
    office.document("R/1", phone=PHONE)
    slot = office.slot(11)
    booking = office.book(office.code(of(office)), slot)

    leave(office)

    assert office.rows(Booking, col(Booking.id) == booking.id)[0].stage == "cancelled"
    assert office.rows(Slot, col(Slot.id) == slot.id)[0].taken == 0
    assert "Jadwal Senin, 30 November 2026 pukul 11.00 WIB dibatalkan" in letter(office, Cause.TRANSFERRED).text


@pytest.mark.usefixtures("elsewhere")
def test_visit_that_fetches_others_goes_on_without_it(office: World) -> None:
    for number in (1, 2):
        office.document(f"R/{number}", kk=HOUSEHOLD, phone=PHONE)
    booking = office.book(office.code(of(office)), office.slot(11))

    leave(office)

    kept = office.rows(Booking, col(Booking.id) == booking.id)[0]
    assert (kept.stage, kept.units) == ("booked", 1)
    assert office.stage("R/2") == "ready"


@pytest.mark.postgres("statements")
def test_blank_that_was_kept_is_free_and_the_other_office_keeps_one_of_its_own(office: World, elsewhere: World) -> None:
    opened(office, 2)
    opened(elsewhere, 1)
    office.document("R/1", stage="in_production")

    leave(office)
    arrive(elsewhere)

    here, there = office.rows(Material)
    assert (here.stock, here.reserved) == (2, 0)
    assert (there.stock, there.reserved, elsewhere.stage("R/1")) == (1, 1, "in_production")


def test_without_a_blank_there_it_waits_by_when_it_first_did(office: World, elsewhere: World) -> None:
    opened(office, 0)
    opened(elsewhere, 0)
    office.document("R/1", stage="in_production", now=EARLY)

    leave(office)
    there = arrive(elsewhere)

    assert (there.stage, there.waits_since) == ("waiting_for_blank", of(office).waits_since)


@pytest.mark.postgres("statements")
def test_printed_blank_stays_used_where_it_was(office: World, elsewhere: World) -> None:
    opened(office, 2)
    opened(elsewhere, 2)
    office.document("R/1")

    leave(office)
    arrive(elsewhere)

    assert [(row.stock, row.reserved) for row in office.rows(Material)] == [(1, 0), (2, 0)]


@pytest.mark.postgres("statements")
def test_taken_back_it_stands_where_it_stood_and_nobody_was_told(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    booking = office.book(office.code(of(office)), office.slot(11))
    transfer = leave(office)

    office.do(take_back, transfer.id, now=at(9, 5))

    assert office.stage("R/1") == "ready"
    assert office.rows(Booking, col(Booking.id) == booking.id)[0].stage == "booked"
    assert not {Cause.TRANSFERRED, Cause.STAYS} & set(true_causes(office, at(9, 20)))
    with pytest.raises(TransferUnknown):
        arrive(elsewhere)


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("is_booked", [True, False])
def test_taken_back_whoever_was_told_hears_that_it_stays(office: World, *, is_booked: bool) -> None:
    office.document("R/1", phone=PHONE, stage="ready" if is_booked else "in_production")
    if is_booked:
        office.book(office.code(of(office)), office.slot(11))
    transfer = leave(office)
    told = office.rows(Message, col(Message.cause) == Cause.TRANSFERRED)[0]
    office.change(Message, told.id, state="sent")

    office.do(take_back, transfer.id, now=at(9, 30))

    assert Cause.STAYS in true_causes(office, at(9, 31))
    text = letter(office, Cause.STAYS).text
    assert "tetap diambil di kantor kami, bukan di Disdukcapil bintan" in text
    assert ("Jadwal Senin, 30 November 2026 pukul 11.00 WIB berlaku lagi" in text) is is_booked


@pytest.mark.usefixtures("elsewhere")
def test_taken_back_twice_it_is_not_said_to_be_elsewhere(office: World) -> None:
    office.document("R/1")
    transfer = leave(office)
    office.do(take_back, transfer.id)

    with pytest.raises(NotUnderWay):
        office.do(take_back, transfer.id)


@pytest.mark.usefixtures("elsewhere")
def test_taken_back_it_gets_a_blank_again(office: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production")
    transfer = leave(office)

    office.do(take_back, transfer.id)

    assert (of(office).stage, of(office).has_blank, office.rows(Material)[0].reserved) == ("in_production", True, 1)


def test_what_arrived_is_not_taken_back(office: World, elsewhere: World) -> None:
    office.document("R/1")
    transfer = leave(office)
    arrive(elsewhere)

    with pytest.raises(TransferOver):
        office.do(take_back, transfer.id)
    with pytest.raises(TransferUnknown):
        elsewhere.do(take_back, transfer.id)


def test_what_arrived_does_not_arrive_again(office: World, elsewhere: World) -> None:
    office.document("R/1")
    leave(office)
    arrive(elsewhere)

    with pytest.raises(TransferUnknown):
        arrive(elsewhere)
    with pytest.raises(IllegalStep):
        leave(office)


@pytest.mark.postgres("statements")
def test_what_comes_back_is_the_same_document_again(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    leave(office)
    arrive(elsewhere)
    leave(elsewhere, to="tanjungpinang")

    back = arrive(office, now=at(12))

    assert back.id == of(office).id
    assert (back.stage, elsewhere.stage("R/1")) == ("ready", "transferred")
    assert where(office) is None
    found = where(elsewhere)
    assert found is not None
    assert (found.office.code, found.is_there, found.code) == ("tanjungpinang", True, office.code(back))


@pytest.mark.postgres("statements")
def test_what_was_erased_here_meanwhile_has_its_names_again_when_it_comes_back(office: World, elsewhere: World) -> None:
    office.document("R/1", nik="2172015010900001", phone=PHONE)
    leave(office)
    arrive(elsewhere)
    office.do(erase, "R/1")
    elsewhere.do(send_back, "R/1", Unwanted.WRONG_OFFICE, "")

    back = office.do(take_in, "R/1", now=at(12))

    assert (back.id, back.stage, back.erased_at) == (of(office).id, "ready", None)
    assert (back.holder, back.nik, back.phone) == (of(elsewhere).holder, "2172015010900001", PHONE)
    assert office.code(back)
    assert office.do(correct_residence, "R/1", Residence("Bugis"), reason="KTP").kelurahan == "Bugis"


def test_old_link_tells_where_it_is_now(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    leave(office)

    under_way = where(office)
    there = arrive(elsewhere)
    arrived = where(office)

    assert under_way is not None
    assert arrived is not None
    assert (under_way.office.code, under_way.is_there, under_way.code) == ("bintan", False, None)
    assert (arrived.is_there, arrived.code) == (True, elsewhere.code(there))


@pytest.mark.postgres("statements")
def test_old_link_does_not_lead_on_once_the_phone_is_another(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    leave(office)
    there = arrive(elsewhere)
    elsewhere.change(Document, there.id, phone="+628999000111")

    found = where(office)

    assert found is not None
    assert (found.is_there, found.code) == (True, None)


def test_phone_that_is_not_theirs_is_not_taken_over(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)

    def stopped(session: Session) -> None:
        document = session.get_one(Document, 1)
        assert document.phone_hash is not None
        facts = {"phone_hash": document.phone_hash, "why": "said", "at": EARLY}
        session.add(StoppedNumber(office_id=office.office.id, **facts))

    office.database.run(stopped)
    leave(office)

    assert arrive(elsewhere).phone is None


def test_it_is_found_by_name_at_the_other_office(office: World, elsewhere: World) -> None:
    office.document("R/1", holder="Sri Wahyuni")
    leave(office)

    there = arrive(elsewhere)

    assert len(elsewhere.rows(DocumentWord, col(DocumentWord.document_id) == there.id)) > 1


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("stage", ["incomplete", "collected", "misplaced", "withdrawn"])
def test_stage_from_which_nothing_is_moved(office: World, stage: str) -> None:
    office.document("R/1")
    office.change(Document, 1, stage=stage)

    refused(office, IllegalStep)


def refused(office: World, refusal: type[Refusal], to: str = "bintan") -> None:
    """It does not leave, and nothing of it changed."""
    before = office.rows(Move), of(office)

    with pytest.raises(refusal):
        leave(office, to=to)

    assert (office.rows(Move), of(office)) == before
    assert not office.rows(Transfer)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("to", ["tanjungpinang", "nowhere", ""])
def test_only_to_another_office_of_the_installation(office: World, to: str) -> None:
    office.document("R/1")

    refused(office, OfficeUnknown, to)


@pytest.mark.usefixtures("elsewhere")
def test_unknown_number(office: World) -> None:
    with pytest.raises(DocumentUnknown):
        leave(office)


@pytest.mark.usefixtures("elsewhere")
def test_what_its_people_have_come_for_stays(office: World) -> None:
    office.document("R/1")
    booking = office.book(office.code(of(office)), office.slot(9))
    office.change(Booking, booking.id, stage="arrived")

    refused(office, BookedHere)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.postgres("statements")
def test_what_stands_on_a_list_stays(office: World) -> None:
    a_batch(office, a_place(office), "R/1")

    refused(office, OnBatchList)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.postgres("statements")
def test_what_is_applied_for_stays_until_it_is_checked(office: World) -> None:
    sent(office)
    reference = office.rows(Document)[0].reference

    with pytest.raises(CheckedFirst):
        leave(office, reference)


@pytest.mark.postgres("statements")
def test_type_that_the_other_office_does_not_have(office: World, elsewhere: World) -> None:
    office.document("R/1")
    mine = col(DocumentType.office_id) == elsewhere.office.id, col(DocumentType.code) == "KTP-el"
    elsewhere.change(DocumentType, elsewhere.rows(DocumentType, *mine)[0].id, retired_at=EARLY)

    refused(office, TypeNotThere)


def test_number_that_the_other_office_has(office: World, elsewhere: World) -> None:
    office.document("R/1")
    elsewhere.document("R/1")

    refused(office, ReferenceThere)


def test_number_that_is_on_its_way_there_from_a_third_office(office: World, elsewhere: World) -> None:
    third = World(office.database, "lingga")
    third.document("R/1")
    third.do(send, "R/1", "bintan")
    office.document("R/1")

    with pytest.raises(ReferenceThere):
        leave(office)


def test_number_that_was_taken_there_meanwhile_is_not_received(office: World, elsewhere: World) -> None:
    office.document("R/1")
    leave(office)
    elsewhere.document("R/1")

    with pytest.raises(ReferenceThere):
        arrive(elsewhere)
    assert office.rows(Transfer)[0].state == "sent"


@pytest.mark.usefixtures("elsewhere")
def test_what_its_people_asked_for_is_answered_first(office: World) -> None:
    office.document("R/1", phone=PHONE)
    office.code(of(office))
    invitation = of(office).invitation_id
    assert invitation is not None
    facts = {"office_id": office.office.id, "invitation_id": invitation, "documents": [1], "way": "post"}
    office.database.run(lambda session: session.add(DeliveryRequest(**facts, asked_at=EARLY)))

    refused(office, AskedOtherwise)


def test_where_its_holder_lives_goes_with_it(office: World, elsewhere: World) -> None:
    """By it the other office finds who did not fetch theirs."""
    office.document("R/1", kelurahan="Kampung Bugis", rt="004", rw="011")
    leave(office)

    there = arrive(elsewhere)

    assert (there.kelurahan, there.rt, there.rw) == ("Kampung Bugis", "004", "011")


# --- what an office will not have


def turn_down(elsewhere: World, reference: str = "R/1", why: Unwanted = Unwanted.DAMAGED, note: str = "") -> Transfer:
    """The other office will not have what is on its way to it."""
    return elsewhere.do(refuse, reference, why, note, now=at(9, 5))


def unwanted(world: World) -> int:
    """How many documents come back to an office."""
    return world.read(lambda session: count_unwanted(session, world.office))


@pytest.mark.postgres("statements")
def test_what_is_refused_is_the_senders_again_once_it_scans_the_receipt(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    booking = office.book(office.code(of(office)), office.slot(11))
    leave(office)

    turn_down(elsewhere, "r/1", note=" retak ")

    transfer = office.rows(Transfer)[0]
    assert (transfer.state, transfer.why, transfer.note) == ("refused", "damaged", "retak")
    assert (office.stage("R/1"), unwanted(office), unwanted(elsewhere)) == ("transferred", 1, 0)
    office.do(take_in, "r/1", now=at(10))
    assert (office.stage("R/1"), unwanted(office)) == ("ready", 0)
    assert office.rows(Booking, col(Booking.id) == booking.id)[0].stage == "booked"


def test_refusal_stands_in_the_history_of_the_sender_and_names_nobody(office: World, elsewhere: World) -> None:
    office.document("R/1")
    leave(office)

    turn_down(elsewhere, note="retak")

    last = office.rows(Move, col(Move.document_id) == of(office).id)[-1]
    assert (last.office_id, last.before, last.after) == (office.office.id, "transferred", "transferred")
    assert (last.why, last.by, last.note) == ("unwanted", "office", "retak")


def test_refused_what_waited_for_a_blank_gets_one_once_it_is_here(office: World, elsewhere: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production")
    leave(office)

    turn_down(elsewhere)
    assert office.rows(Material)[0].reserved == 0
    office.do(take_in, "R/1", now=at(10))

    assert (of(office).stage, of(office).has_blank, office.rows(Material)[0].reserved) == ("in_production", True, 1)


@pytest.mark.postgres("statements")
def test_refused_before_anybody_was_told_only_a_cancelled_visit_is_told_of(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    office.document("R/2", phone="+6281200000002")
    office.book(office.code(of(office)), office.slot(11))
    for reference in ("R/1", "R/2"):
        leave(office, reference)

    for reference in ("R/1", "R/2"):
        turn_down(elsewhere, reference)

    told = office.rows(Message, col(Message.cause) == Cause.TRANSFERRED, col(Message.state) == "new")
    assert [message.document_id for message in told] == [of(office).id]
    for moot in office.rows(Message, col(Message.cause) == Cause.TRANSFERRED, col(Message.state) == "moot"):
        office.change(Message, moot.id, cause="ready")
    text = letter(office, Cause.TRANSFERRED).text
    assert "sedang dikirim kembali ke kantor kami. Jadwal Senin, 30 November 2026 pukul 11.00 WIB dibatalkan" in text


def test_who_was_told_before_it_was_refused_hears_when_it_is_here(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    leave(office)
    told = office.rows(Message, col(Message.cause) == Cause.TRANSFERRED)[0]
    office.change(Message, told.id, state="sent")

    turn_down(elsewhere)
    assert not office.rows(Message, col(Message.cause) == Cause.TRANSFERRED, col(Message.state) == "new")
    office.do(take_in, "R/1", now=at(10))

    assert Cause.STAYS in true_causes(office, at(10, 1))


def told(office: World, cause: str = Cause.TRANSFERRED) -> None:
    """What waits to be told is told."""
    for message in office.rows(Message, col(Message.cause) == cause, col(Message.state) == "new"):
        office.change(Message, message.id, state="sent")


def a_visit_that_is_lost(office: World) -> None:
    """A document with a visit, whose seat is anybody's once it is cancelled."""
    office.change(Office, office.office.id, hold_back_minutes=0)
    office.office = office.rows(Office, col(Office.id) == office.office.id)[0]
    office.document("R/1", phone=PHONE)
    slot = office.slot(11)
    office.book(office.code(of(office)), slot)
    leave(office)
    office.change(Slot, slot.id, capacity=0)


@pytest.mark.postgres("statements")
def test_who_was_told_that_a_visit_is_cancelled_hears_that_it_still_is(office: World, elsewhere: World) -> None:
    """They are not to read that what was said before, which names their visit, does not count."""
    a_visit_that_is_lost(office)
    told(office)
    turn_down(elsewhere)

    office.do(take_in, "R/1", now=at(10))

    assert "jadwal Senin, 30 November 2026 pukul 11.00 WIB tetap dibatalkan" in letter(office, Cause.STAYS).text
    assert "abaikan" not in letter(office, Cause.STAYS).text


def test_who_heard_of_a_cancelled_visit_alone_is_invited_anew_and_no_more(office: World, elsewhere: World) -> None:
    a_visit_that_is_lost(office)
    told(office, Cause.READY)
    turn_down(elsewhere)
    told(office)

    office.do(take_in, "R/1", now=at(10))

    assert not office.rows(Message, col(Message.cause) == Cause.STAYS)


def test_who_never_heard_of_another_office_hears_of_the_visit_that_stands_again(
    office: World, elsewhere: World
) -> None:
    office.document("R/1", phone=PHONE)
    office.book(office.code(of(office)), office.slot(11))
    leave(office)
    turn_down(elsewhere)
    told(office)

    office.do(take_in, "R/1", now=at(10))

    text = letter(office, Cause.STAYS).text
    assert "sudah kembali di kantor kami. Jadwal Senin, 30 November 2026 pukul 11.00 WIB berlaku lagi" in text
    assert elsewhere.office.name not in text


@pytest.mark.parametrize("is_booked", [True, False])
def test_who_hears_of_it_late_does_not_read_that_it_is_on_its_way(
    office: World, elsewhere: World, *, is_booked: bool
) -> None:
    """The other office has it within ten minutes, and invites its people by then."""
    office.document("R/1", phone=PHONE)
    if is_booked:
        office.book(office.code(of(office)), office.slot(11))
    leave(office)

    arrive(elsewhere, now=at(9, 5))

    assert Cause.TRANSFERRED in true_causes(office, at(9, 11))
    text = letter(office, Cause.TRANSFERRED).text
    assert "sekarang diambil di Disdukcapil bintan dan sudah ada di sana" in text
    assert "tidak datang" not in text
    assert ("Jadwal Senin, 30 November 2026 pukul 11.00 WIB di kantor kami dibatalkan" in text) is is_booked


@pytest.mark.parametrize("is_booked", [True, False])
@pytest.mark.postgres("statements")
def test_who_hears_of_it_once_it_was_sent_back_reads_that_it_comes_back(
    office: World, elsewhere: World, *, is_booked: bool
) -> None:
    office.document("R/1", phone=PHONE)
    if is_booked:
        office.book(office.code(of(office)), office.slot(11))
    leave(office)
    arrive(elsewhere, now=at(9, 5))

    elsewhere.do(send_back, "R/1", Unwanted.WRONG_OFFICE, "", now=at(9, 6))

    message = office.rows(Message, col(Message.document_id) == of(office).id, col(Message.state) == "new")[-1]
    assert message.cause == Cause.TRANSFERRED
    text = composed(office, message).text
    assert "sedang dikirim kembali ke kantor kami" in text
    assert ("Jadwal Senin, 30 November 2026 pukul 11.00 WIB dibatalkan" in text) is is_booked


@pytest.mark.postgres("statements")
def test_what_came_twice_stands_once_with_who_sent_it_last(office: World, elsewhere: World) -> None:
    """Sent back by its row it goes where the row says."""
    third = World(office.database, "lingga")
    office.document("R/1")
    leave(office)
    arrive(elsewhere)
    leave(elsewhere, to="lingga")
    arrive(third)
    leave(third)
    arrive(elsewhere)

    def received(session: Session) -> list[tuple[str, str]]:
        ways = received_by(session, elsewhere.office, EARLY, most=9)
        return [(way.document.reference, way.office.code) for way in ways]

    assert elsewhere.read(received) == [("R/1", "lingga")]


def test_what_is_sent_back_comes_back_and_what_is_sent_on_does_not(office: World, elsewhere: World) -> None:
    office.document("R/1")
    leave(office)

    def coming(world: World) -> bool:
        document = of(world)
        return world.read(lambda session: comes_back(session, session.get_one(Document, document.id)))

    assert not coming(office)
    arrive(elsewhere)
    assert not coming(office)
    elsewhere.do(send_back, "R/1", Unwanted.WRONG_OFFICE, "")
    assert coming(office)
    assert not coming(elsewhere)
    office.do(take_in, "R/1")
    assert not coming(office)


def test_old_link_of_what_is_refused_says_that_it_comes_back(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    leave(office)

    turn_down(elsewhere)

    found = where(office)
    assert found is not None
    assert (found.office.code, found.is_there, found.code) == (office.office.code, False, None)


@pytest.mark.postgres("statements")
def test_what_was_refused_is_not_received_nor_refused_again(office: World, elsewhere: World) -> None:
    office.document("R/1")
    leave(office)
    turn_down(elsewhere)

    for again in (lambda: arrive(elsewhere), lambda: turn_down(elsewhere)):
        with pytest.raises(RefusedHere) as refusal:
            again()
        assert refusal.value.facts == {"reference": "R/1", "office": office.office.name}
    with pytest.raises(TransferUnknown):
        elsewhere.do(take_in, "R/2")


def test_what_was_refused_goes_to_another_office_once_it_is_here(office: World, elsewhere: World) -> None:
    office.document("R/1")
    leave(office)
    turn_down(elsewhere)

    with pytest.raises(IllegalStep):
        leave(office)
    office.do(take_in, "R/1")
    leave(office)

    assert arrive(elsewhere).stage == "ready"


def test_number_on_its_way_back_is_not_taken_by_a_third_office(office: World, elsewhere: World) -> None:
    third = World(office.database, "lingga")
    third.document("R/1")
    office.document("R/1")
    leave(office)
    turn_down(elsewhere)

    with pytest.raises(ReferenceThere):
        third.do(send, "R/1", office.office.code)


@pytest.mark.parametrize("step", [refuse, send_back])
def test_other_reason_needs_a_word(office: World, elsewhere: World, step: Any) -> None:
    office.document("R/1")
    leave(office)

    with pytest.raises(ReasonRequired):
        elsewhere.do(step, "R/1", Unwanted.OTHER, "  ")

    assert office.rows(Transfer)[0].state == "sent"


def test_what_arrived_is_not_refused(office: World, elsewhere: World) -> None:
    office.document("R/1")
    leave(office)
    arrive(elsewhere)

    with pytest.raises(TransferUnknown):
        turn_down(elsewhere)


@pytest.mark.postgres("statements")
def test_what_arrived_is_sent_back_with_its_visit_and_received_like_any_other(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    leave(office)
    there = arrive(elsewhere)
    booking = elsewhere.book(elsewhere.code(there), elsewhere.slot(11))

    back = elsewhere.do(send_back, "R/1", Unwanted.WRONG_OFFICE, "", now=at(10))

    assert (back.to_office_id, back.state, back.why, back.note) == (office.office.id, "sent", "wrong_office", None)
    assert (elsewhere.stage("R/1"), unwanted(office), unwanted(elsewhere)) == ("transferred", 1, 0)
    assert elsewhere.rows(Booking, col(Booking.id) == booking.id)[0].stage == "cancelled"
    assert office.do(take_in, "R/1", now=at(11)).id == of(office).id
    assert (office.stage("R/1"), unwanted(office)) == ("ready", 0)


def test_only_what_came_from_an_office_is_sent_back(office: World, elsewhere: World) -> None:
    office.document("R/1")
    elsewhere.document("R/2")
    leave(office)
    arrive(elsewhere)
    elsewhere.do(send_back, "R/1", Unwanted.WRONG_OFFICE, "")

    for reference in ("R/1", "R/2"):
        with pytest.raises(NotFromOffice):
            elsewhere.do(send_back, reference, Unwanted.WRONG_OFFICE, "")


@pytest.mark.postgres("statements")
def test_it_is_kept_by_its_number(office: World, elsewhere: World) -> None:
    for reference in ("R/1", "R/2", "R/3"):
        office.document(reference)
    for reference in ("R/1", "R/2"):
        leave(office, reference)
    arrive(elsewhere, "R/2")

    assert office.do(keep, "R/1").stage == "ready"
    for reference, refusal in (("R/1", NotUnderWay), ("R/2", TransferOver), ("R/3", NotUnderWay)):
        with pytest.raises(refusal):
            office.do(keep, reference)
