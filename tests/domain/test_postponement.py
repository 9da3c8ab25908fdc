"""Dealing out new times: order, fairness among visits of one size, and no place beyond what it holds."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.postponement.dealing import LARGER, NO_ROOM, Dealer, Displaced, Place, in_order

START = datetime(2026, 12, 1, 1, tzinfo=UTC)


def hours(n: int) -> datetime:
    return START + timedelta(hours=n)


JAYAPURA = ZoneInfo("Asia/Jayapura")
"""Where eight in the morning is still yesterday in UTC."""


def deal(visits: Sequence[Displaced], places: Sequence[Place]) -> Iterator[tuple[Displaced, Place | None]]:
    dealer = Dealer(places, JAYAPURA)
    return ((visit, dealer.give(visit)) for visit in visits)


def day(moment: datetime) -> date:
    return moment.astimezone(JAYAPURA).date()


def minutes_apart(one: datetime, other: datetime) -> int:
    """Between the hours of two days."""
    one, other = one.astimezone(JAYAPURA), other.astimezone(JAYAPURA)
    return abs(one.hour * 60 + one.minute - other.hour * 60 - other.minute)


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
def test_each_gets_the_hour_nearest_to_theirs_on_the_first_day_with_room(visits, places):
    """Who has none finds none."""
    left = {place.starts_at: place.free for place in places}

    for visit, place in deal(in_order(visits), places):
        fitting = [moment for moment, free in left.items() if moment >= visit.earliest and free >= visit.units]
        that_day = [moment for moment in fitting if day(moment) == day(min(fitting))]
        nearest = min(that_day, key=lambda moment: (minutes_apart(moment, visit.first), moment), default=None)
        assert (place.starts_at if place else None) == nearest
        if place:
            left[place.starts_at] -= visit.units


@given(visits, places)
def test_who_comes_first_never_gets_a_later_day_than_somebody_of_the_same_size_behind(visits, places):
    dealt = list(deal(in_order(visits), places))

    for n, (first, place) in enumerate(dealt):
        for behind, other in dealt[n + 1 :]:
            if behind.units == first.units and first.earliest <= behind.earliest and other is not None:
                assert place is not None
                assert day(place.starts_at) <= day(other.starts_at)


def test_day_that_moves_whole_keeps_its_hours():
    whole_day = [Displaced(n, 1, hours(n), START) for n in range(7)]
    next_week = [Place(hours(7 * 24 + n), 2, 2) for n in range(7)]

    assert [place.starts_at - visit.first for visit, place in deal(whole_day, next_week) if place] == [
        timedelta(days=7)
    ] * 7


def test_why_tells_too_large_from_no_room():
    dealer = Dealer([Place(hours(1), 4, 1), Place(hours(2), 4, 0)], UTC)

    whys = [dealer.why_none(Displaced(1, units, START, START)) for units in (2, 4, 5)]

    assert whys == [NO_ROOM, NO_ROOM, LARGER]
    assert Dealer([], UTC).why_none(Displaced(1, 1, START, START)) == NO_ROOM
