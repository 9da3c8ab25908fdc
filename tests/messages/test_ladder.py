"""Rungs and pauses: rules without a database."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import Message, Office
from scheduler.messages import ladder
from tests.scenes.factories import NINE


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
