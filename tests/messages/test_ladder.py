"""Rungs, quiet hours and pauses: rules without a database."""

from datetime import time, timedelta
from typing import Any

import pytest

from scheduler.db.models import Message, Office
from scheduler.flow.core.outbox import Cause
from scheduler.messages import ladder
from tests.scenes.factories import NINE, at


def office(**facts: Any) -> Office:
    return Office(code="x", name="X", timezone="Asia/Jakarta", created_at=NINE, **facts)


def test_rungs_are_channels_with_their_waits():
    rungs = ladder.rungs(office(ladder=[{"channel": "whatsapp", "wait_minutes": 60}, {"channel": "sms"}]))

    assert rungs == [("whatsapp", timedelta(hours=1)), ("sms", timedelta(0))]


@pytest.mark.parametrize(
    ("channels", "leaves"),
    [((), False), (("console",), False), (("wa_me",), False), (("console", "wa_me"), False), (("wa_me", "sms"), True)],
)
def test_clerk_tells_where_no_rung_leaves_the_machine(channels, leaves):
    assert ladder.leaves(office(ladder=[{"channel": channel} for channel in channels])) is leaves


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
    assert ladder.waits_until(office(), Cause.READY, {}, now) == until


@pytest.mark.parametrize(("now", "until"), [(at(23), None), (at(5), None), (at(6), at(22)), (at(12), at(22))])
def test_hours_may_pass_midnight(now, until):
    night = office(messages_from=time(22), messages_until=time(6))

    assert ladder.waits_until(night, Cause.READY, {}, now) == until


def test_hours_that_begin_when_they_end_are_all_day():
    assert ladder.waits_until(office(messages_from=time(0), messages_until=time(0)), Cause.READY, {}, at(3)) is None


@pytest.mark.parametrize("cause", [Cause.COME_IN, Cause.COME_SOON, Cause.LINK, Cause.OFFERED, Cause.REPLY])
def test_what_somebody_waits_for_goes_at_night(cause):
    assert ladder.waits_until(office(), cause, {}, at(3)) is None


@pytest.mark.parametrize("cause", [Cause.MOVED, Cause.MOVED_AGAIN, Cause.MOVED_BACK, Cause.CLOSED])
def test_moved_visit_of_today_cannot_wait_and_one_of_tomorrow_can(cause):
    today, tomorrow, later = ({"old": at(9, day=day).isoformat()} for day in (0, 1, 2))

    assert ladder.waits_until(office(), cause, today, at(6)) is None
    assert ladder.waits_until(office(), cause, tomorrow, at(6)) == at(7)
    assert ladder.waits_until(office(), cause, {**later, "new": at(9).isoformat()}, at(6)) is None


def test_pauses_grow_are_spread_and_end():
    pauses = [ladder.pause_after(tries, Message(id=7, office_id=1, key="k", cause="ready")) for tries in range(1, 6)]

    assert pauses[4] is None
    for pause, usual in zip(pauses[:4], ladder.PAUSES, strict=True):
        assert usual * 0.8 <= pause <= usual * 1.2
    firsts = {ladder.pause_after(1, Message(id=n, office_id=1, key="k", cause="ready")) for n in range(100)}
    assert len(firsts) == 100


@pytest.mark.parametrize(("asked", "believed"), [(0, 1), (5, 5), (86_400, 3600), (1e12, 3600)])
def test_far_side_is_believed_within_reason(asked, believed):
    assert ladder.believed(asked) == timedelta(seconds=believed)
