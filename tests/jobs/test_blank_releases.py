"""Blanks are given out beside the tick: at once what a step of this process left, in a while whatever else there is."""

import asyncio

import pytest

from scheduler.flow.blanks import blanks, release
from scheduler.jobs import blank_releases as driver
from tests.scenes.blanks import KTP, counts, opened, received
from tests.scenes.factories import CLERK, NINE, World, at
from tests.support.patience import rounds_of_bells, until

PHONE = "+6281234567890"


@pytest.fixture(autouse=True)
def _five_wait_and_a_portion_is_two(office: World, clock, monkeypatch):
    monkeypatch.setattr(release, "PORTION", 2)
    clock.now = NINE
    opened(office, 0)
    for number in range(5):
        office.document(f"R/{number}", stage="in_production", now=at(7, number), phone=PHONE)


def in_production(office: World) -> int:
    return sum(office.stage(f"R/{number}") == "in_production" for number in range(5))


async def test_what_a_step_of_this_process_left_is_gone_on_with_at_once(office: World, clock, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 600)
    rounds = rounds_of_bells(monkeypatch)

    async with driver.releasing(office.database, clock, die=_never):
        await rounds.first()
        await office.database.write(blanks.receive_blanks, office.office, KTP, 5, by=CLERK, now=NINE)
        await until(lambda: in_production(office) == 5)

    assert counts(office) == (5, 5)
    assert office.messages() == ["blank"] * 5 + ["printing"] * 5


@pytest.mark.postgres("statements")
async def test_what_another_process_left_is_found(office: World, clock, open_database, monkeypatch):
    monkeypatch.setattr(driver, "LOOK", 0.05)
    other = office.through(open_database())

    async with driver.releasing(office.database, clock, die=_never):
        await asyncio.to_thread(received, other, 5)
        await until(lambda: in_production(office) == 5)

    assert counts(office) == (5, 5)


async def test_what_was_left_when_a_process_ended_is_gone_on_with_at_the_start(office: World, clock):
    received(office, 5)
    before = in_production(office)

    async with driver.releasing(office.database, clock, die=_never):
        await until(lambda: in_production(office) == 5)

    assert before == 2
    assert counts(office) == (5, 5)
    assert office.messages() == ["blank"] * 5 + ["printing"] * 5


def _never(_status: int) -> None:
    raise AssertionError("the process was to end")
