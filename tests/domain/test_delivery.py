"""When a batch has been out for too long."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.delivery.batches import is_late

SIGNED = datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize(("days", "late"), [(14, False), (14.01, True)])
def test_batch_is_late_after_two_weeks(days: float, *, late: bool) -> None:
    assert is_late(SIGNED, None, SIGNED + timedelta(days=days)) is late


def test_batch_that_is_here_or_accounted_for_is_never_late() -> None:
    long_after = SIGNED + timedelta(days=90)

    assert not is_late(None, None, long_after)
    assert not is_late(SIGNED, SIGNED + timedelta(days=20), long_after)
