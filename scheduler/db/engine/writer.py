"""Writes queue up, commits are shared.

A step is a plain function `step(session, ..., now=...)` that touches only its session and arguments, never commits,
is short, and is safe to repeat. On SQLite one thread takes what has piled up, runs each step, or all of a group that
goes together (`together.py`), in a SAVEPOINT of its own and commits the batch once; on PostgreSQL each step or group is
a transaction of its own from a small pool. Steps of people go before those of machines (`queueing.py`), which have
threads of their own on PostgreSQL. An answer leaves only after its commit, and before anybody else is told of it.

What a step raises is told to whoever waits for it. What goes wrong beside the steps would leave everybody waiting for
ever: that ends the process, so that whoever starts it again has it whole.
"""

import asyncio
import contextlib
import os
import threading
import time
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from scheduler.db.engine.deferring import Deferred
from scheduler.db.engine.grouping import Groups
from scheduler.db.engine.keeping import KEPT, LEFT, Kept, take_over
from scheduler.db.engine.outages import AWAY
from scheduler.db.engine.prepared import Driver
from scheduler.db.engine.queueing import Crowd, Queue
from scheduler.db.engine.together import AT_ONCE, Many
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.runtime.supervise import EX_SOFTWARE, Die

log = structlog.get_logger()

BOARD_CHANNEL = "giliran_board"
NOTIFY = f"SELECT pg_notify('{BOARD_CHANNEL}', %(office)s)"
"""Wakes the other processes after the commit; what changed they read themselves."""

Step = Callable[..., Any]
ATTEMPTS = 5
"""How often a step may lose to a unique index: with 3,000 live bookings one in thirty draws a number that is taken."""

OnCommit = Callable[[list[dict[Any, Any]]], None]
"""Told after a commit what the steps left in `session.info`, in the order of the steps. It may raise: see `tell`."""


