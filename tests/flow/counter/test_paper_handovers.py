"""Handovers that were noted on paper and written down afterwards."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db import queries
from scheduler.db.models import (
    Booking,
    Correction,
    Document,
    Handover,
    Invitation,
    Message,
    Move,
    SeatHold,
    Slot,
    Ticket,
    WaitlistEntry,
)
from scheduler.domain.booking import PassUnknown
from scheduler.domain.counter import CounterUnknown, NothingToUndo, PaperNumberTaken, StillInQueue
from scheduler.domain.custody.refusals import OldCardMissing, ProxyLimit
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.door import Elsewhere, HandedOver, NotReady
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls, handovers, paper_handovers, parking, undo
from scheduler.flow.counter.paper_handovers import Late
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.hall import people_count
from scheduler.flow.invitations import waitlist
from tests.scenes.factories import GUARD, HOLDER, NINE, World, at

NOON, AFTERNOON, TOMORROW = at(12), at(13, 20), at(8, day=1)


def record(office: World, *references: str, when: datetime = NOON, now: datetime = AFTERNOON, **facts: Any) -> Any:
    noted = Late(**{"at": when, "counter": 2, "proof": HOLDER, "references": references, **facts})
    return office.do(paper_handovers.record_handover, noted, now=now)


def errors_of(refused: pytest.ExceptionInfo[Any]) -> dict[str, str]:
    return refused.value.facts["errors"]


def counts(office: World, now: datetime = AFTERNOON) -> None:
    """People inside are what numbers hold and what was corrected."""
    day = office.day(now)
    held = sum(t.held for t in office.rows(Ticket, Ticket.office_day_id == day.id))
    corrected = sum(c.people for c in office.rows(Correction, Correction.office_day_id == day.id))
    assert day.people_inside == held + corrected


def seats_are_those_of_visits(office: World) -> None:
    for slot in office.rows(Slot, col(Slot.taken) > 0):
        booked = office.rows(Booking, Booking.slot_id == slot.id, Booking.stage != "cancelled")
        kept = office.rows(SeatHold, SeatHold.slot_id == slot.id)
        assert slot.taken == sum(b.units for b in booked) + sum(k.units for k in kept)
        assert slot.by_staff == sum(b.units for b in booked if b.by_staff)


# --- what was noted


def test_without_a_booking_a_visit_and_a_number_are_made(office: World) -> None:
    document = office.document()

    made = record(office, document.reference, paper=905)

    ticket = office.ticket("A-905", AFTERNOON)
    booking = office.rows(Booking)[0]
    assert (made.ticket, made.references) == ("A-905", [document.reference])
    assert (ticket.stage, ticket.ended_at, ticket.held) == ("served", NOON, 0)
    assert (booking.stage, booking.slot_id, booking.invitation_id) == ("fulfilled", None, document.invitation_id)
    assert office.stage(document.reference) == "collected"
    assert office.day(AFTERNOON).people_inside == 0


def test_handover_keeps_the_real_time_and_a_mark(office: World) -> None:
    record(office, office.document().reference, paper=905)

    handover = office.rows(Handover)[0]
    moved = office.rows(Move, Move.why == "late_record")
    assert (handover.at, handover.recorded_at, handover.counter_number) == (NOON, AFTERNOON, 2)
    assert {move.at for move in moved} == {AFTERNOON}
    assert {move.after for move in moved} == {"arrived", "fulfilled", "served", "collected"}
    assert len({move.step for move in moved}) == 1


def test_without_a_paper_number_it_gets_the_next_of_the_day(office: World) -> None:
    office.walk_in()

    assert record(office, office.document().reference).ticket == "A-002"


def test_paper_numbers_leave_the_count_of_the_day_alone(office: World) -> None:
    record(office, office.document().reference, paper=901)

    assert office.walk_in(now=AFTERNOON).ticket == "A-001"


def test_several_documents_under_one_paper_number(office: World) -> None:
    two = [office.document(kk="2171010101010001").reference for _ in range(2)]

    made = record(office, *two, paper=900)

    assert sorted(made.references) == sorted(two)
    assert len(office.rows(Ticket)) == len(office.rows(Booking)) == 1


def test_citizen_is_told_of_the_real_time_once(office: World) -> None:
    record(office, office.document().reference)

    assert office.messages().count("handed_over") == 1


# --- the visit it was


def test_booked_visit_is_fulfilled_with_its_seat_where_the_time_is_past(office: World) -> None:
    code = office.booked(9)

    record(office, office.reference_of(code), when=at(9, 10))

    booking = office.booking(code)
    assert booking.stage == "fulfilled"
    assert booking.slot_id == office.slot(9).id
    assert office.slot(9).taken == 1


def test_nomor_jadwal_stands_for_all_that_the_visit_fetches(office: World) -> None:
    references = [office.document(kk="2171010101010001").reference for _ in range(2)]
    code = office.code(office.read(lambda s: queries.document_by_reference(s, office.office.id, references[0])))
    booking = office.book(code, office.slot(9))

    made = record(office, short=booking.short)

    assert made.references == references


@pytest.mark.postgres("statements")
def test_a_time_still_to_come_is_given_back(office: World) -> None:
    code = office.booked(10, day=3)
    slot = office.slot(10, day=3)

    record(office, office.reference_of(code))

    assert office.booking(code).slot_id is None
    assert [hold.slot_id for hold in office.rows(SeatHold)] == [slot.id]
    seats_are_those_of_visits(office)
    office.tick(now=at(14))
    assert office.slot(10, day=3).taken == 0


def test_nothing_is_offered_to_who_waited_for_a_full_day(office: World) -> None:
    office.edit(slot_capacity=1)
    times = [(hour, minute) for hour in (8, 9, 10, 11, 13, 14) for minute in (0, 30)]
    other, *_ = [office.booked(*time, day=1) for time in times]
    code = office.booked(10, day=3)
    office.database.run(waitlist.wait_for, code, at(9, day=1).date(), now=NINE)

    record(office, office.reference_of(code))
    office.database.run(bookings.cancel, other, ref4=None, by="citizen", now=AFTERNOON)
    office.tick(now=at(14))

    assert [entry.stage for entry in office.rows(WaitlistEntry)] == ["left"]


def test_documents_of_the_visit_that_were_not_noted_may_be_booked_again(office: World) -> None:
    first, second = (office.document(kk="2171010101010001") for _ in range(2))
    office.book(office.code(first), office.slot(9))

    record(office, first.reference)

    assert office.stage(second.reference) == "ready"
    assert office.book(office.code(second), office.slot(9, day=1), now=AFTERNOON).stage == "booked"


@pytest.mark.postgres("statements")
def test_visit_that_was_missed_that_day_is_fulfilled_after_all(office: World) -> None:
    code = office.booked(9)
    office.tick(now=NINE)
    office.tick(now=TOMORROW)
    assert office.booking(code).stage == "missed"

    record(office, office.reference_of(code), when=at(9, 10), now=TOMORROW, paper=910)

    assert office.booking(code).stage == "fulfilled"
    assert [invitation.missed for invitation in office.rows(Invitation)] == [0]
    assert office.ticket("A-910").stage == "served"
    assert len(office.rows(Booking)) == 1


def test_visit_missed_on_another_day_stays_missed(office: World) -> None:
    code = office.booked(9)
    office.tick(now=NINE)
    office.tick(now=TOMORROW)

    record(office, office.reference_of(code), when=at(8, 30, day=1), now=at(9, day=1))

    assert sorted(booking.stage for booking in office.rows(Booking)) == ["fulfilled", "missed"]
    assert [invitation.missed for invitation in office.rows(Invitation)] == [1]


def test_missed_visit_is_not_fulfilled_by_what_it_was_not_to_fetch(office: World) -> None:
    code, other = office.booked(9), office.document()
    office.tick(now=NINE)
    office.tick(now=TOMORROW)

    record(office, office.reference_of(code), other.reference, when=at(9, 10), now=TOMORROW)

    assert sorted(booking.stage for booking in office.rows(Booking)) == ["fulfilled", "missed"]


# --- a number of that day


@pytest.mark.parametrize("stage", ["waiting", "admitted", "called", "serving", "parked", "missed"])
def test_number_of_the_day_ends_as_served(guarded: World, stage: str) -> None:
    office = guarded
    if stage == "waiting":
        office.edit(lobby_limit=1)
        office.arrived()
    number = office.arrived()
    match stage:
        case "called":
            office.call()
        case "serving":
            office.call()
            office.do(calls.serve, number)
        case "parked":
            office.do(parking.park, number)
        case "missed":
            office.call()
            office.do(calls.miss, number)
    booking = office.read(lambda s: s.get_one(Booking, office.ticket(number).booking_id))
    assert office.ticket(number).stage == stage

    made = record(office, short=booking.short, when=at(9, 30))

    ticket = office.ticket(number)
    assert made.ticket == number
    assert (ticket.stage, ticket.held, ticket.ended_at) == ("served", 0, at(9, 30))
    assert [why for *_, why in office.moves(number)][-1] == "late_record"
    counts(office)


@pytest.mark.postgres("statements")
def test_places_of_a_number_are_free_where_nobody_has_counted_since(office: World) -> None:
    number = office.arrived()
    booking = office.rows(Booking)[0]
    assert office.day().people_inside == 1

    record(office, short=booking.short)

    assert office.ticket(number).stage == "served"
    assert office.day().people_inside == 0
    counts(office)


def test_count_made_after_the_handover_stays(office: World) -> None:
    office.arrived()
    booking = office.rows(Booking)[0]
    office.do(people_count.recount, 3, reason="setelah listrik padam", by=GUARD, now=at(13))

    record(office, short=booking.short)

    assert office.day().people_inside == 3
    counts(office)


def test_question_how_many_are_inside_stays_open(office: World) -> None:
    office.arrived()
    booking = office.rows(Booking)[0]
    office.change(type(office.day()), office.day().id, count_wanted_at=at(13))

    record(office, short=booking.short)

    assert office.day().count_wanted_at == at(13)


def test_counter_of_a_number_set_aside_may_be_busy_with_another(office: World) -> None:
    first = office.called(1)
    office.do(parking.park, first)
    booking = office.rows(Booking)[0]
    second = office.called(1)

    record(office, short=booking.short, when=at(9, 30), counter=1)

    assert office.ticket(first).stage == "served"
    assert office.ticket(second).stage == "called"


def test_number_that_had_left_was_served_after_all(office: World) -> None:
    code = office.booked(9)
    number = office.scan(code).ticket
    office.do(handovers.leave, number, now=at(9, 20))
    assert office.booking(code).stage == "missed"

    record(office, office.reference_of(code), when=at(9, 40))

    assert office.ticket(number).stage == "served"
    assert office.booking(code).stage == "fulfilled"


def test_who_was_given_another_day_was_served_after_all(office: World) -> None:
    code = office.booked(14)
    number = office.scan(code, now=at(14)).ticket
    office.tick(now=at(23))
    office.tick(now=at(7, day=1))
    assert office.booking(code).stage == "booked"
    assert office.ticket(number).stage == "left"

    made = record(office, office.reference_of(code), when=at(14, 30), now=at(7, 30, day=1))

    assert made.ticket == number
    assert office.ticket(number).stage == "served"
    assert (office.booking(code).stage, office.booking(code).slot_id) == ("fulfilled", None)
    seats_are_those_of_visits(office)


def test_who_queues_today_is_not_recorded_for_yesterday(office: World) -> None:
    code = office.booked(9, day=1)
    number = office.scan(code, now=at(9, day=1)).ticket

    with pytest.raises(StillInQueue) as refused:
        record(office, office.reference_of(code), when=NOON, now=at(10, day=1))

    assert refused.value.facts["ticket"] == number
    assert office.booking(code).stage == "arrived"


def test_whose_number_was_missed_today_may_still_come_back_and_is_not_recorded_for_yesterday(office: World) -> None:
    code = office.booked(9, day=1)
    number = office.scan(code, now=at(9, day=1)).ticket
    office.call(now=at(9, day=1))
    office.do(calls.miss, number, now=at(9, 5, day=1))

    with pytest.raises(StillInQueue):
        record(office, office.reference_of(code), when=NOON, now=at(10, day=1))

    assert office.ticket(number, at(9, day=1)).stage == "missed"


def test_yesterday_gets_its_number_though_it_is_sealed(office: World) -> None:
    office.walk_in()
    office.tick(now=TOMORROW)
    version = office.day().version

    made = record(office, office.document().reference, now=TOMORROW)

    assert made.ticket == "A-002"
    assert office.ticket("A-002").stage == "served"
    assert office.day().version > version
    assert office.day(TOMORROW).people_inside == 0


def test_undo_does_not_take_it_back(office: World) -> None:
    number = office.arrived()
    booking = office.rows(Booking)[0]
    record(office, short=booking.short)

    with pytest.raises(NothingToUndo):
        office.do(undo.undo_last, number, now=AFTERNOON)


# --- refused as at the counter


@pytest.mark.parametrize(
    ("when", "now", "why"),
    [
        (at(13, 21), AFTERNOON, "future"),
        (at(12), at(12, day=8), "too_long_ago"),
    ],
)
def test_time_that_cannot_be(office: World, when: datetime, now: datetime, why: str) -> None:
    reference = office.document().reference

    with pytest.raises(Invalid) as refused:
        record(office, reference, when=when, now=now)

    assert errors_of(refused) == {"at": why}
    assert office.stage(reference) == "ready"


def test_seven_days_back_is_taken(office: World) -> None:
    assert record(office, office.document().reference, now=at(12, day=7)).ticket == "A-001"


def test_time_before_its_people_came(office: World) -> None:
    office.arrived(9)
    booking = office.rows(Booking)[0]

    with pytest.raises(Invalid) as refused:
        record(office, short=booking.short, when=at(8, 30))

    assert errors_of(refused) == {"at": "before_arrival"}


@pytest.mark.parametrize("paper", [0, 899, 1000])
def test_paper_number_that_was_never_printed(office: World, paper: int) -> None:
    with pytest.raises(Invalid) as refused:
        record(office, office.document().reference, paper=paper)

    assert errors_of(refused) == {"paper": "900-999"}


def test_paper_number_of_the_same_day_twice(office: World) -> None:
    record(office, office.document().reference, paper=905)

    with pytest.raises(PaperNumberTaken) as refused:
        record(office, office.document().reference, paper=905)

    assert refused.value.facts == {"number": "A-905"}
    assert (
        record(office, office.document().reference, paper=905, now=at(14, day=1), when=at(9, day=1)).ticket == "A-905"
    )


def test_paper_number_of_another_service_is_another_number(office: World) -> None:
    record(office, office.document().reference, paper=905)

    assert record(office, office.document(type="KK", channel="office").reference, paper=905).ticket == "B-905"


def test_handed_over_already_says_when_and_where(office: World) -> None:
    office.hand_over(office.called(1), now=at(9, 5))
    reference = office.rows(Document)[0].reference

    with pytest.raises(HandedOver) as refused:
        record(office, reference)

    assert (refused.value.facts["at"], refused.value.facts["counter"]) == (at(9, 5), 1)
    assert refused.value.facts["to"]["kind"] == "holder"


def test_the_same_again_changes_nothing(office: World) -> None:
    reference = office.document().reference
    record(office, reference, paper=905)

    with pytest.raises(HandedOver):
        record(office, reference, paper=906)

    assert len(office.rows(Handover)) == len(office.rows(Ticket)) == 1


REFUSED = [
    ({"stage": "in_production"}, {}, NotReady),
    ({"reason": "changed"}, {"proof": Proof("holder", "face")}, OldCardMissing),
    ({"reason": "damaged"}, {"proof": Proof("holder", "face", old_card="lost")}, OldCardMissing),
    ({"channel": "branch"}, {}, Elsewhere),
    ({}, {"counter": 9}, CounterUnknown),
    ({}, {"references": ["no/such"]}, DocumentUnknown),
    ({}, {"references": [], "short": 12345}, PassUnknown),
    ({}, {"references": []}, Invalid),
]


def test_refused(office: World, subtests: pytest.Subtests) -> None:
    for facts, noted, refusal in REFUSED:
        with subtests.test(facts=facts, noted=noted):
            reference = office.document(**facts).reference

            with pytest.raises(refusal):
                record(office, reference, **noted)

            assert office.rows(Handover) == office.rows(Ticket) == office.rows(Booking) == []


def test_documents_of_two_visits_are_two_records(office: World) -> None:
    two = [office.reference_of(office.booked(9)), office.document().reference]

    with pytest.raises(Invalid) as refused:
        record(office, *two)

    assert errors_of(refused) == {"text": "two_visits"}


def test_who_collects_for_others_too_often(office: World) -> None:
    office.change(type(office.office), office.office.id, proxy_cap=1)
    office.edit()
    proxy = Proof("proxy", "collector_ktp", "Budi Raharjo", "SK-1")
    record(office, office.document().reference, proof=proxy)

    with pytest.raises(ProxyLimit):
        record(office, office.document().reference, proof=proxy)

    allowed = Proof("proxy", "collector_ktp", "Budi Raharjo", "SK-1", beyond_cap="satu RT, banjir")
    assert record(office, office.document().reference, proof=allowed).ticket == "A-002"


def test_who_collects_for_others_is_counted_in_the_month_in_which_it_was(office: World) -> None:
    office.change(type(office.office), office.office.id, proxy_cap=1)
    office.edit()
    proxy = Proof("proxy", "collector_ktp", "Budi Raharjo", "SK-1")
    record(office, office.document().reference, proof=proxy)
    second = office.document().reference

    with pytest.raises(ProxyLimit):
        record(office, second, proof=proxy, when=AFTERNOON, now=at(9, day=1))

    assert record(office, second, proof=proxy, when=at(8, 30, day=1), now=at(9, day=1)).references == [second]


def test_handover_at_a_counter_afterwards_is_told(office: World) -> None:
    number = office.called(1)
    booking = office.rows(Booking)[0]
    record(office, short=booking.short)

    with pytest.raises(Refusal):
        office.hand_over(number, now=AFTERNOON)

    assert len(office.rows(Handover)) == 1


def test_visit_without_documents_is_fulfilled(office: World) -> None:
    number = office.walk_in(service="C").ticket
    booking = office.rows(Booking)[0]

    assert record(office, short=booking.short).ticket == number
    assert office.rows(Message, Message.cause == "handed_over") != []


def test_other_offices_visits_are_unknown(office: World, elsewhere: World) -> None:
    reference = elsewhere.document().reference

    with pytest.raises(DocumentUnknown):
        record(office, reference)
