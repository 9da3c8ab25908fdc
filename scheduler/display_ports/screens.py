"""Paired screens for the display half: their faces as the office changes them, new codes, and what screens report."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, cast

import structlog
from sqlalchemy import bindparam, select
from sqlmodel import Session, col
from starlette.requests import HTTPConnection

from scheduler.board.screen import Asking, Layout, Medium, Report, ScreenFace, Theme, Tongue
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import MediaFile, Office, Pairing, Screen
from scheduler.domain.refusals import Refusal
from scheduler.flow.screens import screen_watch, screens
from scheduler.runtime.clock import Clock

POLL = 2.0
"""Seconds between two looks at all screens where nothing wakes."""
AFTER = 0.1
"""Seconds from a wake-up to the look: a board that was written too is shown first, and a rush is one look."""
WRITTEN_EVERY = timedelta(seconds=14)
"""So often a screen that says nothing new is written down: a little less than the 15 seconds between its reports."""
PAUSE = timedelta(seconds=1)
"""Between two notes of one screen, whatever it says."""

log = structlog.get_logger()


@dataclass(slots=True)
class _Heard:
    """What is known of one screen: the report that was written last and when, and whether one is being written."""

    written: Report | None = None
    at: datetime | None = None
    is_writing: bool = False


class _Rows(NamedTuple):
    """What faces are made of, as the driver reads it: faces of the same rows are the same."""

    offices: Sequence[Any]
    screens: Sequence[Any]
    media: Sequence[Any]


class _Known(NamedTuple):
    """The faces at the last look: of screens by id, of all that are not paired by office."""

    paired: dict[int, ScreenFace]
    common: dict[str, ScreenFace]


class Screening:
    """The `screens` of the display half.

    base_url: where offices reach their pages, for the QR of a code. asker_of: the address to count a connection by.
    """

    def __init__(
        self, database: Database, clock: Clock, base_url: str, asker_of: Callable[[HTTPConnection], str]
    ) -> None:
        self._database, self._clock, self._base_url, self._asker_of = database, clock, base_url, asker_of
        self.secure = base_url.startswith("https://")
        self._rows, self._known = _Rows((), (), ()), _Known({}, {})
        self._heard: dict[int, _Heard] = {}
        self._writes: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_training: bool | None = None
        database.listeners.append(self._on_commit)

    async def is_training(self) -> bool:
        """Whether this database is for training; it is asked once, since the answer stays as it is."""
        if self._is_training is None:
            self._is_training = await self._database.read(queries.is_training)
        return self._is_training

    async def face(self, token: str) -> ScreenFace | None:
        """The screen of a token; None if none is paired by it."""
        return await self._database.read(_face_of, token)

    async def asking(self, token: str) -> Asking | None:
        """The code to show of the pairing under way; None if there is none. Writes nothing."""
        pairing = await self._database.read(screens.pending, token, self._clock())
        return await self._shown(pairing) if pairing else None

    async def ask(self, token: str | None, by: HTTPConnection) -> tuple[str, Asking] | None:
        """The token to keep and the code to show: of the pairing under way, or of a new one.

        None while too many wait to be paired, or so many codes were asked for from that address. Raises Unavailable.
        """
        if token and (under_way := await self.asking(token)):
            return token, under_way
        asked = await self._database.write(screens.ask, self._asker_of(by), now=self._clock())
        return (asked[0], await self._shown(asked[1])) if asked else None

    async def waits(self, token: str) -> bool:
        """Whether the code that a television shows is still good."""
        return await self._database.read(screens.pending, token, self._clock()) is not None

    async def common(self, office: str) -> ScreenFace | None:
        """What is said to screens that are not paired; None if there is no such office."""
        return await self._database.read(_common_of, office)

    async def heard(self, screen: int, report: Report) -> None:
        """A screen was heard: written down at once if it says something new of itself, else every 14 seconds."""
        known, now = self._heard.setdefault(screen, _Heard()), self._clock()
        if known.is_writing or not _is_due(known, report, now):
            return
        known.is_writing = True
        task = asyncio.create_task(self._write(screen, known, report, now))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)

    async def changes(self) -> AsyncIterator[ScreenFace]:
        """Screens whose face is another one than at the last look, all of them at the first; never ends.

        A screen that is gone comes once more, marked as removed.
        """
        self._loop = asyncio.get_running_loop()
        while True:
            for face in await self._look():
                yield face
            await self._wait()
            await asyncio.sleep(AFTER)

    def wake(self) -> None:
        """Another process may have changed a screen; may be called in any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._woken.wait()
        except TimeoutError:
            return
        finally:
            self._woken.clear()

    async def _look(self) -> list[ScreenFace]:
        """The faces that changed. A database that is away for a while is asked again later."""
        try:
            rows = await self._database.glance(_rows)
        except AWAY as error:
            log.warning("screens_unread", kind=type(error).__name__)
            return []
        if rows == self._rows:
            return []
        before, now = self._known, _known(rows)
        self._rows, self._known = rows, now
        gone = [replace(face, removed=True) for key, face in before.paired.items() if key not in now.paired]
        for face in gone:
            self._heard.pop(face.id, None)
        changed = [face for key, face in now.paired.items() if face != before.paired.get(key)]
        return [*gone, *changed, *(face for key, face in now.common.items() if face != before.common.get(key))]

    async def _write(self, screen: int, known: _Heard, report: Report, now: datetime) -> None:
        try:
            await self._database.write(screen_watch.hear, screen, report, now=now)
        except (Refusal, *AWAY) as error:
            log.warning("screen_unwritten", screen=screen, kind=type(error).__name__)
        else:
            known.written, known.at = report, now
        finally:
            known.is_writing = False

    def _on_commit(self, infos: list[dict[Any, Any]]) -> None:
        """Called in a writer's thread."""
        if any("screens" in info for info in infos):
            self.wake()

    async def _shown(self, pairing: Pairing) -> Asking:
        link = f"{self._base_url}/office/screens?code={pairing.code}"
        return Asking(pairing.code, link, pairing.expires_at, training=await self.is_training())


