"""Engines, and the `Database` that the edge writes and reads through. Their errors name no values: those get logged."""

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from scheduler import keys
from scheduler.db.engine.glancing import Glancing
from scheduler.db.engine.keeping import KEPT, Kept
from scheduler.db.engine.read_once import READ
from scheduler.db.engine.together import Together
from scheduler.db.engine.writer import GroupCommit, Job, OnCommit, Pool, Writer, tell
from scheduler.runtime.config import Settings
from scheduler.runtime.supervise import Die

P = ParamSpec("P")
A = TypeVar("A")
T = TypeVar("T")

_WRITING = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON")
_READING = ("busy_timeout=5000", "query_only=ON")


def sqlite_engine(url: str, *, reading: bool = False) -> Engine:
    """An engine for a SQLite file: driver-level transactions, BEGIN IMMEDIATE for writing, query_only for reading."""
    engine = create_engine(
        url, connect_args={"isolation_level": None, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        for pragma in _READING if reading else _WRITING:
            connection.execute(f"PRAGMA {pragma}")

    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def postgres_engine(url: str, *, reading: bool = False) -> Engine:
    """An engine for PostgreSQL with a small pool; see `trips.py`."""
    from scheduler.db.engine import trips  # noqa: PLC0415 - its driver is an extra that SQLite offices do not install

    return trips.postgres_engine(url, reading=reading)


class Database:
    """One database, opened: `write` and `run` hand a step of people to the writer, `write_beside` one of machines;
    `read` and `reading` never wait for it.
    """

    def __init__(self, settings: Settings, *, guarded: bool = True, die: Die = os._exit) -> None:
        """Open what the settings name (it must be migrated) and make its keyring the one in use.

        die: ends the process where nothing can be written any more.
        """
        keys.use(keys.load(settings))
        self.url, self.on_sqlite = settings.database_url, settings.on_sqlite
        self.listeners: list[OnCommit] = []
        self.kept: Kept = {}
        """What steps left for those after them; see `keeping`."""
        self._watching: PoolProxiedConnection | None = None
        self._glancing: Glancing | None = None
        self.writer: Writer
        if self.on_sqlite:
            self.engine = sqlite_engine(self.url)
            self._reads = sqlite_engine(self.url, reading=True)
            self._glancing = Glancing(self._reads)
            self.writer = GroupCommit(self.engine, self._committed, guarded=guarded, die=die, kept=self.kept)
        else:
            self.engine = postgres_engine(self.url)
            self._reads = postgres_engine(self.url, reading=True)
            self.writer = Pool(self.engine, self._committed, die=die, kept=self.kept)

    async def write(self, step: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step in a transaction and wait for its commit. Raises what the step raises, or Unavailable."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.writer.put(Job(step, args, kwargs, future, future.get_loop()))
        return await future

    async def write_together(self, step: Together[A, T], asked: A) -> T:
        """Run a step as `write` does, with others that wait for the same, where there are any."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.writer.put(Job(step.one, (asked,), {}, future, future.get_loop(), many=step.many))
        return await future

    async def write_beside(self, step: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step as `write` does, for what a machine does by itself: it lets people go first."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.writer.put(Job(step, args, kwargs, future, future.get_loop(), is_beside=True))
        return await future

    def came(self) -> None:
        """Somebody waits for what is answered without the writer: machines give way to them as well."""
        self.writer.crowd.came()

    @property
    def is_crowded(self) -> bool:
        """Whether so many people come that machines should do little at a time (`queueing.CROWD`)."""
        return self.writer.crowd.is_here

    def run(self, step: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a step as `write` does, for commands: blocks until the commit."""
        return self.hand_over(step, *args, **kwargs).result()

    def hand_over(self, step: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Run a step as `write` does, for callers that do not wait for the commit, or not for as long as it takes."""
        future: Future[T] = Future()
        self.writer.put(Job(step, args, kwargs, future))
        return future

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that can only read, of what is committed now."""
        with Session(self._reads, expire_on_commit=False, info={KEPT: self.kept, READ: {}}) as session:
            yield session

    async def read(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query: in place on SQLite (microseconds), in a thread on PostgreSQL (a round trip)."""
        if self.on_sqlite:
            return self._query(query, *args, **kwargs)
        return await asyncio.to_thread(lambda: self._query(query, *args, **kwargs))

    async def glance(self, look: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query that sends prepared statements alone, as `read` does; on SQLite for a tenth of the price."""
        if self._glancing is not None:
            with self._glancing.session() as session:
                return look(session, *args, **kwargs)
        return await asyncio.to_thread(lambda: self._query(look, *args, **kwargs))

    async def read_at_length(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query that takes long (counts over months): in a thread in any case."""
        return await asyncio.to_thread(lambda: self._query(query, *args, **kwargs))

    def pools(self) -> dict[str, tuple[int, int]]:
        """How many connections to PostgreSQL are used and idle, by what they are for; nothing on SQLite."""
        engines = {} if self.on_sqlite else {"writing": self.engine, "reading": self._reads}
        pools = {name: engine.pool for name, engine in engines.items()}
        return {n: (pool.checkedout(), pool.checkedin()) for n, pool in pools.items() if isinstance(pool, QueuePool)}

    def file_version(self) -> int:
        """A number that is another one once anybody has committed to the SQLite file; no transaction is begun."""
        if self._watching is None:
            self._watching = self._reads.raw_connection()
        file: Any = self._watching.driver_connection
        return int(file.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Finish what is queued and close every connection."""
        self.writer.close()
        if self._watching is not None:
            self._watching.close()
        if self._glancing is not None:
            self._glancing.close()
        self.engine.dispose()
        self._reads.dispose()

    def _query(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.reading() as session:
            return query(session, *args, **kwargs)

    def _committed(self, infos: list[dict[Any, Any]]) -> None:
        tell(tuple(self.listeners), infos)  # a copy: others come and go on the loop meanwhile
