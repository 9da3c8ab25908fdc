"""Days in the hall by their seeds, on both databases: whatever happens, what must hold after every step holds.

`make soak` plays thousands of them; `python -m tests.simulation --seed N` tells one.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict

import pytest

from scheduler.runtime.config import Settings
from tests.simulation.databases import Place
from tests.simulation.days import Played, play

CHUNKS, AT_EVERY_PUSH = 100, 1
DAYS = {"sqlite": 2, "postgresql": 1}
"""In each chunk; so a deep run plays 200 days on SQLite and 100 on PostgreSQL, and `make soak` plays more."""
DEEP = pytest.mark.deep("days by the hundred")


@pytest.fixture
def place(settings: Settings) -> Iterator[Place]:
    with closing(Place(settings)) as place:
        yield place


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    "chunk", [*range(AT_EVERY_PUSH), *(pytest.param(n, marks=DEEP) for n in range(AT_EVERY_PUSH, CHUNKS))]
)
def test_day_goes_well_whatever_happens(place: Place, chunk: int, record_property: Callable[[str, object], None]):
    kind = "sqlite" if place.settings.on_sqlite else "postgresql"
    first = chunk * DAYS["sqlite"]

    played = [play(seed, place, kind) for seed in range(first, first + DAYS[kind])]

    assert all(day.steps > 20 for day in played)
    for day in played:
        record_property("day", {"ours": asdict(day.ours), "plain": asdict(day.plain)})


def test_same_seed_is_the_same_day(place: Place):
    def once(code: str) -> Played:
        return play(11, place, "sqlite", code=code)

    first, again = once("office-1"), once("office-2")

    assert first.history
    assert first.history == again.history
    assert [_without_office(line) for line in first.story] == [_without_office(line) for line in again.story]


def _without_office(line: str) -> str:
    return line.replace("office-1", "office").replace("office-2", "office")
