"""Dealing out new times: order, fairness among visits of one size, and no place beyond what it holds."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.postponement.dealing import LARGER, NO_ROOM, Dealer, Displaced, Place, deal, in_order

START = datetime(2026, 12, 1, 1, tzinfo=UTC)


def hours(n: int) -> datetime:
    return START + timedelta(hours=n)


visits = st.lists(
    st.builds(
        Displaced,
        id=st.integers(1, 10_000),
        units=st.integers(1, 4),
        first=st.integers(0, 20).map(hours),
        earliest=st.integers(0, 20).map(hours),
        priority=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda visit: visit.id,
)
places = st.dictionaries(st.integers(0, 60), st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40).map(
    lambda found: [Place(hours(n), units, min(free, units), slot=n) for n, (units, free) in sorted(found.items())]
)


def test_order_is_old_time_then_priority_then_who_booked_first():
    late = Displaced(1, 1, hours(2), START)
    early = Displaced(4, 1, hours(1), START)
    earlier_number = Displaced(3, 1, hours(1), START)
    before_both = Displaced(9, 1, hours(1), START, priority=True)

    assert in_order([late, early, earlier_number, before_both]) == [before_both, earlier_number, early, late]


@given(visits, places)
def test_nobody_gets_a_time_before_the_one_allowed_and_no_place_more_than_is_free(visits, places):
    free = {place.starts_at: place.free for place in places}

    dealt = [(visit, place) for visit, place in deal(in_order(visits), places) if place is not None]

    taken: Counter[datetime] = Counter()
    for visit, place in dealt:
        assert place.starts_at >= visit.earliest
        taken[place.starts_at] += visit.units
    assert all(taken[moment] <= free[moment] for moment in taken)
    assert all(place.free == free[place.starts_at] - taken[place.starts_at] for place in places)


@given(visits, places)
def test_nobody_waits_while_there_is_an_earlier_place_that_holds_them(visits, places):
    """Each time is the earliest one left at that turn, and who has none finds none."""
    left = {place.starts_at: place.free for place in places}

    for visit, place in deal(in_order(visits), places):
        fitting = [moment for moment, free in left.items() if moment >= visit.earliest and free >= visit.units]
        assert (place.starts_at if place else None) == min(fitting, default=None)
        if place:
            left[place.starts_at] -= visit.units


@given(visits, places)
def test_who_comes_first_never_gets_a_later_time_than_somebody_of_the_same_size_behind(visits, places):
    dealt = list(deal(in_order(visits), places))

    for n, (first, place) in enumerate(dealt):
        for behind, other in dealt[n + 1 :]:
            if behind.units == first.units and first.earliest <= behind.earliest and other is not None:
                assert place is not None
                assert place.starts_at <= other.starts_at


def test_why_tells_too_large_from_no_room():
    dealer = Dealer([Place(hours(1), 4, 1), Place(hours(2), 4, 0)])

    whys = [dealer.why_none(Displaced(1, units, START, START)) for units in (2, 4, 5)]

    assert whys == [NO_ROOM, NO_ROOM, LARGER]
    assert Dealer([]).why_none(Displaced(1, 1, START, START)) == NO_ROOM