@dataclass(slots=True, eq=False)
class Job:
    """A step with its arguments, and where its answer goes."""

    step: Step
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    future: Any
    """An asyncio or concurrent future."""
    loop: asyncio.AbstractEventLoop | None = None
    info: dict[Any, Any] = field(default_factory=dict)
    result: Any = None
    error: Exception | None = None
    is_beside: bool = False
    """Of a machine: nobody waits for it, so it waits for people."""
    many: Many[Any, Any] | None = None
    """Runs the step for several who ask for the same (`together.py`); it takes one argument then, what is asked."""

    @property
    def lost_to_another(self) -> bool:
        """A unique index said no: a second look decides by the rules (or draws another random number)."""
        return isinstance(self.error, IntegrityError)

    def answer(self) -> None:
        """Hand the outcome to whoever waits; if they went away, the step stands all the same."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer(Protocol):
    """Takes jobs, runs them in transactions, answers after the commit."""

    is_alive: bool
    """False once a thread of it has ended by a fault; the process is about to end too."""

    @property
    def crowd(self) -> Crowd:
        """Told of people that come, so that machines give way to them."""

    def put(self, job: Job) -> None: ...

    def close(self) -> None: ...


class GroupCommit:
    """The one writer of a SQLite file: at most `most` steps or `longest` seconds share a commit.

    `guarded=False` leaves out the check before COMMIT; only the test that shows what it is for asks for that.
    die: ends the process where the thread cannot go on. kept: what steps leave for others (`keeping`).
    """

    def __init__(
        self,
        engine: Engine,
        on_commit: OnCommit,
        *,
        most: int = AT_ONCE,
        longest: float = 0.02,
        guarded: bool = True,
        die: Die = os._exit,
        kept: Kept | None = None,
    ) -> None:
        self._engine, self._on_commit = engine, on_commit
        self._most, self._longest, self._guarded, self._die = most, longest, guarded, die
        self._defers = True
        """Whether rows are put off to the end of a batch; only the test that compares asks for False."""
        self._jobs: Queue[Job] = Queue()
        self.crowd = self._jobs.crowd
        self._kept: Kept = {} if kept is None else kept
        self._left: Kept = {}
        """What the batch under way leaves."""
        self._taken: list[Job] = []
        """The batch under way: none of it is answered yet."""
        self._behind: list[Job] = []
        """Those who have the first turns of the next one."""
        self._line: _Line | None = None
        self.is_alive = True
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Queue a job; it is answered after the commit of its batch."""
        self._jobs.put(job)

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._jobs.close()
        self._thread.join()

    def _work(self) -> None:
        try:
            while (job := self._jobs.first()) is not None:
                self._batch(job)
            self._hang_up()
        except BaseException as fault:  # noqa: BLE001 - there is no other writer, and nobody would ever be answered
            self.is_alive = False
            _end(fault, [*self._taken, *self._jobs.rest()], self._die)
            while (job := self._jobs.first()) is not None:  # for as long as the process is still there
                _refuse([job])

    def _batch(self, first: Job) -> None:
        taken = self._taken = [first]
        try:
            line = self._line = self._line or _Line(self._engine)
            try:
                self._at_once(line, self._piled_up(first), defers=self._defers)
            except _Spoilt:
                line.raw.rollback()
                self._at_once(line, ([job] for job in taken), defers=False)
        except Exception:  # whatever it was, nothing of this batch is kept, and all of it are told
            log.exception("batch_lost", steps=len(taken))
            self._hang_up()
            _refuse(taken)
            self._taken = []
        else:
            take_over(self._kept, self._left)
            _answer(taken)
            self._taken = []
            self._on_commit([job.info for job in taken if job.error is None])
        finally:
            self._jobs.put_back(self._behind)
            self._behind = []

    def _at_once(self, line: "_Line", neighbours: Iterable[list[Job]], *, defers: bool) -> None:
        """Run steps and commit them. neighbours: steps of one kind. defers: some rows are written at the end.

        Raises _Spoilt.
        """
        self._left = {}
        line.raw.execute("BEGIN IMMEDIATE")
        line.deferred.begin_batch(is_open=defers)
        for jobs in neighbours:
            if len(jobs) > 1:
                self._together(jobs, line)
            else:
                self._run(jobs[0], line)
        self._check(line)
        line.write_deferred()
        self._check(line)
        line.raw.commit()

    def _piled_up(self, first: Job) -> Iterator[list[Job]]:
        """The steps of a batch, each alone, or with those behind it that may go together with it.

        Nobody is taken before it is sure that they go along: whoever a group leaves ends the batch, and has their turn
        before all that are still queued.
        """
        until, beside = time.monotonic() + self._longest, first.is_beside

        def another(many: Many[Any, Any] | None = None) -> Job | None:
            nonlocal beside
            if self._behind or len(self._taken) >= self._most or time.monotonic() > until:
                return None
            job = self._jobs.more(beside=beside, fits=lambda each: many in (None, each.many))
            if job is not None:
                self._taken.append(job)
                beside = beside and job.is_beside
            return job

        job: Job | None = first
        while job is not None:
            jobs = [job]
            while job.many is not None and (neighbour := another(job.many)) is not None:
                jobs.append(neighbour)
            yield jobs
            job = another()

    def _together(self, jobs: list[Job], line: "_Line") -> None:
        """Run neighbours by one set of statements. Who is left has the first turns of the next batch, each alone: the
        others need not wait for what it takes to refuse somebody.

        Raises _Spoilt.
        """
        whole = _whole(jobs)
        line.begin_step()
        try:
            results = _call(whole, line.steps, line.driver, ChainMap(self._left, self._kept))
        except Exception as error:  # noqa: BLE001 - each of them, run alone, is told its own
            log.warning("not_together", kind=type(error).__name__, steps=len(jobs))
            self._check(line)
            line.go_back()
            results = [None] * len(jobs)
        if line.deferred.is_spoilt:
            raise _Spoilt
        line.raw.execute("RELEASE step")
        take_over(self._left, whole.info.get(LEFT, {}))
        self._behind = _shared_out(whole, results, jobs)
        for job in self._behind:
            self._taken.remove(job)

    def _run(self, job: Job, line: "_Line") -> None:
        for _ in range(ATTEMPTS):
            line.begin_step()
            try:
                kept = ChainMap(self._left, self._kept)
                job.result, job.error = _call(job, line.steps, line.driver, kept), None
                take_over(self._left, job.info.get(LEFT, {}))
            except Exception as error:  # noqa: BLE001 - the one who waits is told
                self._check(line)
                job.result, job.error = None, _said(error)
                line.go_back()
            if line.deferred.is_spoilt:
                raise _Spoilt
            if line.raw.in_transaction:
                line.raw.execute("RELEASE step")
            if not job.lost_to_another:
                return

    def _check(self, line: "_Line") -> None:
        """A full disk rolls back everything under our feet, and what follows would run in autocommit."""
        if self._guarded and not line.raw.in_transaction:
            raise Unavailable

    def _hang_up(self) -> None:
        """Let go of the connection, and with it of whatever was not committed."""
        if self._line is not None:
            self._line.close()
            self._line = None


class _Spoilt(Exception):
    """The database did not take a row that was put off, whosever it was. fault: what was raised for it."""

    def __init__(self, fault: Exception | None = None) -> None:
        super().__init__()
        self.fault = fault


