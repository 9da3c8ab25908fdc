"""How many people a hall may hold, worked out from its floor, its seats and its queue rails."""

import math

import pytest

from scheduler.domain.offices.lobby import Measured, suggested


@pytest.mark.parametrize(
    ("hall", "limit", "by"),
    [
        (Measured(60), 30, "floor"),
        (Measured(60, seats=24, rails=6), 30, "floor"),
        (Measured(60, seats=16), 16, "places"),
        (Measured(60, seats=16, rails=3), 20, "places"),
        (Measured(60, seats=15, spaced=True), 8, "places"),
        (Measured(4), 2, "floor"),
        (Measured(60, seats=30), 30, "floor"),
    ],
)
def test_the_narrower_of_floor_and_places_says_the_limit(hall, limit, by):
    found = suggested(hall)

    assert (found.limit, found.by) == (limit, by)


@pytest.mark.parametrize(
    ("hall", "field"),
    [
        (Measured(3), "square_metres"),
        (Measured(math.nan), "square_metres"),
        (Measured(math.inf), "square_metres"),
        (Measured(60, seats=-1), "seats"),
        (Measured(60, rails=2000), "rails"),
    ],
)
def test_a_hall_that_cannot_be_is_named(hall, field):
    assert list(hall.faults()) == [field]
