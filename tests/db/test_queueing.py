"""Steps of people are taken before those of machines, which wait so long and no longer."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import pytest

from scheduler.db.engine.queueing import CROWD, CROWDED, PATIENCE, QUIET, Queue
from scheduler.db.engine.writer import Job
from tests.db.ledger import Ledger, write
from tests.support.databases import ON_POSTGRES, ON_SQLITE


@dataclass(frozen=True)
class Waiting:
    name: str
    is_beside: bool = False


class Seconds:
    """A clock that stands still until it is moved. coming: what happens just as somebody looks at it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.coming: list[Callable[[], None]] = []

    def __call__(self) -> float:
        if self.coming:
            self.coming.pop()()
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def queue(seconds: Seconds) -> Queue[Waiting]:
    return Queue(seconds)


def person(name: str) -> Waiting:
    return Waiting(name)


def machine(name: str) -> Waiting:
    return Waiting(name, is_beside=True)


def put(queue: Queue[Waiting], *jobs: Waiting) -> None:
    for job in jobs:
        queue.put(job)


def batch(queue: Queue[Waiting]) -> list[str]:
    """The names of a batch as the writer takes it."""
    taken = [queue.first()]
    while job := queue.more(beside=all(each.is_beside for each in taken)):
        taken.append(job)
    return [each.name for each in taken]


def test_people_are_taken_in_the_order_in_which_they_came(queue: Queue[Waiting]):
    put(queue, person("a"), person("b"), person("c"))

    assert batch(queue) == ["a", "b", "c"]


def test_people_have_their_turn_between_two_machines_however_long_these_take(queue: Queue[Waiting], seconds: Seconds):
    put(queue, machine("tick"), machine("worker"), machine("tick"), machine("worker"))
    put(queue, *(person(name) for name in "abcd"))
    taken = []
    for _ in range(8):
        job = queue.first()
        assert job is not None
        taken.append(job.name)
        seconds.now += PATIENCE * 2 if job.is_beside else PATIENCE

    assert taken == ["a", "tick", "b", "worker", "c", "tick", "d", "worker"]


def test_machine_that_came_first_lets_people_go_before_it_and_commit(queue: Queue[Waiting], seconds: Seconds):
    put(queue, machine("worker"), person("a"), person("b"))

    first = batch(queue)
    seconds.now += QUIET

    assert [first, batch(queue)] == [["a", "b"], ["worker"]]


def test_machine_looks_for_people_a_moment_longer(queue: Queue[Waiting], seconds: Seconds):
    """Whoever was just answered asks again, and is not held up by what came meanwhile."""
    put(queue, person("a"))
    first = batch(queue)
    put(queue, machine("worker"))

    seconds.coming = [lambda: put(queue, person("again"))]
    second = batch(queue)
    seconds.now += QUIET

    assert [first, second, batch(queue)] == [["a"], ["again"], ["worker"]]


def test_machines_share_a_batch_where_nobody_else_waits(queue: Queue[Waiting]):
    put(queue, machine("worker"), machine("tick"))

    assert batch(queue) == ["worker", "tick"]


def test_no_second_machine_holds_up_people_who_have_come_into_the_batch(queue: Queue[Waiting]):
    put(queue, machine("worker"), machine("tick"))
    taken = [queue.first()]
    put(queue, person("a"))

    taken += [queue.more(beside=True), queue.more(beside=False)]

    assert [each and each.name for each in taken] == ["worker", "a", None]


def test_machine_that_has_waited_for_long_enough_goes_before_people(queue: Queue[Waiting], seconds: Seconds):
    put(queue, machine("worker"), machine("tick"), person("a"), person("b"))
    assert queue.first() == person("a")

    seconds.now += PATIENCE
    put(queue, person("c"))

    assert batch(queue) == ["worker", "b", "c"]


def test_next_machine_waits_anew_from_the_one_before(queue: Queue[Waiting], seconds: Seconds):
    """However many have piled up: people get their turn between them."""
    put(queue, machine("first"), machine("second"), *[person(str(n)) for n in range(4)])
    seconds.now += PATIENCE

    order = []
    for _ in range(6):
        order.append(queue.first().name)
        seconds.now += PATIENCE / 2

    assert order == ["first", "0", "1", "second", "2", "3"]


