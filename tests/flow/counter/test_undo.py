"""The last step is taken back: reverse moves are appended, and what moved since is not touched."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from scheduler.db.models import BookingDocument, Document, Handover, Invitation, Move, Ticket
from scheduler.domain.counter import CallLimit, MovedSince, NothingToUndo, TicketUnknown, UndoTooLate
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.hall.refusals import LobbyFull
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.core import history
from scheduler.flow.counter import calls, corrections, counter_problems, counters, handovers, parking, undo
from scheduler.flow.custody.handover_records import last_handover
from scheduler.flow.documents import documents
from scheduler.flow.hall import people_count
from tests.scenes.factories import CLERK, NINE, World, at

KK = "2172010101010001"


def _picture(office: World, number: str) -> tuple:
    """What a step changes and its undo puts back."""
    ticket = office.ticket(number)
    board = office.board()
    booking = office.read(lambda session: session.get(handovers.Booking, ticket.booking_id))
    documents_now = office.read(
        lambda session: [
            (d.reference, d.stage) for d in handovers.queries.documents_of_booking(session, ticket.booking_id)
        ]
    )
    return (
        ticket.stage,
        ticket.held,
        ticket.counter_id,
        ticket.service_id,
        ticket.not_before,
        ticket.called_at,
        ticket.ended_at,
        ticket.waits_for_document,
        ticket.admitted_at,
        ticket.entered_at,
        ticket.passed,
        (ticket.due_at, ticket.seq, ticket.again),
        booking.stage,
        documents_now,
        [visit.live for visit in office.rows(BookingDocument, BookingDocument.booking_id == ticket.booking_id)],
        office.day().people_inside,
        board.inside,
        board.counters,
        board.serving,
        board.parked,
        [(call.ticket, call.counter, call.repeat) for call in board.calls],
        office.read(lambda s: counter_problems.spoilt_between(s, office.office, at(0), at(0, day=1))),
    )


VERBS = {
    "call": ("admitted", lambda office, number: office.call(1)),
    "serve": ("called", lambda office, number: office.do(calls.serve, number)),
    "miss": ("called", lambda office, number: office.do(calls.miss, number)),
    "recall": ("called", lambda office, number: office.do(calls.recall, number, now=at(9, 1))),
    "park until ready": ("called", lambda office, number: office.do(parking.park, number, until_ready=True)),
    "park behind others": ("serving", lambda office, number: office.do(parking.park, number, after=1)),
    "pray": ("admitted", lambda office, number: office.do(parking.park, number, reason="salat")),
    "park": ("serving", lambda office, number: office.do(parking.park, number, until=at(9, 10))),
    "park outside": ("serving", lambda office, number: office.do(parking.park, number, outside=True)),
    "resume": ("parked", lambda office, number: office.do(parking.resume, number)),
    "transfer to a service": ("called", lambda office, number: office.do(parking.transfer, number, service="C")),
    "transfer to a counter": ("called", lambda office, number: office.do(parking.transfer, number, counter=2)),
    "hand over from called": ("called", lambda office, number: office.hand_over(number)),
    "hand over": ("serving", lambda office, number: office.hand_over(number)),
    "leave": ("serving", lambda office, number: office.do(handovers.leave, number)),
}

VERBS |= {
    f"{reason}{' and wait' if wait else ''}": (
        "serving",
        lambda office, number, reason=reason, wait=wait: office.do(
            counter_problems.report_problem, number, reason=reason, wait=wait
        ),
    )
    for reason in counter_problems.PROBLEMS
    for wait in (False, True)
}


def _bring_to(office: World, stage: str) -> str:
    number = office.arrived()
    if stage in ("called", "serving", "parked"):
        office.call(1)
    office.arrived()  # to go behind
    if stage == "serving":
        office.do(calls.serve, number)
    if stage == "parked":
        office.do(parking.park, number)
    return number


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_undone_as_if_it_had_not_been(office: World, verb: str):
    stage, act = VERBS[verb]
    number = _bring_to(office, stage)
    before = _picture(office, number)
    act(office, number)
    assert _picture(office, number) != before

    office.do(undo.undo_last, number, now=at(9, 2))

    assert _picture(office, number) == before


@pytest.mark.postgres("statements")
def test_undo_appends_and_names_what_it_undoes(office: World):
    number = office.called()
    office.do(calls.serve, number)
    done = office.rows(Move)[-1]

    office.do(undo.undo_last, number, by="staff:7", now=at(9, 2))

    row = office.rows(Move)[-1]
    assert (row.undoes, row.before, row.after, row.why, row.by) == (done.id, "serving", "called", "undo", "staff:7")
    assert office.rows(Move, Move.id == done.id)[0].after == "serving"


@pytest.mark.postgres("statements")
def test_move_is_never_undone_twice(office: World):
    number = office.called()
    office.do(calls.serve, number)
    done = office.rows(Move)[-1]
    office.do(undo.undo_last, number)

    def again(session: Session) -> None:
        ticket = session.get_one(Ticket, done.ticket_id)
        history.go_back(session, ticket, done, ticket.stage, by=CLERK, now=NINE)

    with pytest.raises(IntegrityError):
        office.database.run(again)

    assert [move.undoes for move in office.rows(Move) if move.undoes] == [done.id]


def test_undo_goes_back_step_by_step(office: World):
    number = office.called()
    office.do(calls.serve, number)
    office.hand_over(number)

    stages = [office.do(undo.undo_last, number).stage for _ in range(3)]

    assert stages == ["serving", "called", "admitted"]
    with pytest.raises(NothingToUndo):
        office.do(undo.undo_last, number)


def test_undone_step_can_be_done_and_undone_again(office: World):
    number = office.called()

    for _ in range(2):
        office.hand_over(number)
        assert office.do(undo.undo_last, number).stage == "called"

    assert office.read(lambda session: last_handover(session, office.ticket(number).booking_id)) is None
    assert len(office.rows(Handover)) == 2


def test_partial_handovers_are_undone_one_by_one(office: World):
    made = [office.document(kk=KK, type=kind) for kind in ("KTP-el", "KK")]
    booking = office.book(office.code(made[0]), office.slot())
    number = office.scan(short=str(booking.short)).ticket
    office.call()
    for document in made:
        office.hand_over(number, [document.reference])

    office.do(undo.undo_last, number)
    assert [office.stage(document.reference) for document in made] == ["collected", "ready"]
    office.do(undo.undo_last, number)
    assert [office.stage(document.reference) for document in made] == ["ready", "ready"]
    assert office.hand_over(number).left_open == []


def test_undo_after_ten_minutes_is_refused(office: World):
    number = office.called(now=at(9))

    with pytest.raises(UndoTooLate):
        office.do(undo.undo_last, number, now=at(9, 10).replace(second=1))
    assert office.do(undo.undo_last, number, now=at(9, 10)).stage == "admitted"


def test_arrival_and_admission_are_no_steps_to_undo(office: World):
    for _ in range(5):
        office.arrived()

    for number in ("A-001", "A-005"):
        with pytest.raises(NothingToUndo):
            office.do(undo.undo_last, number)
    with pytest.raises(TicketUnknown):
        office.do(undo.undo_last, "A-099")


@pytest.mark.parametrize("day", [0, 2], ids=["today", "by a clock that was ahead"])
def test_undo_of_a_document_that_moved_since_is_refused_and_nothing_moves(office: World, day: int):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.hand_over(number)
    reference = office.reference_of(pass_code)
    office.do(documents.set_stage, reference, DocumentStage.RETURNED, now=at(9, day=day))

    with pytest.raises(MovedSince):
        office.do(undo.undo_last, number)

    assert (office.ticket(number).stage, office.stage(reference)) == ("served", "returned")


def test_undo_of_a_problem_is_refused_once_its_document_has_gone_on(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.do(counter_problems.report_problem, number, reason="misprint", wait=True)
    reference = office.reference_of(pass_code)
    office.do(documents.set_stage, reference, DocumentStage.INCOMPLETE)

    with pytest.raises(MovedSince):
        office.do(undo.undo_last, number)

    assert (office.ticket(number).stage, office.stage(reference)) == ("parked", "incomplete")


def test_undo_of_leaving_is_refused_when_the_documents_were_booked_again(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.do(handovers.leave, number)
    office.walk_in(reference=office.reference_of(pass_code))

    with pytest.raises(MovedSince):
        office.do(undo.undo_last, number)

    assert office.ticket(number).stage == "left"


# --- what a visit fetches again


def _pair(office: World) -> tuple[Document, Document]:
    """Two documents of one household, that one visit is booked for."""
    first, second = (office.document(kk=KK, type=kind) for kind in ("KTP-el", "KK"))
    office.book(office.code(first), office.slot())
    return first, second


def _come(office: World, document: Document) -> str:
    return office.scan(reference=document.reference).ticket


def _give_up(office: World, document: Document) -> None:
    office.do(withdrawing.withdraw, document.reference, reason="ganda")


def _fetched(office: World, *of: Document) -> list[bool]:
    """Whether the one visit that there is fetches each document."""
    live = {visit.document_id for visit in office.rows(BookingDocument, BookingDocument.live)}
    return [document.id in live for document in of]


def test_undone_departure_gives_back_what_it_let_go(office: World):
    first, second = _pair(office)
    number = _come(office, first)
    office.do(handovers.leave, number)
    assert _fetched(office, first, second) == [False, False]

    office.do(undo.undo_last, number)

    assert _fetched(office, first, second) == [True, True]


def test_undone_departure_leaves_alone_what_was_given_up_before(office: World):
    first, second = _pair(office)
    _give_up(office, first)
    number = _come(office, second)
    office.do(handovers.leave, number)

    office.do(undo.undo_last, number)

    assert _fetched(office, first, second) == [False, True]


@pytest.mark.postgres("statements")
def test_what_left_a_visit_and_got_an_invitation_of_its_own_can_still_be_booked(office: World):
    first, second = _pair(office)
    _give_up(office, first)
    number = _come(office, second)
    office.do(withdrawing.restore, first.reference)
    office.do(handovers.leave, number)

    office.do(undo.undo_last, number)

    booking = office.book(office.code(first), office.slot(10), now=NINE)
    assert [
        visit.document_id
        for visit in office.rows(BookingDocument, BookingDocument.booking_id == booking.id, BookingDocument.live)
    ] == [first.id]


def test_undone_departure_leaves_alone_what_got_an_invitation_of_its_own_since(office: World):
    first, second = _pair(office)
    office.invitation()
    number = _come(office, first)
    office.do(handovers.leave, number)
    own = office.rows(Invitation)[-1].id
    office.change(Document, first.id, invitation_id=own)

    office.do(undo.undo_last, number)

    assert _fetched(office, first, second) == [False, True]
    office.do(handovers.leave, number)
    office.change(Document, second.id, invitation_id=own)
    with pytest.raises(MovedSince):
        office.do(undo.undo_last, number)
    assert office.ticket(number).stage == "left"


def test_undo_of_leaving_is_refused_when_one_of_the_documents_has_gone_on(office: World):
    first, second = _pair(office)
    number = _come(office, first)
    office.do(handovers.leave, number)
    _give_up(office, first)

    with pytest.raises(MovedSince) as refused:
        office.do(undo.undo_last, number)

    assert refused.value.facts == {"stage": "withdrawn"}
    assert office.ticket(number).stage == "left"
    assert _fetched(office, first, second) == [False, False]


def test_undo_of_leaving_is_refused_when_a_document_goes_by_another_way_now(office: World):
    first, _ = _pair(office)
    number = _come(office, first)
    office.do(handovers.leave, number)
    office.change(Document, first.id, channel="post")

    with pytest.raises(MovedSince):
        office.do(undo.undo_last, number)


@pytest.mark.postgres("statements")
def test_departure_just_before_an_upgrade_is_not_taken_back(office: World):
    first, second = _pair(office)
    number = _come(office, first)
    office.do(handovers.leave, number)
    for document in (first, second):
        office.database.run(
            lambda session, each=document.id: session.execute(
                update(BookingDocument).where(col(BookingDocument.document_id) == each).values(let_go=None)
            )
        )

    with pytest.raises(MovedSince):
        office.do(undo.undo_last, number)


def test_part_of_a_visit_handed_over_just_before_an_upgrade_is_not_taken_back(office: World):
    first, _ = _pair(office)
    number = _come(office, first)
    office.call()
    office.hand_over(number, [first.reference])
    office.database.run(
        lambda session: session.execute(
            update(BookingDocument).where(col(BookingDocument.document_id) == first.id).values(let_go=None)
        )
    )

    with pytest.raises(MovedSince):
        office.do(undo.undo_last, number)
    assert office.rows(Document, Document.id == first.id)[0].stage == DocumentStage.COLLECTED


def test_what_was_looked_for_is_looked_for_again(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.do(counter_problems.report_problem, number, reason="misprint", wait=True)
    office.do(handovers.leave, number)

    office.do(undo.undo_last, number)

    assert [visit.live for visit in office.rows(BookingDocument)] == [True]
    assert office.ticket(number).stage == "parked"


def test_undone_handover_of_a_full_lobby_waits_outside_first_in_order(office: World):
    number = office.called()
    for _ in range(3):
        office.arrived(9)
    office.hand_over(number)
    for _ in range(2):
        office.arrived(9, 30, now=at(9, 15))
    assert office.day().people_inside == 4

    ticket = office.do(undo.undo_last, number, now=at(9, 5))

    assert (ticket.stage, ticket.held, ticket.counter_id) == ("waiting", 0, None)
    assert office.day().people_inside == 4
    assert [row.ticket for row in office.board().waiting] == [number, "A-006"]
    office.do(handovers.leave, "A-002")
    assert office.ticket(number).stage == "admitted"


@pytest.mark.postgres("statements")
def test_undone_handover_whose_counter_is_taken_stands_first_in_the_hall(office: World):
    number = office.called(1)
    office.arrived()
    office.hand_over(number)
    office.call(1)

    ticket = office.do(undo.undo_last, number)

    assert (ticket.stage, ticket.held, ticket.counter_id) == ("admitted", 1, None)
    assert office.call(2) == number


def test_undone_step_whose_counter_has_closed_stands_first_in_the_hall(office: World):
    number = office.called(1)
    office.do(calls.miss, number)
    office.at_time(counters.close_counter, 1)

    assert office.do(undo.undo_last, number).stage == "admitted"
    assert office.call(2) == number


def test_undone_miss_above_the_limit_waits_outside(office: World):
    number = office.called()
    office.do(calls.miss, number)
    office.do(people_count.recount, 4, reason="counted")

    assert office.do(undo.undo_last, number).stage == "waiting"
    assert office.day().people_inside == 4


def test_undo_does_not_take_back_who_was_admitted_meanwhile(office: World):
    for _ in range(5):
        office.arrived()
    number = office.call()
    office.hand_over(number)
    assert office.ticket("A-005").stage == "admitted"

    office.do(undo.undo_last, number)

    assert office.ticket("A-005").stage == "admitted"
    assert office.ticket(number).stage == "waiting"


def test_undone_ticket_moves_on_by_the_table(office: World):
    number = office.called()
    office.do(calls.miss, number)
    office.do(undo.undo_last, number)

    with pytest.raises(IllegalStep):
        office.do(parking.resume, number)
    assert office.hand_over(number).stage == "served"


def test_scan_that_let_somebody_in_is_undone(guarded: World):
    for _ in range(4):
        guarded.arrived()
    pass_code = guarded.booked()
    guarded.scan(pass_code)
    guarded.do(calls.miss, guarded.call())
    guarded.scan(pass_code, now=at(9, 1))

    ticket = guarded.do(undo.undo_last, "A-005", by=CLERK, now=at(9, 2))

    assert (ticket.stage, ticket.entered_at) == ("admitted", None)
    assert [row.ticket for row in guarded.board().entering] == ["A-005"]


@pytest.mark.postgres("statements")
def test_what_the_guard_put_right_is_put_back(office: World):
    number = office.arrived(party=2)
    before = _picture(office, number)
    for facts in ({"people": 1}, {"people": 4}, {"priority": True}):
        office.do(corrections.correct_arrival, number, **facts)
        office.do(undo.undo_last, number)

        ticket = office.ticket(number)
        assert _picture(office, number) == before
        assert (ticket.people, ticket.priority) == (2, False)
        assert office.read(lambda s, ticket=ticket: s.get_one(handovers.Booking, ticket.booking_id)).party == 2


def test_people_are_not_put_back_where_the_hall_has_filled(office: World):
    number = office.arrived(party=2)
    office.do(corrections.correct_arrival, number, people=1)
    office.arrived(party=3)

    with pytest.raises(LobbyFull):
        office.do(undo.undo_last, number)
    assert (office.ticket(number).stage, office.day().people_inside) == ("admitted", 4)


def test_undone_problem_with_one_document_leaves_the_others_alone(office: World):
    made = [office.document(kk=KK, type=kind) for kind in ("KTP-el", "KK")]
    booking = office.book(office.code(made[0]), office.slot())
    number = office.scan(short=str(booking.short)).ticket
    office.call()
    office.do(counter_problems.report_problem, number, reason="wrong_data", references=[made[0].reference])

    office.do(undo.undo_last, number, now=at(9, 2))

    assert office.ticket(number).stage == "called"
    assert [office.stage(document.reference) for document in made] == ["ready", "ready"]


@pytest.mark.postgres("statements")
def test_repeated_call_that_is_undone_may_be_made_again(office: World):
    number = office.called()
    for minute in (1, 2):
        office.do(calls.recall, number, now=at(9, minute))
    with pytest.raises(CallLimit):
        office.do(calls.recall, number, now=at(9, 3))

    office.do(undo.undo_last, number, now=at(9, 3))

    office.do(calls.recall, number, now=at(9, 4))
    assert office.board().calls[0].repeat == 2


def test_step_before_an_emptied_hall_waits_until_it_is_opened(office: World):
    number = office.called()
    office.hand_over(number)
    other = office.arrived()
    office.do(people_count.empty_hall, reason="api")

    assert office.do(undo.undo_last, number).stage == "waiting"
    with pytest.raises(NothingToUndo):
        office.do(undo.undo_last, other)
    assert office.day().people_inside == 0
    office.do(people_count.open_hall)
    assert [office.ticket(each).stage for each in (number, other)] == ["admitted", "admitted"]
