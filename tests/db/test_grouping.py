"""Where several threads write, one group at a time goes together, and nobody who goes alone waits for it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.engine.grouping import Groups
from scheduler.db.engine.keeping import KEPT, LEFT
from scheduler.db.engine.queueing import CROWD
from scheduler.db.engine.together import AT_ONCE
from scheduler.db.engine.writer import Job
from scheduler.domain.refusals import Refusal, Unavailable
from tests.db.ledger import Ledger, write
from tests.db.test_together import LINE, job, one
from tests.support.databases import ON_POSTGRES
from tests.support.groups import gathered


def booked(*_: Any) -> list[None]:
    """Of a kind that goes together."""
    return []


def moved(*_: Any) -> list[None]:
    """Of another one."""
    return []


@dataclass(eq=False)
class Waiting:
    name: str
    many: Any = None


@pytest.fixture
def groups() -> Iterator[Groups[Waiting]]:
    groups = Groups[Waiting]()
    yield groups
    groups.close()


def put(groups: Groups[Waiting], names: str, many: Any = None) -> None:
    for name in names:
        groups.put(Waiting(name, many))


def taken(groups: Groups[Waiting]) -> str:
    return "".join(each.name for each in groups.take())


def test_all_who_wait_for_the_same_are_one_group(groups: Groups[Waiting]):
    put(groups, "abc", booked)

    assert taken(groups) == "abc"


def test_who_goes_alone_is_taken_alone_and_beside_a_group(groups: Groups[Waiting]):
    put(groups, "ab", booked)
    put(groups, "xy")

    assert [taken(groups) for _ in range(3)] == ["ab", "x", "y"]


def test_group_waits_for_the_one_before_it_and_nobody_else_does(groups: Groups[Waiting]):
    put(groups, "a", booked)
    assert taken(groups) == "a"
    put(groups, "bc", booked)
    put(groups, "x")
    assert taken(groups) == "x"

    groups.end_group()

    assert taken(groups) == "bc"


def test_those_who_wait_for_something_else_are_another_group(groups: Groups[Waiting]):
    put(groups, "ab", booked)
    put(groups, "c", moved)
    put(groups, "d", booked)

    found = []
    for _ in range(3):
        found.append(taken(groups))
        groups.end_group()

    assert found == ["ab", "c", "d"]


def test_group_has_its_bound(groups: Groups[Waiting]):
    put(groups, "a" * (AT_ONCE + 1), booked)

    assert len(taken(groups)) == AT_ONCE


def test_who_is_left_goes_before_all_who_go_alone(groups: Groups[Waiting]):
    put(groups, "xy")
    groups.put_back([Waiting("a"), Waiting("b")])

    assert [taken(groups) for _ in range(4)] == ["a", "b", "x", "y"]


def test_who_is_left_goes_before_the_next_group_and_whoever_was_left_later(groups: Groups[Waiting]):
    """Who came first has the seat, however many come behind them."""
    put(groups, "abcd", booked)
    assert taken(groups) == "abcd"
    put(groups, "ef", booked)
    groups.put_back([Waiting("a"), Waiting("b")])
    groups.put_back([Waiting("c"), Waiting("d")])
    groups.end_group()

    assert [taken(groups) for _ in range(5)] == ["a", "b", "c", "d", "ef"]


def test_thread_that_waits_is_woken_by_whoever_comes(groups: Groups[Waiting]):
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(taken, groups) for _ in range(2)]
        put(groups, "x")
        put(groups, "a", booked)

        assert {each.result(20) for each in waiting} == {"x", "a"}


def test_what_is_queued_when_it_is_closed_is_still_taken(groups: Groups[Waiting]):
    put(groups, "ab", booked)
    put(groups, "x")
    groups.close()

    assert [taken(groups) for _ in range(3)] == ["ab", "x", ""]


def test_nobody_is_left_waiting_for_what_is_closed(groups: Groups[Waiting]):
    groups.close()

    with pytest.raises(RuntimeError):
        put(groups, "x")


def test_so_many_people_at_once_are_a_crowd(groups: Groups[Waiting]):
    groups.crowd._clock = lambda: 0.0
    put(groups, "a" * (CROWD - 1), booked)
    assert not groups.crowd.is_here

    put(groups, "x")

    assert groups.crowd.is_here


Many = Callable[[Session, Sequence[Any]], list[Any]]


def all_of_them(session: Session, lines: Sequence[str]) -> list[str | None]:
    return [None if "left" in line else one(session, line) for line in lines]


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def told(ledger: Ledger, *jobs: Job) -> list[Any]:
    """What each was told, all in the queue while another group is under way; the kind of an error."""
    with gathered(ledger.database.writer):
        for each in jobs:
            ledger.database.writer.put(each)
    return [type(error) if (error := each.future.exception(20)) else each.future.result() for each in jobs]


def group(many: Many, *lines: str, step: Any = one) -> list[Job]:
    return [job(line, many, step=step) for line in lines]


@ON_POSTGRES
def test_group_is_one_transaction_and_who_is_left_comes_alone(ledger: Ledger):
    committed: list[list[dict[Any, Any]]] = []
    ledger.database.listeners.append(committed.append)

    assert told(ledger, *group(all_of_them, "a", "left", "c")) == ["a", "left", "c"]
    ledger.database.close()

    assert [len(infos) for infos in committed] == [1, 2, 1]  # with the one that was under way
    assert ledger.lines() == ["a", "c", "left"]


@ON_POSTGRES
def test_what_a_group_leaves_is_kept_for_those_after_it(ledger: Ledger):
    def leaves(session: Session, lines: Sequence[str]) -> list[str]:
        session.info[LEFT] = {"last": lines[-1]}
        return list(lines)

    told(ledger, *group(leaves, "a", "b"))

    assert ledger.database.run(lambda session: session.info[KEPT]["last"]) == "b"


def breaks(session: Session, lines: Sequence[str]) -> list[str | None]:
    all_of_them(session, lines)
    raise RuntimeError


def loses(session: Session, lines: Sequence[str]) -> list[str | None]:
    return [one(session, line) for line in (*lines, lines[0])]


def is_deadlocked(session: Session, lines: Sequence[str]) -> list[str | None]:
    all_of_them(session, lines)
    session.execute(text("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$"))
    return list(lines)


def puts_off_too_much(session: Session, lines: Sequence[str]) -> list[str | None]:
    """The last is not taken, which only the commit finds out."""
    for line in (*lines, lines[0]):
        LINE.put_off(session, line=line)
    return list(lines)


@ON_POSTGRES
@pytest.mark.parametrize("many", [breaks, loses, is_deadlocked, puts_off_too_much])
def test_where_a_group_fails_nothing_of_it_stands_and_each_is_run_alone(ledger: Ledger, many: Many):
    def refused(_session: Session, _line: str) -> None:
        raise Refusal

    jobs = [*group(many, "a", "b"), *group(many, "refused", step=refused)]

    assert told(ledger, *jobs) == ["a", "b", Refusal]
    assert sorted(ledger.lines()) == ["a", "b"]


@ON_POSTGRES
def test_row_that_is_not_taken_is_told_to_its_own_step(ledger: Ledger):
    ledger.database.run(write("a"))

    assert told(ledger, *group(all_of_them, "a", "b")) == [IntegrityError, "b"]


@ON_POSTGRES
def test_group_whose_connection_is_lost_is_not_run_again(ledger: Ledger):
    """Nobody knows whether it had been committed."""
    alone: list[str] = []

    def is_cut(session: Session, lines: Sequence[str]) -> list[str | None]:
        found = all_of_them(session, lines)
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return found

    def by_itself(_session: Session, line: str) -> None:
        alone.append(line)

    jobs = group(is_cut, "a", "b", step=by_itself)

    assert told(ledger, *jobs) == [Unavailable, Unavailable]
    assert len({id(each.future.exception()) for each in jobs}) == 2, "whoever waits raises their own"
    assert (alone, ledger.lines()) == ([], [])
    assert told(ledger, *group(all_of_them, "a", "b")) == ["a", "b"]


@ON_POSTGRES
def test_group_that_waits_holds_up_nobody_who_goes_alone(ledger: Ledger):
    gate = threading.Event()

    def waits(session: Session, lines: Sequence[str]) -> list[str | None]:
        gate.wait(20)
        return all_of_them(session, lines)

    jobs = group(waits, "a", "b")
    for each in jobs:
        ledger.database.writer.put(each)
    for line in "uvwxyz":
        ledger.database.run(write(line))
    gate.set()

    assert [each.future.result(20) for each in jobs] == ["a", "b"]
    assert ledger.lines()[:6] == list("uvwxyz")


@ON_POSTGRES
def test_pool_finishes_what_is_queued_before_it_closes(ledger: Ledger):
    jobs = [*group(all_of_them, "left", "b"), job("c")]
    for each in jobs:
        ledger.database.writer.put(each)

    ledger.database.close()

    assert [each.future.result(0) for each in jobs] == ["left", "b", "c"]
