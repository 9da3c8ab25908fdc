"""Of those who are booked and have not come as many are expected as usually come at the office."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.hall.expected import ASSUMED, EARLIEST, Booked, Showing, expecting
from scheduler.domain.hall.forecast import Outlook, Work
from tests.scenes.factories import NINE, at

EMPTY = Outlook(tickets=[], desks=[], limit=10, inside=0, now=NINE, work={})


def coming(showing: Showing, *, late: bool = False, **facts: bool) -> list[Any]:
    starts_at = at(8, 55) if late else at(10)
    visits = [Booked("A", starts_at, 1, Work(5.0)) for _ in range(10)]
    return [ticket.not_before for ticket in expecting(EMPTY, visits, showing, **facts).tickets]


def test_as_many_come_as_usually_do_and_so_much_before_their_time() -> None:
    office = Showing(0.5, 0.25, timedelta(minutes=12))

    assert coming(office) == [at(9, 48)] * 5
    assert coming(office, late=True) == [at(9, 1)] * 2
    assert len(coming(office, all_come=True)) == 10


def test_what_an_office_keeps_is_read_as_it_was_kept() -> None:
    office = Showing(0.712, 0.24, timedelta(minutes=7))

    assert Showing.of(office.kept()) == office


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(None, id="nothing"),
        pytest.param({}, id="an empty one"),
        pytest.param([0.5], id="a list"),
        pytest.param({"before": "0.5", "late": 0.2, "early": 3}, id="a word"),
        pytest.param({"before": float("nan"), "late": 0.2, "early": 3}, id="no number"),
    ],
)
def test_what_is_assumed_stands_in_for_what_cannot_be_read(kept: Any) -> None:
    assert Showing.of(kept) == ASSUMED


def test_shares_and_minutes_stay_within_what_can_be() -> None:
    assert Showing.of({"before": 1.5, "late": -1, "early": 1e300}) == Showing(1.0, 0.0, timedelta(minutes=EARLIEST))
