"""Writes queue up, commits are shared; a refused step undoes itself alone; an answer leaves after its commit."""

import asyncio
import os
import subprocess
import sys
import threading
from concurrent.futures import Future

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from scheduler.db.engine import writer as writing
from scheduler.db.engine.database import Database
from scheduler.db.engine.writer import ATTEMPTS, Job
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.runtime.supervise import EX_SOFTWARE
from tests.conftest import SECRET
from tests.db.ledger import Ledger, leave, refuse, write
from tests.support.circles import WAITS_FOR
from tests.support.databases import ON_POSTGRES, ON_SQLITE
from tests.support.patience import wait_until, within

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


def test_answer_leaves_after_the_commit_and_waits_for_no_listener(ledger: Ledger):
    seen = []
    ledger.database.listeners.append(lambda infos: seen.append((ledger.lines(), future.done())))

    future = ledger._put(write("a"))
    assert (future.result(10), ledger.lines()) == ("a", ["a"])
    ledger.database.close()

    assert seen == [(["a"], True)]


def test_listener_that_raises_costs_nobody_an_answer_and_no_other_its_news(ledger: Ledger):
    heard = []

    def deaf(_infos):
        raise ZeroDivisionError("of the listener")

    ledger.database.listeners.extend([deaf, heard.extend])

    with capture_logs() as lines:
        told = [ledger.database.run(leave(line)) for line in "ab"]
        ledger.database.close()

    assert (told, ledger.lines()) == (["a", "b"], ["a", "b"])
    assert [info["left"] for info in heard] == ["a", "b"]
    assert [(line["event"], line["exc_info"]) for line in lines] == [("listener_failed", True)] * 2


def test_listeners_hear_what_steps_left_but_nothing_of_refused_ones(ledger: Ledger):
    heard = []
    ledger.database.listeners.append(heard.extend)

    def leave_and_refuse(session):
        session.info["left"] = "refused"
        raise Refusal

    ledger.outcomes(leave("something"), leave_and_refuse)
    ledger.database.close()

    assert [info["left"] for info in heard if "left" in info] == ["something"]


def test_fault_that_no_future_takes_is_told_in_another_form(ledger: Ledger):
    """Asyncio refuses a StopIteration, and whoever was to be told after it would wait for good."""

    async def both():
        return await asyncio.gather(
            ledger.database.write(lambda _: next(iter(()))), ledger.database.write(write("a")), return_exceptions=True
        )

    told = asyncio.run(within(20, both()))

    assert [type(told[0]), told[1]] == [RuntimeError, "a"]


def test_loop_that_closes_just_now_holds_up_nobody(ledger: Ledger):
    """It said that it was open, and is not any more when it is woken."""
    woken = threading.Event()

    class Closing:
        def call_soon_threadsafe(self, *_):
            woken.set()
            raise RuntimeError("Event loop is closed")

    ledger.database.writer.put(Job(write("a"), (), {}, Future(), loop=Closing()))

    assert [ledger.database.run(write(line)) for line in "bc"] == ["b", "c"]
    assert woken.wait(20)  # on PostgreSQL by another thread, which may take longer than both
    assert sorted(ledger.lines()) == ["a", "b", "c"]


class Torn(BaseException):
    """What no step should raise, as an interpreter that comes down does."""


def tear(_session):
    raise Torn


def tear_too(_infos):
    raise Torn


@ON_SQLITE
def test_thread_that_ends_tells_all_who_wait_and_ends_the_process(open_database):
    waiting, exits, gate = [], [], threading.Event()
    ledger = Ledger(open_database(die=lambda status: exits.append((status, [each.done() for each in waiting]))))
    ledger._put(lambda _: gate.wait(10))
    waiting.extend(ledger._put(step) for step in (write("before"), tear, write("after")))

    with capture_logs() as lines:
        gate.set()
        told = [type(each.exception(20)) for each in waiting]
        later = ledger.outcomes(write("later"))

    assert (told, later, exits) == ([Unavailable] * 3, [Unavailable], [(EX_SOFTWARE, [True] * 3)])
    assert [(line["event"], type(line["exc_info"])) for line in lines] == [("writer_ended", Torn)]
    assert not ledger.database.writer.is_alive
    assert ledger.lines() == []


class Mute:
    def critical(self, *_: object, **__: object) -> None:
        raise ValueError("I/O operation on closed file.")


def test_process_ends_though_nobody_can_be_told_why(open_database, monkeypatch: pytest.MonkeyPatch):
    exits = []
    ledger = Ledger(open_database(die=exits.append))
    monkeypatch.setattr(writing, "log", Mute())

    told = type(ledger._put(tear).exception(20))
    wait_until(lambda: exits)

    assert (told, exits) == (Unavailable, [EX_SOFTWARE])


@ON_POSTGRES
def test_thread_of_the_pool_that_ends_tells_who_waits_and_ends_the_process(open_database):
    exits = []
    ledger = Ledger(open_database(die=exits.append))

    told = ledger.outcomes(tear)
    ledger.database.close()

    assert (told, exits, ledger.database.writer.is_alive) == ([Unavailable], [EX_SOFTWARE], False)


def test_process_that_ends_over_a_listener_has_answered_what_is_committed(open_database):
    """Also where the loop of whoever waits comes to it only then."""
    exits, put_off, answer = [], [], Future()

    class Busy:
        def call_soon_threadsafe(self, *call):
            put_off.append(call)

    ledger = Ledger(open_database(die=exits.append))
    ledger.database.listeners.append(tear_too)

    ledger.database.writer.put(Job(write("a"), (), {}, answer, loop=Busy()))
    ledger.database.close()
    for call, *about in put_off:
        call(*about)

    assert (answer.result(0), exits) == ("a", [EX_SOFTWARE])


@ON_SQLITE
def test_end_of_its_thread_ends_a_real_process(database_url):
    """Nobody is left who could say it from inside."""
    program = (
        "from scheduler.runtime.config import Settings\n"
        "from scheduler.db.engine.database import Database\n"
        "from tests.db.test_writer import tear\n"
        "Database(Settings()).run(tear)\n"
    )
    environment = {**os.environ, "GILIRAN_DATABASE_URL": database_url, "GILIRAN_SECRET_KEY": SECRET}

    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, timeout=60, check=False
    )

    assert (ended.returncode, b"writer_ended" in ended.stderr + ended.stdout) == (EX_SOFTWARE, True)


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
