"""Proposals: one under way at a time, taken by one process, stopped, given back; what was found is read as it was."""

from datetime import datetime, timedelta
from functools import cache

import pytest

from scheduler.db.models import ForecastRun
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.proposing.asked import Asked, Outcome
from scheduler.domain.forecasting.proposing.plays import Task, found_by
from scheduler.domain.forecasting.proposing.proposal import Proposal, proposal
from scheduler.domain.forecasting.proposing.stages import (
    KEPT_FOR,
    STALE,
    ProposalOver,
    ProposalUnderWay,
    ProposalUnknown,
    RunStage,
    Why,
)
from scheduler.flow.forecasting import proposals
from scheduler.flow.forecasting.proposals import Run, Scene
from tests.domain.forecasting.proposing.office import morning
from tests.scenes.factories import NINE, World

ASKED = Asked(wait=30, overtime=15, full=0.5)


def ask(office: World, now: datetime = NINE) -> int:
    return office.database.run(proposals.ask, office.office, ASKED, by="sari", now=now)


def take(office: World, worker: str = "one", now: datetime = NINE) -> Run | None:
    return office.database.run(proposals.take, worker, now=now)


def row(office: World) -> ForecastRun:
    [found] = office.rows(ForecastRun)
    return found


@cache
def found() -> Proposal:
    """Of a small office, by days that are not played."""

    def play(task: Task) -> list[Outcome]:
        seats = sum(slot.free for slot in task.plan.slots)
        busy = {(1, half): 20.0 for half in range(16, 22)} if task.is_busy_told else {}
        return [
            Outcome(seats, 2.0, seats / 2 + seed % 3, 0.0, 1.0, 0, 0, is_full=False, busy=busy) for seed in task.seeds
        ]

    return found_by(proposal([morning(weekday=weekday) for weekday in (0, 1)], ASKED), play)


@pytest.mark.postgres("statements")
def test_a_proposal_is_taken_played_and_kept(office):
    number = ask(office)
    run = take(office)
    assert run == Run(number, office.office.id, ASKED)
    assert office.database.run(proposals.beat, number, "one", 40, now=NINE)
    assert row(office).percent == 40

    assert office.database.run(proposals.finish, number, "one", found(), now=NINE)

    assert (row(office).state, row(office).percent) == (RunStage.DONE, 100)
    assert proposals.found_in(row(office)) == found()
    assert not office.read(lambda session: proposals.is_wanted(session, now=NINE))


@pytest.mark.postgres("statements")
def test_one_is_under_way_at_a_time(office):
    number = ask(office)
    with pytest.raises(ProposalUnderWay):
        ask(office)
    office.database.run(proposals.stop, office.office, number, by="sari", now=NINE)
    assert ask(office) != number
    assert [each.id for each in office.read(lambda session: proposals.newest(session, office.office, most=1))] != [
        number
    ]


@pytest.mark.postgres("statements")
def test_what_is_stopped_is_played_no_more_and_its_result_not_kept(office):
    number = ask(office)
    take(office)
    office.database.run(proposals.stop, office.office, number, by="sari", now=NINE)

    assert not office.database.run(proposals.beat, number, "one", 50, now=NINE)
    assert not office.database.run(proposals.finish, number, "one", found(), now=NINE)
    assert not office.database.run(proposals.fail, number, "one", Why.FAULT, now=NINE)

    assert (row(office).state, row(office).ended_by, row(office).result) == (RunStage.STOPPED, "sari", None)
    with pytest.raises(ProposalOver):
        office.database.run(proposals.stop, office.office, number, by="sari", now=NINE)


def test_another_process_takes_up_what_a_silent_one_left(office):
    number = ask(office)
    take(office)
    assert take(office, "two", NINE + STALE) is None
    later = NINE + STALE + timedelta(seconds=1)
    assert office.read(lambda session: proposals.is_wanted(session, now=later))
    assert take(office, "two", later) == Run(number, office.office.id, ASKED)
    assert not office.database.run(proposals.beat, number, "one", 50, now=later)
    assert office.database.run(proposals.beat, number, "two", 50, now=later)


@pytest.mark.postgres("statements")
def test_a_process_that_ends_gives_back_what_it_is_at(office):
    number = ask(office)
    take(office)
    assert office.database.run(proposals.give_back, number, "one")
    assert take(office, "two") is not None


@pytest.mark.postgres("statements")
def test_old_proposals_go_and_those_under_way_stay(office):
    number = ask(office)
    office.database.run(proposals.stop, office.office, number, by="sari", now=NINE)
    last = ask(office)
    assert office.database.run(proposals.drop_old, now=NINE + KEPT_FOR) == 0
    assert office.database.run(proposals.drop_old, now=NINE + KEPT_FOR + timedelta(seconds=1)) == 1
    assert row(office).id == last


def test_of_another_office_nothing_is_known(office):
    number = ask(office)
    other = office.office.model_copy(update={"id": 999})
    with pytest.raises(ProposalUnknown):
        office.database.run(proposals.stop, other, number, by="sari", now=NINE)
    with pytest.raises(ProposalUnknown):
        office.read(lambda session: proposals.run_of(session, other, number))


@pytest.mark.postgres("statements")
def test_what_an_older_version_wrote_is_not_read(office):
    ask(office)
    office.change(ForecastRun, row(office).id, result={"weekday": 0})
    assert proposals.found_in(row(office)) is None


def test_a_week_is_made_of_each_weekdays_first_day_of_work(office):
    scene: Scene = office.read(lambda session: proposals.scene_of(session, office.office.id, now=NINE))
    assert [day.weekday for day in scene.week] == [0, 1, 2, 3, 4]
    assert all(day.units() and day.shifts for day in scene.week)
    assert isinstance(scene.habits, Habits)
