"""What is told of seats and waits to everybody."""

import pytest

from scheduler.domain.public.live import Seats, around


@pytest.mark.parametrize(
    ("left", "planned", "told"),
    [
        (0, 40, Seats.NONE),
        (-2, 40, Seats.NONE),
        (1, 40, Seats.FEW),
        (5, 8, Seats.FEW),
        (6, 8, Seats.MANY),
        (12, 120, Seats.FEW),
        (13, 120, Seats.SOME),
        (59, 120, Seats.SOME),
        (60, 120, Seats.MANY),
    ],
)
def test_seats_are_told_in_bands(left: int, planned: int, told: Seats) -> None:
    assert Seats.of(left, planned) is told


def test_range_around_others_holds_them_all() -> None:
    assert around([(6, 9), (2, 4), (3, 14)]) == (2, 14)
    assert around([]) is None
