"""Where a roster is seen at work: at the counter, in the hall, on the first page of the day."""

from datetime import time
from typing import Any

import pytest

from scheduler.db.models import Counter
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.roster.roster import USUAL
from scheduler.flow.counter.counters import close_counter, open_counter, pause_counter
from scheduler.flow.roster.rosters import set_roster
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World, at
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def at_counter(client: Any, office: World) -> str:
    """What the screen of counter 2 says."""
    sign_in(client, office, name="Rina", role="clerk", counter=2)
    return text_of(client.get("/counter"))


def plan_all(office: World, *hours: tuple[int, int]) -> None:
    """All counters are planned at these hours of Monday."""
    week = {0: tuple(Stretch(time(begins), time(ends), 0) for begins, ends in hours)}
    office.do(set_roster, USUAL, {counter.id: week for counter in office.rows(Counter)})


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ([(8, 11)], "Loket 2 dijadwalkan buka sampai 11.00."),
        ([(8, 14)], "Loket 2 dijadwalkan buka sampai 14.00."),
        ([(8, 11), (13, 15)], "Loket 2 dijadwalkan buka sampai 11.00, lalu 13.00-15.00."),
        ([(10, 12)], "Loket 2 dijadwalkan buka 10.00-12.00."),
        ([], "Loket 2 tidak dijadwalkan buka lagi hari ini."),
    ],
)
def test_a_clerk_sees_until_when_their_counter_is_planned(
    client: Any, office: World, hours: list[tuple[int, int]], said: str
) -> None:
    plan_all(office, *hours)

    assert said in at_counter(client, office)
    assert said in text_of(client.get("/counter/line"))


def test_a_clerk_sees_nothing_of_it_without_a_roster_and_after_work(
    client: Any, office: World, clock: Stopwatch
) -> None:
    assert "dijadwalkan" not in at_counter(client, office)
    plan_all(office, (8, 11))
    clock.now = at(15, 30)

    assert "dijadwalkan" not in at_counter(client, office)


def test_the_hall_says_which_counters_are_otherwise_than_planned(client: Any, office: World, clock: Stopwatch) -> None:
    plan_all(office, (9, 12))
    for number in (2, 3):
        office.at_time(close_counter, number, now=EARLY)
    office.at_time(open_counter, 3, now=at(9, 30))
    office.at_time(pause_counter, 3, reason="Rapat", now=at(9, 40))

    clock.now = at(9, 5)
    assert "dijadwalkan buka" not in text_of(client.get("/office/hall"))
    clock.now = at(9, 55)
    hall = text_of(client.get("/office/hall"))

    assert "Loket 2 dijadwalkan buka sejak 09.00, masih tutup." in hall
    assert "Loket 3 dijadwalkan buka sampai 12.00, istirahat sejak 09.40." in hall
    assert "Loket 1 dijadwalkan" not in hall


def test_the_hall_says_which_counters_go_on_after_their_time(client: Any, office: World, clock: Stopwatch) -> None:
    plan_all(office, (8, 11))
    office.at_time(close_counter, 2, now=at(11))
    office.at_time(open_counter, 2, now=at(11, 20))
    office.at_time(close_counter, 3, now=at(11))
    clock.now = at(11, 40)

    hall = text_of(client.get("/office/hall"))

    assert "Loket 1 dijadwalkan tutup sejak 11.00, masih buka." in hall
    assert "Loket 2 buka sejak 11.20, di luar jadwalnya." in hall
    assert "Loket 3 dijadwalkan" not in hall


def test_an_office_without_a_roster_is_told_nothing(client: Any, office: World) -> None:
    for number in (1, 2, 3):
        office.at_time(close_counter, number, now=EARLY)

    assert "dijadwalkan" not in text_of(client.get("/office/hall"))


@pytest.mark.postgres("statements")
def test_the_first_page_counts_the_counters_that_are_planned(client: Any, office: World) -> None:
    third = office.rows(Counter)[2].id
    office.do(set_roster, USUAL, {third: {0: ()}})

    assert "2 dari 2" in text_of(client.get("/office"))
