"""Who is invited next: by order, and only for seats that are free."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.invitations.waves import Room, Waiting, days_until, in_line, next_wave, place_of

START = datetime(2026, 11, 30, 1, tzinfo=UTC)


def waiting(number: int, *, minutes: int = 0, priority: bool = False, service: int = 1, units: int = 1) -> Waiting:
    moment = START + timedelta(minutes=minutes)
    place = place_of(day=moment.date(), priority=priority, ready_at=moment, number=number)
    return Waiting(place, service, units, (number,))


def numbers(wave: list[Waiting]) -> list[int]:
    return [each.documents[0] for each in wave]


def test_earlier_day_is_first_and_priority_among_those_of_one_day():
    yesterday = waiting(9, minutes=-24 * 60)
    early, late, same = waiting(2, minutes=1), waiting(1, minutes=5), waiting(3, minutes=1)
    urgent = waiting(8, minutes=300, priority=True)

    assert numbers(in_line([late, urgent, same, early, yesterday])) == [9, 8, 2, 3, 1]


def test_invitations_ask_for_no_more_than_the_share_of_what_is_free():
    line = [waiting(n) for n in range(20)]

    for percent, invited in ((100, 6), (150, 10), (50, 2), (25, 0), (0, 0)):
        assert len(next_wave(line, {1: Room(free=8, asked=2, percent=percent)})) == invited


def test_nobody_goes_past_a_larger_household_of_the_same_service():
    line = [waiting(1, units=4), waiting(2), waiting(3, service=2)]

    wave = next_wave(line, {1: Room(3, 1, 100), 2: Room(1, 0, 100)})

    assert numbers(wave) == [3]


def test_larger_household_goes_first_once_nobody_is_asked():
    assert numbers(next_wave([waiting(1, units=4), waiting(2)], {1: Room(3, 0, 100)})) == [1]


def test_without_a_free_seat_nobody_is_invited():
    assert next_wave([waiting(1)], {1: Room(0, 0, 100)}) == []
    assert next_wave([waiting(1)], {}) == []


@pytest.mark.parametrize(
    ("units", "a_day", "days"), [(10, 5.0, 2), (11, 5.0, 3), (1, 0.2, 5), (5, 0.0, None), (0, 5.0, 1)]
)
def test_days_until_the_turn_comes(units, a_day, days):
    assert days_until(units, room=Room(0, 0, 100), units_a_day=a_day) == days


def test_room_there_is_now_is_not_waited_for():
    assert days_until(10, room=Room(5, 1, 100), units_a_day=3) == 2


lines = st.lists(
    st.builds(
        waiting,
        st.integers(1, 10_000),
        minutes=st.integers(0, 4000),
        priority=st.booleans(),
        service=st.sampled_from([1, 2]),
        units=st.integers(1, 6),
    ),
    max_size=40,
    unique_by=lambda each: each.documents,
)
rooms = st.builds(Room, st.integers(0, 40), st.integers(0, 40), st.integers(0, 200))


@given(line=lines, first=rooms, second=rooms)
def test_wave_keeps_the_order_and_the_share(line, first, second):
    before = {1: first, 2: second}

    wave = next_wave(line, before)

    for service, room in before.items():
        mine = [each for each in in_line(line) if each.service == service]
        invited = [each for each in wave if each.service == service]
        assert invited == mine[: len(invited)]
        asked = room.asked + sum(each.units for each in invited)
        alone = room.asked == 0 and len(invited) == 1 and room.free > 0 < room.percent
        assert not invited or alone or asked * 100 <= room.percent * room.free
        assert room.free > 0 or not invited


@given(line=lines, rooms_a_day=st.integers(1, 6))
def test_nobody_waits_for_ever_while_seats_come_free(line, rooms_a_day):
    """Each day a few seats open and everybody who was invited books: in the end all were invited, in order."""
    order = {service: [each for each in in_line(line) if each.service == service] for service in (1, 2)}
    invited: dict[int, list[Waiting]] = {1: [], 2: []}
    free = {1: 0, 2: 0}
    for _ in range(sum(each.units for each in line) + 2):
        free = {service: seats + rooms_a_day for service, seats in free.items()}
        left = [each for each in line if each not in invited[each.service]]
        for each in next_wave(left, {service: Room(seats, 0, 100) for service, seats in free.items()}):
            invited[each.service].append(each)
            free[each.service] = max(0, free[each.service] - each.units)

    assert invited == order


def test_day_of_the_office_is_given_from_outside():
    """07.00 WIB is midnight UTC: which day it was is for the office's clock to say."""
    one = place_of(day=date(2026, 12, 1), priority=True, ready_at=START, number=1)
    other = place_of(day=date(2026, 11, 30), priority=False, ready_at=START, number=2)

    assert other < one
