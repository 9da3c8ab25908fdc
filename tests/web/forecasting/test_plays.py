"""Days that are played for whoever asks: one after the other, kept for a while, and not too many at once."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from scheduler.domain.forecasting.refusals import PlannerBusy
from scheduler.web.office.forecasting.plays import KEPT, LASTS, MOST, Plays


class Counted:
    """A play that counts itself, and waits until it may end."""

    def __init__(self) -> None:
        self.times = 0
        self.may_end = threading.Event()

    def __call__(self) -> int:
        self.may_end.wait()
        self.times += 1
        return self.times


@pytest.fixture
def play() -> Iterator[Counted]:
    found = Counted()
    yield found
    found.may_end.set()


async def test_same_setting_is_played_once_for_all_who_ask(play: Counted) -> None:
    plays = Plays(lambda: 0.0)
    asked = [asyncio.create_task(plays.of("a", play)) for _ in range(9)]
    await asyncio.sleep(0)
    play.may_end.set()

    assert await asyncio.gather(*asked) == [1] * 9
    assert await plays.of("a", play) == 1


async def test_result_is_kept_for_a_while_only(play: Counted) -> None:
    now = 0.0
    plays = Plays(lambda: now)
    play.may_end.set()
    await plays.of("a", play)
    now = LASTS

    assert await plays.of("a", play) == 2


async def test_too_many_settings_at_once_are_refused_and_nothing_is_lost(play: Counted) -> None:
    plays = Plays(lambda: 0.0)
    asked = [asyncio.create_task(plays.of(number, play)) for number in range(MOST)]
    await asyncio.sleep(0)

    with pytest.raises(PlannerBusy):
        await plays.of("another", play)
    joining = asyncio.create_task(plays.of(0, play))
    await asyncio.sleep(0)
    play.may_end.set()

    assert await asyncio.gather(*asked) == [1, 2, 3, 4]
    assert await joining == 1
    assert await plays.of("another", play) == 5


async def test_whoever_goes_away_stops_nobody(play: Counted) -> None:
    plays = Plays(lambda: 0.0)
    before = asyncio.create_task(plays.of("before", play))
    gone = asyncio.create_task(plays.of("a", play))
    await asyncio.sleep(0)
    gone.cancel()
    stays = asyncio.create_task(plays.of("a", play))
    await asyncio.sleep(0)
    play.may_end.set()

    assert await asyncio.gather(before, stays) == [1, 2]


async def test_play_that_failed_is_played_again() -> None:
    plays = Plays(lambda: 0.0)

    def fails() -> int:
        raise ValueError("lost")

    with pytest.raises(ValueError, match="lost"):
        await plays.of("a", fails)
    assert await plays.of("a", lambda: 7) == 7


async def test_oldest_results_go_where_there_are_too_many(play: Counted) -> None:
    plays = Plays(lambda: 0.0)
    play.may_end.set()
    for number in range(KEPT + 1):
        await plays.of(number, play)

    assert await plays.of(KEPT, play) == KEPT + 1, "kept"
    assert await plays.of(0, play) == KEPT + 2, "played again"
