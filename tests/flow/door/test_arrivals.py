"""A scan answers from the state: each row of what the door can say."""

import pytest
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Move, Ticket
from scheduler.domain.booking import PartyTooLarge, PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.door import Elsewhere, HandedOver, NotReady, OfficeClosed, ReferenceRequired, TooEarly, WrongDay
from scheduler.domain.hall.refusals import SeenTooLongAgo
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.codes import written_short
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls, corrections, counter_problems, handovers, parking
from scheduler.flow.counter.tickets import PartySeen
from scheduler.flow.documents import documents
from scheduler.flow.invitations import invitations
from tests.scenes.factories import EARLY, GUARD, NINE, World, at


def _full(office: World) -> None:
    for _ in range(4):
        office.arrived()


def test_may_enter(guarded: World):
    answer = guarded.scan(guarded.booked(), now=at(8, 50))

    assert (answer.ticket, answer.stage, answer.answer, answer.is_new, answer.people_inside, answer.minutes) == (
        "A-001",
        "admitted",
        "come_in",
        True,
        1,
        None,
    )
    ticket = guarded.ticket("A-001")
    assert (ticket.due_at, ticket.entered_at, ticket.held) == (at(9), at(8, 50), 1)


def test_lobby_full(office: World):
    _full(office)

    answer = office.scan(office.booked())

    assert (answer.ticket, answer.stage, answer.answer, answer.people_inside) == ("A-005", "waiting", "wait_outside", 4)
    assert answer.minutes is not None
    assert answer.minutes[0] <= answer.minutes[1]


def test_waiting_shown_again_moves_nothing(office: World):
    _full(office)
    pass_code = office.booked()
    office.scan(pass_code)

    answer = office.scan(pass_code, now=at(9, 5))

    assert (answer.ticket, answer.answer, answer.is_new) == ("A-005", "wait_outside", False)
    assert len(office.rows(Ticket)) == 5
    assert office.moves("A-005") == [(None, "waiting", None)]


def test_inside_came_back(guarded: World):
    pass_code = guarded.booked()
    guarded.scan(pass_code)

    answer = guarded.scan(pass_code, now=at(9, 5))

    assert (answer.answer, answer.is_new, answer.people_inside) == ("welcome_back", False, 1)


def test_called_in_passes_the_door_at_the_scan(guarded: World):
    for _ in range(4):
        guarded.arrived()
    pass_code = guarded.booked()
    guarded.scan(pass_code)
    guarded.call(1)
    guarded.do(calls.miss, "A-001")
    assert guarded.ticket("A-005").entered_at is None
    assert [row.ticket for row in guarded.board().entering] == ["A-005"]

    answer = guarded.scan(pass_code, now=at(9, 2))

    assert (answer.answer, answer.stage) == ("come_in", "admitted")
    assert guarded.ticket("A-005").entered_at == at(9, 2)
    assert guarded.board().entering == ()
    assert guarded.board().lobby.people == 4


def test_missed_comes_back_behind_others_of_its_service(office: World):
    office.edit(slot_capacity=20, now=EARLY)
    pass_code = office.booked()
    office.scan(pass_code)
    office.do(calls.miss, office.call())
    for service in "AABAABAAA":
        office.arrived(service=service)

    answer = office.scan(pass_code, now=at(9, 5))

    assert (answer.ticket, answer.answer, answer.behind) == ("A-001", "rejoined", 5)
    order = [ticket.number for ticket in sorted(office.rows(Ticket), key=lambda t: (t.due_at, t.seq, t.again))]
    assert order == ["A-002", "A-003", "B-001", "A-004", "A-005", "B-002", "A-006", "A-001", "A-007", "A-008"]


def test_before_its_time(office: World):
    pass_code = office.booked(10, 30)

    with pytest.raises(TooEarly) as refused:
        office.scan(pass_code, now=at(10, 14))

    assert refused.value.facts == {"slot_time": at(10, 30), "come_back_at": at(10, 15)}
    assert office.rows(Ticket) == []
    assert office.scan(pass_code, now=at(10, 15)).is_new


def test_before_its_time_but_let_in_is_still_due_at_its_slot(office: World):
    answer = office.scan(office.booked(10, 30), now=at(8, 30), early=True)

    assert office.ticket(answer.ticket).due_at == at(10, 30)


def test_late_within_grace_is_due_at_its_slot_and_after_it_at_its_arrival(office: World):
    first = office.arrived(9, now=at(9, 15))
    second = office.arrived(9, now=at(9, 16))

    assert (office.ticket(first).due_at, office.ticket(second).due_at) == (at(9), at(9, 16))


