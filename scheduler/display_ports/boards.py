"""Boards after their commit, for whoever shows them.

This process's own writer tells of them. What others wrote is noticed by NOTIFY on PostgreSQL, by the file's version on
SQLite; both only wake, the version in the table is the truth. A slow poll covers what a wake-up missed.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import bindparam, make_url, select
from sqlmodel import Session, col

from scheduler.board.model import Board, is_newer
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.db.engine.prepared import Driver, Prepared
from scheduler.db.engine.writer import BOARD_CHANNEL
from scheduler.db.models import Office, OfficeBoard, OfficeDay
from scheduler.domain.calendar.calendar import local_day
from scheduler.flow.hall.publishing import board_now
from scheduler.runtime.clock import Clock

POLL = 2.0
"""Seconds between two looks at all versions on PostgreSQL where nothing wakes."""
LOOK = 0.2
"""Seconds between two looks at the version of a SQLite file, which cost next to nothing."""
LOOK_INSIDE = 15.0
"""Seconds after which a SQLite file that nobody writes to is read all the same: a day ends by itself."""
SURE = 5.0
"""Seconds after the last look at the database for which the boards count as the truth."""
LISTEN_AGAIN = 2.0
"""Seconds before a lost listening connection is made anew."""

EVERY = ""
"""In place of an office's code: look at all of them."""

Stamp = tuple[date, int]

# By the driver: each process reads them whenever another one has written, all offices of a province every two seconds.
_ON_DAYS = col(OfficeDay.day).between(bindparam("since"), bindparam("until"))
_DAYS = (
    select(col(Office.code), col(Office.timezone), col(OfficeDay.day), col(OfficeDay.version))
    .join_from(
        Office,
        OfficeDay,
        (col(OfficeDay.office_id) == col(Office.id)) & _ON_DAYS,
        isouter=True,
    )
    .order_by(col(Office.name))
)
EVERY_VERSION, VERSION_OF_ONE = Prepared(_DAYS), Prepared(_DAYS.where(col(Office.code) == bindparam("code")))
KEPT = Prepared(
    select(col(OfficeBoard.board))
    .join(OfficeDay, col(OfficeDay.id) == col(OfficeBoard.office_day_id))
    .join(Office, col(Office.id) == col(OfficeDay.office_id))
    .where(col(Office.code) == bindparam("code"), col(OfficeDay.day) == bindparam("day"))
)

log = structlog.get_logger()


