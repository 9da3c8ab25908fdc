"""A day counted from its rows: each figure by a day that is played in steps."""

from collections.abc import Collection
from datetime import datetime

import pytest
from sqlmodel import Session

from scheduler.db.models import Office, Service, Ticket, ToldWait
from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.counter import calls, handovers, undo
from scheduler.flow.counter.paper_handovers import Late, record_handover
from scheduler.flow.counter.wait_accuracy import measured
from scheduler.flow.figures.counting import count_day, definition_of
from scheduler.flow.figures.messages import NO_TRY
from scheduler.flow.hall import people_count
from scheduler.messages.sending.reasons import UNTRIED
from tests.scenes.factories import HOLDER, MONDAY, NINE, World, at
from tests.support.databases import ON_SQLITE
from tests.support.plans import sent_by, sqlite_plan

pytestmark = pytest.mark.postgres("statements")
EVENING = at(23, 59)


def counted(office: World, *, now: datetime = EVENING, figures: Collection[Figure] | None = None) -> Counts:
    """Monday as its rows say it at a moment."""

    def count(session: Session) -> Counts:
        here = session.get_one(Office, office.office.id)
        return Counts(MONDAY, MONDAY, count_day(session, here, MONDAY, now=now, figures=figures))

    return office.read(count)


def test_numbers_are_counted_with_their_people(office: World) -> None:
    office.arrived(9)
    office.walk_in(party=3, now=NINE)
    office.walk_in(service="C", now=NINE)

    day = counted(office)

    assert day.parts(Figure.NUMBERS) == {"A": 2, "C": 1}
    assert day.total(Figure.PEOPLE) == 5
    assert day.parts(Figure.WALK_INS) == {"A": 1, "C": 1}


def test_a_wait_told_stays_with_the_letter_of_its_number(office: World) -> None:
    office.arrived(9)
    service = office.rows(Service, Service.letter == "C")[0].id
    office.change(Ticket, office.rows(Ticket)[0].id, service_id=service)

    assert counted(office, figures=[Figure.TOLD]).parts(Figure.TOLD) == {"A:called": 1}


def test_waits_of_which_nothing_is_known_are_counted_by_how_they_ended(office: World) -> None:
    leaves, _ = office.arrived(9), office.arrived(9)
    for told in office.rows(ToldWait):
        office.change(ToldWait, told.id, most=10)
    office.do(handovers.leave, leaves, now=at(9, 2))

    day = counted(office, now=at(9, 3), figures=[Figure.TOLD_OTHER])

    assert day.parts(Figure.TOLD_OTHER) == {"A:called:left": 1, "A:called:still_waiting": 1}
    assert day.total(Figure.TOLD) == day.total(Figure.TOLD_KNOWN) + day.total(Figure.TOLD_OTHER) == 2


@ON_SQLITE
def test_a_day_of_waits_told_is_read_by_its_numbers(office: World) -> None:
    office.arrived(9)
    sent = sent_by(office.database, lambda s: measured(s, office.office, MONDAY, MONDAY, now=EVENING))

    plans = [line for each in sent for line in sqlite_plan(office.database, each)]
    assert any("told_wait USING INDEX ix_told_wait_ticket_id" in line for line in plans), plans


def test_a_wait_lasts_from_arrival_to_the_first_call(office: World) -> None:
    office.arrived(9)
    number = office.call(now=at(9, 7))
    office.do(calls.recall, number, now=at(9, 9))
    office.hand_over(number, now=at(9, 12))

    day = counted(office)

    assert day.by_bucket(Figure.WAITS, "A") == {7: 1}
    assert day.by_bucket(Figure.SERVICE_TIMES, "A") == {5: 1}
    assert day.parts(Figure.COUNTER_SERVED) == {"1": 1}
    assert day.parts(Figure.COUNTER_MINUTES) == {"1": 5}