def test_wrong_day_later(office: World):
    pass_code = office.booked(9, day=1)

    with pytest.raises(WrongDay) as refused:
        office.scan(pass_code, now=at(8, 59))

    facts = refused.value.facts
    assert (facts["slot"].starts_at, facts["past"]) == (at(9, day=1), False)
    assert [slot.starts_at for slot in facts["alternatives"]] == [at(9), at(9, 30), at(10)]


def test_wrong_day_past(office: World):
    pass_code = office.booked(9)

    with pytest.raises(WrongDay) as refused:
        office.scan(pass_code, now=at(10, 59, day=1))

    facts = refused.value.facts
    assert (facts["slot"].starts_at, facts["past"]) == (at(9), True)
    assert facts["alternatives"][0].starts_at == at(11, day=1)


def test_served_already(office: World):
    pass_code = office.booked()
    office.scan(pass_code)
    office.hand_over(office.call(2), now=at(9, 7))

    with pytest.raises(HandedOver) as refused:
        office.scan(pass_code, now=at(10))

    assert (refused.value.facts["at"], refused.value.facts["counter"]) == (at(9, 7), 2)


def test_served_is_told_by_registration_number_too(office: World):
    pass_code = office.booked()
    office.scan(pass_code)
    office.hand_over(office.call())

    with pytest.raises(HandedOver):
        office.scan(reference=office.reference_of(pass_code))
    with pytest.raises(HandedOver):
        office.walk_in(reference=office.reference_of(pass_code))


def test_unknown_cancelled_or_foreign_pass(office: World, elsewhere: World):
    cancelled = office.booked()
    office.database.run(bookings.cancel, cancelled, ref4=None, by="citizen", now=EARLY)

    for code in ("7K4M-P2QX-9RD3-FHNT", "", "%%%", elsewhere.booked(), cancelled, office.invitation()):
        with pytest.raises(PassUnknown):
            office.scan(code)


def test_not_ready_walk_in(office: World):
    reference = office.document(stage="waiting_for_blank").reference

    with pytest.raises(NotReady) as refused:
        office.walk_in(reference=reference)

    assert refused.value.facts == {"stage": "waiting_for_blank", "type": "KTP-el", "reference": reference}
    assert office.rows(Booking) == []


def test_booked_but_gone_back_to_production(office: World):
    pass_code = office.booked()
    office.do(documents.set_stage, office.reference_of(pass_code), DocumentStage.IN_PRODUCTION)

    with pytest.raises(NotReady) as refused:
        office.scan(pass_code)

    assert refused.value.facts["stage"] == "in_production"
    assert office.booking(pass_code).stage == "booked"


def test_elsewhere(office: World):
    posted = office.document(channel="post").reference
    taken = office.document(stage="at_partner").reference

    for reference in (posted, taken):
        with pytest.raises(Elsewhere):
            office.walk_in(reference=reference)
        with pytest.raises(Elsewhere):
            office.scan(reference=reference)


def test_closed_evening_and_holiday(office: World):
    for now in (at(6), at(7, 44), at(15), at(9, day=5)):
        with pytest.raises(OfficeClosed):
            office.walk_in(reference=office.document().reference, now=now)

    with pytest.raises(OfficeClosed) as refused:
        office.walk_in(service="C", now=at(15))
    assert refused.value.facts["opens"] == at(8, day=1)


def test_door_takes_people_before_opening_and_in_the_break(office: World):
    assert office.walk_in(now=at(7, 45)).is_new
    assert office.walk_in(now=at(12, 30)).answer == "wait_outside"


def test_walk_in_with_a_ready_document(office: World):
    answer = office.walk_in(party=2, now=at(9, 10))

    ticket = office.ticket(answer.ticket)
    booking = office.rows(Booking)[0]
    assert (answer.ticket, answer.people_inside, ticket.due_at) == ("A-001", 2, at(9, 30))
    assert (booking.stage, booking.slot_id, booking.party) == ("arrived", None, 2)
    pass_code = office.read(lambda session: invitations.pass_of(session.get_one(Booking, booking.id)))
    assert office.scan(pass_code, now=at(9, 20)).answer == "welcome_back"


def test_walk_in_for_recording_needs_no_document(office: World):
    answer = office.walk_in(service="c")

    assert answer.ticket == "C-001"
    assert office.ticket("C-001").minutes == 10


def test_walk_in_for_a_or_b_without_a_number_or_for_nothing(office: World):
    for service in ("A", "B", "X", ""):
        with pytest.raises(ReferenceRequired):
            office.walk_in(service=service)


def test_walk_in_who_is_booked_is_their_own_pass(office: World):
    pass_code = office.booked(9)
    reference = office.reference_of(pass_code)

    assert office.walk_in(reference=reference).ticket == "A-001"
    assert office.ticket("A-001").due_at == at(9)
    assert len(office.rows(Booking)) == 1

    later = office.reference_of(office.booked(14))
    with pytest.raises(TooEarly):
        office.walk_in(reference=later)


