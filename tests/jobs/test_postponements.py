"""Postponements are worked off beside the tick: at once when ordered here, in a while when ordered elsewhere."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.db.models import Postponement
from scheduler.domain.refusals import Unavailable
from scheduler.flow import postponement as postponing
from scheduler.jobs import postponements as driver
from scheduler.runtime.supervise import EX_SOFTWARE
from tests.scenes.factories import EARLY, World
from tests.scenes.postponements import closed, time_of
from tests.support.patience import rounds_of_bells, until

AWAY = (Unavailable(), OperationalError("SELECT 1", {}, OSError("away")))
"""What a write says, and what a read says."""


def is_applied(office: World) -> bool:
    return [row.stage for row in office.rows(Postponement)] == ["applied"]


async def test_order_of_this_process_is_worked_off_at_once(office: World, clock, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 600)
    booked, rounds = office.booked(9, day=2, service="C"), rounds_of_bells(monkeypatch)

    async with driver.postponing(office.database, clock, die=_never):
        await rounds.first()
        await office.database.write(postponing.start, office.office, closed(office), by="staff:1", now=EARLY)
        await until(lambda: is_applied(office))

    assert time_of(office, booked) == "7 08.00"


async def test_order_of_another_process_is_found(office: World, clock, open_database, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    booked = office.booked(9, day=2, service="C")
    other = office.through(open_database())

    async with driver.postponing(office.database, clock, die=_never):
        await asyncio.to_thread(other.do, postponing.start, closed(office), now=EARLY)
        await until(lambda: is_applied(office))

    assert time_of(office, booked) == "7 08.00"


async def test_what_was_left_is_gone_on_with_at_the_start(office: World, clock):
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10)]
    postponement = office.do(postponing.start, closed(office), now=EARLY)
    office.database.run(postponing.advance, postponement.id, now=EARLY, most=1)

    async with driver.postponing(office.database, clock, die=_never):
        await until(lambda: is_applied(office))

    assert [time_of(office, each) for each in passes] == ["7 08.00"] * 2


@pytest.mark.parametrize("error", AWAY)
async def test_database_that_is_away_is_waited_for(office: World, clock, monkeypatch, error: Exception):
    monkeypatch.setattr(driver, "LOOK", 0.01)
    looks = 0

    async def away(_database, _clock):
        nonlocal looks
        looks += 1
        raise error

    monkeypatch.setattr(driver, "work_off", away)

    async with driver.postponing(office.database, clock, die=_never):
        await until(lambda: looks > 2)


async def test_fault_of_ours_ends_the_process(office: World, clock, monkeypatch):
    ended: list[int] = []

    async def broken(_database, _clock):
        raise ZeroDivisionError

    monkeypatch.setattr(driver, "work_off", broken)

    with pytest.raises(ZeroDivisionError):
        async with driver.postponing(office.database, clock, die=ended.append):
            await until(lambda: ended)

    assert ended == [EX_SOFTWARE]


def _never(_status: int) -> None:
    raise AssertionError("the process was to end")
