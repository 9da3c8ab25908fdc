"""The feed tells whoever waits that an office's board has changed, whichever process wrote it."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.display_ports import boards
from scheduler.display_ports.boards import BoardFeed
from scheduler.flow.core.local_time import today_of
from scheduler.runtime.config import Settings
from tests.conftest import SECRET, Stopwatch
from tests.scenes.factories import NINE, World
from tests.support.patience import Rounds, until, within
from tests.support.plans import rows_of, sent_by

PATIENCE = 20
"""Seconds, on a machine that is busy with other tests."""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read by and by in any case comes too late to be what a test waits for."""
    monkeypatch.setattr(boards, "POLL", 0.1)
    monkeypatch.setattr(boards, "LOOK_INSIDE", 3600.0)
    monkeypatch.setattr(boards, "SURE", 0.5)


async def follow(feed: BoardFeed) -> None:
    async for _ in feed.changes():
        pass


def watched(feed: BoardFeed, watch: Callable[[], Awaitable[Any]]) -> Any:
    """What a coroutine returns while the feed runs."""

    async def run() -> Any:
        following = asyncio.create_task(follow(feed))
        try:
            return await within(PATIENCE, watch())
        finally:
            following.cancel()

    return asyncio.run(run())


async def first(feed: BoardFeed) -> tuple[date, int] | None:
    await feed.newer("tanjungpinang", None)
    return feed.newest("tanjungpinang")


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("whose", ["own", "another's"])
def test_waiter_is_woken_by_a_change(
    office: World, clock: Stopwatch, open_database: Callable[..., Any], whose: str
) -> None:
    clock.now = NINE
    feed = BoardFeed(office.database, clock)  # type: ignore[arg-type]
    writing = office if whose == "own" else office.through(open_database())

    async def watch() -> bool:
        before = await first(feed)
        waiting = asyncio.create_task(feed.newer("tanjungpinang", before))
        await asyncio.to_thread(writing.arrived)
        await waiting
        return feed.newest("tanjungpinang") != before

    assert watched(feed, watch)


