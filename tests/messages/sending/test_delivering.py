"""Letters on their way to a channel: settled together with what came in meanwhile, and one that is broken alone; what
waits behind them is looked at again, or given back, by one step.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Letter, Receipt
from scheduler.messages.sending import delivering as part
from scheduler.messages.sending.accounts import Used
from scheduler.messages.sending.claiming import Taken
from scheduler.messages.sending.delivering import Delivering
from scheduler.messages.sending.outlets import LEAST_AT_ONCE, MOST_AT_ONCE
from tests.scenes.factories import NINE
from tests.support.patience import until

USED = Used(1, "sms", KINDS["sms"], per_minute=6_000)
SLOW = Used(1, "sms", KINDS["sms"], per_minute=60)
BROKEN = 3
MANY = 32


class Unwritten:
    """A letter that is put into words when it is looked at."""

    def __init__(self, number: int) -> None:
        self.number = number

    def written(self) -> Letter:
        if self.number == BROKEN:
            raise KeyError("place")
        return Letter(key=str(self.number), to="+62811", text="x", worth=timedelta(days=1))


class Far:
    """A channel that takes the first letter at once, and answers the others when it is let go on."""

    def __init__(self, goes_on: asyncio.Event, then: Receipt | None = None) -> None:
        self._is_first, self._goes_on, self._then = True, goes_on, then
        self.asked: list[str] = []

    async def send(self, letter: Letter) -> Receipt:
        self.asked.append(letter.key)
        is_first, self._is_first = self._is_first, False
        if not is_first or self._then:
            await self._goes_on.wait()
        return self._then or Receipt("accepted", letter.key)

    async def close(self) -> None:
        """There is nothing open."""


class Slow:
    """A database that writes down no answer before it is let go on. steps: each with how many letters it is about, or
    with which. fails: whether a settlement of these letters fails.
    """

    def __init__(self, fails: Callable[[list[int]], bool] = lambda _: False) -> None:
        self.steps: list[tuple[str, int]] = []
        self.is_writing, self.goes_on = asyncio.Event(), asyncio.Event()
        self._fails = fails
        self.settled: list[int] = []

    async def write_beside(self, step: Any, letters: Any, *rest: Any, now: Any = NINE) -> Any:
        del rest, now
        self.steps.append((step.__name__, len(letters) if isinstance(letters, list) else letters.message_id))
        if step.__name__ == "hold_on":
            return {each.message_id for each in letters if each.message_id % 2}
        if step.__name__ != "settle":
            return None
        self.is_writing.set()
        await self.goes_on.wait()
        some = [each.taken.message_id for each in letters]
        if self._fails(some):
            raise LookupError("answer")
        self.settled += some
        return None


def delivering_to(slow: Slow, far: Far, left: list[int]) -> Delivering:
    return Delivering(slow, lambda: NINE, lambda *_: far, worker="one", left=left.append)  # type: ignore[arg-type]


def begin(delivering: Delivering, numbers: range, used: Used, tasks: asyncio.TaskGroup) -> None:
    for number in numbers:
        delivering.begin(Taken(number, 1, "ready", used, Unwritten(number)), tasks)  # type: ignore[arg-type]


async def delivered(count: int, first: int = 10, slow: Slow | None = None) -> tuple[list[tuple[str, int]], list[int]]:
    """What was written down of so many letters while the first write took long, and who was told how many had left."""
    slow, left = slow or Slow(), []
    delivering = delivering_to(slow, Far(slow.is_writing), left)
    async with asyncio.TaskGroup() as tasks:
        begin(delivering, range(first, first + count), USED, tasks)
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


async def test_answer_that_cannot_be_written_down_takes_no_other_with_it():
    slow = Slow(fails=lambda some: 15 in some)

    _, left = await delivered(20, slow=slow)

    assert sorted(slow.settled) == [number for number in range(10, 30) if number != 15]
    assert sum(left) == 20


# --- what waits in an outlet


async def test_what_has_waited_is_looked_at_again_by_one_step():
    """The account lets eight be under way; the others wait until they are looked at, and half of them do not hold."""
    slow, left = Slow(), []
    far = Far(slow.is_writing)
    delivering = delivering_to(slow, far, left)
    slow.goes_on.set()
    async with asyncio.TaskGroup() as tasks:
        begin(delivering, range(10, 10 + MANY), SLOW, tasks)
        outlet = delivering.outlet(1, "sms")
        outlet.waiting = type(outlet.waiting)((taken, since - 2 * part.FRESH) for taken, since in outlet.waiting)

    assert [step for step in slow.steps if step[0] == "hold_on"] == [("hold_on", MANY)]
    assert sorted(map(int, far.asked)) == [number for number in range(10, 10 + MANY) if number % 2]
    assert (sum(left), delivering.held) == (MANY, 0)


async def test_what_waits_when_the_worker_ends_is_given_back_by_one_step():
    slow, left = Slow(), []
    goes_on = asyncio.Event()
    far = Far(goes_on)
    delivering = delivering_to(slow, far, left)
    async with asyncio.TaskGroup() as tasks:
        begin(delivering, range(10, 10 + MANY), SLOW, tasks)
        await until(lambda: len(far.asked) == LEAST_AT_ONCE + 1)  # the first was taken at once
        delivering.end()
        goes_on.set()
        slow.goes_on.set()

    assert [step for step in slow.steps if step[0] == "give_back"] == [("give_back", MANY - LEAST_AT_ONCE - 1)]
    assert (len(far.asked), sum(left), delivering.held) == (LEAST_AT_ONCE + 1, MANY, 0)


async def test_what_waits_behind_a_letter_whose_far_side_asks_to_wait_is_given_back():
    """By one step, and after the answer is written down: who takes it anew must find the pause."""
    slow, left = Slow(), []
    goes_on = asyncio.Event()
    far = Far(goes_on, Receipt("failed", code="http_429", pause=90))
    delivering = delivering_to(slow, far, left)
    async with asyncio.TaskGroup() as tasks:
        begin(delivering, range(10, 10 + MANY), SLOW, tasks)
        outlet = delivering.outlet(1, "sms")
        await until(lambda: len(far.asked) == LEAST_AT_ONCE)
        goes_on.set()
        await until(lambda: not outlet.senders)
        assert (outlet.room, len(outlet.waiting)) == (0, MANY - LEAST_AT_ONCE)
        begin(delivering, range(100, 102), SLOW, tasks)  # taken at the same moment
        slow.goes_on.set()

    steps = [name for name, _ in slow.steps]
    assert slow.steps.count(("give_back", MANY - LEAST_AT_ONCE + 2)) == steps.count("give_back") == 1
    assert steps.index("settle") < steps.index("give_back")
    assert (len(far.asked), sum(left), delivering.held) == (LEAST_AT_ONCE, MANY + 2, 0)
    assert outlet.room > 0