class _Line:
    """One open connection, twice: as the driver knows it, which has the batch's transaction and a savepoint a step; and
    as a connection for Sessions, whose commit is nothing and whose rollback goes back to the step's savepoint.

    So a Session that rolls back by itself, because a flush failed, undoes its own step and not the batch. Savepoints
    at the driver: SQLAlchemy's own nested transactions cost half the speed.
    """

    def __init__(self, engine: Engine) -> None:
        self._pooled = engine.raw_connection()
        self.raw: Any = self._pooled.driver_connection
        self.deferred = Deferred(self.raw)
        steps = create_engine(
            "sqlite://",
            creator=lambda: self.raw,
            poolclass=StaticPool,
            pool_reset_on_return=None,
            hide_parameters=True,
        )
        steps.dialect.do_commit = _nothing  # type: ignore[method-assign, assignment]
        steps.dialect.do_rollback = lambda _: self.go_back()  # type: ignore[method-assign, assignment]
        event.listen(steps, "before_cursor_execute", lambda *_: self.deferred.write())
        self.steps = steps.connect()
        self.driver = Driver(self.raw, self.steps.dialect, self.deferred)

    def begin_step(self) -> None:
        """From here the step may go back."""
        self.raw.execute("SAVEPOINT step")
        self.deferred.begin_step()

    def go_back(self) -> None:
        """Take back what the step has done so far."""
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK TO step")
            self.deferred.go_back()

    def write_deferred(self) -> None:
        """Write what the steps of the batch have put off. Raises _Spoilt."""
        try:
            self.deferred.write()
        except Exception as error:
            raise _Spoilt from error

    def close(self) -> None:
        """Roll back and give the connection up."""
        self._pooled.invalidate()
        self.steps.invalidate()


def _nothing(raw: Any) -> None:
    """The step's work is kept by RELEASE, the batch's by COMMIT."""


class Pool:
    """Each step, or those of a group that goes together, a transaction of its own, a few at a time (PostgreSQL).

    size: how many of people at once; two or more, for while there is a group to go it goes before who goes alone.
    beside: how many of machines, which have threads of their own: however many steps they hand over, and however long
    these take, none of people waits for them. die: ends the process where a thread cannot go on.
    """

    def __init__(
        self,
        engine: Engine,
        on_commit: OnCommit,
        *,
        size: int = 4,
        beside: int = 2,
        die: Die = os._exit,
        kept: Kept | None = None,
    ) -> None:
        self._engine, self._on_commit, self._die = engine, on_commit, die
        self._kept: Kept = {} if kept is None else kept
        self._groups: Groups[Job] = Groups()
        self.crowd = self._groups.crowd
        self._people = [threading.Thread(target=self._serve, name=f"writer_{n}", daemon=True) for n in range(size)]
        self._machines = ThreadPoolExecutor(beside, thread_name_prefix="writer-beside")
        self._defers = True
        """Whether rows go along with what follows; only the test that compares asks for False."""
        self.is_alive = True
        for thread in self._people:
            thread.start()

    def put(self, job: Job) -> None:
        """Queue a job; it is answered after its commit."""
        if job.is_beside:
            self._machines.submit(self._work, [job])
        else:
            self._groups.put(job)

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._groups.close()
        for thread in self._people:
            thread.join()
        self._machines.shutdown()

    def _serve(self) -> None:
        while jobs := self._groups.take():
            is_group = jobs[0].many is not None
            self._work(jobs)
            if is_group:
                self._groups.end_group()

    def _work(self, jobs: list[Job]) -> None:
        """Run a job, or all of a group, and answer. Who is left of a group has the first of the turns that follow."""
        waiting = jobs
        try:
            left = self._together(jobs) if len(jobs) > 1 else self._run(jobs[0])
            waiting = [job for job in jobs if job not in left]
            done = [job.info for job in waiting if job.error is None]
            for info in done:
                take_over(self._kept, info.get(LEFT, {}))
            _answer(waiting)
            waiting = left
            if done:
                self._on_commit(done)
            self._groups.put_back(left)
        except BaseException as fault:  # noqa: BLE001 - a pool keeps it to itself, and nobody would ever be answered
            self.is_alive = False
            _end(fault, waiting, self._die)

    def _together(self, jobs: list[Job]) -> list[Job]:
        """Run a group by one set of statements in one transaction. Returns who is left, to be run alone.

        Where it fails nothing of it stands, and all are left. Where the database is away, which may have been while it
        committed, nobody is left: as after a step alone nobody knows whether it stands.
        """
        whole = _whole(jobs)
        try:
            with self._engine.connect() as connection:
                self._once(whole, connection, defers=self._defers)
        except Exception as error:  # noqa: BLE001 - each of them, run alone, is told its own
            if not _worth_again(error) and isinstance(_said(error), Unavailable):
                for job in jobs:
                    job.error = Unavailable()  # each their own: whoever waits raises it
                return []
            log.warning("not_together", kind=type(error).__name__, steps=len(jobs))
            whole.result = [None] * len(jobs)
        return _shared_out(whole, whole.result, jobs)

    def _run(self, job: Job) -> list[Job]:
        """Run a job until it stands or is refused. Returns nobody: there is nobody else to be left."""
        defers = self._defers
        for _ in range(ATTEMPTS):
            try:
                with self._engine.connect() as connection:
                    self._once(job, connection, defers=defers)
            except _Spoilt as spoilt:
                defers, job.error = False, spoilt.fault
            except Exception as error:  # noqa: BLE001 - the one who waits is told
                job.error = error
                if not _worth_again(error):
                    break
            else:
                return []
        assert job.error is not None
        job.result, job.error = None, _said(job.error)
        return []

    def _once(self, job: Job, connection: Connection, *, defers: bool) -> None:
        """Run a step in a transaction of its own. Raises what the step raises, or _Spoilt."""
        line: Any = connection.connection.driver_connection
        line.is_open = defers
        try:
            with connection.begin():
                job.result, job.error = _call(job, connection, Driver(line, connection.dialect, line), self._kept), None
                for office in {*job.info.get("boards", ()), *job.info.get("screens", ())}:
                    line.put(NOTIFY, {"office": office})
        except Exception as error:
            if line.is_spoilt:
                raise _Spoilt(error) from error
            raise


