"""Files are worked on a few at a time, whoever sends how many; who cannot wait is told so, and its file stays."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from scheduler.domain.applying.upload_refusals import DrawingBusy, FileUnreadable
from scheduler.pictures import queueing
from scheduler.pictures.queueing import Queue
from scheduler.pictures.turns import Asker
from tests.support.patience import ENOUGH, until


class Heavy:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        self.may_end.wait(ENOUGH)
        return "heavy"


@pytest.fixture
def heavy() -> Iterator[Heavy]:
    work = Heavy()
    yield work
    work.may_end.set()


def queue(*, most_waiting: int = 10, at_once: int = 2) -> Queue:
    return Queue(at_once=at_once, most_waiting=most_waiting, name="test")


def asker(who: str = "a stranger") -> Asker:
    return Asker(who, "a draft")


async def waiting(queue: Queue, who: str, *works: Any) -> list["asyncio.Task[Any]"]:
    """Tasks that wait for a turn, each having come before the next."""
    tasks = []
    for work in works:
        tasks.append(asyncio.create_task(queue.in_turn(asker(who), work)))
        await asyncio.sleep(0)
    return tasks


async def ended(*tasks: "asyncio.Task[Any]") -> list[Any]:
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_work_says_what_came_of_it() -> None:
    assert await queue().in_turn(asker(), lambda: "drawn") == "drawn"


async def test_work_that_fails_says_so() -> None:
    def fails() -> None:
        raise FileUnreadable

    with pytest.raises(FileUnreadable):
        await queue().in_turn(asker(), fails)


async def test_thirty_heavy_files_hold_up_nobody_elses_photo(heavy: Heavy) -> None:
    drawing = queue(most_waiting=40)
    thirty = await waiting(drawing, "a stranger", *[heavy] * 30)
    await until(heavy.begun.is_set)

    assert await drawing.in_turn(asker("a mother"), lambda: "drawn") == "drawn"
    assert sum(task.done() for task in thirty) == 0
    heavy.may_end.set()
    assert await ended(*thirty) == ["heavy"] * 30


async def test_photo_comes_next_where_two_strangers_are_at_it(heavy: Heavy) -> None:
    drawing, first, order = queue(), Heavy(), list[str]()
    strangers = [
        *await waiting(drawing, "one", first, lambda: order.append("one again")),
        *await waiting(drawing, "another", heavy, lambda: order.append("another again")),
    ]
    await until(lambda: first.begun.is_set() and heavy.begun.is_set())
    mother = await waiting(drawing, "a mother", lambda: order.append("a mother"))

    first.may_end.set()
    await ended(*mother, strangers[0], strangers[1])

    assert order == ["a mother", "one again"]
    heavy.may_end.set()
    await ended(*strangers)


async def test_whoever_has_most_waiting_gives_way_and_is_told(heavy: Heavy) -> None:
    drawing = queue(most_waiting=3)
    greedy = await waiting(drawing, "a stranger", *[heavy] * 4)
    await until(lambda: heavy.begun.is_set() and len(drawing) == 3)

    with pytest.raises(DrawingBusy):
        await drawing.in_turn(asker("a stranger"), heavy)
    assert await drawing.in_turn(asker("a mother"), lambda: "drawn") == "drawn"

    heavy.may_end.set()
    assert [type(each).__name__ for each in await ended(*greedy)] == ["str", "str", "str", "DrawingBusy"]


async def test_turn_that_does_not_come_is_waited_for_no_longer(heavy: Heavy, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing, did = queue(at_once=1), list[str]()
    (busy,) = await waiting(drawing, "a stranger", heavy)
    await until(heavy.begun.is_set)
    monkeypatch.setattr(queueing, "PATIENCE", 0)

    with pytest.raises(DrawingBusy):
        await drawing.in_turn(asker("a mother"), lambda: did.append("drawn"))

    monkeypatch.undo()
    assert len(drawing) == 0
    heavy.may_end.set()
    assert await ended(busy) == ["heavy"]
    assert await drawing.in_turn(asker("a father"), lambda: did) == []


async def test_work_that_has_begun_is_waited_for(heavy: Heavy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "PATIENCE", 0)
    drawing, begun = queue(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def lets_itself_go() -> str:
        loop.call_soon_threadsafe(begun.set)
        return heavy()

    real = asyncio.wait

    async def once_begun(*args: Any, **facts: Any) -> Any:
        await begun.wait()
        return await real(*args, **facts)

    monkeypatch.setattr(queueing.asyncio, "wait", once_begun)
    (task,) = await waiting(drawing, "a mother", lets_itself_go)
    await begun.wait()
    heavy.may_end.set()

    assert await ended(task) == ["heavy"]


async def test_who_is_cancelled_waits_no_more(heavy: Heavy) -> None:
    drawing, did = queue(at_once=1), list[str]()
    (busy,) = await waiting(drawing, "a stranger", heavy)
    (gone,) = await waiting(drawing, "a mother", lambda: did.append("drawn"))
    await until(lambda: heavy.begun.is_set() and len(drawing) == 1)

    gone.cancel()
    await ended(gone)

    assert len(drawing) == 0
    heavy.may_end.set()
    await ended(busy)
    assert await drawing.in_turn(asker("a father"), lambda: did) == []