def test_walk_in_takes_the_whole_household_along(office: World):
    kk = "2172010101010001"
    references = [office.document(kk=kk, type=kind).reference for kind in ("KTP-el", "KK")]

    answer = office.walk_in(reference=references[1])

    assert office.ticket(answer.ticket).minutes == 10
    office.call()
    assert sorted(office.hand_over(answer.ticket).handed_over) == sorted(references)


def test_unknown_registration_number(office: World, elsewhere: World):
    for reference in ("R/none", elsewhere.document().reference):
        with pytest.raises(DocumentUnknown):
            office.walk_in(reference=reference)
        with pytest.raises(DocumentUnknown):
            office.scan(reference=reference)


def test_nomor_jadwal_in_any_spelling_finds_the_live_booking(office: World, elsewhere: World):
    short = office.booking(office.booked()).short

    assert office.scan(short=written_short(short)).ticket == "A-001"
    assert office.scan(short=str(short)).answer == "welcome_back"
    for wrong in ("1", "abc", ""):
        with pytest.raises(PassUnknown):
            office.scan(short=wrong)
    with pytest.raises(PassUnknown):
        elsewhere.scan(short=str(short))


def test_party_at_the_door_counts_and_a_larger_one_than_the_limit_is_refused(office: World):
    pass_code = office.booked(party=1)

    with pytest.raises(PartyTooLarge):
        office.scan(pass_code, wish=PartySeen(party=5))
    answer = office.scan(pass_code, wish=PartySeen(party=3))

    assert (answer.people, answer.people_inside, office.booking(pass_code).party) == (3, 3, 3)


@pytest.mark.postgres("statements")
def test_party_is_passed_three_times_and_then_the_hall_drains_for_it(office: World):
    inside = [office.arrived(9) for _ in range(3)]
    party = office.arrived(9, party=2)
    passed = []

    for _ in range(4):
        inside.append(office.walk_in().ticket)
        passed.append(office.ticket(party).passed)
        office.do(handovers.leave, inside.pop(0))

    assert passed == [1, 2, 3, 3]
    assert [office.ticket(number).stage for number in (party, inside[-1])] == ["admitted", "waiting"]


def test_priority_is_due_a_lead_earlier(office: World):
    first = office.scan(office.booked(), wish=PartySeen(priority=True))
    second = office.walk_in(priority=True)

    assert office.ticket(first.ticket).due_at == at(8, 45)
    assert office.ticket(second.ticket).due_at == at(9, 5)


def test_priority_is_one_tap_and_keeps_no_reason(office: World):
    number = office.arrived()

    office.do(corrections.correct_arrival, number, priority=True, by=GUARD)

    move = office.rows(Move, Move.why == "priority_corrected")[0]
    assert (office.ticket(number).due_at, move.by, move.note) == (at(8, 45), GUARD, None)


def test_kept_scan_is_due_by_when_the_door_saw_it(office: World):
    late, walking = office.booked(9), office.document().reference

    first = office.scan(late, now=at(9, 40), seen_at=at(9, 16))
    second = office.scan(reference=walking, now=at(9, 40), seen_at=at(9, 10))

    ticket = office.ticket(first.ticket)
    assert (ticket.due_at, ticket.arrived_at, ticket.admitted_at) == (at(9, 16), at(9, 16), at(9, 40))
    assert office.ticket(second.ticket).due_at == at(9, 30)


def test_kept_scan_of_somebody_in_time_is_due_at_its_slot(office: World):
    assert office.ticket(office.scan(office.booked(9), now=at(9, 50), seen_at=at(9, 15)).ticket).due_at == at(9)


def test_kept_scan_counts_while_the_office_was_open(office: World):
    pass_code = office.booked(14, 30)

    with pytest.raises(OfficeClosed):
        office.walk_in(now=at(15, 10))
    assert office.scan(pass_code, now=at(15, 10), seen_at=at(14, 50)).is_new
    assert office.scan(reference=office.document().reference, now=at(15, 10), seen_at=at(14, 50)).is_new


def test_kept_scan_of_somebody_early_is_good_once_the_window_is_open(office: World):
    pass_code = office.booked(9, 30)

    with pytest.raises(TooEarly):
        office.scan(pass_code, now=at(9, 10), seen_at=at(9))
    assert office.scan(pass_code, now=at(9, 15), seen_at=at(9)).is_new


def test_clock_of_the_door_that_is_ahead_is_now(office: World):
    number = office.scan(office.booked(9), now=at(9, 20), seen_at=at(9, 40)).ticket

    assert office.ticket(number).arrived_at == at(9, 20)