def test_a_call_that_was_taken_back_is_no_call(office: World) -> None:
    office.arrived(9)
    number = office.call(now=at(9, 1))
    office.do(undo.undo_last, number, now=at(9, 2))
    before = counted(office)
    office.call(now=at(9, 20))

    assert before.spread(Figure.WAITS).count == 0
    assert counted(office).by_bucket(Figure.WAITS) == {20: 1}


def test_a_handover_that_was_taken_back_was_none(office: World) -> None:
    number = office.called()
    office.hand_over(number, now=at(9, 1))
    before = counted(office)
    office.do(undo.undo_last, number, now=at(9, 2))

    after = counted(office)

    assert (before.total(Figure.SERVED), before.parts(Figure.HANDED_OVER)) == (1, {"hall:KTP-el": 1})
    assert (after.total(Figure.SERVED), after.parts(Figure.HANDED_OVER)) == (0, {})


def test_who_was_called_and_did_not_come_is_counted_the_same_after_the_day_ended(office: World) -> None:
    number = office.called()
    office.do(calls.miss, number, now=at(9, 5))
    office.arrived(9, 30)
    office.do(handovers.leave, "A-002", now=at(9, 40))
    on_the_day = counted(office)
    office.tick(now=at(0, 1, day=1))

    for day in (on_the_day, counted(office)):
        assert (day.total(Figure.MISSED), day.total(Figure.LEFT), day.total(Figure.SERVED)) == (1, 1, 0)


def test_who_never_came_is_counted_once_the_time_has_passed(office: World) -> None:
    office.booked(9)
    office.booked(10)
    office.arrived(9)

    assert counted(office, now=at(9, 45)).total(Figure.NO_SHOWS) == 1
    at_night = counted(office)
    office.tick(now=at(0, 1, day=1))
    for day in (at_night, counted(office)):
        assert (day.total(Figure.BOOKED), day.total(Figure.NO_SHOWS)) == (3, 2)
        assert (day.total(Figure.SEATS_TAKEN), day.total(Figure.SEATS_USED)) == (3, 1)


def test_who_came_and_got_another_day_had_a_time_on_this_one(office: World) -> None:
    office.arrived(9)
    office.tick(now=at(0, 1, day=1))

    day = counted(office)

    assert (day.total(Figure.BOOKED), day.total(Figure.NO_SHOWS), day.total(Figure.WALK_INS)) == (1, 0, 0)
    assert day.total(Figure.LEFT) == 1


def test_a_handover_on_paper_counts_on_its_own_day(office: World) -> None:
    reference = office.document().reference
    late = Late(at(10), 2, HOLDER, [reference], paper=901)
    office.do(record_handover, late, now=at(9, day=1))

    day = counted(office)

    assert (day.total(Figure.NUMBERS), day.total(Figure.SERVED), day.total(Figure.WALK_INS)) == (1, 1, 1)
    assert day.parts(Figure.HANDED_OVER) == {"hall:KTP-el": 1}
    assert day.parts(Figure.COUNTER_SERVED) == {"2": 1}
    assert day.spread(Figure.WAITS).count == day.spread(Figure.SERVICE_TIMES).count == 0


def test_people_inside_are_counted_by_quarters(office: World) -> None:
    number = office.called(now=at(9), party=2)
    office.do(people_count.change_by_one, 1, now=at(9, 20))
    office.hand_over(number, now=at(9, 20))

    day = counted(office, now=at(9, 50))

    assert day.by_bucket(Figure.INSIDE_MOST) == {36: 2, 37: 2, 38: 1, 39: 1}
    assert day.by_bucket(Figure.INSIDE_MINUTES) == {36: 30, 37: 20, 38: 15, 39: 5}
    assert day.total(Figure.LIMIT) == office.office.lobby_limit


def test_every_figure_has_a_meaning() -> None:
    assert all(definition_of(figure).what for figure in Figure)


def test_an_attempt_that_was_none_is_known_by_the_codes_of_the_worker() -> None:
    assert set(UNTRIED) == NO_TRY