def _is_due(known: _Heard, report: Report, now: datetime) -> bool:
    if known.written is None or known.at is None or now - known.at >= WRITTEN_EVERY or now < known.at:
        return True
    if now - known.at < PAUSE:
        return False
    return replace(report, day=known.written.day, version=known.written.version) != known.written


class _Looks(NamedTuple):
    """A paired screen as it is to look: columns of its row."""

    id: int
    office_id: int
    name: str
    layout: str
    language: str
    theme: str
    volume: int
    counter_number: int | None
    reloads: int
    identifications: int
    sound_tests: int
    test_call: int


class _File(NamedTuple):
    """A picture or a video of an office: columns of its row."""

    id: int
    office_id: int
    kind: str
    mark: str
    title: str
    seconds: int


def _columns(kind: type[Any], shape: type[_Looks | _File]) -> list[Any]:
    return [getattr(kind, name) for name in shape._fields]


_FILES = select(*_columns(MediaFile, _File)).order_by(col(MediaFile.position), col(MediaFile.id))
OFFICES = Prepared(select(col(Office.id), col(Office.code), col(Office.sound_tests)))
SCREENS = Prepared(select(*_columns(Screen, _Looks)).where(col(Screen.removed_at).is_(None)).order_by(col(Screen.id)))
FILES, FILES_OF_ONE = Prepared(_FILES), Prepared(_FILES.where(col(MediaFile.office_id) == bindparam("office")))
"""With the two before it, of every office what its screens are told: read whenever anybody has written."""


def _face_of(session: Session, token: str) -> ScreenFace | None:
    screen = session.scalar(
        select(Screen).where(col(Screen.token_hash) == screens.hash_of(token), col(Screen.removed_at).is_(None))
    )
    if screen is None:
        return None
    office = queries.office_by_id(session, screen.office_id)
    return _paired(screen, (office.code, office.sound_tests), _media_of(session, office))


def _common_of(session: Session, code: str) -> ScreenFace | None:
    office = queries.office_by_code(session, code)
    return _common((office.code, office.sound_tests), _media_of(session, office)) if office else None


def _rows(session: Session) -> _Rows:
    return _Rows(*(each.run(session).fetchall() for each in (OFFICES, SCREENS, FILES)))


def _known(rows: _Rows) -> _Known:
    """All faces. An office that was made between two of the statements comes with the next look."""
    offices, media = {each: (code, tests) for each, code, tests in rows.offices}, _media(rows.media)
    looks = [_Looks(*row) for row in rows.screens]
    return _Known(
        {
            each.id: _paired(each, offices[each.office_id], media.get(each.office_id, ()))
            for each in looks
            if each.office_id in offices
        },
        {code: _common((code, tests), media.get(each, ())) for each, (code, tests) in offices.items()},
    )


def _media_of(session: Session, office: Office) -> Sequence[Medium]:
    return _media(FILES_OF_ONE.all(session, office=office.id)).get(office.id, ())


def _media(rows: Iterable[Sequence[Any]]) -> dict[int, tuple[Medium, ...]]:
    """Office id -> what stands between its calls, in the order of the rows."""
    found: dict[int, list[Medium]] = {}
    for each in (_File(*row) for row in rows):
        kind = cast("Literal['picture', 'video']", each.kind)
        found.setdefault(each.office_id, []).append(Medium(each.id, kind, each.mark, each.title, each.seconds))
    return {office: tuple(media) for office, media in found.items()}


def _paired(screen: Screen | _Looks, of: tuple[str, int], media: Sequence[Medium]) -> ScreenFace:
    office, sound_tests = of
    return ScreenFace(
        id=screen.id,
        office=office,
        name=screen.name,
        layout=cast("Layout", screen.layout),
        language=cast("Tongue", screen.language),
        theme=cast("Theme", screen.theme),
        volume=screen.volume,
        counter=screen.counter_number,
        reloads=screen.reloads,
        identifications=screen.identifications,
        sound_tests=screen.sound_tests + sound_tests,
        test_call=screen.test_call,
        media=tuple(media),
    )


def _common(of: tuple[str, int], media: Sequence[Medium]) -> ScreenFace:
    office, sound_tests = of
    return ScreenFace(id=0, office=office, sound_tests=sound_tests, media=tuple(media))
