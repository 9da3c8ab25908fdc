"""The worker makes proposals by processes of its own, says how far it is, and stops when it is told to."""

import asyncio
import pickle
import subprocess

import pytest
from structlog.testing import capture_logs

from scheduler.db.models import ForecastRun
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.domain.forecasting.proposing.plays import Player, Task
from scheduler.domain.forecasting.proposing.stages import RunStage, Why
from scheduler.flow.forecasting import proposals
from scheduler.jobs import proposals as driver
from scheduler.jobs.players import START, PlayerLost, Players
from scheduler.jobs.proposals import Proposing
from tests.domain.forecasting.proposing.office import HABITS, morning
from tests.flow.forecasting.test_proposals import found
from tests.scenes.factories import NINE, World
from tests.support.patience import until

ASKED = Asked(wait=30, overtime=15, full=1.0)


@pytest.fixture
def work(office: World, clock) -> Proposing:
    clock.now = NINE
    return Proposing(office.database, clock, beat=0.01)


@pytest.fixture
def number(office: World) -> int:
    return office.database.run(proposals.ask, office.office, ASKED, by="sari", now=NINE)


def row(office: World) -> ForecastRun:
    [only] = office.rows(ForecastRun)
    return only


async def test_days_are_played_by_two_processes_as_they_are_by_one():
    tasks = [Task(morning(counters=counters).plan(), range(15), is_busy_told=True) for counters in (1, 2)]
    players = Players(HABITS)
    try:
        assert await players.play(tasks) == [Player(HABITS).outcomes(task) for task in tasks]
    finally:
        players.end()


async def test_a_process_that_is_gone_is_noticed():
    players = Players(HABITS)
    try:
        players._children[0].kill()
        with pytest.raises(PlayerLost):
            await players.play([Task(morning().plan(), range(20))])
    finally:
        players.end()


def test_a_process_whose_own_was_killed_while_it_told_an_order_ends_and_says_nothing():
    orders = pickle.dumps(HABITS) + pickle.dumps(Task(morning().plan(), range(1)))
    ended = subprocess.run(START, input=orders[:-9], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


async def test_what_was_found_is_written_down(office: World, work: Proposing, number: int, monkeypatch):
    async def searched(search, habits, *, told):
        told(10_000)
        assert habits.fills == ()
        return found()

    monkeypatch.setattr(driver, "searched", searched)

    await work.work_off()

    assert row(office).state == RunStage.DONE
    assert proposals.found_in(row(office)) == found()


async def test_it_goes_on_until_it_is_stopped(office: World, work: Proposing, number: int, monkeypatch):
    ended = asyncio.Event()

    async def searched(search, habits, *, told):
        told(100)
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr(driver, "searched", searched)
    going = asyncio.create_task(work.work_off())
    await until(lambda: row(office).percent > 0)

    office.database.run(proposals.stop, office.office, number, by="sari", now=NINE)

    async with asyncio.timeout(10):
        await going
    assert ended.is_set()
    assert row(office).state == RunStage.STOPPED


async def test_a_round_that_lasts_is_not_taken_for_one_that_stands_still(
    office: World, clock, number: int, monkeypatch
):
    clock.now = NINE
    beats: list[int] = []

    async def searched(search, habits, *, told):
        await until(lambda: len(beats) >= 3)
        return found()

    monkeypatch.setattr(driver, "searched", searched)
    await Proposing(office.database, clock, beat=0.01, at_work=lambda: beats.append(1)).work_off()

    assert len(beats) >= 3
    assert row(office).state == RunStage.DONE


async def test_a_process_that_ends_leaves_it_to_the_next(office: World, work: Proposing, number: int, monkeypatch):
    async def searched(search, habits, *, told):
        await asyncio.Event().wait()

    monkeypatch.setattr(driver, "searched", searched)
    going = asyncio.create_task(work.work_off())
    await until(lambda: row(office).state == RunStage.RUNNING)

    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going

    assert row(office).state == RunStage.WAITING


async def test_a_fault_of_ours_ends_one_and_is_logged(office: World, work: Proposing, number: int, monkeypatch):
    async def searched(search, habits, *, told):
        raise PlayerLost

    monkeypatch.setattr(driver, "searched", searched)
    with capture_logs() as logs:
        await work.work_off()

    assert (row(office).state, row(office).why) == (RunStage.FAILED, Why.FAULT)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["proposal_failed"]


async def test_without_a_day_of_work_nothing_is_proposed(office: World, work: Proposing, number: int, monkeypatch):
    scene_of = proposals.scene_of
    monkeypatch.setattr(proposals, "scene_of", lambda *args, **facts: replace_week(scene_of(*args, **facts)))
    await work.work_off()
    assert (row(office).state, row(office).why) == (RunStage.FAILED, Why.NO_WORK)


def replace_week(scene: proposals.Scene) -> proposals.Scene:
    return scene._replace(week=[])
