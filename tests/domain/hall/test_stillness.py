"""Until when a hall stays as it is by itself."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from scheduler.domain.hall.stillness import still_until

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
BREAK, END = NOW + timedelta(hours=3), NOW + timedelta(hours=8)


class Here(NamedTuple):
    stage: str
    not_before: datetime | None = None
    waits_for_document: bool = False


SERVED, ASIDE = Here("serving"), Here("parked")
BACK = Here("parked", NOW + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("queue", "until"),
    [
        pytest.param([], BREAK, id="nobody"),
        pytest.param([SERVED, Here("called"), ASIDE], BREAK, id="at counters, and set aside for good"),
        pytest.param([SERVED, BACK], BACK.not_before, id="set aside until a time"),
        pytest.param([SERVED, Here("waiting")], NOW, id="outside"),
        pytest.param([Here("admitted"), SERVED], NOW, id="called in"),
        pytest.param([BACK, Here("parked", None, True)], NOW, id="until documents are ready"),
    ],
)
def test_hall_is_still_until_something_of_it_may_be_due(queue: list[Here], until: datetime):
    assert still_until(NOW, queue, is_over=False, turns=[END, NOW, NOW - timedelta(hours=1), BREAK]) == until


def test_hall_is_not_still_where_somebody_is_set_aside_after_the_days_work():
    assert still_until(NOW, [ASIDE], is_over=True, turns=[END]) == NOW
    assert still_until(NOW, [SERVED], is_over=True, turns=[END]) == END
