"""A kiosk that calls staff reaches the counters where no guard would hear it, and is taken once for all."""

import re
from datetime import timedelta
from typing import Any

import pytest

from scheduler.flow.door import help_wanted
from scheduler.flow.staff import people, sessions
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

CALLS = "Kios memanggil petugas sejak 09.00."


@pytest.fixture(autouse=True)
def _at_the_counter(client: Any, guarded: World, clock: Stopwatch) -> None:
    sign_in(client, guarded, name="Ani", role="clerk", counter=1)
    clock.now = NINE


def calls(office: World) -> None:
    office.at_time(help_wanted.call_staff)


def guard(office: World) -> int:
    """The session of the guard, who has just signed in."""
    member = office.database.run(people.add_staff, office.office, "Gani", "guard", "no password fits", now=NINE)
    cookie = office.database.run(sessions.sign_in, member.id, None, now=NINE)
    return office.read(lambda session: sessions.signed_in(session, cookie, NINE)).session_id


@pytest.mark.postgres("statements")
def test_counter_is_told_and_takes_the_call_for_everybody(client: Any, guarded: World) -> None:
    before = client.get("/counter")
    calls(guarded)
    page = client.get("/counter")
    since = re.findall(r'name="since" value="([^"]+)"', page.text)[0]

    answer = client.post("/counter/help", data={"since": since})

    assert CALLS not in text_of(before)
    assert f"{CALLS} Saya ke sana" in text_of(page)
    assert 'id="help"' in client.get("/counter/line").text
    assert (answer.status_code, answer.headers["location"]) == (303, "/counter")
    assert [CALLS in text_of(client.get(path)) for path in ("/counter", "/door")] == [False, False]


def test_it_is_heard_once_and_only_while_it_is_new(client: Any, guarded: World, clock: Stopwatch) -> None:
    calls(guarded)
    assert re.findall(r'id="help"[^>]*data-tone="(\w+)" data-once="([^"]+)"', client.get("/counter").text)

    clock.forward(seconds=20)

    assert not re.findall(r'id="help"[^>]*data-tone', client.get("/counter").text)


@pytest.mark.postgres("statements")
def test_counters_are_left_in_peace_while_a_guard_is_at_work(client: Any, guarded: World) -> None:
    guard(guarded)
    calls(guarded)

    assert CALLS not in text_of(client.get("/counter"))


@pytest.mark.parametrize("why", ["signed out", "screen became a kiosk", "away"])
def test_guard_who_is_not_there_is_not_counted_upon(client: Any, guarded: World, clock: Stopwatch, why: str) -> None:
    at_door = guard(guarded)
    if why == "signed out":
        guarded.database.run(sessions.sign_out, at_door, now=NINE)
    elif why == "screen became a kiosk":
        guarded.database.run(sessions.confine, at_door, "kiosk")
    else:
        clock.now = NINE + help_wanted.GUARD_AWAY + timedelta(seconds=1)
    calls(guarded)

    assert CALLS in text_of(client.get("/counter"))


def test_call_that_came_later_is_not_taken_by_an_old_tap(client: Any, guarded: World) -> None:
    calls(guarded)
    client.post("/counter/help", data={"since": at(8, 59).isoformat()})

    assert guarded.day().help_wanted_at == NINE
