"""A document that became ready later is fetched with the visit its household has booked already."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col

from scheduler.db.models import Booking, BookingDocument, Document, Message, Move, Slot
from scheduler.domain.booking import AlreadyBooked, NothingToJoin, PassUnknown, SlotClosed, SlotFull
from scheduler.domain.invitations.refusals import InvitationExpired, InvitationUnknown, NothingReady
from scheduler.domain.messages import Why
from scheduler.domain.proofs import DigitsWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings, joining
from scheduler.flow.documents import documents
from scheduler.flow.invitations import invitations
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, NINE, World, at

KK = "2172010101010001"


def visit(office: World, hour: int = 9, *, kk: str = KK, collector: str | None = None, **facts: object) -> str:
    """The pass of a household's visit."""
    code = office.invitation(kk=kk, **facts)
    return invitations.pass_of(office.book(code, office.slot(hour), collector=collector))


def join(office: World, code: str, slot: Slot | None = None, *, now=EARLY) -> Booking:
    return office.database.run(joining.join, code, slot_id=slot.id if slot else None, by="citizen", now=now)


def refusal(office: World, code: str, slot: Slot | None = None, *, now=EARLY) -> type[Refusal]:
    with pytest.raises(Refusal) as refused:
        join(office, code, slot, now=now)
    return type(refused.value)


def test_document_joins_the_visit_of_its_household(office: World):
    pass_code = visit(office)
    second = office.document(kk=KK, type="KIA")
    before = office.booking(pass_code)

    booking = join(office, office.code(second))

    assert (booking.id, booking.short, booking.units) == (before.id, before.short, 2)
    assert office.slot(9).taken == 2
    assert {v.document_id for v in office.rows(BookingDocument, col(BookingDocument.live))} == {
        d.id for d in office.rows(Document)
    }
    assert {d.invitation_id for d in office.rows(Document)} == {before.invitation_id}
    assert [m.why for m in office.rows(Move, Move.booking_id == before.id)] == [None, "joined"]
    assert office.messages() == ["ready", "booked", "ready", "changed"]
    assert [m.state for m in office.rows(Message)] == ["new", "new", "moot", "new"]
    assert [m.why for m in office.rows(Message)] == [None, None, Why.REPEATED, None]


def test_emptied_invitation_can_no_longer_be_booked_or_joined(office: World):
    visit(office)
    code = office.invitation(kk=KK)
    join(office, code)

    with pytest.raises(NothingReady):
        office.book(code, office.slot(10))
    assert refusal(office, code) is NothingReady


def test_cancelling_frees_all_of_it_for_one_new_visit(office: World):
    shrink(office, capacity=6, days=14)
    pass_code = visit(office)
    join(office, office.invitation(kk=KK))

    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)
    again = office.book(office.code(office.rows(Document)[0]), office.slot(10))

    assert office.slot(9).taken == 0
    assert (again.units, len(office.rows(BookingDocument, col(BookingDocument.live)))) == (2, 2)


def test_joining_is_offered_only_where_it_fits(office: World):
    shrink(office, capacity=2, days=14)
    visit(office)
    code = office.invitation(kk=KK)
    office.book(office.invitation(), office.slot(9))

    assert _offered(office, code) is None
    assert refusal(office, code) is SlotFull
    assert office.book(code, office.slot(10)).stage == "booked"


def test_soonest_visit_with_room_is_joined_or_the_one_that_was_shown(office: World):
    shrink(office, capacity=2, days=14)
    first = visit(office, 9)
    second = visit(office, 10)
    for _ in range(1):
        office.booked(9)
    code = office.invitation(kk=KK)
    offered = _offered(office, code)

    assert offered is not None
    assert offered.visit.slot.id == office.slot(10).id
    assert refusal(office, code, office.slot(9)) is SlotFull
    assert refusal(office, code, office.slot(11)) is NothingToJoin
    assert join(office, code, office.slot(10)).id == office.booking(second).id
    assert office.booking(first).units == 1


def test_other_household_same_phone_and_no_household_have_nothing_to_join(office: World, elsewhere: World):
    phone = "+6281234567890"
    visit(office, phone=phone)
    visit(elsewhere, kk="2172010101010009")

    assert refusal(office, office.invitation(kk="2172010101010002", phone=phone)) is NothingToJoin
    assert refusal(office, office.invitation(phone=phone)) is NothingToJoin
    assert refusal(office, office.invitation(kk="2172010101010009")) is NothingToJoin


@pytest.mark.postgres("statements")
def test_visit_that_may_not_be_changed_any_more_is_not_joined(office: World):
    shrink(office, capacity=6, days=14, change_minutes=60)
    visit(office)
    code = office.invitation(kk=KK)

    assert refusal(office, code, now=at(8)) is NothingToJoin
    assert join(office, code, now=at(7, 59)).units == 2


