"""What was written down is sealed by itself, and the newest hash is told once a day."""

import asyncio

import pytest
from sqlmodel import Session
from structlog.testing import capture_logs

from scheduler.db.models import Deployment, Seal
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.core.audit import note_deed
from scheduler.jobs import loop, sealing
from tests.conftest import Stopwatch
from tests.scenes.audited import anchor, verified, write_down
from tests.scenes.factories import NINE, World
from tests.support.patience import until


@pytest.mark.postgres("statements")
def test_all_that_is_there_is_sealed(office: World, clock: Stopwatch):
    write_down(office)

    asyncio.run(sealing.seal_all(office.database, clock))

    assert {block.of for block in office.rows(Seal)} == {"move", "disclosure", "deed"}
    assert verified(office.database) == []


def test_second_round_adds_nothing(office: World, clock: Stopwatch):
    write_down(office)
    asyncio.run(sealing.seal_all(office.database, clock))
    before = anchor(office)

    asyncio.run(sealing.seal_all(office.database, clock))

    assert anchor(office) == before


@pytest.mark.postgres("locks")
def test_table_in_which_a_step_is_under_way_waits_for_the_next_minute(
    office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sealing, "LOOKS", 1)
    write_down(office)
    with Session(office.database.engine) as session:
        note_deed(session, None, Deed.EXPORTED, by="staff:1", now=NINE)
        session.flush()

        asyncio.run(sealing.seal_all(office.database, clock))

    assert {block.of for block in office.rows(Seal)} == {"move", "disclosure"}


def rounds(office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch, *, logged: str, times: int = 1) -> list:
    """What the job logs until it has gone round so often."""
    monkeypatch.setattr(loop, "FIRST", 0)
    monkeypatch.setattr(sealing, "EVERY", 0)
    went = 0
    seal_all = sealing.seal_all

    async def counted(*args: object) -> None:
        nonlocal went
        went += 1
        await seal_all(*args)

    monkeypatch.setattr(sealing, "seal_all", counted)

    async def go() -> None:
        async with sealing.sealing(office.database, clock, die=lambda _: None):
            await until(lambda: went > times)

    with capture_logs() as logs:
        asyncio.run(go())
    return [line for line in logs if line["event"] == logged]


def test_newest_hash_is_logged_once_a_day(office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch):
    write_down(office)

    (line,) = rounds(office, clock, monkeypatch, logged="audit_anchor", times=3)

    ((name, value),) = anchor(office).items()
    assert line["anchor"] == f"{name.removeprefix('block')}:{value}"


def test_key_that_is_gone_is_said_and_ends_nothing(office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch):
    write_down(office)
    asyncio.run(sealing.seal_all(office.database, clock))
    office.database.run(lambda session: session.merge(Deployment(id=1, seal_key=None)))
    write_down(office)

    assert rounds(office, clock, monkeypatch, logged="audit_key_gone")
