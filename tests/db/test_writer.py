"""Writes queue up, commits are shared; a refused step undoes itself alone; an answer leaves after its commit."""

import asyncio
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from scheduler.db.engine import Database
from scheduler.db.writer import ATTEMPTS
from scheduler.domain.errors import Refusal, Unavailable
from tests.circles import WAITS_FOR
from tests.databases import ON_POSTGRES, ON_SQLITE
from tests.db.ledger import Ledger, refuse, write
from tests.patience import wait_until

pytestmark = pytest.mark.postgres("dialect")


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def test_refused_step_rolls_back_alone(ledger: Ledger):
    told = ledger.outcomes(write("a"), refuse("b"), write("c"))

    assert told == ["a", Refusal, "c"]
    assert sorted(ledger.lines()) == ["a", "c"]


def test_faulty_step_is_told_its_fault_and_others_stand(ledger: Ledger):
    def faulty(session):
        write("b")(session)
        raise ZeroDivisionError

    told = ledger.outcomes(write("a"), faulty, write("c"))

    assert told == ["a", ZeroDivisionError, "c"]
    assert sorted(ledger.lines()) == ["a", "c"]


def test_unique_index_that_another_won_is_looked_at_once_more(ledger: Ledger):
    ledger.outcomes(write("a"))
    attempts = []

    def step(session):
        attempts.append("a" if not attempts else "b")
        return write(attempts[-1])(session)

    assert ledger.outcomes(step) == ["b"]
    assert attempts == ["a", "b"]


def test_unique_index_broken_each_time_is_the_steps_own_fault(ledger: Ledger):
    ledger.outcomes(write("a"))
    attempts = []

    def step(session):
        attempts.append(1)
        return write("a")(session)

    assert ledger.outcomes(step, write("b")) == [IntegrityError, "b"]
    assert len(attempts) == ATTEMPTS
    assert sorted(ledger.lines()) == ["a", "b"]


def test_answer_leaves_after_the_commit(ledger: Ledger):
    seen = []
    ledger.database.listeners.append(lambda infos: seen.append((ledger.lines(), future.done())))

    future = ledger._put(write("a"))
    future.result(10)

    assert seen == [(["a"], False)]


def test_listeners_hear_what_steps_left_but_nothing_of_refused_ones(ledger: Ledger):
    heard = []
    ledger.database.listeners.append(heard.extend)

    def leave(session):
        session.info["left"] = "something"

    def leave_and_refuse(session):
        session.info["left"] = "refused"
        raise Refusal

    ledger.outcomes(leave, leave_and_refuse)
    ledger.database.close()

    assert [info["left"] for info in heard if "left" in info] == ["something"]


@ON_SQLITE
def test_steps_that_piled_up_share_a_commit_at_most_64_to_one(ledger: Ledger):
    batches = []
    ledger.database.listeners.append(lambda infos: batches.append(len(infos)))
    ledger.database.writer._longest = 30.0  # slow machines must not end a batch early

    ledger.outcomes(*[write(str(n)) for n in range(100)])

    assert batches == [64, 37]  # with the step that held the gate


@ON_SQLITE
def test_batch_ends_when_its_time_is_over(ledger: Ledger):
    batches = []
    ledger.database.listeners.append(lambda infos: batches.append(len(infos)))
    ledger.database.writer._longest = 0.0

    ledger.outcomes(*[write(str(n)) for n in range(3)])

    assert batches == [1, 1, 1, 1]


async def test_many_tasks_are_answered_on_their_loop(ledger: Ledger):
    told = await asyncio.gather(*[ledger.database.write(write(str(n))) for n in range(20)])

    assert told == [str(n) for n in range(20)]
    assert len(ledger.lines()) == 20


async def test_refusal_reaches_the_task(ledger: Ledger):
    with pytest.raises(Refusal):
        await ledger.database.write(refuse("a"))


async def test_step_stands_when_its_waiter_went_away(ledger: Ledger):
    gate = threading.Event()
    ledger._put(lambda _: gate.wait(10))
    task = asyncio.create_task(ledger.database.write(write("a")))
    await asyncio.sleep(0)
    task.cancel()
    gate.set()

    await ledger.database.write(write("b"))
    ledger.database.close()

    assert sorted(ledger.lines()) == ["a", "b"]


async def test_reads_do_not_see_what_is_not_committed_and_do_not_wait(ledger: Ledger):
    gate, written = threading.Event(), threading.Event()

    def step(session):
        write("a")(session)
        written.set()
        gate.wait(10)

    future = ledger._put(step)
    written.wait(10)
    before = await ledger.database.read(lambda s: s.execute(text("SELECT count(*) FROM ledger")).scalar())
    gate.set()
    future.result(10)

    assert before == 0
    assert ledger.lines() == ["a"]


@ON_SQLITE
def test_reading_session_cannot_write(ledger: Ledger):
    with ledger.database.reading() as session, pytest.raises(Exception, match="readonly"):
        write("a")(session)


def test_close_finishes_what_is_queued(ledger: Ledger):
    futures = ledger.hand_over(*[write(str(n)) for n in range(10)])

    ledger.database.close()

    assert [future.result(0) for future in futures] == [str(n) for n in range(10)]


@ON_SQLITE
def test_locked_database_is_unavailable_and_works_again_afterwards(ledger: Ledger, open_database):
    other = open_database()
    holds, release = threading.Event(), threading.Event()
    ledger.database.run(lambda s: s.execute(text("PRAGMA busy_timeout = 50")))

    def hold(session):
        write("other")(session)
        holds.set()
        release.wait(10)

    holder = threading.Thread(target=other.run, args=(hold,))
    holder.start()
    holds.wait(10)
    with pytest.raises(Unavailable):
        ledger.database.run(write("a"))
    release.set()
    holder.join()

    assert ledger.database.run(write("b")) == "b"
    assert ledger.lines() == ["other", "b"]


@ON_POSTGRES
def test_deadlock_is_tried_once_more(ledger: Ledger):
    """Whoever waits last looks for a circle, and alone: of two that look at the same moment both give way. Who tries
    again comes behind the other, or would close the circle once more after having looked.
    """
    ledger.outcomes(write("left"), write("right"))
    both_hold, right_has_both, attempts = threading.Barrier(2), threading.Event(), []

    def is_waited_for(process):
        with ledger.database.reading() as session:
            return session.execute(WAITS_FOR, {"pid": process}).scalar_one()

    def locks(first, second):
        def step(session):
            attempts.append(first)
            if len(attempts) > 2:
                assert right_has_both.wait(30)
            looks_after = "20ms" if first == "left" else "10min"
            session.execute(text(f"SET LOCAL deadlock_timeout = '{looks_after}'"))
            session.execute(text("UPDATE ledger SET line = line WHERE line = :line"), {"line": first})
            if len(attempts) <= 2:
                both_hold.wait(30)
                if first == "left":
                    own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
                    wait_until(lambda: is_waited_for(own))
            session.execute(text("UPDATE ledger SET line = line WHERE line = :line"), {"line": second})
            if first == "right":
                right_has_both.set()
            return first

        return step

    told = ledger.outcomes(locks("left", "right"), locks("right", "left"))

    assert told == ["left", "right"]
    assert len(attempts) == 3


@ON_POSTGRES
def test_lost_connection_is_unavailable_and_works_again_afterwards(ledger: Ledger):
    def cut(session):
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert ledger.outcomes(cut) == [Unavailable]
    assert ledger.outcomes(write("a")) == ["a"]
