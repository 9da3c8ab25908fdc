"""Why a counter has nobody: each cause by a hall in which nothing else is the matter."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.hall.queue import ADMITTED, WAITING, Desk, Key, Queued
from tests.scenes.factories import MONDAY, NINE, World, at
from tests.simulation.idleness import Cause, Lobby, causes
from tests.simulation.scene import look

A, B = (Desk(number, frozenset(letter), is_open=True, busy=False) for number, letter in enumerate("AB", start=1))
HALL = Lobby([A], [], [], room=2, limit=2, inside=0)


def ticket(number: int, service: str = "A", stage: str = WAITING, **facts: Any) -> Queued:
    key = Key(NINE + number * timedelta(minutes=1), number)
    return Queued(number, service, key, facts.pop("people", 1), stage, **facts)


OUTSIDE, INSIDE = ticket(1), ticket(1, stage=ADMITTED)


@pytest.mark.parametrize(
    ("hall", "cause"),
    [
        (replace(HALL, indoors=[INSIDE], inside=1), Cause.REACTS),
        (replace(HALL, indoors=[replace(INSIDE, counter=2)], inside=1), Cause.ELSEWHERE),
        (replace(HALL, outside=[OUTSIDE]), Cause.TIME),
        (replace(HALL, outside=[ticket(1, people=2, passed=3), ticket(2)], inside=1), Cause.DRAINS),
        (replace(HALL, outside=[OUTSIDE], room=1, inside=1), Cause.RESERVED),
        (replace(HALL, outside=[OUTSIDE], inside=2, counted=1), Cause.COUNTED),
        (replace(HALL, outside=[OUTSIDE], inside=2, aside=2), Cause.ASIDE),
        (replace(HALL, outside=[OUTSIDE], indoors=[ticket(2, "B", ADMITTED)], inside=2, at_counters=1), Cause.OTHERS),
        (replace(HALL, outside=[ticket(1, people=2)], inside=1, at_counters=1), Cause.PARTY),
        (replace(HALL, outside=[OUTSIDE], inside=2, at_counters=2), Cause.FULL),
    ],
)
def test_counter_has_nobody_for_one_cause(hall: Lobby, cause: Cause):
    assert causes(hall) == [cause]


def test_what_is_in_the_way_is_taken_away_one_thing_after_the_other():
    hall = replace(HALL, outside=[ticket(1, people=2)], inside=2, counted=1, aside=1)

    assert causes(hall) == [Cause.ASIDE]


def test_counter_that_nobody_waits_for_is_not_idle():
    busy, closed = replace(A, busy=True), replace(A, is_open=False)

    assert causes(HALL) == []
    assert causes(replace(HALL, outside=[ticket(1, "B")])) == []
    assert causes(replace(HALL, desks=[busy, closed], outside=[OUTSIDE])) == []


def test_one_who_waits_leaves_one_counter_idle():
    both = Desk(2, frozenset("AB"), is_open=True, busy=False)

    assert causes(replace(HALL, desks=[both, A], indoors=[INSIDE], inside=1)) == [Cause.REACTS]
    assert causes(replace(HALL, desks=[A, B], outside=[OUTSIDE, ticket(2)])) == [Cause.TIME]


def test_hall_is_seen_as_the_tables_have_it(office: World):
    office.edit(lobby_limit=2, now=at(8, 40))
    passes = [office.booked(9, 0, service=service) for service in "AAB"]
    for minute, pass_code in enumerate(passes, start=41):
        office.scan(pass_code, now=at(8, minute), early=True)
    office.call(1, now=NINE)

    lobby = Lobby.of(office.read(lambda session: look(session, office.office, MONDAY, NINE)))

    assert [each.service for each in lobby.outside] == ["B"]
    assert [each.service for each in lobby.indoors] == ["A"]
    assert (lobby.room, lobby.limit, lobby.inside, lobby.at_counters, lobby.aside, lobby.counted) == (2, 2, 2, 1, 0, 0)
