"""Writes queue up, commits are shared.

A step is a plain function `step(session, ..., now=...)` that touches only its session and arguments, never commits,
is short, and is safe to repeat. On SQLite one thread takes what has piled up, runs each step in a SAVEPOINT of its own
and commits the batch once; on PostgreSQL each step is its own transaction from a small pool. An answer leaves only
after its commit.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from scheduler.db.away import AWAY
from scheduler.domain.errors import Refusal, Unavailable

log = structlog.get_logger()

BOARD_CHANNEL = "giliran_board"
NOTIFY = text(f"SELECT pg_notify('{BOARD_CHANNEL}', :office)")
"""Wakes the other processes after the commit; what changed they read themselves."""

Step = Callable[..., Any]
ATTEMPTS = 5
"""How often a step may lose to a unique index: with 3,000 live bookings one in thirty draws a number that is taken."""

OnCommit = Callable[[list[dict[Any, Any]]], None]
"""Told after a commit what the steps left in `session.info`, in the order of the steps."""


@dataclass(slots=True)
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

    def put(self, job: Job) -> None: ...

    def close(self) -> None: ...


class GroupCommit:
    """The one writer of a SQLite file: at most `most` steps or `longest` seconds share a commit.

    `guarded=False` leaves out the check before COMMIT; only the test that shows what it is for asks for that.
    """

    def __init__(
        self, engine: Engine, on_commit: OnCommit, *, most: int = 64, longest: float = 0.02, guarded: bool = True
    ) -> None:
        self._engine, self._on_commit = engine, on_commit
        self._most, self._longest, self._guarded = most, longest, guarded
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._line: _Line | None = None
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Queue a job; it is answered after the commit of its batch."""
        self._jobs.put(job)

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._batch(job)
        self._hang_up()

    def _batch(self, first: Job) -> None:
        done: list[Job] = []
        try:
            line = self._line = self._line or _Line(self._engine)
            line.raw.execute("BEGIN IMMEDIATE")
            for job in self._piled_up(first):
                done.append(job)
                self._run(job, line)
            self._check(line)
            line.raw.commit()
        except Exception:  # whatever it was, nothing of this batch is kept, and all of it are told
            log.exception("batch_lost", steps=len(done))
            self._hang_up()
            for job in done or [first]:
                job.result, job.error = None, Unavailable()
        else:
            self._on_commit([job.info for job in done if job.error is None])
        _answer(done or [first])

    def _piled_up(self, first: Job) -> Iterator[Job]:
        until = time.monotonic() + self._longest
        yield first
        for _ in range(self._most - 1):
            if time.monotonic() > until:
                return
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._jobs.put(None)
                return
            yield job

    def _run(self, job: Job, line: "_Line") -> None:
        for _ in range(ATTEMPTS):
            line.raw.execute("SAVEPOINT step")
            try:
                job.result, job.error = _call(job, line.steps, line.raw), None
            except Exception as error:  # noqa: BLE001 - the one who waits is told
                self._check(line)
                job.result, job.error = None, _said(error)
                _back_to_savepoint(line.raw)
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


class _Line:
    """One open connection, twice: as the driver knows it, which has the batch's transaction and a savepoint a step; and
    as a connection for Sessions, whose commit is nothing and whose rollback goes back to the step's savepoint.

    So a Session that rolls back by itself, because a flush failed, undoes its own step and not the batch. Savepoints
    at the driver: SQLAlchemy's own nested transactions cost half the speed.
    """

    def __init__(self, engine: Engine) -> None:
        self._pooled = engine.raw_connection()
        self.raw: Any = self._pooled.driver_connection
        steps = create_engine(
            "sqlite://",
            creator=lambda: self.raw,
            poolclass=StaticPool,
            pool_reset_on_return=None,
            hide_parameters=True,
        )
        steps.dialect.do_commit = _nothing  # type: ignore[method-assign, assignment]
        steps.dialect.do_rollback = _back_to_savepoint  # type: ignore[method-assign, assignment]
        self.steps = steps.connect()

    def close(self) -> None:
        """Roll back and give the connection up."""
        self._pooled.invalidate()
        self.steps.invalidate()


def _nothing(raw: Any) -> None:
    """The step's work is kept by RELEASE, the batch's by COMMIT."""


def _back_to_savepoint(raw: Any) -> None:
    if raw.in_transaction:
        raw.execute("ROLLBACK TO step")


class Pool:
    """Each step a transaction of its own, two to four at a time (PostgreSQL)."""

    def __init__(self, engine: Engine, on_commit: OnCommit, *, size: int = 4) -> None:
        self._engine, self._on_commit = engine, on_commit
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="writer")

    def put(self, job: Job) -> None:
        """Queue a job; it is answered after its commit."""
        self._threads.submit(self._work, job)

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._threads.shutdown()

    def _work(self, job: Job) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._engine.begin() as connection:
                    raw = connection.connection.driver_connection
                    job.result, job.error = _call(job, connection, raw), None
                    for office in {*job.info.get("boards", ()), *job.info.get("screens", ())}:
                        connection.execute(NOTIFY, {"office": office})
            except Exception as error:  # noqa: BLE001 - the one who waits is told
                job.result, job.error = None, _said(error)
                if attempt < ATTEMPTS and _worth_again(error):
                    continue
            else:
                self._on_commit([job.info])
            break
        _answer([job])


def _call(job: Job, connection: Connection, raw: Any) -> Any:
    session = Session(bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False)
    session.info["driver"] = (raw, connection.dialect)
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
    if isinstance(error, Refusal) or not isinstance(error, AWAY):
        return error
    log.error("step_unavailable", kind=type(getattr(error, "orig", None) or error).__name__)
    return Unavailable()


def _worth_again(error: Exception) -> bool:
    """A deadlock, or a unique index that another transaction won: a second look decides by the rules."""
    return isinstance(error, IntegrityError) or (
        isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in {"40P01", "40001"}
    )


def _answer(jobs: list[Job]) -> None:
    """Wake each waiting loop once for all of its jobs."""
    loops: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        if job.loop is None:
            job.answer()
        else:
            loops.setdefault(job.loop, []).append(job)
    for loop, waiting in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_answer_all, waiting)


def _answer_all(jobs: list[Job]) -> None:
    for job in jobs:
        job.answer()
