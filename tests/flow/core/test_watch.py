"""After a cut the guard is asked how many are inside; a break, a night or a restart is none."""

import pytest

from scheduler.flow.day_end import sweeps
from scheduler.flow.hall import people_count
from tests.scenes.factories import World, at


def _tick(office: World, *moments) -> None:
    for moment in moments:
        office.tick(now=moment)


def test_gap_in_opening_hours_asks_for_a_count(office: World):
    _tick(office, at(9), at(9, 5, day=0))
    assert office.day().count_wanted_at is None

    _tick(office, at(9, 11))

    assert (office.day().count_wanted_at, office.day().watched_at) == (at(9, 11), at(9, 11))


@pytest.mark.parametrize(
    ("last", "first"),
    [
        pytest.param(at(9), at(9, 5), id="a restart"),
        pytest.param(at(11, 58), at(13, 2), id="the break"),
        pytest.param(at(14, 58), at(16), id="the evening"),
        pytest.param(at(14, 58), at(8, 30, day=1), id="the night"),
    ],
)
def test_what_is_no_cut_asks_for_nothing(office: World, last, first):
    _tick(office, last, first)

    assert office.day(first).count_wanted_at is None


@pytest.mark.postgres("statements")
def test_cut_that_reaches_over_the_break_asks(office: World):
    _tick(office, at(11, 50), at(13, 1))

    assert office.day().count_wanted_at == at(13, 1)


def test_count_answers_the_question(office: World):
    _tick(office, at(9), at(9, 30))

    office.do(people_count.recount, 2, reason="setelah gangguan", now=at(9, 31))

    assert office.day().count_wanted_at is None
    _tick(office, at(9, 32), at(9, 33))
    assert office.day().count_wanted_at is None


def test_question_stands_until_it_is_answered(office: World):
    _tick(office, at(9), at(9, 30), at(9, 31), at(9, 50))

    office.do(people_count.change_by_one, 1, now=at(9, 51))

    assert office.day().count_wanted_at == at(9, 50)


def test_watching_is_noted_once_a_minute_only_while_open_and_changes_no_board(office: World):
    _tick(office, at(7, 0), at(7, 30))
    assert office.day().watched_at is None
    _tick(office, at(8))
    version = office.day().version

    assert not office.at_time(_needs_look, now=at(8, 0).replace(second=59))
    assert office.at_time(_needs_look, now=at(8, 1))
    office.at_time(sweeps.look, now=at(8, 1))

    assert (office.day().watched_at, office.day().version) == (at(8, 1), version)
    assert not office.at_time(_needs_look, now=at(8, 1))
    assert not office.at_time(_needs_look, now=at(12, 30))


def test_emptied_hall_is_watched_too(office: World):
    _tick(office, at(9))
    office.do(people_count.empty_hall, reason="gempa")
    _tick(office, *(at(9, minute) for minute in range(1, 21)))

    office.do(people_count.open_hall, now=at(9, 20))
    _tick(office, at(9, 21))

    assert office.day().count_wanted_at is None


def _needs_look(session, office, *, now):
    return sweeps.needs_look(session, office, now)
