"""Rows that are put off are there for whoever could read them, go with their step, and spoil nobody else's."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError

from scheduler.db.engine.database import Database
from scheduler.db.engine.keeping import keep, kept
from scheduler.db.engine.prepared import Prepared
from scheduler.domain.refusals import Refusal
from tests.db.ledger import Ledger, refuse, write
from tests.support.databases import ON_SQLITE

LEDGER = Table("ledger", MetaData(), Column("id", Integer, primary_key=True), Column("line", String))
LINE = Prepared(insert(LEDGER).values(line=bindparam("line", type_=String)))
LINES = Prepared(select(LEDGER.c.line).order_by(LEDGER.c.id))
BLIND = Prepared(select(text("1")), blind=True)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def put_off(line: str) -> Callable[[Any], str]:
    def step(session: Any) -> str:
        LINE.put_off(session, line=line)
        return line

    return step


def prepared(session: Any) -> list[str]:
    return [line for (line,) in LINES.all(session)]


def by_core(session: Any) -> list[str]:
    return list(session.execute(select(LEDGER.c.line).order_by(LEDGER.c.id)).scalars())


@ON_SQLITE
@pytest.mark.parametrize("look", [prepared, by_core])
def test_row_that_is_put_off_is_read_by_its_own_step_and_by_the_next(ledger: Ledger, look: Callable[[Any], list[str]]):
    def step(session: Any) -> list[str]:
        put_off("a")(session)
        return look(session)

    assert ledger.outcomes(step, look) == [["a"], ["a"]]


@ON_SQLITE
def test_rows_are_written_together_behind_what_is_blind(ledger: Ledger):
    sent: list[str] = []
    ledger.database.writer._line.raw.set_trace_callback(sent.append)

    ledger.outcomes(put_off("a"), BLIND.first, put_off("b"))

    assert [statement.split()[0] for statement in sent][-10:] == [
        *["SAVEPOINT", "RELEASE"],
        *["SAVEPOINT", "SELECT", "RELEASE"],
        *["SAVEPOINT", "RELEASE"],
        *["INSERT", "INSERT", "COMMIT"],
    ]


@pytest.mark.postgres("dialect")
def test_step_that_is_refused_takes_its_rows_back(ledger: Ledger):
    def refused(session: Any) -> None:
        put_off("b")(session)
        raise Refusal

    assert ledger.outcomes(put_off("a"), refused, put_off("c")) == ["a", Refusal, "c"]
    assert sorted(ledger.lines()) == ["a", "c"]


@ON_SQLITE
def test_refused_step_leaves_rows_of_others_that_were_written_within_it(ledger: Ledger):
    def reads_and_is_refused(session: Any) -> None:
        put_off("b")(session)
        assert prepared(session) == ["a", "b"]
        raise Refusal

    assert ledger.outcomes(put_off("a"), reads_and_is_refused, put_off("c")) == ["a", Refusal, "c"]
    assert ledger.lines() == ["a", "c"]


@ON_SQLITE
def test_session_that_rolls_back_within_its_step_takes_its_rows_back(ledger: Ledger):
    def rolls_back(session: Any) -> list[str]:
        put_off("b")(session)
        session.connection()
        session.rollback()
        return put_off("c")(session)

    assert ledger.outcomes(put_off("a"), rolls_back) == ["a", "c"]
    assert ledger.lines() == ["a", "c"]


@pytest.mark.postgres("dialect")
def test_row_that_the_database_does_not_take_is_told_to_its_step_alone(ledger: Ledger):
    told = ledger.outcomes(put_off("a"), put_off("b"), put_off("a"), put_off("c"))

    assert sorted(map(str, told)) == sorted(map(str, ["a", "b", IntegrityError, "c"]))
    assert sorted(ledger.lines()) == ["a", "b", "c"]


@dataclass(frozen=True)
class Mark:
    stamp: tuple[int]


@ON_SQLITE
def test_what_a_step_left_goes_where_its_row_is_not_taken(ledger: Ledger):
    def leave_and_put_off(number: int) -> Callable[[Any], str]:
        def step(session: Any) -> str:
            keep(session, "mark", Mark((number,)))
            return put_off("a")(session)

        return step

    told = ledger.outcomes(leave_and_put_off(1), leave_and_put_off(2), lambda session: kept(session, "mark"))

    assert told == ["a", IntegrityError, Mark((1,))]
    assert ledger.database.kept["mark"] == Mark((1,))


def unmoved(session: Any) -> list[str]:
    try:
        return prepared(session)
    except sqlite3.IntegrityError:
        return ["nothing"]


@ON_SQLITE
@pytest.mark.parametrize("look", [prepared, by_core, unmoved])
def test_row_of_another_that_is_not_taken_is_no_fault_of_who_reads(ledger: Ledger, look: Callable[[Any], list[str]]):
    told = ledger.outcomes(put_off("a"), put_off("a"), look)

    assert told == ["a", IntegrityError, ["a"]]


Ops = list[tuple[str, str]]
LETTERS = st.sampled_from("abcd")
KINDS = ["put off", "write", "read", "look", "blind", "nested", "undone", "rolled back"]
OPS = st.lists(st.tuples(st.sampled_from(KINDS), LETTERS), max_size=4)
STEPS = st.lists(st.tuples(OPS, st.booleans()), min_size=1, max_size=6)


@ON_SQLITE
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(STEPS, min_size=1, max_size=2))
def test_random_steps_leave_and_see_what_they_would_with_each_row_at_once(
    ledger: Ledger, batches: list[list[tuple[Ops, bool]]]
):
    seen = []
    for defers in (True, False):
        _empty(ledger.database, defers=defers)
        told = [
            ledger.outcomes(*[_step(_told_apart(ops, f"{b}.{n}"), refused) for n, (ops, refused) in enumerate(batch)])
            for b, batch in enumerate(batches)
        ]
        seen.append(([[_answer(each) for each in batch] for batch in told], ledger.lines()))

    assert seen[0] == seen[1]


def _told_apart(ops: Ops, place: str) -> Ops:
    """A step that rolls back by itself writes what no other does: it takes rows back before the database has seen them,
    and so never hears that one would have been refused.
    """
    if not any(kind == "rolled back" for kind, _ in ops):
        return ops
    return [(kind, f"{letter}-{place}.{n}") for n, (kind, letter) in enumerate(ops)]


def _answer(told: Any) -> Any:
    """What was told; of what failed no more than that: a step may be refused before its row is tried."""
    return "failed" if isinstance(told, type) else told


def _empty(database: Database, *, defers: bool) -> None:
    database.run(lambda session: session.execute(text("DELETE FROM ledger")).rowcount)
    database.writer._defers = defers


def _step(ops: Ops, is_refused: bool) -> Callable[[Any], list[Any]]:
    def step(session: Any) -> list[Any]:
        results = [_done(session, kind, letter) for kind, letter in ops]
        if is_refused:
            raise Refusal
        return results

    return step


def _done(session: Any, kind: str, letter: str) -> Any:
    return {
        "put off": put_off(letter),
        "write": write(letter),
        "read": prepared,
        "look": by_core,
        "blind": lambda session: tuple(BLIND.first(session)),
        "nested": lambda session: _nested(session, put_off(letter)),
        "undone": lambda session: _nested(session, put_off(letter), refuse(letter + "'")),
        "rolled back": _roll_back,
    }[kind](session)


def _nested(session: Any, *steps: Callable[[Any], Any]) -> str:
    try:
        with session.begin_nested():
            for step in steps:
                step(session)
    except Refusal:
        return "undone"
    return "nested"


def _roll_back(session: Any) -> None:
    session.connection()
    session.rollback()
