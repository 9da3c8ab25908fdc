"""What time alone changes, and what happens when nobody looks at the time any more."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from scheduler import ticking
from scheduler.db import queries
from scheduler.domain.errors import Unavailable


async def test_tick_opens_the_day_once(database, office, clock):
    await ticking.tick_all(database, clock)
    with database.reading() as session:
        first = queries.day_of(session, office.office.id, clock.now.date())

    await ticking.tick_all(database, clock)

    with database.reading() as session:
        again = queries.day_of(session, office.office.id, clock.now.date())
    assert first is not None
    assert again is not None
    assert (first.version, again.version) == (1, 1)


async def test_failure_of_the_tick_ends_the_process(database, clock, monkeypatch):
    codes: list[int] = []
    monkeypatch.setattr(ticking, "tick_all", _raising(ZeroDivisionError))

    try:
        async with ticking.ticking(database, clock, die=codes.append):
            await asyncio.sleep(0.05)
    except ZeroDivisionError:
        pass

    assert codes == [ticking.EX_SOFTWARE]


@pytest.mark.parametrize("error", [Unavailable(), OperationalError("SELECT 1", {}, OSError("away"))])
async def test_database_that_is_away_is_waited_for(database, clock, monkeypatch, error):
    codes: list[int] = []
    monkeypatch.setattr(ticking, "tick_all", _raising(error))

    async with ticking.ticking(database, clock, die=codes.append):
        await asyncio.sleep(0.05)

    assert codes == []


def _raising(error):
    async def tick_all(*_args):
        raise error

    return tick_all
