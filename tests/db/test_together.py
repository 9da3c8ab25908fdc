"""Steps that the writer runs together keep the order in which they came, whoever is left among them."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.engine.prepared import Prepared
from scheduler.db.engine.together import AT_ONCE
from scheduler.db.engine.writer import Job
from tests.db.ledger import Ledger
from tests.support.databases import ON_SQLITE

pytestmark = [ON_SQLITE, pytest.mark.postgres("dialect")]

LEDGER = Table("ledger", MetaData(), Column("id", Integer, primary_key=True), Column("line", String))
LINE = Prepared(insert(LEDGER).values(line=bindparam("line", type_=String)))
LINES = Prepared(select(LEDGER.c.line).order_by(LEDGER.c.id))


@pytest.fixture
def ledger(database: Database) -> Ledger:
    ledger = Ledger(database)
    database.writer._longest = 30.0  # slow machines must not end a batch early
    database.writer._jobs._clock = lambda: 0.0  # so that a machine never waits for long
    return ledger


def one(session: Session, line: str) -> str:
    LINE.run(session, line=line)
    return line


def many(session: Session, lines: Sequence[str]) -> list[str | None]:
    """Leaves those who are said to be left."""
    session.info["messages"] = True
    return [None if "left" in line else one(session, line) for line in lines]


def another(session: Session, lines: Sequence[str]) -> list[str | None]:
    """As many, for another kind of step."""
    return many(session, lines)


def job(line: str, many: Callable[..., Any] | None = None, *, step: Any = one, is_beside: bool = False) -> Job:
    return Job(step, (line,), {}, Future(), many=many, is_beside=is_beside)


def told(ledger: Ledger, *jobs: Job) -> list[Any]:
    """What each was told, all in the queue before the writer looks, in a batch behind the step that holds the gate."""
    gate = threading.Event()
    ledger._put(lambda _: gate.wait(10))
    for each in jobs:
        ledger.database.writer.put(each)
    gate.set()
    ledger.database.close()
    return [type(error) if (error := each.future.exception(20)) else each.future.result() for each in jobs]


def order(ledger: Ledger, *jobs: Job) -> list[str]:
    """The lines in the order in which they were written."""
    assert told(ledger, *jobs) == [each.args[0] for each in jobs]
    return ledger.lines()


def test_nobody_of_another_kind_goes_before_who_is_left(ledger: Ledger):
    assert order(ledger, job("a", many), job("left", many), job("c")) == ["a", "left", "c"]


def test_nobody_of_another_group_goes_before_who_is_left(ledger: Ledger):
    jobs = [job("a", many), job("left", many), job("c", another), job("d", another)]

    assert order(ledger, *jobs) == ["a", "left", "c", "d"]


def test_all_who_are_left_keep_their_order(ledger: Ledger):
    jobs = [job(line, many) for line in ("left 1", "b", "left 3", "left 4")]

    assert order(ledger, *jobs, job("e")) == ["b", "left 1", "left 3", "left 4", "e"]


def test_step_of_a_machine_is_not_put_among_people_who_are_left(ledger: Ledger):
    jobs = [job("worker", is_beside=True), job("a", many), job("left", many), job("c")]

    assert order(ledger, *jobs) == ["a", "left", "c", "worker"]


def test_where_nobody_is_left_the_batch_goes_on(ledger: Ledger):
    batches: list[int] = []
    ledger.database.listeners.append(lambda infos: batches.append(len(infos)))

    jobs = [job("a", many), job("b", many), job("c"), job("d", another), job("e", another)]

    assert order(ledger, *jobs) == list("abcde")
    assert batches == [6]  # with the step that held the gate


def test_listeners_hear_of_a_group_once(ledger: Ledger):
    heard: list[dict[Any, Any]] = []
    ledger.database.listeners.append(heard.extend)

    told(ledger, job("a", many), job("b", many), job("c", many))

    assert [info.get("messages") for info in heard] == [None, True, None, None]


def test_group_of_as_many_as_a_batch_takes_is_one(ledger: Ledger):
    groups: list[int] = []

    def counted(session: Session, lines: Sequence[str]) -> list[str | None]:
        groups.append(len(lines))
        return many(session, lines)

    told(ledger, *[job(str(n), counted) for n in range(AT_ONCE + 9)])

    assert groups == [AT_ONCE - 1, 10]  # the first batch with the step that held the gate


def test_row_that_was_put_off_and_is_not_taken_is_told_to_its_own_step(ledger: Ledger):
    """Also where the statements for many meet it, and pass it over."""

    def put_off(session: Session, line: str) -> str:
        LINE.put_off(session, line=line)
        return line

    def passes_over(session: Session, lines: Sequence[str]) -> list[str | None]:
        with suppress(sqlite3.IntegrityError):
            LINES.all(session)
        return many(session, lines)

    jobs = [job("a", step=put_off), job("a", step=put_off), job("b", passes_over), job("c", passes_over)]

    assert told(ledger, *jobs) == ["a", IntegrityError, "b", "c"]
    assert sorted(ledger.lines()) == ["a", "b", "c"]
