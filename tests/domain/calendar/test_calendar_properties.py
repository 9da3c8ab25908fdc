"""What holds for any hours, breaks and closures, on days of any zone: also those on which the clock is changed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from scheduler.domain.calendar.calendar import (
    Closed,
    Hours,
    closure_at,
    day_bounds,
    next_opening,
    slot_times,
    state_at,
    stretches_of,
    turns_of,
)
from scheduler.domain.calendar.hours import closures_covering
from tests.support.examples import examples

INDONESIA = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
SUMMER_TIME = [
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
]
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
GRAIN = timedelta(minutes=5)
OWN, OTHER = 1, 2


def changes(zone: ZoneInfo) -> list[date]:
    return [day for day in YEAR if day_length(day, zone) != timedelta(days=1)]


def day_length(day: date, zone: ZoneInfo) -> timedelta:
    start, end = day_bounds(day, zone)
    return end - start


@dataclass(frozen=True)
class Case:
    """A day to ask about; the rest is what is written down."""

    zone: ZoneInfo
    day: date
    hours: list[Hours]
    closed: list[Closed] = field(default_factory=list)
    service: int | None = None
    minutes: int = 30

    def slots(self):
        return slot_times(self.day, self.hours, self.closed, zone=self.zone, minutes=self.minutes, service=self.service)

    def stretches(self):
        return stretches_of(self.day, self.hours, self.closed, self.zone, service=self.service)

    def state(self, now):
        return state_at(now, self.hours, self.closed, self.zone, service=self.service)

    def opens_after(self, now):
        return next_opening(now, self.hours, self.closed, self.zone, service=self.service)


def moments(start: datetime, end: datetime) -> list[datetime]:
    """Every five minutes from the start on, and the last instant."""
    return [start + n * GRAIN for n in range((end - start) // GRAIN)] + [end - timedelta.resolution]


def clock_says_open(case: Case, moment: datetime) -> bool:
    """Whether somebody who looks at the clock on the wall and at what is written down would say that it is open."""
    local = moment.astimezone(case.zone)
    return (
        hours_say_open(case.hours, None, local)
        and (case.service is None or hours_say_open(case.hours, case.service, local))
        and not any(closure_shuts(closure, local) for closure in case.closed if closure.service in (None, case.service))
    )


def hours_say_open(hours: list[Hours], owner: int | None, local: datetime) -> bool:
    seasons = {(row.valid_from, row.valid_to) for row in hours if row.service == owner}
    valid = [s for s in seasons if (s[0] or date.min) <= local.date() <= (s[1] or date.max)]
    if not valid:
        return owner is not None
    latest = max(start or date.min for start, _ in valid)
    season = min((s for s in valid if (s[0] or date.min) == latest), key=lambda s: s[1] or date.max)
    rows = [
        row
        for row in hours
        if row.service == owner and (row.valid_from, row.valid_to) == season and row.weekday == local.weekday()
    ]
    at_work = any(row.opens <= local.time() < row.closes for row in rows)
    return at_work and not any(row.break_from and row.break_from <= local.time() < row.break_to for row in rows)


def closure_shuts(closure: Closed, local: datetime) -> bool:
    if local.date() < closure.starts_on or (closure.ends_on and local.date() > closure.ends_on):
        return False
    return closure.from_time is None or closure.from_time <= local.time() < closure.to_time


# Mostly the small hours, in which clocks are changed.
CLOCKS = st.builds(time, st.integers(0, 4) | st.integers(0, 23), st.sampled_from(range(0, 60, 15)))
SPANS = st.lists(CLOCKS, min_size=2, max_size=2, unique=True).map(sorted)
OWNERS = st.sampled_from([None, None, OWN, OTHER])


@st.composite
def hours(draw, day):
    opens, closes = draw(SPANS)
    pause = draw(st.none() | SPANS) or (None, None)
    valid_from, valid_to = (
        draw(st.none() | st.sampled_from(days).map(lambda n: day + timedelta(days=n)))
        for days in ((-9, -1, 0, 1), (-1, 0, 9))
    )
    weekday = draw(st.sampled_from([day.weekday()] * 6 + [(day.weekday() + 1) % 7]))
    return Hours(weekday, opens, closes, *pause, valid_from, valid_to, draw(OWNERS))


@st.composite
def closures(draw, day):
    starts_on = day + timedelta(days=draw(st.sampled_from([-8, -1, 0, 1])))
    ends_on = draw(st.none() | st.integers(0, 8).map(lambda n: starts_on + timedelta(days=n)))
    return Closed(starts_on, ends_on, "tutup", draw(OWNERS), *draw(st.sampled_from([(None, None)]) | SPANS | SPANS))


@st.composite
def cases(draw, zones=(*INDONESIA, *SUMMER_TIME)):
    zone = draw(st.sampled_from(zones))
    day = draw(st.sampled_from(changes(zone) or YEAR) | st.sampled_from(YEAR))
    return Case(
        zone=zone,
        day=day,
        hours=draw(st.lists(hours(day), min_size=1, max_size=6)),
        closed=draw(st.lists(closures(day), max_size=2)),
        service=draw(st.sampled_from([None, OWN])),
        minutes=draw(st.sampled_from([5, 10, 15, 20, 30, 45, 60, 90])),
    )


BERLIN = ZoneInfo("Europe/Berlin")
FORWARD, BACK, NORMAL = date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 30)
QUARTERS = (time(2, 15), time(2, 45))
NIGHT, PAUSED_NIGHT = Hours(6, time(0), time(6), None, None), Hours(6, time(0), time(6), *QUARTERS)
NINE_TO_FIVE_WITH_BREAK = Hours(NORMAL.weekday(), time(9), time(17), time(12), time(13))
PAST_CLOSING = Closed(NORMAL, None, "tutup", None, time(16), time(19))
DOUBTFUL, SHUT = Hours(6, *QUARTERS, None, None), Closed(BACK, None, "tutup", None, *QUARTERS)

thoroughly = settings(deadline=None, max_examples=examples(100, 600), suppress_health_check=[HealthCheck.too_slow])


@thoroughly
@given(case=cases())
@example(case=Case(BERLIN, FORWARD, [PAUSED_NIGHT], minutes=5))
@example(case=Case(BERLIN, FORWARD, [DOUBTFUL], minutes=5))
@example(case=Case(BERLIN, BACK, [PAUSED_NIGHT], minutes=5))
@example(case=Case(BERLIN, BACK, [DOUBTFUL], minutes=5))
@example(case=Case(BERLIN, BACK, [NIGHT], [SHUT], minutes=5))
def test_slots_lie_where_the_clock_says_open(case):
    slots = case.slots()

    for start, end in slots:
        assert end - start == timedelta(minutes=case.minutes)
        assert case.state(start).until >= end
        for moment in moments(start, end):
            assert moment.astimezone(case.zone).date() == case.day
            assert clock_says_open(case, moment)
            assert case.state(moment).state == "open"
    assert all(end <= following for (_, end), (following, _) in pairwise(slots))


@thoroughly
@given(case=cases())
@example(case=Case(BERLIN, FORWARD, [PAUSED_NIGHT]))
@example(case=Case(BERLIN, FORWARD, [DOUBTFUL]))
@example(case=Case(BERLIN, BACK, [NIGHT]))
def test_stretches_are_all_that_the_clock_says_is_open(case):
    assume(not any(comes_twice(case, edge) for edge in edges(case)))

    stretches = case.stretches()

    assert all(end < following for (_, end), (following, _) in pairwise(stretches))
    for moment in moments(*day_bounds(case.day, case.zone)):
        assert any(start <= moment < end for start, end in stretches) == clock_says_open(case, moment)


@thoroughly
@given(case=cases(), step=st.integers(0, 24 * 12 - 1))
def test_state_lasts_until_it_says(case, step):
    day = moments(*day_bounds(case.day, case.zone))
    now = day[step % len(day)]

    state, opens = case.state(now), case.opens_after(now)

    assert opens is None or (opens > now and case.state(opens).state == "open")
    assert state.until == opens if state.state == "closed" else state.until > now
    for later in [moment for moment in day if now < moment and (state.until is None or moment < state.until)][::5]:
        assert case.state(later).state == state.state or (
            state.state == "closed" and case.state(later).state == "break"
        )


@thoroughly
@given(case=cases(), step=st.integers(0, 24 * 12 - 1))
def test_nothing_is_open_in_a_closure_that_is_told(case, step):
    day = moments(*day_bounds(case.day, case.zone))
    now = day[step % len(day)]

    told = closure_at(now, case.closed, case.zone, service=case.service)

    if told is not None:
        assert told.service in (None, case.service)
        assert case.state(now).state == "closed"
    elif case.state(now).state == "closed":
        assert case.state(now).reason is None


@thoroughly
@given(case=cases())
@example(case=Case(BERLIN, NORMAL, [NINE_TO_FIVE_WITH_BREAK]))
@example(case=Case(BERLIN, NORMAL, [NINE_TO_FIVE_WITH_BREAK], [PAST_CLOSING]))
def test_between_two_turns_of_a_day_the_calendar_says_the_same(case: Case):
    start, end = day_bounds(case.day, case.zone)
    turns = sorted(turns_of(case.day, case.hours, case.closed, case.zone))

    assert {start, end} <= set(turns)
    for first, last in pairwise(turns):
        said = said_of(case, first)
        assert said == said_of(case, first + (last - first) / 2) == said_of(case, last - timedelta.resolution)


def said_of(case: Case, now: datetime):
    """What boards say of the office, and of the closures of its services, at a moment of the day."""
    left = [
        closure for closure in closures_covering(case.day, case.closed) if closure.span_on(case.day, case.zone)[1] > now
    ]
    hours = stretches_of(case.day, case.hours, case.closed, case.zone)
    return state_at(now, case.hours, case.closed, case.zone), left, [now < edge for span in hours for edge in span]


@pytest.mark.parametrize("zone", SUMMER_TIME, ids=str)
def test_clock_is_changed_on_days_that_are_tried(zone):
    lengths = {day_length(day, zone) for day in changes(zone)}

    assert len(lengths) == 2
    assert min(lengths) < timedelta(days=1) < max(lengths)


def edges(case: Case) -> set[time]:
    rows = {edge for row in case.hours for edge in (row.opens, row.closes, row.break_from, row.break_to)}
    return (rows | {edge for closure in case.closed for edge in (closure.from_time, closure.to_time)}) - {None}


def comes_twice(case: Case, at: time) -> bool:
    first, second = (datetime.combine(case.day, at.replace(fold=fold), tzinfo=case.zone) for fold in (0, 1))
    return first.astimezone(UTC) < second.astimezone(UTC)
