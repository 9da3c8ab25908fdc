"""Letters on their way to a channel: settled together with what came in meanwhile, and one that is broken alone."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Letter, Receipt
from scheduler.messages.sending.accounts import Used
from scheduler.messages.sending.claiming import Taken
from scheduler.messages.sending.delivering import Delivering
from scheduler.messages.sending.outlets import MOST_AT_ONCE
from tests.scenes.factories import NINE
from tests.support.patience import until

USED = Used(1, "sms", KINDS["sms"], per_minute=6_000)
BROKEN = 3


class Unwritten:
    """A letter that is put into words when it is looked at."""

    def __init__(self, number: int) -> None:
        self.number = number

    def written(self) -> Letter:
        if self.number == BROKEN:
            raise KeyError("place")
        return Letter(key=str(self.number), to="+62811", text="x", worth=timedelta(days=1))


class Far:
    """A channel that takes the first letter at once, and the others when that is being written down."""

    def __init__(self, goes_on: asyncio.Event) -> None:
        self._is_first, self._goes_on = True, goes_on

    async def send(self, letter: Letter) -> Receipt:
        is_first, self._is_first = self._is_first, False
        if not is_first:
            await self._goes_on.wait()
        return Receipt("accepted", letter.key)

    async def close(self) -> None:
        """There is nothing open."""


class Slow:
    """A database whose first write takes until it is let go on."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int]] = []
        self.is_writing, self.goes_on = asyncio.Event(), asyncio.Event()

    async def write(self, step: Any, answers: Any, *, now: Any) -> None:
        del now
        self.steps.append((step.__name__, len(answers) if isinstance(answers, list) else answers.message_id))
        self.is_writing.set()
        if step.__name__ == "settle":
            await self.goes_on.wait()


async def delivered(count: int, first: int = 10) -> tuple[list[tuple[str, int]], list[int]]:
    """What was written down of so many letters while the first write took long, and who was told how many had left."""
    slow, left = Slow(), []
    far = Far(slow.is_writing)
    delivering = Delivering(slow, lambda: NINE, lambda *_: far, worker="one", left=left.append)  # type: ignore[arg-type]
    async with asyncio.TaskGroup() as tasks:
        for number in range(first, first + count):
            delivering.begin(Taken(number, 1, "ready", USED, Unwritten(number)), tasks)  # type: ignore[arg-type]
        await until(lambda: not delivering.outlet(1, "sms").senders)
        slow.goes_on.set()
    assert delivering.held == 0
    return slow.steps, left


async def test_what_comes_in_while_answers_are_written_down_is_written_down_together():
    steps, left = await delivered(MOST_AT_ONCE)

    assert steps == [("settle", 1), ("settle", MOST_AT_ONCE - 1)]
    assert sum(left) == MOST_AT_ONCE


async def test_letter_that_cannot_be_put_into_words_holds_up_no_other():
    steps, left = await delivered(5, first=1)

    assert ("unwritten", BROKEN) in steps
    assert sum(count for name, count in steps if name == "settle") == 4
    assert sum(left) == 5


@pytest.mark.parametrize("count", [1, 7])
async def test_as_many_are_left_as_were_begun(count: int):
    _, left = await delivered(count)

    assert sum(left) == count
