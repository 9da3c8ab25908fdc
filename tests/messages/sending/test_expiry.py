"""A notice waits for a phone that is off no longer than what it says is true, and no shorter than it helps."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.flow.core.outbox import Cause
from scheduler.messages.sending.expiry import expiry_of
from tests.scenes.factories import World, at
from tests.scenes.outbox import PHONE, Steps, sends_by

KEPT = {"until": at(9, 30).isoformat()}


@pytest.mark.parametrize(
    ("cause", "facts", "hour", "worth"),
    [
        (Cause.REMINDER, {}, 16, timedelta(hours=8)),
        (Cause.REMINDER_SOON, {}, 9, timedelta(hours=2)),
        (Cause.OFFERED, KEPT, 9, timedelta(minutes=30)),
        (Cause.OFFERED, KEPT, 10, timedelta(minutes=1)),
        (Cause.MOVED, {}, 9, timedelta(days=1)),
    ],
)
def test_what_is_said_of_a_time_goes_by_it(
    office: World, cause: Cause, facts: dict[str, Any], hour: int, worth: timedelta
) -> None:
    assert expiry_of(office.office, cause, facts, at(hour)) == worth


def test_letter_says_how_long_it_is_worth_waiting(office: World) -> None:
    sends_by(office, "whatsapp")
    office.booked(11, phone=PHONE)

    (taken,) = Steps(office.database).take()

    assert taken.letter.worth == timedelta(days=1)
