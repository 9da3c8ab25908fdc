"""Postponements are worked off beside the tick: at once when ordered here, in a while when ordered elsewhere."""

import asyncio

from scheduler.db.models import Postponement
from scheduler.flow.postponement import batches, orders
from scheduler.jobs import postponements as driver
from tests.scenes.factories import EARLY, World
from tests.scenes.postponements import closed, time_of
from tests.support.patience import rounds_of_bells, until


def is_applied(office: World) -> bool:
    return [row.stage for row in office.rows(Postponement)] == ["applied"]


async def test_order_of_this_process_is_worked_off_at_once(office: World, clock, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 600)
    booked, rounds = office.booked(9, day=2, service="C"), rounds_of_bells(monkeypatch)

    async with driver.postponing(office.database, clock, die=_never):
        await rounds.first()
        await office.database.write(orders.start, office.office, closed(office), by="staff:1", now=EARLY)
        await until(lambda: is_applied(office))

    assert time_of(office, booked) == "7 09.00"


async def test_order_of_another_process_is_found(office: World, clock, open_database, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    booked = office.booked(9, day=2, service="C")
    other = office.through(open_database())

    async with driver.postponing(office.database, clock, die=_never):
        await asyncio.to_thread(other.do, orders.start, closed(office), now=EARLY)
        await until(lambda: is_applied(office))

    assert time_of(office, booked) == "7 09.00"


async def test_what_was_left_is_gone_on_with_at_the_start(office: World, clock):
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10)]
    postponement = office.do(orders.start, closed(office), now=EARLY)
    office.database.run(batches.advance, postponement.id, now=EARLY, most=1)

    async with driver.postponing(office.database, clock, die=_never):
        await until(lambda: is_applied(office))

    assert [time_of(office, each) for each in passes] == ["7 09.00", "7 10.00"]


def _never(_status: int) -> None:
    raise AssertionError("the process was to end")