def test_who_was_busy_is_told_at_once_and_once(office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    feed = BoardFeed(office.database, clock)  # type: ignore[arg-type]

    async def watch() -> tuple[bool, bool]:
        before = await first(feed)
        await asyncio.to_thread(lambda: [office.arrived() for _ in range(3)])
        newest = office.board().stamp
        while feed.newest("tanjungpinang") != newest:
            await feed.newer("tanjungpinang", feed.newest("tanjungpinang"))
        await feed.newer("tanjungpinang", before)
        again = asyncio.create_task(feed.newer("tanjungpinang", newest))
        await asyncio.sleep(0)
        waits, is_newest = not again.done(), feed.newest("tanjungpinang") == newest
        again.cancel()
        return waits, is_newest

    assert watched(feed, watch) == (True, True)


def test_change_of_another_office_wakes_nobody(office: World, elsewhere: World, clock: Stopwatch) -> None:
    clock.now = NINE
    feed = BoardFeed(office.database, clock)  # type: ignore[arg-type]

    async def watch() -> bool:
        before = await first(feed)
        waiting = asyncio.create_task(feed.newer("tanjungpinang", before))
        theirs = feed.newest("bintan")
        await asyncio.to_thread(elsewhere.arrived)
        await feed.newer("bintan", theirs)
        is_waiting = not waiting.done()
        waiting.cancel()
        return is_waiting

    assert watched(feed, watch)


def test_board_that_was_overtaken_on_its_way_is_passed_over(office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    feed, old = BoardFeed(office.database, clock), office.board()  # type: ignore[arg-type]
    told: list[Any] = []

    async def watch() -> None:
        await first(feed)
        await asyncio.to_thread(office.arrived)
        await until(lambda: feed.newest("tanjungpinang") == office.board().stamp)
        feed.followers.append(told.append)
        feed._put(old)
        await asyncio.to_thread(office.arrived)
        await until(lambda: feed.newest("tanjungpinang") == office.board().stamp)

    watched(feed, watch)
    assert old.stamp not in [board.stamp for board in told]
    assert office.board().stamp in [board.stamp for board in told]


@pytest.mark.postgres("statements")
def test_news_of_one_office_reads_nothing_of_the_others(office: World, elsewhere: World, clock: Stopwatch) -> None:
    clock.now = NINE
    office.arrived()
    elsewhere.arrived()
    with office.database.reading() as session:
        known = {board.office.code: board.stamp for board in boards.newer_boards(session, {boards.EVERY}, {}, NINE)}
    assert set(known) == {"tanjungpinang", "bintan"}

    def rows_read(named: str) -> list[int]:
        sent = sent_by(office.database, lambda session: boards.newer_boards(session, {named}, known, NINE))
        return [rows_of(office.database, each) for each in sent]

    assert rows_read("tanjungpinang") == [1]
    assert rows_read(boards.EVERY) == [2]


def test_day_ends_by_itself(office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "LOOK_INSIDE", 0.1)
    clock.now = NINE
    feed = BoardFeed(office.database, clock)  # type: ignore[arg-type]

    async def watch() -> date:
        before = await first(feed)
        clock.forward(days=1)
        await feed.newer("tanjungpinang", before)
        return feed.newest("tanjungpinang")[0]  # type: ignore[index]

    assert watched(feed, watch) == date(2026, 12, 1)


# --- what another process wrote


@pytest.fixture
def postgres_settings(postgres_url: str) -> Settings:
    return Settings(database_url=postgres_url, secret_key=SECRET, base_url="http://testserver")


@pytest.fixture
def sqlite_settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url, secret_key=SECRET, base_url="http://testserver")


@contextlib.contextmanager
def processes(settings: Settings, count: int) -> Iterator[list[Database]]:
    """The same database opened as by so many processes."""
    opened = [Database(settings) for _ in range(count)]
    try:
        yield opened
    finally:
        for database in opened:
            database.close()


async def seen_by_both(
    both: list[BoardFeed], witness: BoardFeed, act: Callable[[], Any], *, wanted: bool
) -> list[bool]:
    """Whether each feed saw the change that `act` made: all are waited for if that is wanted, otherwise the witness,
    which is told of it as late as any.
    """
    all_feeds = [*both, witness]
    following = [asyncio.create_task(follow(feed)) for feed in all_feeds]
    befores = [await within(PATIENCE, first(feed)) for feed in all_feeds]
    waiting = [
        asyncio.create_task(feed.newer("tanjungpinang", before))
        for feed, before in zip(all_feeds, befores, strict=True)
    ]
    await asyncio.to_thread(act)
    await within(PATIENCE, asyncio.wait(waiting if wanted else waiting[-1:]))
    seen = [task.done() for task in waiting[:-1]]
    for task in (*following, *waiting):
        task.cancel()
    return seen


@pytest.mark.pg
@pytest.mark.parametrize("listens", [True, False], ids=["told by NOTIFY", "not told"])
def test_two_displays_are_woken_by_a_call(
    postgres_settings: Settings, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch, *, listens: bool
) -> None:
    """Where the poll is far away, only NOTIFY is left: with it both see the call, without it neither does."""
    clock.now = NINE
    with processes(postgres_settings, 4) as (serving, witnessing, *displays):
        office = World(serving, "tanjungpinang", lobby_limit=4)
        monkeypatch.setattr(boards, "POLL", 3600.0)
        both = [BoardFeed(database, clock, listens=listens) for database in displays]  # type: ignore[arg-type]
        witness = BoardFeed(witnessing, clock)  # type: ignore[arg-type]

        seen = asyncio.run(seen_by_both(both, witness, office.called, wanted=listens))

    assert seen == [listens, listens]


@pytest.mark.pg
def test_board_that_cannot_be_read_where_it_was_told_of_ends_no_listening(
    postgres_settings: Settings, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the poll is far away: it is shown all the same, and so is the next one."""
    clock.now = NINE
    from_store = Board.from_store
    unread: list[str] = []

    def faulty(text: str) -> Board:
        if threading.current_thread().name == "listen" and not unread:
            unread.append(text)
            raise ValueError("no board")
        return from_store(text)

    monkeypatch.setattr(Board, "from_store", faulty)
    monkeypatch.setattr(boards, "POLL", 3600.0)
    with processes(postgres_settings, 2) as (serving, displaying):
        office = World(serving, "tanjungpinang", lobby_limit=4)
        feed = BoardFeed(displaying, clock)  # type: ignore[arg-type]

        async def seen() -> tuple[date, int] | None:
            before = feed.newest("tanjungpinang")
            await asyncio.to_thread(office.arrived)
            await feed.newer("tanjungpinang", before)
            return feed.newest("tanjungpinang")

        async def watch() -> tuple[date, int] | None:
            await first(feed)
            while not unread:
                await seen()
            return await seen()

        assert watched(feed, watch) == office.board().stamp


@pytest.mark.pg
@pytest.mark.parametrize("poll", [0.1, 3600.0], ids=["polling", "not polling"])
def test_two_displays_see_a_call_whose_wake_up_was_lost(
    postgres_settings: Settings, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch, *, poll: float
) -> None:
    clock.now = NINE
    with processes(postgres_settings, 4) as (serving, witnessing, *displays):
        office = World(serving, "tanjungpinang", lobby_limit=4)
        monkeypatch.setattr(boards, "POLL", poll)
        both = [BoardFeed(database, clock, listens=False) for database in displays]  # type: ignore[arg-type]
        witness = BoardFeed(witnessing, clock)  # type: ignore[arg-type]

        seen = asyncio.run(seen_by_both(both, witness, office.called, wanted=poll < 1))

    assert seen == [poll < 1] * 2


def test_display_beside_a_sqlite_server_reads_boards_only_when_the_file_changed(
    sqlite_settings: Settings, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now = NINE
    reads: list[Any] = []
    looks = Rounds()
    monkeypatch.setattr(boards, "LOOK", 0.02)
    with processes(sqlite_settings, 2) as (serving, beside):
        office = World(serving, "tanjungpinang", lobby_limit=4)
        read = beside.read

        def counted(*asked: Any) -> Any:
            reads.append(asked)
            return read(*asked)

        file_version = beside.file_version

        def looked_at() -> int:
            looks.over()
            return file_version()

        monkeypatch.setattr(beside, "read", counted)
        monkeypatch.setattr(beside, "file_version", looked_at)
        feed = BoardFeed(beside, clock)  # type: ignore[arg-type]

        async def watch() -> tuple[int, int]:
            before = await first(feed)
            await looks.whole(3)
            idle = len(reads)
            await asyncio.to_thread(office.arrived)
            await feed.newer("tanjungpinang", before)
            return idle, feed.newest("tanjungpinang") != before

        idle, is_newer = watched(feed, watch)

    assert (idle, is_newer) == (1, True)


def test_sleepers_are_woken_when_another_process_has_written(
    office: World, clock: Stopwatch, open_database: Callable[..., Any]
) -> None:
    clock.now = NINE
    feed, listens, woken = BoardFeed(office.database, clock), asyncio.Event(), asyncio.Event()  # type: ignore[arg-type]
    feed.sleepers.append(listens.set)
    writing = office.through(open_database())

    async def watch() -> bool:
        await first(feed)
        await listens.wait()  # of its own beginning it is told once
        feed.sleepers.append(woken.set)
        await asyncio.to_thread(writing.arrived)
        await woken.wait()
        return True

    assert watched(feed, watch)


@pytest.mark.pg
def test_board_that_others_tell_of_is_read_where_it_was_heard(
    postgres_settings: Settings, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the listening connection itself: nothing is asked of the pool, whose connections begin with a round trip."""
    clock.now = NINE
    reads: list[Any] = []
    with processes(postgres_settings, 2) as (serving, beside):
        office = World(serving, "tanjungpinang", lobby_limit=4)
        monkeypatch.setattr(boards, "POLL", 3600.0)
        read, listens = beside.read, asyncio.Event()
        monkeypatch.setattr(beside, "read", lambda *asked: reads.append(asked) or read(*asked))
        feed = BoardFeed(beside, clock)  # type: ignore[arg-type]
        feed.sleepers.append(listens.set)

        async def watch() -> tuple[int, bool]:
            before = await first(feed)
            await listens.wait()
            idle = len(reads)
            await asyncio.to_thread(office.arrived)
            await feed.newer("tanjungpinang", before)
            return len(reads) - idle, feed.newest("tanjungpinang") == office.board().stamp

        assert watched(feed, watch) == (0, True)


def test_boards_are_shown_before_sleepers_read_beside_them(
    office: World, clock: Stopwatch, open_database: Callable[..., Any]
) -> None:
    clock.now = NINE
    feed, told = BoardFeed(office.database, clock), list[str]()  # type: ignore[arg-type]
    feed.followers.append(lambda board: told.append(f"board {board.version}"))
    writing = office.through(open_database())

    async def watch() -> list[str]:
        before = await first(feed)
        await asyncio.to_thread(writing.arrived)
        feed.sleepers.append(lambda: told.append("sleeper"))
        await feed.newer("tanjungpinang", before)
        await until(lambda: "sleeper" in told)
        return told[1:]

    assert watched(feed, watch) == [f"board {office.day().version}", "sleeper"]


@pytest.mark.postgres("dialect")
def test_versions_are_those_of_each_offices_own_day(office: World) -> None:
    """As the rows say them, at every hour around days on which something happened and days on which nothing did."""
    World(office.database, "jayapura", timezone="Asia/Jayapura")
    office.arrived()

    for hours in range(-40, 41):
        now = NINE + timedelta(hours=hours)

        def said(session: Session, now: datetime = now) -> bool:
            wanted = {}
            for each in queries.offices(session):
                day = queries.day_of(session, each.id, today_of(each, now))
                wanted[each.code] = (today_of(each, now), day.version if day else 0)
            one = {"jayapura": wanted["jayapura"]}
            return (boards._versions(session, {boards.EVERY}, now), boards._versions(session, {"jayapura"}, now)) == (
                wanted,
                one,
            )

        assert office.read(said), now


# --- a database that is away


def test_feed_outlives_a_database_that_is_away_and_says_so(office: World, clock: Stopwatch, caplog: Any) -> None:
    """As when PostgreSQL is started anew: reading fails for a while, then the newest board comes."""
    clock.now = NINE
    database = Away(office.database)
    feed = BoardFeed(database, clock)  # type: ignore[arg-type]

    async def watch() -> list[Any]:
        before = await first(feed)
        at_first = feed.is_current()
        database.is_away = True
        await asyncio.to_thread(lambda: office.through(database.elsewhere).arrived())
        await until(lambda: not feed.is_current())
        meanwhile = feed.newest("tanjungpinang")
        database.is_away = False
        await feed.newer("tanjungpinang", before)
        return [at_first, meanwhile == before, feed.is_current(), feed.newest("tanjungpinang") == office.board().stamp]

    assert watched(feed, watch) == [True] * 4


@pytest.mark.pg
def test_feed_outlives_connections_that_the_server_ends(postgres_settings: Settings, clock: Stopwatch) -> None:
    clock.now = NINE
    with processes(postgres_settings, 2) as (serving, displaying):
        office = World(serving, "tanjungpinang", lobby_limit=4)
        feed = BoardFeed(displaying, clock)  # type: ignore[arg-type]

        async def watch() -> bool:
            before = await first(feed)
            await asyncio.to_thread(serving.run, _end_all_other_connections)
            await asyncio.to_thread(office.arrived)
            await feed.newer("tanjungpinang", before)
            return True

        assert watched(feed, watch)


def _end_all_other_connections(session: Session) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    session.execute(text(f"{others} AND pid <> pg_backend_pid()"))


class Away:
    """A database that can be out of reach; nobody tells of what is committed meanwhile."""

    def __init__(self, database: Database) -> None:
        self.elsewhere, self.is_away = database, False
        self.url, self.on_sqlite = database.url, database.on_sqlite
        self.listeners: list[Any] = []

    async def read(self, *asked: Any) -> Any:
        self._refuse()
        return await self.elsewhere.read(*asked)

    def file_version(self) -> int:
        self._refuse()
        return self.elsewhere.file_version()

    def _refuse(self) -> None:
        if self.is_away:
            raise OperationalError("SELECT", {}, Exception("the server closed the connection"))
