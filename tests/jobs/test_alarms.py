"""Alarms are looked at once a minute, whoever does it, and told even when no worker sends."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.db.models import Message, Pulse
from scheduler.domain.alarms.kinds import Alarm
from scheduler.flow.alarms import pulses
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import NewContact
from scheduler.jobs.alarms import Watching, fullest, look_once
from scheduler.messages.sending.running import worker_of
from scheduler.runtime.config import Settings
from scheduler.translations import all_translations
from tests.conftest import Stopwatch
from tests.scenes.alarms import failed_backup, rings, switched_on, told
from tests.scenes.factories import NINE, World, at
from tests.scenes.outbox import many, sends_by
from tests.support.far_side import FarSide, far_side

GIGABYTE = 1_000_000_000


@pytest.fixture
def far() -> Iterator[FarSide]:
    with far_side() as far:
        yield far


@pytest.fixture
def watching(office: World, clock: Stopwatch, settings: Settings) -> Watching:
    clock.now = NINE
    facts: dict[str, Any] = {"machine": "server-1", "free": lambda _: 100 * GIGABYTE}
    return Watching(office.database, clock, settings, all_translations(), **facts)  # type: ignore[arg-type]


async def look(watching: Watching, clock: Stopwatch, *minutes: int) -> list[bool]:
    """Look at some minutes past nine."""
    done = []
    for minute in minutes:
        clock.now = at(9, minute)
        done.append(await look_once(watching))
    return done


@pytest.mark.postgres("statements")
async def test_nobody_who_switched_nothing_on_costs_a_write(
    office: World, watching: Watching, clock: Stopwatch
) -> None:
    failed_backup(office, at(8, 50))

    assert await look(watching, clock, 0, 1) == [False, False]
    assert office.rows(Pulse) == []


@pytest.mark.postgres("statements")
async def test_looked_at_once_a_minute_and_told(office: World, watching: Watching, clock: Stopwatch) -> None:
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))

    assert await look(watching, clock, 0, 0, 1) == [True, False, True]
    assert len(told(office)) == 1


async def test_restart_changes_nothing(office: World, watching: Watching, clock: Stopwatch, open_database) -> None:
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))
    await look(watching, clock, 0, 1)
    again = Watching(open_database(), clock, watching.settings, watching.translations, "server-1", watching.free)

    await look(again, clock, 2, 3, 4)

    assert len(told(office)) == 1


@pytest.mark.postgres("statements")
async def test_this_process_tells_that_the_worker_stopped_and_leaves_citizens_messages_to_it(
    office: World, watching: Watching, clock: Stopwatch, far: FarSide
) -> None:
    sends_by(office, "sms", **far.accounts)
    office.do(alarm_contacts.add_contact, NewContact("Budi", "0812-3456-7890"))
    switched_on(office, Alarm.WORKER_STOPPED, 10, now=at(8))
    many(office, 3)

    await look(watching, clock, 0, 1)

    (message,) = told(office)
    assert (message.state, message.channel) == ("sent", "sms")
    others = office.rows(Message, Message.cause != "alarm")
    assert {each.state for each in others} == {"new"}
    assert len(far.taken) == 1


async def test_worker_that_is_heard_sends_by_itself(
    office: World, watching: Watching, clock: Stopwatch, far: FarSide
) -> None:
    sends_by(office, "sms", **far.accounts)
    switched_on(office, Alarm.WORKER_STOPPED, 10, now=at(8))
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))
    clock.now = at(8, 55)
    async with worker_of(office.database, clock, watching.settings, translations=all_translations()) as worker:  # type: ignore[arg-type]
        await worker.work_off(lambda _: None)
    assert office.read(lambda s: pulses.heard(s, pulses.SENDING)) == at(8, 55)

    await look(watching, clock, 0, 1)

    assert [ring.alarm for ring in rings(office)] == ["backup_old"]
    assert [message.state for message in told(office)] == ["new"]


async def test_process_that_just_began_does_not_know_that_a_worker_is_silent(
    office: World, watching: Watching, clock: Stopwatch
) -> None:
    switched_on(office, Alarm.WORKER_STOPPED, 10, now=at(8))

    for minute in range(3):
        clock.now = at(9, minute)
        await look_once(watching, up_since=NINE)
        assert len(rings(office)) == int(clock.now - NINE >= timedelta(minutes=2))


async def test_fullest_disk_counts(settings: Settings, tmp_path: Path) -> None:
    free = {settings.files: 7 * GIGABYTE, settings.backups: 3 * GIGABYTE}

    assert fullest(settings, lambda folder: free.get(folder, 9 * GIGABYTE)) == 3.0

    def unknown(_: Path) -> int:
        raise OSError

    assert fullest(settings, unknown) is None
