"""The worker foresees the coming days, so many at once, and holds days that are over against what was foreseen."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.db.models import DayForecast, OfficeHabits
from scheduler.flow.forecasting import keeping
from scheduler.jobs import foreseeing as driver
from scheduler.jobs.foreseeing import Foreseeing
from tests.scenes.factories import MONDAY, NINE, World, at
from tests.support.patience import until


@pytest.fixture
def work(office: World, clock) -> Foreseeing:
    clock.now = NINE
    return Foreseeing(office.database, clock, seeds=2)


async def test_all_days_are_foreseen_in_a_round_and_then_left_for_a_while(office: World, work: Foreseeing):
    assert await work.go_round(0.0) == 10
    assert await work.go_round(60.0) == 0
    assert len(office.rows(DayForecast)) == 10


async def test_only_so_many_are_played_in_a_round(office: World, work: Foreseeing, monkeypatch):
    monkeypatch.setattr(driver, "MOST_PLAYS", 8)

    assert [await work.go_round(60.0 * n) for n in range(4)] == [4, 4, 2, 0]


async def test_office_is_looked_at_again_after_a_while(office: World, clock, work: Foreseeing):
    await work.go_round(0.0)
    clock.now = at(9, day=1)

    assert await work.go_round(driver.EVERY - 1) == 0
    assert await work.go_round(driver.EVERY) == 10


async def test_office_that_is_being_set_up_is_left_alone(office: World, work: Foreseeing):
    office.change(type(office.office), office.office.id, starting={"at": "hours"})

    assert await work.go_round(0.0) == 0


@pytest.mark.postgres("statements")
async def test_day_that_is_over_is_held_against_what_was_foreseen(office: World, clock, work: Foreseeing):
    await work.go_round(0.0)
    office.walk_in(now=at(9, day=1))
    office.call(1, now=at(9, 5, day=1))
    office.tick(now=at(1, day=2))
    clock.now = at(1, day=2)

    await work.go_round(driver.EVERY)

    [row] = office.rows(DayForecast, DayForecast.day == MONDAY + timedelta(days=1))
    assert row.truth is not None
    assert (row.truth["says"]["walk_ins"], row.truth["says"]["wait"]) == (1, 5)


@pytest.mark.postgres("statements")
async def test_job_goes_round_by_itself(office: World, clock, monkeypatch):
    monkeypatch.setattr(driver.Foreseeing.__init__, "__kwdefaults__", {"seeds": 1})
    monkeypatch.setattr(driver, "LATER", 0.0)
    clock.now = NINE

    async with driver.foreseeing(office.database, clock, die=_never):
        await until(lambda: len(office.rows(DayForecast)) > 0)


async def test_habits_are_fitted_before_the_days_are_foreseen(office: World, work: Foreseeing):
    await work.go_round(0.0)

    [habits] = office.rows(OfficeHabits)
    assert habits.made_at == NINE
    assert {row.made_at for row in office.rows(DayForecast)} == {NINE}


async def test_day_that_cannot_be_played_ends_nothing_else(office: World, work: Foreseeing, monkeypatch):
    play = keeping.play
    tuesday = MONDAY + timedelta(days=1)
    monkeypatch.setattr(keeping, "play", lambda due, *rest: 1 / 0 if due.day == tuesday else play(due, *rest))

    await work.go_round(0.0)

    assert tuesday not in {row.day for row in office.rows(DayForecast)}
    assert len(office.rows(DayForecast)) == 9
    assert await work.go_round(60.0) == 0, "it is tried again with all others"


async def test_office_that_cannot_be_looked_at_is_left_for_a_while(office: World, work: Foreseeing, monkeypatch):
    monkeypatch.setattr(keeping, "look", lambda *_, **__: 1 / 0)
    assert await work.go_round(0.0) == 0

    monkeypatch.undo()
    assert await work.go_round(60.0) == 0
    assert await work.go_round(driver.EVERY) == 10


async def test_day_that_cannot_be_judged_ends_nothing_else(office: World, clock, work: Foreseeing, monkeypatch):
    await work.go_round(0.0)
    monkeypatch.setattr(driver.judging, "seen", lambda *_, **__: 1 / 0)
    clock.now = at(1, day=2)

    assert await work.go_round(driver.EVERY) > 0


async def test_database_that_is_away_is_waited_for(office: World, work: Foreseeing, monkeypatch):
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception())

    monkeypatch.setattr(keeping, "look", away)
    with pytest.raises(OperationalError):
        await work.go_round(0.0)


def _never(_status: int) -> None:
    raise AssertionError("the process was to end")
