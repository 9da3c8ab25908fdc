"""When a hall will be fullest: the queue's own rules, with those who are booked and have not come."""

from datetime import datetime, timedelta

from hypothesis import given

from scheduler.domain.hall.expected import Booked, expecting
from scheduler.domain.hall.forecast import Leaving, Outlook, Work
from scheduler.domain.hall.fullest import Fullest, fullest
from scheduler.domain.hall.queue import Desk
from tests.domain.hall.test_forecast import NOW, at, halls

TEN = Work(10.0)


def hall(*, desks: int = 1, limit: int = 20, inside: int = 0, leaving: dict[int, Leaving] | None = None) -> Outlook:
    counters = [Desk(n + 1, frozenset("A"), is_open=True, busy=n + 1 in (leaving or {})) for n in range(desks)]
    return Outlook([], counters, limit=limit, inside=inside, now=NOW, work={}, leaving=leaving or {})


def booked(*minutes: int, people: int = 1) -> list[Booked]:
    return [Booked("A", at(minute), people, TEN) for minute in minutes]


def most(outlook: Outlook, visits: list[Booked], *, all_come: bool = True) -> tuple[float, int]:
    """After how many minutes it is fullest, and how many are inside."""
    found = fullest(expecting(outlook, visits, all_come=all_come))
    return (found.at - NOW) / timedelta(minutes=1), found.people


def test_hall_that_expects_nobody_is_fullest_now() -> None:
    assert fullest(hall(inside=3, leaving={1: Leaving(at(5), 3)})) == Fullest(NOW, 3)


def test_people_who_come_together_are_inside_together() -> None:
    assert most(hall(), booked(30, 120, 120, people=2)) == (115, 4)


def test_who_has_gone_is_not_inside_any_more() -> None:
    assert most(hall(), booked(30, 60, 90)) == (25, 1)


def test_nobody_is_let_in_beyond_the_limit() -> None:
    assert most(hall(limit=3), booked(30, 30, 30, 30, 30)) == (25, 3)


def test_usual_share_of_the_booked_is_less_than_all() -> None:
    visits = booked(*[60] * 10)

    assert (most(hall(), visits)[1], most(hall(), visits, all_come=False)[1]) == (10, 8)


def test_those_who_are_inside_stay_until_they_are_served() -> None:
    assert most(hall(inside=2, leaving={1: Leaving(at(50), 2)}), booked(30, 40)) == (35, 4)


@given(halls())
def test_any_hall_comes_to_an_end_within_its_limit(outlook: Outlook) -> None:
    found = fullest(outlook)

    assert outlook.inside <= found.people <= max(outlook.limit, outlook.inside)
    assert isinstance(found.at, datetime)
    assert found.at >= NOW
