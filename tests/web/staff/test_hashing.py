"""Passwords wait in a line with an end, and one who floods it leaves room for others."""

import asyncio
import contextlib
import threading
from typing import Any

import pytest

from scheduler.domain.refusals import Crowded
from scheduler.web.shared.staff import hashing, sessions
from scheduler.web.shared.staff.hashing import Hashing
from tests.support.patience import ENOUGH, until, within


async def test_so_many_passwords_wait_and_no_more() -> None:
    goes = threading.Event()
    line = Hashing(at_once=1, most=3, each=2)
    waiting = [asyncio.create_task(line.run(who, goes.wait, ENOUGH)) for who in ("one", "one", "two")]
    await asyncio.sleep(0)

    with pytest.raises(Crowded):
        await line.run("three", goes.wait, ENOUGH)
    goes.set()
    await within(ENOUGH, asyncio.gather(*waiting))

    assert await line.run("three", goes.wait, ENOUGH) is True


async def test_one_who_floods_leaves_room_for_others() -> None:
    goes = threading.Event()
    line = Hashing(at_once=1, most=9, each=2)
    flood = [asyncio.create_task(line.run("one", goes.wait, ENOUGH)) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(Crowded):
        await line.run("one", goes.wait, ENOUGH)
    other = asyncio.create_task(line.run("two", goes.wait, ENOUGH))
    goes.set()

    assert await within(ENOUGH, asyncio.gather(*flood, other)) == [True] * 3


async def test_some_places_are_kept_for_who_was_here_before() -> None:
    line = Hashing(most=4, each=9)
    with contextlib.ExitStack() as held:
        for number in range(3):
            held.enter_context(line.place(str(number)))
        with pytest.raises(Crowded), line.place("a stranger"):
            pass
        with line.place("a clerk", is_known=True):
            pass


async def test_two_passwords_are_looked_at_at_a_time() -> None:
    goes, line = threading.Event(), Hashing()
    at_once: list[int] = []
    lock = threading.Lock()
    here = 0

    def look() -> None:
        nonlocal here
        with lock:
            here += 1
            at_once.append(here)
        goes.wait(ENOUGH)
        with lock:
            here -= 1

    waiting = [asyncio.create_task(line.run(str(number), look)) for number in range(6)]
    await until(lambda: len(at_once) == 2)
    goes.set()
    await within(ENOUGH, asyncio.gather(*waiting))

    assert max(at_once) == hashing.AT_ONCE == 2


def test_sign_in_beyond_the_line_is_told_to_try_again(client: Any, office: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sessions, "HASHING", Hashing(most=0))

    answer = client.post("/login", data={"name": "Rina", "password": "x", "place": "office"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Terlalu banyak yang mengakses bersamaan." in answer.text
    assert 'value="Rina"' in answer.text