def _whole(jobs: list[Job]) -> Job:
    """The step of a group, for all of its jobs."""
    many = jobs[0].many
    assert many is not None
    return Job(many, ([job.args[0] for job in jobs],), {}, future=None)


def _shared_out(whole: Job, results: Sequence[Any], jobs: list[Job]) -> list[Job]:
    """Give each of a group what it comes to. Returns who is left: from now on each goes alone."""
    left = []
    for job, result in zip(jobs, results, strict=True):
        if result is None:
            job.many = None
            left.append(job)
        else:
            job.result = result
            job.info, whole.info = whole.info, {}  # what they left is told once, with the first of them
    return left


def _call(job: Job, connection: Connection, driver: Driver, kept: Kept) -> Any:
    session = Session(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False)
    session.info.update({"driver": driver, KEPT: kept})
    try:
        result = job.step(session, *job.args, **job.kwargs)
        if session.in_transaction():  # else the step sent only prepared statements, and there is nothing to close
            session.commit()
            session.close()
    except BaseException:
        session.expunge_all()  # first, so that rows which a refusal tells of stay readable
        session.close()
        raise
    job.info = session.info
    return result


def _said(error: Exception) -> Exception:
    """What the waiter is told: refusals and bugs as they are, a database that cannot as Unavailable."""
    if isinstance(error, StopIteration):
        return _as_fault(error)
    if isinstance(error, Refusal) or not isinstance(error, AWAY):
        return error
    log.error("step_unavailable", kind=type(getattr(error, "orig", None) or error).__name__)
    return Unavailable()


def _as_fault(error: StopIteration) -> RuntimeError:
    """A step's StopIteration as Python itself makes it where one leaves a generator: asyncio's futures take none, and
    the jobs behind it would not be answered.
    """
    fault = RuntimeError("a step raised StopIteration")
    fault.__cause__ = error
    return fault


def _worth_again(error: Exception) -> bool:
    """Whether a step is run again: after a deadlock, or a unique index that another won. The rules decide then."""
    return isinstance(error, IntegrityError) or (
        isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in {"40P01", "40001"}
    )


def tell(listeners: Iterable[OnCommit], infos: list[dict[Any, Any]]) -> None:
    """Tell each listener what was committed; one that raises is logged, and the others hear of it all the same."""
    for listener in listeners:
        try:
            listener(infos)
        except Exception:  # it was told of what stands: nothing is taken back for it
            log.exception("listener_failed")


def _end(fault: BaseException, waiting: list[Job], die: Callable[[int], object]) -> None:
    """A thread of the writer ends: say why, tell whoever waits that nothing is sure, end the process for certain."""
    try:
        with contextlib.suppress(Exception):  # there may be nowhere left to say it
            log.critical("writer_ended", exc_info=fault, waiting=len(waiting))
        _refuse(waiting)
    finally:
        die(EX_SOFTWARE)


def _refuse(jobs: list[Job]) -> None:
    """Answer each job that the database could not."""
    for job in jobs:
        job.result, job.error = None, Unavailable()
    _answer(jobs)


def _answer(jobs: list[Job]) -> None:
    """Wake each waiting loop once for all of its jobs; those of a loop that is closed wait no more."""
    loops: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        if job.loop is None:
            job.answer()
        else:
            loops.setdefault(job.loop, []).append(job)
    for loop, waiting in loops.items():
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_answer_all, waiting)


def _answer_all(jobs: list[Job]) -> None:
    for job in jobs:
        job.answer()
