"""Until when a message waits that can: rules without a database."""

from datetime import time
from typing import Any

import pytest

from scheduler.db.models import Office
from scheduler.flow.core.outbox import Cause
from scheduler.messages.quiet_hours import waits_until
from tests.scenes.factories import NINE, at


def office(**facts: Any) -> Office:
    return Office(code="x", name="X", timezone="Asia/Jakarta", created_at=NINE, **facts)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(6, 59), at(7)),
        (at(7), None),
        (at(19, 59), None),
        (at(20), at(7, day=1)),
        (at(0), at(7)),
        (at(23, 59), at(7, day=1)),
    ],
)
def test_what_can_wait_goes_between_seven_and_eight_in_the_evening(now, until):
    assert waits_until(office(), Cause.READY, {}, now) == until


@pytest.mark.parametrize(("now", "until"), [(at(23), None), (at(5), None), (at(6), at(22)), (at(12), at(22))])
def test_hours_may_pass_midnight(now, until):
    night = office(messages_from=time(22), messages_until=time(6))

    assert waits_until(night, Cause.READY, {}, now) == until


def test_hours_that_begin_when_they_end_are_all_day():
    assert waits_until(office(messages_from=time(0), messages_until=time(0)), Cause.READY, {}, at(3)) is None


@pytest.mark.parametrize("cause", [Cause.COME_IN, Cause.COME_SOON, Cause.LINK, Cause.OFFERED, Cause.REPLY])
def test_what_somebody_waits_for_goes_at_night(cause):
    assert waits_until(office(), cause, {}, at(3)) is None


@pytest.mark.parametrize("cause", [Cause.MOVED, Cause.MOVED_AGAIN, Cause.MOVED_BACK, Cause.CLOSED])
def test_moved_visit_of_today_cannot_wait_and_one_of_tomorrow_can(cause):
    today, tomorrow, later = ({"old": at(9, day=day).isoformat()} for day in (0, 1, 2))

    assert waits_until(office(), cause, today, at(6)) is None
    assert waits_until(office(), cause, tomorrow, at(6)) == at(7)
    assert waits_until(office(), cause, {**later, "new": at(9).isoformat()}, at(6)) is None