@pytest.mark.parametrize(
    ("now", "seen"), [(at(9), at(16, day=-1)), (at(0, 30, day=1), at(23, 50)), (at(14), at(1, 59))]
)
def test_scan_that_was_kept_for_too_long_is_refused(office: World, now, seen):
    for step in (office.scan, office.walk_in):
        with pytest.raises(SeenTooLongAgo) as refused:
            step(reference="none", now=now, seen_at=seen)
        assert refused.value.facts == {"seen_at": seen}


@pytest.mark.postgres("statements")
def test_who_waits_for_a_document_is_not_called_in_by_a_scan(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.change(Ticket, office.ticket(number).id, stage="parked", counter_id=None, waits_for_document=True)

    assert office.scan(pass_code, now=at(9, 5)).stage == "parked"


def test_set_aside_comes_back_at_its_scan_once_it_is_due(office: World):
    pass_code = office.booked()
    office.scan(pass_code)
    number = office.call()
    office.do(parking.park, number, until=at(9, 10))

    assert office.scan(pass_code, now=at(9, 5)).answer == "welcome_back"
    assert office.ticket(number).stage == "parked"
    assert office.scan(pass_code, now=at(9, 10)).stage == "admitted"


def test_set_aside_outside_waits_for_its_place(office: World):
    pass_code = office.booked()
    office.scan(pass_code)
    number = office.call()
    office.do(parking.park, number, outside=True)
    _full(office)

    answer = office.scan(pass_code, now=at(9, 10))

    assert (answer.stage, answer.answer) == ("waiting", "wait_outside")


def test_left_and_shown_again_is_told_to_book(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.do(handovers.leave, number)

    with pytest.raises(WrongDay):
        office.scan(pass_code, now=at(9, 30))
    assert office.walk_in(reference=office.reference_of(pass_code), now=NINE).ticket == "A-002"


def test_pass_of_a_visit_that_ended_says_where_its_document_is_now(office: World):
    pass_code = office.booked()
    office.scan(pass_code)
    reference = office.reference_of(pass_code)
    office.do(counter_problems.report_problem, office.call(), reason="misprint")

    with pytest.raises(NotReady) as refused:
        office.scan(pass_code)
    assert refused.value.facts["stage"] == "in_production"

    office.at_time(documents.set_stage, reference, DocumentStage.READY, by="token:1")
    office.walk_in(reference=reference)
    office.hand_over(office.call(), now=at(9, 40))
    with pytest.raises(HandedOver) as fetched:
        office.scan(pass_code, now=at(9, 45))
    assert (fetched.value.facts["at"], fetched.value.facts["counter"]) == (at(9, 40), 1)


def test_old_pass_is_good_for_the_visit_that_was_booked_after_it(office: World):
    old = office.booked(9)
    for day in (0, 1):
        office.tick(now=at(8, day=day))
    reference = office.reference_of(old)
    assert office.booking(old).stage == "missed"
    code = office.read(lambda s: invitations.code_of(_invitation_of(s, office, reference)))
    new = office.book(code, office.slot(9, day=1), now=at(8, day=1))

    first = office.scan(old, now=at(9, day=1))
    again = office.scan(old, now=at(9, 5, day=1))

    assert (first.booking_id, first.is_new, first.answer) == (new.id, True, "come_in")
    assert (again.ticket, again.answer) == (first.ticket, "welcome_back")


def test_old_pass_tells_the_day_of_the_visit_that_was_booked_after_it(office: World):
    old = office.booked(9)
    office.scan(old)
    office.do(handovers.leave, "A-001")
    code = office.read(lambda s: invitations.code_of(_invitation_of(s, office, office.reference_of(old))))
    office.book(code, office.slot(10, day=1), now=NINE)

    with pytest.raises(WrongDay) as refused:
        office.scan(old, now=at(9, 30))

    assert refused.value.facts["slot"].starts_at == at(10, day=1)
    assert refused.value.facts["past"] is False


def test_old_pass_is_good_for_what_a_partial_handover_left(office: World):
    first, second = (office.document(reference, kk="1") for reference in ("R/1", "R/2"))
    old = office.book(office.code(first), office.slot())
    office.scan(invitations.pass_of(old))
    office.hand_over(office.call(), ["R/1"])
    office.do(handovers.leave, "A-001")
    assert office.booking(invitations.pass_of(old)).stage == "fulfilled"
    new = office.book(office.code(second), office.slot(9, 30), now=NINE)

    arrival = office.scan(invitations.pass_of(old), early=True)

    assert (arrival.booking_id, arrival.answer) == (new.id, "come_in")


def _invitation_of(session: Session, office: World, reference: str) -> Invitation:
    document = queries.document_by_reference(session, office.office.id, reference)
    assert document is not None
    return session.get_one(Invitation, document.invitation_id)