@pytest.mark.postgres("statements")
def test_arrived_cancelled_and_stranded_visits_are_not_joined(office: World):
    arrived = visit(office)
    office.scan(arrived, now=at(8, 50))
    cancelled = visit(office, 10)
    office.database.run(bookings.cancel, cancelled, ref4=None, by="citizen", now=EARLY)
    code = office.invitation(kk=KK)
    assert refusal(office, code, now=at(8, 55)) is NothingToJoin

    stranded = visit(office, 14, kk="2172010101010002")
    other = office.invitation(kk="2172010101010002")
    office.database.run(_give_up, office.slot(14).id)
    assert refusal(office, other) is SlotClosed
    assert office.booking(stranded).units == 1


def test_refusals_of_the_invitation_itself(office: World):
    visit(office)
    code, gone = office.invitation(kk=KK), "7K4M-P2QX-9RD3-FHNT"

    assert refusal(office, gone) is InvitationUnknown
    assert refusal(office, code, now=at(7, day=31)) is InvitationExpired
    office.book(code, office.slot(11))
    assert refusal(office, code) is AlreadyBooked


def test_document_that_is_not_ready_any_more_has_nothing_to_join_with(office: World):
    visit(office)
    document = office.document(kk=KK)
    office.do(documents.set_stage, document.reference, DocumentStage.MISPLACED)

    assert refusal(office, office.code(document)) is NothingReady


def test_who_comes_must_be_one_who_may_take_it_as_well(office: World):
    """A recording needs the one it is for; a child's card may be taken by whoever of the family comes."""
    nik = "2172011203850001"
    visit(office, nik=nik)
    child = office.invitation(kk=KK, type="KIA")
    assert join(office, child).units == 2

    other = office.invitation(kk=KK, type="Perekaman KTP-el", nik="2172011203850002")
    assert refusal(office, other) is NothingToJoin
    own = office.document(kk="2172010101010003", nik=nik)
    office.book(office.code(own), office.slot(10))
    same = office.invitation(kk="2172010101010003", type="Perekaman KTP-el", nik=nik)
    assert join(office, same).units == 3


def test_visit_says_what_else_it_could_fetch(office: World):
    pass_code = visit(office)
    document = office.document(kk=KK)
    office.document()

    found = office.read(lambda s: joining.joinings_with(s, office.office, office.booking(pass_code), now=EARLY))

    assert [[d.id for d in each.documents] for each in found] == [[document.id]]
    join(office, office.code(document))
    assert office.read(lambda s: joining.joinings_with(s, office.office, office.booking(pass_code), now=EARLY)) == []


def by_pass(office: World, pass_code: str, invitation_id: int, ref4: str) -> Booking:
    step = joining.join_by_pass
    return office.database.run(step, pass_code, invitation_id, ref4=ref4, by="citizen", now=EARLY)


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("knows", ["the visit", "what joins it"])
def test_page_of_the_visit_takes_a_document_along_for_whoever_knows_a_number(office: World, knows: str):
    pass_code = visit(office)
    second = office.document(kk=KK)
    assert second.invitation_id is not None
    number = office.reference_of(pass_code) if knows == "the visit" else second.reference

    booking = by_pass(office, pass_code, second.invitation_id, number[-4:])

    assert (booking.id, booking.units) == (office.booking(pass_code).id, 2)


def test_digits_of_a_document_say_nothing_of_another_one(office: World):
    pass_code = visit(office)
    second, foreign = office.document(kk=KK), office.document(kk="2172010101010003")
    assert second.invitation_id is not None
    assert foreign.invitation_id is not None

    for invitation_id, digits in (
        (second.invitation_id, foreign.reference[-4:]),
        (foreign.invitation_id, foreign.reference[-4:]),
        (foreign.invitation_id, second.reference[-4:]),
        (second.invitation_id, "9999"),
    ):
        with pytest.raises(DigitsWrong):
            by_pass(office, pass_code, invitation_id, digits)


def test_page_of_the_visit_takes_along_what_was_offered_with_it_and_nothing_else(office: World):
    pass_code = visit(office)
    second, foreign = office.document(kk=KK), office.document(kk="2172010101010003")
    digits = office.reference_of(pass_code)[-4:]
    join(office, office.code(second))

    for invitation_id in (second.invitation_id, foreign.invitation_id, office.booking(pass_code).invitation_id):
        with pytest.raises(NothingToJoin):
            by_pass(office, pass_code, invitation_id or 0, digits)
    with pytest.raises(PassUnknown):
        by_pass(office, "0000-0000-0000-0000", 1, digits)


def test_joined_visit_is_served_whole(office: World):
    pass_code = visit(office)
    join(office, office.invitation(kk=KK, type="KK", channel="office"))

    number = office.scan(pass_code, now=NINE).ticket
    assert office.ticket(number).minutes == 10
    office.call(1)
    office.hand_over(number, now=NINE + timedelta(minutes=5))

    assert {d.stage for d in office.rows(Document)} == {"collected"}


def _offered(office: World, code: str):
    def query(session: Session):
        return joining.joining_of(session, office.office, invitations.known_invitation(session, code), now=EARLY)

    return office.read(query)


def _give_up(session: Session, slot_id: int) -> None:
    slot = session.get_one(Slot, slot_id)
    slot.planned, slot.capacity = 0, slot.taken
