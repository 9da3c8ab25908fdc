"""Ready documents are invited as fast as seats are free, in order; who needs no seat does not wait."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, update

from scheduler.db import queries
from scheduler.db.models import Booking, Document, Invitation, Slot
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.booking import bookings
from scheduler.flow.counter import counter_problems
from scheduler.flow.documents import documents
from scheduler.flow.invitations import invitations, waves
from scheduler.flow.invitations.demand import rooms_of, units_a_day
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, NINE, World, at
from tests.support.plans import rows_of, sent_by

KK = "2172010101010001"


def ready(office: World, count: int, **facts: object) -> list[Document]:
    return [office.document(**facts) for _ in range(count)]  # type: ignore[arg-type]


def invited(office: World) -> list[bool]:
    """Of each document, oldest first, whether it has an invitation."""
    return [document.invitation_id is not None for document in office.rows(Document)]


def send(office: World, *, now=EARLY) -> int:
    return office.at_time(waves.send, now=now)


def prefer(office: World, document: Document) -> None:
    def change(session: Session) -> None:
        session.get_one(Document, document.id).priority = True

    office.database.run(change)


def test_invitations_go_out_only_for_seats_that_are_free(office: World):
    shrink(office)

    ready(office, 15)

    assert invited(office) == [True] * 12 + [False] * 3
    assert office.messages() == ["ready"] * 12


def read_of_line(office: World, waiting: int) -> int:
    """Rows that a look hands over once so many more wait."""
    ready(office, waiting)
    sent = sent_by(office.database, lambda session: waves.is_due(session, office.office, EARLY))
    return sum(rows_of(office.database, each) for each in sent)


def test_line_is_not_read_while_no_seat_is_left(office: World):
    shrink(office, wave_percent=0)
    assert read_of_line(office, waiting=1) == read_of_line(office, waiting=9)
    shrink(office, days=1)
    assert read_of_line(office, waiting=1) > 10


@pytest.mark.postgres("statements")
def test_line_is_not_read_while_what_is_left_is_too_little_for_any_visit(office: World):
    """The end of every wave: so much is asked for as there is, and nothing more of it fits."""
    shrink(office)
    ready(office, 15)
    rooms = office.read(lambda session: rooms_of(session, office.office, now=EARLY))

    assert any(room.takes(0) and room.asked for room in rooms.values())
    assert sum(invited(office)) == 12
    assert read_of_line(office, waiting=1) == read_of_line(office, waiting=9)


@pytest.mark.postgres("statements")
def test_line_is_not_read_while_nobody_waits_for_the_services_with_seats(office: World):
    shrink(office, wave_percent=0)
    ready(office, 3)
    office.database.run(lambda session: session.execute(update(Slot).values(taken=Slot.planned)))
    shrink(office)
    other = office.read(lambda s: next(x for x in queries.services_of(s, office.office.id) if x.letter == "C"))
    office.database.run(
        lambda session: session.execute(update(Slot).where(col(Slot.service_id) == other.id).values(taken=0))
    )

    assert read_of_line(office, waiting=1) == read_of_line(office, waiting=9)


def test_share_of_the_free_seats_is_set_by_the_office(office: World):
    for percent, expected in ((50, 6), (125, 15)):
        shrink(office, wave_percent=percent)
        ready(office, 20)
        send(office)
        assert sum(invited(office)) == expected


def test_ready_document_says_since_when_and_the_answer_has_no_invitation(office: World):
    shrink(office, wave_percent=0)
    document = office.document(stage="in_production")

    same, invitation = office.do(documents.set_stage, document.reference, DocumentStage.READY, now=NINE)

    assert (same.ready_at, same.invitation_id, invitation) == (NINE, None, None)
    assert waves.waits(same)


def test_seats_that_come_free_are_asked_for_by_the_next_in_order(office: World):
    shrink(office)
    first = ready(office, 14)
    office.book(office.code(first[0]), office.slot(10))
    assert send(office) == 0, "a booking takes as much as it asked for"

    office.database.run(
        bookings.cancel, invitations.pass_of(office.rows(Booking)[0]), ref4=None, by="citizen", now=EARLY
    )
    assert send(office) == 0, "its invitation is open again"

    office.do(withdrawing.withdraw, first[1].reference, reason="ganda")
    assert send(office) == 1
    assert invited(office) == [True] * 13 + [False]


def test_expired_invitation_makes_room(office: World):
    shrink(office, days=40, wave_percent=1)
    ready(office, 4)
    asked = sum(invited(office))
    assert 0 < asked < 4

    send(office, now=at(8, day=31))

    assert sum(invited(office)) > asked


def test_more_capacity_lets_the_next_tick_invite(office: World):
    shrink(office)
    ready(office, 20)
    assert not office.read(lambda s: waves.is_due(s, office.office, EARLY))

    shrink(office, capacity=2)
    assert office.needs_tick(now=EARLY)
    office.tick(now=EARLY)

    assert all(invited(office))


def test_who_comes_later_does_not_go_past_those_who_wait(office: World):
    shrink(office)
    ready(office, 13)
    shrink(office, capacity=2)

    late = office.document()

    assert late.invitation_id is None
    send(office)
    assert all(invited(office))


def test_priority_is_first_among_those_of_one_day_and_not_before_an_earlier_day(office: World):
    shrink(office, wave_percent=0)
    old = office.document(now=EARLY - timedelta(days=1))
    usual, urgent = ready(office, 2)
    prefer(office, urgent)

    for expected in ([old], [old, urgent], [old, urgent, usual]):
        shrink(office, wave_percent=9 * len(expected))
        send(office)
        have = {document.id for document in office.rows(Document, col(Document.invitation_id).is_not(None))}
        assert have == {document.id for document in expected}


def test_household_is_invited_whole(office: World):
    shrink(office, wave_percent=0)
    one, other = ready(office, 2, kk=KK)
    alone = office.document()

    shrink(office)
    assert send(office) == 2

    fresh = {d.id: d.invitation_id for d in office.rows(Document)}
    assert fresh[one.id] == fresh[other.id] != fresh[alone.id]
    assert office.messages() == ["ready", "ready"]


def test_what_prints_itself_is_handed_out_elsewhere_or_sent_never_waits_and_asks_for_nothing(office: World):
    shrink(office, wave_percent=0)

    at_home = office.document(type="KK", channel="self_print")
    elsewhere = office.document(channel="branch")

    assert at_home.invitation_id is not None
    assert elsewhere.invitation_id is None
    assert not waves.waits(elsewhere)
    assert not office.read(lambda s: waves.is_any_waiting(s, office.office))
    assert {room.asked for room in office.read(lambda s: rooms_of(s, office.office, now=EARLY)).values()} == {0}


def test_paper_to_print_at_home_is_no_way_past_the_line(office: World):
    shrink(office, wave_percent=0)
    paper, card = office.document(type="KK", kk=KK, channel="self_print"), office.document(kk=KK)
    assert (paper.invitation_id is not None, card.invitation_id) == (True, None)

    shrink(office)
    send(office)

    assert office.rows(Document)[1].invitation_id == paper.invitation_id


def test_document_joins_the_open_invitation_of_its_household_at_once(office: World):
    shrink(office)
    ready(office, 11)
    first = office.document(kk=KK)
    ready(office, 3)

    assert office.document(kk=KK).invitation_id == first.invitation_id


def test_document_that_can_join_a_booked_visit_of_its_household_is_told_at_once(office: World):
    shrink(office, capacity=2)
    first = office.document(kk=KK)
    office.book(office.code(first), office.slot(9))
    shrink(office, capacity=2, wave_percent=0)

    joins, alone = office.document(kk=KK), office.document()

    assert (joins.invitation_id is not None, alone.invitation_id) == (True, None)


def test_walk_in_is_served_though_its_invitation_waited(office: World):
    shrink(office, wave_percent=0)
    document = office.document()

    assert office.walk_in(reference=document.reference).ticket == "A-001"


def test_walk_in_fetches_what_else_of_the_household_waits(office: World):
    shrink(office, wave_percent=0)
    document, _, other = office.document(kk=KK), office.document(kk=KK, type="KIA"), office.document()

    number = office.walk_in(reference=document.reference).ticket

    booking = office.rows(Booking)[0]
    assert (office.ticket(number).booking_id, booking.units) == (booking.id, 2)
    assert office.stage(other.reference) == "ready"
    assert invited(office) == [True, True, False]


@pytest.mark.postgres("statements")
def test_found_again_keeps_its_place_and_a_reprint_by_our_fault_is_first_of_its_day(office: World):
    shrink(office, wave_percent=0)
    document = office.document()
    for stage in (DocumentStage.MISPLACED, DocumentStage.READY):
        office.do(documents.set_stage, document.reference, stage)
    assert office.rows(Document)[0].ready_at == EARLY

    shrink(office)
    send(office)
    number = office.called()
    office.do(counter_problems.report_problem, number, reason="misprint")

    assert [d.priority for d in office.rows(Document, Document.stage == "in_production")] == [True]


def test_invitation_that_has_expired_does_not_bring_its_document_past_the_line(office: World):
    document = office.document()
    office.do(documents.set_stage, document.reference, DocumentStage.IN_PRODUCTION)
    shrink(office, wave_percent=0)

    later = at(9, day=31)
    again, invitation = office.do(documents.set_stage, document.reference, DocumentStage.READY, now=later)

    assert (again.invitation_id, invitation) == (None, None)


def test_document_found_again_keeps_the_visit_that_is_booked_for_it(office: World):
    code = office.booked()
    reference = office.reference_of(code)

    for stage in (DocumentStage.MISPLACED, DocumentStage.READY):
        office.do(documents.set_stage, reference, stage)

    assert [d.invitation_id for d in office.rows(Document)] == [office.booking(code).invitation_id]
    assert len(office.rows(Invitation)) == 1


def test_offices_do_not_wait_for_each_other(office: World, elsewhere: World):
    shrink(office, wave_percent=0)
    ready(office, 2)

    assert elsewhere.document().invitation_id is not None
    assert elsewhere.at_time(waves.send, now=EARLY) == 0


def test_visit_of_two_services_asks_for_seats_of_the_one_with_the_most_minutes(office: World):
    office.document(kk=KK)
    office.document(kk=KK, type="Perekaman KTP-el")
    services = {room: office.slot(service=room).service_id for room in "AC"}

    rooms = office.read(lambda s: rooms_of(s, office.office, now=EARLY))

    assert (rooms[services["C"]].asked, rooms[services["A"]].asked) == (3, 0)


def test_visit_larger_than_a_slot_asks_for_one_slot(office: World):
    for _ in range(8):
        office.document(kk=KK)

    rooms = office.read(lambda s: rooms_of(s, office.office, now=EARLY))

    assert rooms[office.slot().service_id].asked == 6


@pytest.mark.postgres("statements")
def test_free_seats_are_those_that_can_be_booked(office: World):
    shrink(office, capacity=2, notice_minutes=60)
    office.booked(14)
    service = office.slot().service_id

    def free(now):
        return office.read(lambda s: rooms_of(s, office.office, now=now))[service].free

    assert (free(EARLY), free(NINE)) == (21, 13)
    assert office.read(lambda s: units_a_day(s, office.office, service, now=EARLY)) == 22


def test_a_day_that_opens_is_for_those_who_wait(office: World):
    shrink(office, capacity=6)
    documents = ready(office, 90)
    assert invited(office) == [True] * 72 + [False] * 18
    for number, document in enumerate(documents[:72]):
        hour, minute = [(8, 0), (8, 30), *((h, m) for h in (9, 10, 11, 13, 14) for m in (0, 30))][number // 6]
        office.book(office.code(document), office.slot(hour, minute))

    office.tick(now=at(7, day=1))

    assert invited(office) == [True] * 90
