"""What time alone changes, and what happens when nobody looks at the time any more."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.db import queries
from scheduler.db.models import Counted, Screen
from scheduler.domain.refusals import Unavailable
from scheduler.flow.core import counting
from scheduler.flow.day_end import sweeps
from scheduler.flow.screens import screens
from scheduler.flow.screens.screens import Looks
from scheduler.jobs import tick
from scheduler.jobs.clock_watch import ClockWatch
from scheduler.runtime.supervise import EX_SOFTWARE
from tests.scenes.factories import MORNING, TELEVISION, at
from tests.support.patience import Rounds, until


async def test_tick_opens_the_day_once(database, office, clock):
    await tick.tick_all(database, clock)
    with database.reading() as session:
        first = queries.day_of(session, office.office.id, clock.now.date())

    await tick.tick_all(database, clock)

    with database.reading() as session:
        again = queries.day_of(session, office.office.id, clock.now.date())
    assert first is not None
    assert again is not None
    assert (first.version, again.version) == (1, 1)


async def test_open_hall_is_noted_as_watched_and_a_cut_asks_for_a_count(database, office, clock):
    await tick.tick_all(database, clock)
    clock.forward(minutes=1)
    await tick.tick_all(database, clock)
    assert (office.day(clock.now).watched_at, office.day(clock.now).count_wanted_at) == (clock.now, None)

    clock.forward(minutes=30)
    await tick.tick_all(database, clock)

    assert office.day(clock.now).count_wanted_at == clock.now


async def test_screen_that_fell_silent_is_found_by_the_tick(database, office, clock):
    code = database.run(screens.ask, TELEVISION, now=clock.now)[1].code
    office.do(screens.confirm, code, Looks("Pintu"), now=clock.now)
    await tick.tick_all(database, clock)
    assert office.rows(Screen)[0].silent_at is None

    clock.forward(minutes=2)
    await tick.tick_all(database, clock)

    assert office.rows(Screen)[0].silent_at == clock.now


async def test_silence_of_screens_while_the_server_was_down_is_not_theirs(database, office, clock):
    code = database.run(screens.ask, TELEVISION, now=clock.now)[1].code
    office.do(screens.confirm, code, Looks("Pintu"), now=clock.now)
    clock.forward(minutes=10)
    up_since = clock.now

    await tick.tick_all(database, clock, up_since)
    at_once = office.rows(Screen)[0].silent_at
    clock.forward(minutes=2)
    await tick.tick_all(database, clock, up_since)

    assert (at_once, office.rows(Screen)[0].silent_at) == (None, clock.now)


async def test_what_days_owe_is_put_into_the_outbox(database, office, clock):
    office.book(office.invitation(phone="+6281234567890"), office.slot(9, day=1))
    office.document(phone="+6281234567890", kk="2172010101010001")
    clock.now = at(16)

    await tick.remind_all(database, clock)
    clock.now = at(19, 59, day=14)
    await tick.remind_all(database, clock)
    await tick.remind_all(database, clock)

    assert office.messages() == ["ready", "booked", "ready", "reminder", "uncollected"]


async def test_who_comes_near_is_told_by_the_tick(database, office, clock):
    for _ in range(office.office.lobby_limit):
        office.arrived(8, 30)
    office.arrived(9, phone="+6281234567890")
    clock.now = at(9, 30)

    for _ in range(2):
        await tick.tick_all(database, clock)

    assert office.messages().count("come_soon") == 1


async def test_what_days_owe_is_looked_for_once_a_minute(database, office, clock, monkeypatch):
    looks, rounds = [], Rounds()

    async def tick_all(*_):
        rounds.over()

    async def remind_all(_database, clock):
        looks.append(clock())

    monkeypatch.setattr(tick, "TICK", 0.001)
    monkeypatch.setattr(tick, "tick_all", tick_all)
    monkeypatch.setattr(tick, "remind_all", remind_all)

    async with tick.ticking(database, clock):
        await rounds.whole(3)
        clock.forward(seconds=59)
        await rounds.whole(3)
        assert looks == [MORNING]
        clock.forward(seconds=1)
        await rounds.whole(3)

    assert looks == [MORNING, clock.now]


async def test_nothing_is_done_by_a_clock_that_jumped(database, office, clock, monkeypatch):
    looks, waits = [], Rounds()

    async def tick_all(_database, clock, _up_since, _rest):
        looks.append(clock())

    async def is_right(watch):
        waits.over()
        return await believed(watch)

    believed = ClockWatch.is_right
    monkeypatch.setattr(tick, "TICK", 0.001)
    monkeypatch.setattr(tick, "tick_all", tick_all)
    monkeypatch.setattr(ClockWatch, "is_right", is_right)

    async with tick.ticking(database, clock):
        await waits.whole(2)
        database.run(sweeps.record_clock, now=MORNING)
        assert set(looks) == {MORNING}
        clock.forward(days=365)
        await waits.whole(2)  # one round may have asked before
        looks.clear()
        await waits.whole(3)

    assert looks == []


async def test_failure_of_the_tick_ends_the_process(database, clock, monkeypatch):
    codes: list[int] = []
    monkeypatch.setattr(tick, "tick_all", _raising(ZeroDivisionError))

    with pytest.raises(ZeroDivisionError):
        async with tick.ticking(database, clock, die=codes.append):
            await until(lambda: codes)

    assert codes == [EX_SOFTWARE]


@pytest.mark.parametrize("error", [Unavailable(), OperationalError("SELECT 1", {}, OSError("away"))])
async def test_database_that_is_away_is_waited_for(database, clock, monkeypatch, error):
    codes, rounds = [], Rounds()
    monkeypatch.setattr(tick, "TICK", 0.001)
    monkeypatch.setattr(tick, "tick_all", _raising(error, rounds))

    async with tick.ticking(database, clock, die=codes.append):
        await rounds.whole()

    assert codes == []


async def test_after_an_outage_screens_have_their_time_to_speak_up(database, clock, monkeypatch):
    """Their silence is judged from when they can be heard: from the start, and again from the last look in vain."""
    since, rounds = [], Rounds()

    async def tick_all(_database, _clock, up_since, _rest):
        since.append(up_since)
        rounds.over()
        if len(since) == 1:
            clock.forward(seconds=60)
            raise Unavailable

    monkeypatch.setattr(tick, "TICK", 0.001)
    monkeypatch.setattr(tick, "tick_all", tick_all)

    async with tick.ticking(database, clock):
        await rounds.whole()

    assert since[:2] == [MORNING, MORNING + timedelta(seconds=60)]


def _raising(error, rounds=None):
    async def tick_all(*_args):
        if rounds:
            rounds.over()
        raise error

    return tick_all


async def test_counts_that_are_over_are_swept(database, office, clock, monkeypatch):
    monkeypatch.setattr(counting, "PORTION", 1)
    for who, minutes in (("ani", 15), ("budi", 15), ("sari", 16)):
        database.run(counting.take, "ref4", who, most=5, within=timedelta(minutes=minutes), now=clock.now)
    clock.forward(minutes=15)

    await tick.remind_all(database, clock)

    assert len(office.rows(Counted)) == 1
