"""Each rule can fail: a fault is planted behind the back of the steps, and the rule complains of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from scheduler.db.models import Booking, Counter, Document, Handover, Invitation, OfficeBoard, OfficeDay, Slot, Ticket
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.history import move
from scheduler.flow.hall.lobby_lock import hold, take_places
from tests.scenes.factories import CLERK, MONDAY, NINE, World, at
from tests.simulation import invariants
from tests.simulation.invariants import Broken, Step, check
from tests.simulation.scene import Scene, look

NEXT = at(9, 1)


@pytest.fixture
def hall(office: World) -> World:
    """Four numbers at nine: A-001 called to counter 1, A-002 and B-001 inside, A-003 outside; the limit is three."""
    office.edit(lobby_limit=3, now=at(8, 40))
    for minute, service in ((41, "A"), (42, "A"), (43, "B"), (44, "A")):
        pass_code = office.booked(9, 0, service=service)
        office.scan(pass_code, now=at(8, minute), early=True)
    office.call(1, now=NINE)
    return office


def seen(hall: World, before: Scene | None = None) -> Scene:
    return hall.read(lambda session: look(session, hall.office, MONDAY, NEXT if before else NINE, before=before))


def complaints(rule: Callable[[Step], Iterator[str]], before: Scene, after: Scene) -> list[str]:
    return list(rule(Step(before, after)))


def test_nothing_is_complained_of_where_nothing_is_wrong(hall: World):
    before = seen(hall)

    hall.hand_over("A-001", now=NEXT)

    check(Step(before, seen(hall, before)))


@pytest.mark.postgres("statements")
def test_people_past_the_limit_are_complained_of(hall: World):
    before = seen(hall)

    hall.change(OfficeDay, before.day.id, people_inside=4, people_allowed=4)

    assert complaints(invariants.people_fit, before, seen(hall, before)) == ["4 people inside, the limit is 3"]


def test_people_past_the_limit_are_a_fact_where_somebody_counted_them(hall: World):
    before = seen(hall)
    inside = before.day.people_inside

    hall.change(OfficeDay, before.day.id, people_inside=4, people_allowed=4)

    after = seen(hall, before)
    assert list(invariants.people_fit(Step(before, after, found=4 - inside))) == []
    assert list(invariants.people_fit(Step(before, after, found=3 - inside))) == ["4 people inside, the limit is 3"]


@pytest.mark.postgres("statements")
def test_places_that_no_ticket_holds_are_complained_of(hall: World):
    before = seen(hall)

    hall.change(Ticket, hall.ticket("A-002").id, held=0)

    found = complaints(invariants.people_add_up, before, seen(hall, before))
    assert found == ["3 inside, but tickets hold 2 and 0 were corrected", "A-002 is admitted and holds 0"]


def test_number_given_twice_is_complained_of(hall: World):
    scene = seen(hall)
    first, second = list(scene.tickets.values())[:2]
    first.number = second.number

    assert complaints(invariants.numbers_are_given_once, scene, scene) == [f"number {second.number} 2 times"]


def test_two_at_one_counter_are_complained_of(hall: World):
    scene = seen(hall)
    called, other = scene.numbered("A-001"), scene.numbered("A-002")
    assert called
    assert other
    other.stage, other.counter_id = TicketStage.SERVING, called.counter_id

    assert complaints(invariants.nobody_is_at_two_counters, scene, scene) == ["2 at one counter"]


@pytest.mark.postgres("statements")
def test_counter_closed_under_somebody_is_complained_of(hall: World):
    before = seen(hall)

    hall.change(Counter, hall.ticket("A-001").counter_id or 0, state="closed")

    found = complaints(invariants.nobody_is_at_two_counters, before, seen(hall, before))
    assert found == ["A-001 is called at a counter that is closed"]


@pytest.mark.postgres("statements")
def test_second_handover_is_complained_of(hall: World):
    before = seen(hall)
    hall.hand_over("A-001", now=NEXT)

    hall.database.run(_hand_over_once_more)

    found = complaints(invariants.nothing_is_handed_over_twice, before, seen(hall, before))
    assert found == [f"{hall.office.code}/0001 was handed over 2 times"]


def test_visit_that_ended_while_its_ticket_waits_is_complained_of(hall: World):
    before = seen(hall)

    hall.change(Booking, hall.ticket("A-003").booking_id, stage="missed")

    assert complaints(invariants.nobody_is_lost, before, seen(hall, before)) == ["A-003 is waiting, its visit missed"]


def test_ticket_that_is_gone_is_complained_of(hall: World):
    scene = seen(hall)
    kept = {ticket.id: ticket for ticket in scene.tickets.values() if ticket.number != "A-003"}

    assert complaints(invariants.nobody_is_lost, scene, replace(scene, tickets=kept)) == ["A-003 is gone"]


def test_admission_past_somebody_who_was_due_before_is_complained_of(hall: World):
    hall.scan(hall.booked(9, 30), now=NINE, early=True)
    before = seen(hall)

    hall.database.run(_let_in_past_others, hall, "A-004")

    found = complaints(invariants.order_is_explained, before, seen(hall, before))
    assert found == [
        "A-004 was admitted (order) with 1 people into 0 places",
        "A-004 was admitted (order) past A-003, unsaid",
    ]


@pytest.mark.postgres("statements")
def test_call_past_somebody_who_was_due_before_is_complained_of(hall: World):
    before = seen(hall)

    hall.database.run(_call_past_others, hall, "B-001", before.hall.counters[1].id)

    assert complaints(invariants.order_is_explained, before, seen(hall, before)) == ["B-001 was called before A-002"]


@pytest.mark.parametrize(
    ("sent_to", "found"),
    [(1, []), (2, ["B-001 was called before A-002"]), (3, ["B-001 was called before A-002"])],
    ids=["another counter", "this counter", "a closed one"],
)
def test_call_past_somebody_is_right_where_they_wait_for_another_counter(hall: World, sent_to: int, found: list[str]):
    hall.change(Counter, seen(hall).hall.counters[2].id, state="closed")
    hall.change(Ticket, hall.ticket("A-002").id, sent_to=sent_to)
    before = seen(hall)

    hall.database.run(_call_past_others, hall, "B-001", before.hall.counters[1].id)

    assert complaints(invariants.order_is_explained, before, seen(hall, before)) == found


@pytest.mark.parametrize(("limit", "found"), [(2, []), (3, ["B-001 was called before A-002"])], ids=["crowded", "full"])
def test_call_past_somebody_is_right_where_they_are_kept_at_the_door(hall: World, limit: int, found: list[str]):
    hall.change(OfficeDay, seen(hall).day.id, lobby_limit=limit)
    hall.change(Ticket, hall.ticket("A-002").id, entered_at=None)
    before = seen(hall)

    hall.database.run(_call_past_others, hall, "B-001", before.hall.counters[1].id)

    assert complaints(invariants.order_is_explained, before, seen(hall, before)) == found


def test_change_that_the_history_does_not_tell_is_complained_of(hall: World):
    before = seen(hall)

    hall.change(Ticket, hall.ticket("A-003").id, due_at=at(8))

    found = complaints(invariants.order_is_explained, before, seen(hall, before))
    assert found == ["the history does not tell how A-003 came to its due_at"]


@pytest.mark.postgres("statements")
def test_somebody_kept_outside_an_empty_place_is_complained_of(hall: World):
    before = seen(hall)

    hall.change(OfficeDay, before.day.id, lobby_limit=5, people_allowed=5, version=before.day.version + 1)

    found = complaints(invariants.nobody_waits_for_an_empty_place, before, seen(hall, before))
    assert found == ["A-003 could come in and was not let in"]


def test_party_passed_for_ever_is_complained_of(hall: World):
    before = seen(hall)

    hall.change(Ticket, hall.ticket("A-003").id, passed=4)

    assert complaints(invariants.parties_are_passed_a_few_times, before, seen(hall, before)) == [
        "A-003 was passed 4 times"
    ]


def test_board_that_was_not_written_anew_is_complained_of(hall: World):
    before = seen(hall)
    hall.hand_over("A-001", now=NEXT)

    hall.database.run(lambda session: session.execute(update(OfficeBoard).values(board=before.board)))

    assert len(complaints(invariants.board_is_the_tables, before, seen(hall, before))) == 1


def test_seat_that_nobody_has_is_complained_of(hall: World):
    before = seen(hall)
    slot = hall.slot(10)

    hall.change(Slot, slot.id, taken=1)

    found = complaints(invariants.seats_are_visits, before, seen(hall, before))
    assert found == [f"slot {slot.id} has 1 taken and 0 in it"]


@pytest.mark.postgres("statements")
def test_visit_that_is_missed_before_its_time_is_complained_of(hall: World):
    before = seen(hall)
    missed = hall.booking(hall.booked(10))

    hall.change(Booking, missed.id, stage="missed")

    found = complaints(invariants.nobody_is_missed_before_their_time, before, seen(hall, before))
    assert found == [f"visit {missed.short} is missed and has not begun"]


@pytest.mark.postgres("statements")
def test_visit_that_fetches_what_cannot_be_handed_over_is_complained_of(hall: World):
    before = seen(hall)
    pass_code = hall.booked(10)
    reference = hall.reference_of(pass_code)
    (document,) = hall.rows(Document, col(Document.reference) == reference)
    rule = invariants.visits_fetch_what_is_theirs

    hall.change(Document, document.id, stage="withdrawn")
    given_up = complaints(rule, before, seen(hall, before))
    hall.change(Document, document.id, stage="ready", invitation_id=hall.rows(Invitation)[0].id)
    of_another = complaints(rule, before, seen(hall, before))
    hall.change(Document, document.id, invitation_id=hall.booking(pass_code).invitation_id)
    assert complaints(rule, before, seen(hall, before)) == []
    hall.change(Booking, hall.booking(pass_code).id, stage="missed")
    of_none = complaints(rule, before, seen(hall, before))

    assert given_up == [f"{reference} is withdrawn and fetched by a visit that is booked, or by another invitation's"]
    assert of_another == [f"{reference} is ready and fetched by a visit that is booked, or by another invitation's"]
    assert of_none == [f"{reference} is ready and fetched by a visit that is missed, or by another invitation's"]


@pytest.mark.postgres("statements")
def test_rest_of_a_refused_request_is_complained_of(hall: World):
    before = seen(hall)

    hall.change(OfficeDay, before.day.id, version=before.day.version + 1)

    found = list(invariants.nothing_is_left_of_a_refusal(Step(before, seen(hall, before), changed=False)))
    assert found == ["something is left of a request that came to nothing"]


@pytest.mark.postgres("statements")
def test_number_that_was_given_out_and_not_counted_is_complained_of(hall: World):
    before = seen(hall)

    hall.change(OfficeDay, before.day.id, issued={"A": 1})

    found = list(invariants.numbers_are_counted(Step(before, seen(hall, before))))
    assert [each.startswith("given out were") for each in found] == [True]
    assert list(invariants.numbers_are_counted(Step(before, before))) == []


def test_every_rule_has_a_test_that_makes_it_complain():
    tried = {
        name for test in globals().copy().values() for name in getattr(getattr(test, "__code__", None), "co_names", ())
    }

    assert {rule.__name__ for rule in invariants.RULES} <= tried


@pytest.mark.postgres("statements")
def test_check_says_everything_that_is_wrong(hall: World):
    before = seen(hall)
    hall.change(Ticket, hall.ticket("A-003").id, passed=4)
    hall.change(Slot, hall.slot(10).id, taken=1)

    with pytest.raises(Broken, match=r"parties_are_passed_a_few_times: .*; seats_are_visits: "):
        check(Step(before, seen(hall, before)))


def _hand_over_once_more(session: Session) -> None:
    row = session.get_one(Handover, 1)
    session.add(Handover(**{**row.model_dump(exclude={"id"}), "at": row.at + timedelta(minutes=1)}))


def _let_in_past_others(session: Session, hall: World, number: str) -> None:
    """What no step does: into a hall that is full, and not the first."""
    day = hold(session, hall.office, NEXT)
    hall_ticket = _ticket(session, number)
    assert not take_places(session, day, hall_ticket.people)
    move(session, hall_ticket, TicketStage.ADMITTED, by="system", now=NEXT, why="order", held=hall_ticket.people)


def _call_past_others(session: Session, hall: World, number: str, counter_id: int) -> None:
    hold(session, hall.office, NEXT)
    move(session, _ticket(session, number), TicketStage.CALLED, by=CLERK, now=NEXT, counter_id=counter_id)


def _ticket(session: Session, number: str) -> Ticket:
    return session.exec(select(Ticket).where(col(Ticket.number) == number)).one()
