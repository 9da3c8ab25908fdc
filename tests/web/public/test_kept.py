"""Readings for everybody: made once for all who ask at once, and still there while the database is away."""

import asyncio
from datetime import timedelta

import pytest

from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import Unavailable
from scheduler.web.shared.public.kept import LAST_KNOWN, TRY_AGAIN, Kept
from tests.conftest import Stopwatch

LASTS = timedelta(seconds=15)


class Source:
    """Counts how often it is read; each reading says which it is. gate: while it is shut, readings wait."""

    def __init__(self) -> None:
        self.reads = 0
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()

    async def __call__(self) -> int:
        self.reads += 1
        self.begun.set()
        number, fault = self.reads, self.fault
        await self.gate.wait()
        if fault is not None:
            raise fault
        return number


@pytest.fixture
def kept(clock: Stopwatch) -> Kept[int]:
    return Kept(clock, lasts=LASTS, most=2)  # type: ignore[arg-type]


async def test_a_thousand_who_ask_at_once_cost_one_reading(kept: Kept[int]) -> None:
    source = Source()

    found = await asyncio.gather(*(kept.get("here", source) for _ in range(1000)))

    assert source.reads == 1
    assert {reading.value for reading in found} == {1}


async def test_reading_lasts_fifteen_seconds(kept: Kept[int], clock: Stopwatch) -> None:
    source = Source()
    await kept.get("here", source)

    clock.forward(seconds=14.9)
    assert (await kept.get("here", source)).value == 1
    clock.forward(seconds=0.1)
    assert (await kept.get("here", source)).value == 2


async def test_clock_that_is_put_back_keeps_nothing_for_hours(kept: Kept[int], clock: Stopwatch) -> None:
    source = Source()
    await kept.get("here", source)

    clock.forward(hours=-1)

    assert (await kept.get("here", source)).value == 2


async def test_who_goes_away_spoils_it_for_nobody(kept: Kept[int]) -> None:
    source = Source()
    source.gate.clear()
    first = asyncio.create_task(kept.get("here", source))
    second = asyncio.create_task(kept.get("here", source))
    await source.begun.wait()

    first.cancel()
    source.gate.set()

    assert (await second).value == 1
    assert source.reads == 1


async def test_last_known_is_told_as_old_while_nothing_can_be_read(kept: Kept[int], clock: Stopwatch) -> None:
    source = Source()
    first = await kept.get("here", source)
    source.fault = Unavailable()

    clock.now = first.at + LASTS
    old = await kept.get("here", source)
    again = await kept.get("here", source)

    assert (old.value, old.is_old, first.is_old) == (1, True, False)
    assert again is old
    assert source.reads == 2, "nobody asks again at once"


async def test_what_is_known_is_told_only_so_long(kept: Kept[int], clock: Stopwatch) -> None:
    source = Source()
    await kept.get("here", source)
    source.fault = Unavailable()

    clock.forward(seconds=LAST_KNOWN.total_seconds() + 1)

    with pytest.raises(Unavailable):
        await kept.get("here", source)


async def test_it_is_read_again_when_the_database_is_back(kept: Kept[int], clock: Stopwatch) -> None:
    source = Source()
    await kept.get("here", source)
    source.fault = Unavailable()
    clock.forward(seconds=20)
    await kept.get("here", source)
    source.fault = None

    clock.forward(seconds=TRY_AGAIN.total_seconds())
    back = await kept.get("here", source)

    assert (back.value, back.is_old) == (3, False)


async def test_what_is_shown_no_more_is_forgotten(kept: Kept[int], clock: Stopwatch) -> None:
    source = Source()
    await kept.get("here", source)
    source.fault = OfficeUnknown()
    clock.forward(seconds=20)

    with pytest.raises(OfficeUnknown):
        await kept.get("here", source)
    source.fault = Unavailable()
    with pytest.raises(Unavailable):
        await kept.get("here", source)


async def test_only_what_was_asked_for_last_is_kept(kept: Kept[int]) -> None:
    source = Source()

    for key in ("one", "two", "three", "one"):
        await kept.get(key, source)

    assert source.reads == 4
