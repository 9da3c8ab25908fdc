"""What is written and deleted by what time it is waits while the machine's clock cannot be right."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from scheduler.db import queries
from scheduler.domain.clock_trust import AHEAD, BEHIND, MADE, RECORDED_EVERY, clock_fault
from scheduler.flow.day_end import sweeps
from scheduler.jobs.clock_watch import SAID_AGAIN, ClockWatch
from tests.scenes.factories import MORNING

MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "last", "fault"),
    [
        (MADE - MOMENT, None, "behind"),
        (MADE, None, None),
        (MORNING, MORNING + BEHIND, None),
        (MORNING, MORNING + BEHIND + MOMENT, "behind"),
        (MORNING + AHEAD, MORNING, None),
        (MORNING + AHEAD + MOMENT, MORNING, "ahead"),
    ],
)
def test_clock_is_held_against_the_last_moment_known(now, last, fault):
    assert clock_fault(now, last) == fault


async def test_time_that_is_believed_is_recorded_now_and_then(database, office, clock):
    watch = ClockWatch(database, clock)
    for seconds, is_recorded in ((RECORDED_EVERY.total_seconds() - 1, False), (1, True), (1, False)):
        clock.forward(seconds=seconds)
        await watch.note()
        with database.reading() as session:
            assert (queries.recorded_moment(session) == clock.now) is is_recorded


async def test_time_that_jumped_is_not_believed_and_said_once_in_a_while(database, office, clock):
    watch = ClockWatch(database, clock)
    assert await watch.is_right()
    right = clock.now
    database.run(sweeps.record_clock, now=right)

    clock.now = right + timedelta(days=365)
    with capture_logs() as logs:
        assert [await watch.is_right(), await watch.is_right()] == [False, False]
        clock.forward(seconds=SAID_AGAIN.total_seconds())
        assert not await watch.is_right()
    assert [line["event"] for line in logs] == ["clock_is_wrong"] * 2
    assert logs[0]["fault"] == "ahead"
    with database.reading() as session:
        assert queries.recorded_moment(session) == right

    clock.now = right + timedelta(minutes=1)
    assert await watch.is_right()


async def test_newest_step_is_known_where_no_time_was_recorded(database, office, clock):
    office.document()
    with database.reading() as session:
        assert queries.recorded_moment(session) is None
        assert queries.last_moment(session) is not None
