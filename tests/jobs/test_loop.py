"""What all jobs beside the requests have in common: when they go round, what they wait for, what ends the process."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import Unavailable
from scheduler.jobs import loop
from scheduler.jobs.loop import Job, going_round
from scheduler.runtime.supervise import EX_SOFTWARE
from tests.support.patience import Rounds, rounds_of_bells, until

AWAY = OperationalError("SELECT 1", {}, OSError("away"))
LONG = 600.0


def working(rounds: Rounds, *faults: BaseException) -> Callable[[], object]:
    """A round's work, which fails in the first rounds as it is told."""
    left = list(faults)

    async def work() -> None:
        rounds.over()
        if left:
            raise left.pop(0)

    return work


def leaves(mark: str) -> Callable[..., None]:
    """A step that leaves a mark."""

    def step(session) -> None:
        session.execute(text("SELECT 1"))
        session.info[mark] = True

    return step


async def test_who_waits_for_a_server_is_answered_before_anything_goes_round(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(loop, "FIRST", LONG)
    rounds = Rounds()

    async with going_round(Job("testing", working(rounds), 0.001), database, die=pytest.fail):
        for _ in range(10):
            await asyncio.sleep(0)
        await database.write(leaves("mark"))

    assert rounds.count == 0


async def test_what_can_wait_goes_round_later_than_others(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loop, "FIRST", 0.0)
    rounds, later = Rounds(), Rounds()

    async with (
        going_round(Job("waiting", working(later), 0.001, later=LONG), database, die=pytest.fail),
        going_round(Job("testing", working(rounds), 0.001), database, die=pytest.fail),
    ):
        await rounds.whole(3)

    assert later.count == 0


async def test_it_goes_round_soon_and_again_after_a_while(database: Database):
    rounds = Rounds()

    async with going_round(Job("testing", working(rounds), 0.001), database, die=pytest.fail):
        await rounds.whole(3)


async def told(database: Database, mark: str) -> None:
    """A step leaves a mark; until whoever listens has been told of it, and has had time to wake."""
    loop, heard = asyncio.get_running_loop(), asyncio.Event()

    def last(_infos: object) -> None:
        loop.call_soon_threadsafe(heard.set)

    database.listeners.append(last)
    await database.write(leaves(mark))
    await heard.wait()
    database.listeners.remove(last)
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("waits_for", "left", "rounds_made"), [("left", "left", 2), ("left", "other", 1), (None, "left", 1)]
)
async def test_step_that_leaves_its_mark_wakes_it(
    database: Database, monkeypatch, waits_for: str | None, left: str, rounds_made: int
):
    rounds, bells = Rounds(), rounds_of_bells(monkeypatch)

    async with going_round(Job("testing", working(rounds), LONG, waits_for), database, die=pytest.fail):
        await bells.first()
        await told(database, left)

    assert rounds.count == rounds_made


async def test_afterwards_nothing_of_it_listens(database: Database):
    before = list(database.listeners)

    async with going_round(Job("testing", working(Rounds()), LONG, "left"), database, die=pytest.fail):
        assert database.listeners != before

    assert database.listeners == before


@pytest.mark.parametrize(
    "fault", [Unavailable(), AWAY, ExceptionGroup("several", [AWAY, Unavailable()])], ids=["write", "read", "several"]
)
async def test_database_that_is_away_is_waited_for(database: Database, fault: Exception):
    rounds = Rounds()

    with capture_logs() as logs:
        async with going_round(Job("testing", working(rounds, fault), 0.001), database, die=pytest.fail):
            await rounds.whole(2)

    assert [line["event"] for line in logs] == ["testing_unavailable"]


async def test_fault_of_ours_ends_the_process(database: Database):
    ended: list[int] = []

    with capture_logs() as logs, pytest.raises(ZeroDivisionError):
        async with going_round(
            Job("testing", working(Rounds(), ZeroDivisionError()), 0.001), database, die=ended.append
        ):
            await until(lambda: ended)

    assert ended == [EX_SOFTWARE]
    assert [line["event"] for line in logs] == ["testing_failed"]


async def test_what_is_to_be_done_once_is_not_done_again(database: Database, monkeypatch):
    rounds, bells = Rounds(), rounds_of_bells(monkeypatch)

    async with going_round(
        Job("testing", working(rounds, Unavailable()), 0.001, until_done=True), database, die=pytest.fail
    ):
        await until(lambda: rounds.count >= 2)

    assert bells.count == 1, "it waits for nothing more"
