"""The waits that people are told: from the office's own record, written down, and held against what happened."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from scheduler.db.models import Ticket, ToldWait
from scheduler.flow.core.local_time import today_of
from scheduler.flow.counter import calls, counters, parking
from scheduler.flow.counter.wait_accuracy import measured
from scheduler.flow.day_end.sweeps import tick
from scheduler.flow.hall import people_count
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.hall.pace import paces_of
from tests.scenes.factories import World, at


def told(office: World) -> list[tuple[str, str]]:
    """The number and what it was told to wait for, in order."""
    numbers = {ticket.id: ticket.number for ticket in office.rows(Ticket)}
    return [(numbers[row.ticket_id], row.until) for row in office.rows(ToldWait)]


def pace(office: World, letter: str, now):
    return office.read(lambda s: paces_of(s, hall_of(s, office.office, office.day(now), now), now)[letter])


def served(office: World, *, minutes: float, number: int, day: int = 0) -> None:
    """So many people of service A, each so long at the counter."""
    for each in range(number):
        start = at(8, day=day) + each * timedelta(minutes=20)
        ticket = office.arrived(8, 30 * (each // 2), day=day, now=start)
        office.call(now=start)
        office.hand_over(ticket, now=start + timedelta(minutes=minutes))


# --- the record


def test_pace_is_that_of_the_last_visits(office: World):
    served(office, minutes=10, number=5)

    seen = pace(office, "A", at(10))

    assert seen.visits == 5
    assert seen.factor == pytest.approx(2, rel=0.05)  # a KTP-el is expected to take five minutes
    assert pace(office, "B", at(10)).visits == 0


def test_pace_is_remembered_over_night_but_not_for_ever(office: World):
    served(office, minutes=10, number=5)
    office.at_time(tick, now=at(8, day=1))

    assert pace(office, "A", at(8, day=1)).visits == 5
    office.at_time(tick, now=at(8, day=40))
    assert pace(office, "A", at(8, day=40)).visits == 0


@pytest.mark.postgres("statements")
def test_visits_written_down_afterwards_or_forgotten_are_no_record(office: World):
    served(office, minutes=10, number=5)
    office.database.run(lambda s: s.execute(update(Ticket).values(ended_at=Ticket.called_at)))
    assert pace(office, "A", at(10)).visits == 0

    office.database.run(lambda s: s.execute(update(Ticket).values(called_at=at(8), ended_at=at(14))))

    assert pace(office, "A", at(14)).visits == 0


def test_slow_visits_make_the_waits_longer(office: World):
    office.at_time(counters.close_counter, 2)
    office.at_time(counters.close_counter, 3)
    served(office, minutes=15, number=6)
    for _ in range(5):
        office.arrived(10, 0)
    office.call(now=at(10))

    waits = [wait.minutes for wait in office.board(at(10)).inside]

    assert all(low > 4 and high > 15 for low, high in waits if waits)
    assert office.board(at(10)).waiting[0].minutes[1] >= 15


# --- who is still expected


def test_booked_who_will_go_first_lengthen_the_wait_of_a_walk_in(office: World):
    office.edit(lobby_limit=1)
    office.arrived(9)
    alone = office.walk_in(now=at(9)).minutes
    office.do(parking.park, "A-002", now=at(9))
    for _ in range(5):
        office.booked(9)
    office.walk_in(now=at(9))

    with_them = next(wait.minutes for wait in office.board().waiting if wait.ticket == "A-003")

    assert alone is not None
    assert with_them[1] > alone[1]
    assert len(office.board().waiting) == 1


# --- the end of the day


def test_nobody_is_let_in_who_cannot_be_called_before_the_end(office: World):
    office.edit(lobby_limit=2)
    for counter in (2, 3):
        office.at_time(counters.close_counter, counter, now=at(14, 30))
    for _ in range(3):
        office.arrived(14, 30, now=at(14, 45))
    assert office.board(at(14, 45)).waiting[0].minutes is not None
    office.hand_over(office.call(now=at(14, 45)), now=at(14, 50))
    office.call(now=at(14, 58))  # the next one takes until 15.03
    office.arrived(14, 30, now=at(14, 58))

    assert [office.ticket(f"A-00{n}").stage for n in (2, 3, 4)] == ["called", "admitted", "waiting"]
    assert office.board(at(14, 58)).waiting[0].minutes is None


def test_free_counter_takes_somebody_from_outside_until_the_last_minute(office: World):
    office.edit(lobby_limit=1)
    number = office.arrived(14, 30, now=at(14, 59))

    assert office.ticket(number).stage == "admitted"


def test_from_the_end_on_nobody_is_let_in_and_who_is_inside_is_called(office: World):
    office.edit(lobby_limit=1)
    inside, outside = (office.arrived(14, 30, now=at(14, 59)) for _ in range(2))

    office.hand_over(office.call(now=at(15, 5)), now=at(15, 10))

    assert office.ticket(inside).stage == "served"
    assert office.ticket(outside).stage == "waiting"
    assert office.board(at(15, 10)).waiting[0].minutes is None


def test_break_ahead_is_in_the_wait(office: World):
    office.edit(lobby_limit=1)
    for _ in range(2):
        office.arrived(11, 30, now=at(11, 56))
    office.call(now=at(11, 57))

    least, most = office.board(at(11, 57)).waiting[0].minutes

    assert least <= 5
    assert most > 60


# --- what was told, and what came of it


def test_told_at_the_door_and_when_let_in(office: World):
    office.edit(lobby_limit=1)
    first, second = office.arrived(), office.arrived()
    office.hand_over(office.call(), now=at(9, 5))
    office.call(now=at(9, 6))

    assert told(office) == [(first, "called"), (second, "admitted"), (second, "called")]


@pytest.mark.postgres("statements")
def test_nobody_is_told_anything_in_a_break(office: World):
    office.arrived(11, 30, now=at(12, 10))

    assert told(office) == []


def test_refused_step_tells_nothing(office: World):
    office.arrived()
    before = told(office)

    with pytest.raises(Exception, match="ticket_unknown"):
        office.do(calls.miss, "A-009")

    assert told(office) == before


def made_up_day(office: World) -> None:
    """Six waits with known truths: within, early, late, parked, out of order, still there. All were told 5 to 10."""
    for _ in range(6):
        office.arrived(now=at(9))
    office.change_all_told(5, 10)
    for number, minute in (("A-001", 7), ("A-002", 2), ("A-003", 40)):
        office.change(Ticket, office.ticket(number).id, due_at=at(8, minute))
    office.do(parking.park, "A-004", now=at(9, 1))
    office.hand_over(office.call(1, now=at(9, 2)), now=at(9, 3))
    office.hand_over(office.call(1, now=at(9, 7)), now=at(9, 8))
    office.call(1, now=at(9, 10), ticket="A-006", reason="ibu hamil")
    office.call(2, now=at(9, 40))


@pytest.fixture
def day(office: World) -> World:
    office.edit(lobby_limit=20)
    office.change_all_told = lambda low, high: office.database.run(  # type: ignore[attr-defined]
        lambda s: s.execute(update(ToldWait).values(least=low, most=high))
    )
    made_up_day(office)
    return office


def test_measured_against_what_happened(day: World):
    today = today_of(day.office, at(9))

    [found] = day.read(lambda s: measured(s, day.office, today, today, now=at(9, 41)))

    assert (found.letter, found.until, found.told, found.known) == ("A", "called", 6, 4)
    assert (found.held, found.early, found.late) == (1, 1, 2)
    assert found.other == {"parked": 1, "out_of_order": 1}
    assert found.width == 20


@pytest.mark.parametrize(
    ("ends", "minute", "late", "other"),
    [
        (None, 10, 0, {"still_waiting": 1}),
        (None, 11, 1, {}),
        ("parked", 10, 0, {"parked": 1}),
        ("parked", 11, 1, {}),
        ("out of order", 10, 0, {"out_of_order": 1}),
        ("out of order", 11, 1, {}),
    ],
)
def test_who_waited_longer_than_told_is_missed_however_it_ends(office: World, ends, minute, late, other):
    office.arrived(now=at(9))
    office.database.run(lambda s: s.execute(update(ToldWait).values(least=5, most=10)))
    if ends == "parked":
        office.do(parking.park, "A-001", now=at(9, minute))
    elif ends:
        office.call(1, now=at(9, minute), ticket="A-001", reason="ibu hamil")

    today = today_of(office.office, at(9))
    [found] = office.read(lambda s: measured(s, office.office, today, today, now=at(9, minute)))

    assert (found.late, found.known, found.other) == (late, late, other)


def test_who_was_sent_behind_others_is_no_truth(guarded: World):
    for _ in range(5):
        guarded.arrived()
    guarded.do(calls.miss, guarded.call())  # A-005 is called in, and does not come
    guarded.at_time(tick, now=at(9, 6))

    today = today_of(guarded.office, at(9))
    found = {
        each.until: each for each in guarded.read(lambda s: measured(s, guarded.office, today, today, now=at(9, 6)))
    }

    assert found["called"].other["waiting"] == 1
    assert found["admitted"].known == 1


@pytest.mark.postgres("statements")
def test_other_days_and_other_offices_are_not_measured(day: World, elsewhere: World):
    tomorrow = today_of(day.office, at(9, day=1))
    today = today_of(day.office, at(9))

    assert day.read(lambda s: measured(s, day.office, tomorrow, tomorrow, now=at(9, 41))) == []
    assert day.read(lambda s: measured(s, elsewhere.office, today, today, now=at(9, 41))) == []


def test_emptied_hall_is_no_truth(office: World):
    office.arrived()
    office.do(people_count.empty_hall, reason="latihan", now=at(9, 1))

    today = today_of(office.office, at(9))
    [found] = office.read(lambda s: measured(s, office.office, today, today, now=at(9, 1)))

    assert (found.known, found.other) == (0, {"waiting": 1})