def test_closed_queue_gives_what_it_has_and_then_ends(queue: Queue[Waiting]):
    put(queue, machine("worker"), person("a"))
    queue.close()

    assert [queue.first(), queue.first(), queue.first()] == [person("a"), machine("worker"), None]


def test_rest_is_all_that_waits(queue: Queue[Waiting]):
    put(queue, machine("worker"), person("a"))

    assert [each.name for each in queue.rest()] == ["a", "worker"]
    assert list(queue.rest()) == []


def test_many_people_within_a_moment_are_a_crowd(queue: Queue[Waiting], seconds: Seconds):
    said = []
    for n in range(CROWD):
        seconds.now += CROWDED / (CROWD + 1)
        put(queue, person(str(n)))
        queue.first()
        said.append(queue.crowd.is_here)

    assert said == [False] * (CROWD - 1) + [True]


def test_crowd_is_over_once_fewer_come(queue: Queue[Waiting], seconds: Seconds):
    put(queue, *(person(str(n)) for n in range(CROWD)))
    queue.first()
    was_crowded = queue.crowd.is_here

    seconds.now += CROWDED
    put(queue, person("late"))
    queue.first()

    assert [was_crowded, queue.crowd.is_here] == [True, False]


def test_who_is_put_back_has_come_once(queue: Queue[Waiting]):
    put(queue, *(person(str(n)) for n in range(CROWD // 2)))
    queue.put_back([queue.first() for _ in range(CROWD // 2)])

    taken = [queue.first() for _ in range(CROWD // 2)]

    assert [each.name for each in taken] == [str(n) for n in range(CROWD // 2)]
    assert not queue.crowd.is_here


def test_who_does_not_fit_keeps_their_place(queue: Queue[Waiting], seconds: Seconds):
    put(queue, person("a"), person("b"), machine("worker"))
    queue.first()

    refused = [queue.more(beside=beside, fits=lambda _: False) for beside in (False, True)]
    seconds.now += PATIENCE
    refused.append(queue.more(beside=False, fits=lambda _: False))

    assert refused == [None] * 3
    assert batch(queue) == ["worker", "b"]


def test_machines_are_no_crowd(queue: Queue[Waiting]):
    put(queue, *(machine(str(n)) for n in range(CROWD)))
    for _ in range(CROWD):
        queue.first()

    assert not queue.crowd.is_here


def test_who_waits_for_no_step_is_of_the_crowd(queue: Queue[Waiting]):
    put(queue, *(person(str(n)) for n in range(CROWD - 1)))
    was_crowded = queue.crowd.is_here

    queue.crowd.came()

    assert [was_crowded, queue.crowd.is_here] == [False, True]


@ON_SQLITE
@pytest.mark.postgres("dialect")
def test_writer_runs_a_step_of_machines_after_those_of_people(ledger: Ledger):
    ledger.database.writer._jobs._clock = lambda: 0.0  # so that a machine never waits for long
    gate, futures = threading.Event(), [Future(), Future()]
    ledger._put(lambda _: gate.wait(10))
    ledger.database.writer.put(Job(write("worker"), (), {}, futures[0], is_beside=True))
    ledger.database.writer.put(Job(write("person"), (), {}, futures[1]))

    gate.set()
    ledger.database.close()

    assert [each.result(10) for each in futures] == ["worker", "person"]
    assert ledger.lines() == ["person", "worker"]


@ON_POSTGRES
def test_steps_of_machines_that_take_long_hold_up_nobody(ledger: Ledger):
    gate, futures = threading.Event(), [Future() for _ in range(9)]
    for future in futures:
        ledger.database.writer.put(Job(lambda _: gate.wait(20), (), {}, future, is_beside=True))

    done = ledger.database.run(write("person"))
    are_held = not any(each.done() for each in futures)
    gate.set()

    assert (done, are_held) == ("person", True)
    assert all(each.result(20) for each in futures)


async def test_step_beside_is_answered_as_any_other(ledger: Ledger):
    assert await ledger.database.write_beside(write("worker")) == "worker"
    assert ledger.lines() == ["worker"]


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database)