class BoardFeed:
    """The `feed` of the display half. listens=False leaves out NOTIFY; only the test of the poll asks for that."""

    def __init__(self, database: Database, clock: Clock, *, listens: bool = True) -> None:
        self._database, self._clock, self._listens = database, clock, listens
        self._news: asyncio.Queue[Board | str | None] = asyncio.Queue()
        """Boards; offices of which others are said to have written one; None where those boards are here already."""
        self._newest: dict[str, Board] = {}
        self._wanted: dict[str, asyncio.Event] = {}
        self.followers: list[Callable[[Board], object]] = []
        """Called on the loop with every board that `changes` yields; they return at once."""
        self.sleepers: list[Callable[[], object]] = []
        """Woken when somebody has written something, which may be another process; they return at once."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._look_at = self._inside_at = self._sure_until = 0.0
        self._file_version: int | None = None
        self._is_away = self._is_written = False
        database.listeners.append(self._on_commit)

    async def latest(self, office: str) -> Board | None:
        """The office's board of today; None if there is no such office."""
        return await self._database.read(_board_of, office, self._clock())

    async def changes(self) -> AsyncIterator[Board]:
        """Boards as they are committed, newest last; never ends, whatever the database does."""
        self._loop = asyncio.get_running_loop()
        if self._listens and not self._database.on_sqlite:
            threading.Thread(target=self._listen, args=(self._loop,), name="listen", daemon=True).start()
        while True:
            for board in await self._next():
                if is_newer(board, self._newest.get(board.office.code)):
                    self._newest[board.office.code] = board
                    self._wake(board.office.code)
                    for follow in self.followers:
                        follow(board)
                    yield board
            self._wake_sleepers()

    def is_current(self) -> bool:
        """Whether the boards are the truth: the database was looked at a moment ago. To be asked on the loop."""
        return asyncio.get_running_loop().time() < self._sure_until

    def newest(self, office: str) -> Stamp | None:
        """The day and version of the newest board that `changes` has seen; None before the first."""
        board = self._newest.get(office)
        return board.stamp if board else None

    async def newer(self, office: str, than: Stamp | None) -> None:
        """Return once an office has another board than that of a day and version: at once, or when one comes.

        However many came meanwhile, whoever was busy is told once and looks at the newest.
        """
        while self.newest(office) == than:
            await self._wanted.setdefault(office, asyncio.Event()).wait()

    def _wake_sleepers(self) -> None:
        """Once boards are shown: what the others read meanwhile would only keep those waiting."""
        if self._is_written:
            self._is_written = False
            for wake in self.sleepers:
                wake()

    def _wake(self, office: str) -> None:
        event = self._wanted.pop(office, None)
        if event is not None:
            event.set()

    async def _next(self) -> list[Board]:
        """The boards that were committed here, that others are said to have written, or after a pause those there are.

        However much piled up, the database is read once.
        """
        pause = self._look_at - asyncio.get_running_loop().time()
        if pause <= 0:
            return await self._look()
        try:
            async with asyncio.timeout(pause):
                news = [await self._news.get()]
        except TimeoutError:
            return await self._look()
        while not self._news.empty():
            news.append(self._news.get_nowait())
        self._is_written |= None in news
        boards = [board for board in news if isinstance(board, Board)]
        named = {code for code in news if isinstance(code, str)}
        return boards + (await self._written_by_others(named) if named else [])

    async def _look(self) -> list[Board]:
        now = asyncio.get_running_loop().time()
        self._look_at = now + (LOOK if self._database.on_sqlite else POLL)
        if not self._database.on_sqlite:
            return await self._read({EVERY})
        if not self._is_written_to() and now < self._inside_at:
            return []
        self._inside_at = now + LOOK_INSIDE
        return await self._written_by_others({EVERY})

    async def _written_by_others(self, named: Collection[str]) -> list[Board]:
        boards = await self._read(named)
        self._is_written = True
        return boards

    async def _read(self, named: Collection[str]) -> list[Board]:
        """The newer boards of some offices. A database that is away for a while is asked again after a pause."""
        known = {code: board.stamp for code, board in self._newest.items()}
        try:
            boards = await self._database.read(newer_boards, named, known, self._clock())
        except AWAY as error:
            self._note(error)
            self._file_version = None  # so that a SQLite file is read as soon as it can be
            return []
        self._note(None)
        return boards

    def _is_written_to(self) -> bool:
        """Whether anybody has committed to the SQLite file since the last look."""
        try:
            version = self._database.file_version()
        except AWAY as error:
            self._note(error)
            return False
        self._note(None)
        before, self._file_version = self._file_version, version
        return version != before

    def _note(self, error: Exception | None) -> None:
        """Keep whether the database is there: one line in the log when it goes, one when it is back."""
        if error is None:
            self._sure_until = asyncio.get_running_loop().time() + SURE
        if error is not None and not self._is_away:
            log.warning("boards_unread", kind=type(error).__name__)
        elif error is None and self._is_away:
            log.warning("boards_read_again")
        self._is_away = error is not None

    def _on_commit(self, infos: list[dict[Any, Any]]) -> None:
        """Called in the writer's thread: only the last board of each office in a batch is worth showing."""
        latest: dict[str, Board] = {}
        for info in infos:
            latest.update(info.get("boards", {}))
        for board in latest.values():
            self._put(board)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read what another process has written, on the connection that was told of it: whoever wakes the loop first
        and asks there pays two hops between threads and a transaction. A lost connection is made again.
        """
        import psycopg  # noqa: PLC0415 - an extra that SQLite offices do not install
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

        from scheduler.db.engine.trips import SILENCE  # noqa: PLC0415

        address = make_url(self._database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        asked: dict[str, Any] = {**SILENCE, **conninfo_to_dict(address)}
        while not loop.is_closed():
            try:
                with psycopg.connect(**asked, autocommit=True) as connection:
                    connection.execute(f"LISTEN {BOARD_CHANNEL}")
                    self._put(EVERY)  # what was said while nobody listened
                    session = Session(info={"driver": Driver(connection, self._database.engine.dialect)})
                    while not loop.is_closed():
                        named = {each.payload for each in connection.notifies(timeout=POLL, stop_after=1)}
                        if named:
                            self._put(*self._told(session, named))
            except psycopg.OperationalError as error:
                if loop.is_closed():
                    return  # whoever wanted to hear has gone
                log.warning("listen_lost", kind=type(error).__name__)
                threading.Event().wait(LISTEN_AGAIN)

    def _told(self, session: Session, named: Collection[str]) -> Iterable[Board | str | None]:
        """The boards that were written and have not been shown. What cannot be read here, for whatever reason, the loop
        is to read: this thread goes on listening, and what still fails there fails where it is seen.
        """
        found: list[Board | str | None] = []
        try:
            for code, version in _versions(session, named, self._clock()).items():
                if self.newest(code) != version:
                    kept = KEPT.first(session, code=code, day=version[0])
                    found.append(code if kept is None else Board.from_store(kept[0]))
        except Exception:  # noqa: BLE001 - nobody would hear of it here, and nobody listen any more
            return named
        return [*found, None]

    def _put(self, *news: Board | str | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, news)

    def _take(self, news: Iterable[Board | str | None]) -> None:
        for each in news:
            self._news.put_nowait(each)


def _board_of(session: Session, office: str, now: datetime) -> Board | None:
    found = queries.office_by_code(session, office)
    return board_now(session, found, now) if found else None


def newer_boards(session: Session, named: Collection[str], known: Mapping[str, Stamp], now: datetime) -> list[Board]:
    """Today's boards of the named offices that are another version than the one known: one query where none is."""
    boards = []
    for code, version in _versions(session, named, now).items():
        if known.get(code) != version:
            boards.append(_board_at(session, code, version, now))
    return boards


def _versions(session: Session, named: Collection[str], now: datetime) -> dict[str, Stamp]:
    """Office -> its date at a moment, and the version of that day's board: 0 before the first step of it."""
    around = {"since": now.date() - timedelta(days=1), "until": now.date() + timedelta(days=1)}
    if EVERY in named:
        rows = EVERY_VERSION.all(session, **around)
    else:
        rows = [row for code in named for row in VERSION_OF_ONE.all(session, code=code, **around)]
    found: dict[str, Stamp] = {}
    dates = {zone: local_day(now, ZoneInfo(zone)) for zone in {row[1] for row in rows}}
    for code, zone, day, version in rows:
        today = dates[zone]
        if day == today:
            found[code] = (today, version)
        else:
            found.setdefault(code, (today, 0))
    return found


def _board_at(session: Session, code: str, version: Stamp, now: datetime) -> Board:
    """The board of a day as it is kept, by now perhaps a newer version; made where the day has none yet."""
    kept = KEPT.first(session, code=code, day=version[0])
    if kept is not None:
        return Board.from_store(kept[0])
    office = queries.office_by_code(session, code)
    assert office is not None, code
    return board_now(session, office, now)
