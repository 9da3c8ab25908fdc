"""What was left out of a visit is fetched by it after all, where its slot has room and who comes may take it."""

from collections.abc import Sequence

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, BookingDocument, Document, DocumentType, Move
from scheduler.domain.booking import ChangeTooLate, NoRoomToAdd, NothingToAdd, PassUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import NoDocumentChosen
from scheduler.domain.proofs import DigitsTooFew, DigitsWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import adding
from scheduler.flow.documents import documents
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, World, at
from tests.scenes.visits import visit_for

KK, OTHER = "2172010101010001", "2172010101010002"
NIK = "2172011203850001"


def _type(office: World, code: str) -> DocumentType:
    return office.rows(DocumentType, col(DocumentType.code) == code)[0]


def offered(office: World, pass_code: str, *, now=EARLY) -> list[int]:
    found = office.read(lambda s: adding.left_out(s, office.office, office.booking(pass_code), now=now))
    return [document.id for document in found]


def add(office: World, pass_code: str, *which: Document, ref4: str | None = None, now=EARLY) -> Booking:
    chosen = [document.id for document in which]
    return office.database.run(adding.add, pass_code, chosen, ref4=ref4, by="citizen", now=now)


def refusal(office: World, pass_code: str, *which: Document, ref4: str | None = None, now=EARLY) -> type[Refusal]:
    with pytest.raises(Refusal) as refused:
        add(office, pass_code, *which, ref4=ref4, now=now)
    return type(refused.value)


def fetched_by(office: World, pass_code: str) -> Sequence[int]:
    own = col(BookingDocument.booking_id) == office.booking(pass_code).id
    return sorted(row.document_id for row in office.rows(BookingDocument, own, col(BookingDocument.live)))


@pytest.mark.postgres("statements")
def test_document_that_was_left_out_is_added_and_the_time_stays(office: World):
    first, second, third = (office.document(kk=KK) for _ in range(3))
    pass_code = visit_for(office, first)
    before = office.booking(pass_code)
    assert offered(office, pass_code) == [second.id, third.id]

    booking = add(office, pass_code, second, ref4=third.reference[-4:])

    assert (booking.id, booking.short, booking.slot_id, booking.units) == (before.id, before.short, before.slot_id, 2)
    assert office.slot(9).taken == 2
    assert fetched_by(office, pass_code) == [first.id, second.id]
    assert offered(office, pass_code) == [third.id]
    assert [move.why for move in office.rows(Move, Move.booking_id == before.id)] == [None, "joined"]
    assert office.messages()[-1] == "changed"


def test_what_is_added_twice_changes_nothing_the_second_time(office: World):
    first, second, third = (office.document(kk=KK) for _ in range(3))
    pass_code = visit_for(office, first)
    told = len(office.messages())

    for _ in range(2):
        add(office, pass_code, second)

    assert (office.booking(pass_code).units, office.slot(9).taken) == (2, 2)
    assert len(office.messages()) == told + 1
    assert add(office, pass_code, second, third).units == 3


def test_what_prints_itself_is_asked_for_on_paper_by_adding_it(office: World):
    first = office.document(kk=KK)
    sheet = office.document(kk=KK, type="KK", channel="self_print")
    pass_code = visit_for(office, first)

    add(office, pass_code, sheet)

    assert office.rows(Document, Document.id == sheet.id)[0].paper_asked_at == EARLY
    assert fetched_by(office, pass_code) == [first.id, sheet.id]


def test_digits_of_the_invitation_are_asked_for_and_no_others(office: World):
    first, second, foreign = office.document("R/1001", kk=KK), office.document("R/1002", kk=KK), office.document("R/9")
    pass_code = visit_for(office, first)

    assert refusal(office, pass_code, second, ref4="9999") is DigitsWrong
    assert refusal(office, pass_code, second, ref4="1") is DigitsTooFew
    assert refusal(office, pass_code, foreign, ref4="1001") is NothingToAdd
    assert refusal(office, pass_code, second, foreign, ref4="1001") is NothingToAdd
    assert refusal(office, pass_code, ref4="9999") is NoDocumentChosen
    assert refusal(office, "7K4M-P2QX-9RD3-FHNT", second) is PassUnknown
    assert office.slot(9).taken == 1


@pytest.mark.postgres("statements")
def test_full_slot_takes_no_more(office: World):
    shrink(office, capacity=2, days=14)
    first, second = office.document(kk=KK), office.document(kk=KK)
    pass_code = visit_for(office, first)
    office.booked(9)

    assert offered(office, pass_code) == []
    assert refusal(office, pass_code, second) is NoRoomToAdd
    assert fetched_by(office, pass_code) == [first.id]


def test_nothing_is_added_once_its_people_have_come_or_it_is_too_late(office: World):
    shrink(office, capacity=6, days=14, change_minutes=60)
    first, second = office.document(kk=KK), office.document(kk=KK)
    pass_code = visit_for(office, first)

    assert (offered(office, pass_code, now=at(8)), offered(office, pass_code, now=at(7, 59))) == ([], [second.id])
    assert refusal(office, pass_code, second, now=at(8)) is ChangeTooLate
    office.scan(pass_code, now=at(8, 50))
    assert offered(office, pass_code) == []
    assert refusal(office, pass_code, second) is IllegalStep


def test_who_comes_must_be_one_who_may_take_it(office: World):
    first, child = office.document(kk=KK), office.document(kk=KK, type="KIA")
    card, of_another = (office.document(kk=OTHER, nik=nik) for nik in (NIK, "2172011203850002"))
    office.change(DocumentType, _type(office, "KTP-el").id, collectors=["holder", "guardian"])

    assert offered(office, visit_for(office, first, collector="guardian")) == [child.id]
    own = visit_for(office, card)
    assert offered(office, own) == []
    assert refusal(office, own, of_another) is NothingToAdd


def test_recording_needs_a_time_of_its_own_queue(office: World):
    card, recording = (office.document(kk=KK, type=kind, nik=NIK) for kind in ("KTP-el", "Perekaman KTP-el"))
    pass_code = visit_for(office, card)

    assert offered(office, pass_code) == []
    assert refusal(office, pass_code, recording) is NothingToAdd


def test_document_that_is_not_ready_any_more_is_not_offered(office: World):
    first, second = office.document(kk=KK), office.document(kk=KK)
    pass_code = visit_for(office, first)
    office.do(documents.set_stage, second.reference, DocumentStage.MISPLACED)

    assert offered(office, pass_code) == []
    assert refusal(office, pass_code, second) is NothingToAdd
