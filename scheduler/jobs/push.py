"""Tells phones that asked for it of their turn, by the push service of each browser; any process does it."""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from gettext import NullTranslations
from importlib.util import find_spec

import structlog

from scheduler.board.model import Board
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable
from scheduler.flow.hall.occasions import owed, still_true
from scheduler.flow.screens import pushes
from scheduler.flow.screens.pushes import Due
from scheduler.messages.channels.push import PATIENCE, Outcome, contact_of, push, topic_of
from scheduler.messages.notices.hall.turns import turn_text
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.supervise import end_loudly

AGAIN = 2.0
"""Seconds until a notice that failed is tried once more."""
AT_ONCE = 4
"""Notices under way at the same time."""

log = structlog.get_logger()


def may_push(settings: Settings, clock: Clock) -> bool:
    """Whether notices are sent at all: asked for, the library is there, and it is no training."""
    return settings.push == "on" and not clock.is_training and find_spec("pywebpush") is not None


class Pushing:
    """Follows the boards, and sends what each change of them owes to somebody."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        *,
        translations: Mapping[str, NullTranslations],
        again: float = AGAIN,
    ) -> None:
        """Make the server's key if there is none. again: seconds until a notice that failed is tried once more."""
        self._database, self._clock, self._again = database, clock, again
        self._key = database.run(pushes.make_key)
        self._contact = contact_of(settings.base_url)
        self._translations = translations
        self._told: dict[str, Board] = {}
        self._newest: dict[str, Board] = {}
        self._woken = asyncio.Event()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="push")
        self.public_key = pushes.public_part(self._key)

    def heard(self, board: Board) -> None:
        """There is a newer board; called on the loop, and returns at once."""
        self._newest[board.office.code] = board
        self._woken.set()

    @contextlib.asynccontextmanager
    async def running(self, die: Callable[[int], object] = os._exit) -> AsyncIterator[None]:
        """Tell phones inside the block. If that fails by a fault of ours, log it and end the process."""
        task = asyncio.create_task(self._work_for_ever())
        end_loudly(task, "pushing_failed", die=die)
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ExceptionGroup):
                await task
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _work_for_ever(self) -> None:
        async with asyncio.TaskGroup() as under_way:
            while True:
                await self._woken.wait()
                self._woken.clear()
                for office, board in list(self._newest.items()):
                    for due in await self._due(office, board):
                        under_way.create_task(self._tell(office, due))

    async def _due(self, office: str, board: Board) -> list[Due]:
        """The notices that the newest board owes, written down as this process's to send."""
        before = self._told.get(office)
        if before is board:
            return []
        self._told[office] = board
        reasons = owed(before, board)
        if not reasons:
            return []
        numbers = [each.ticket for each in reasons]
        with _unless_away():
            if await self._database.read(pushes.listening, office, board.day, numbers):
                return await self._database.write_beside(pushes.note, office, board.day, reasons, now=self._clock())
        return []

    async def _tell(self, office: str, due: Due) -> None:
        outcome = await self._attempt(office, due)
        if outcome == "failed":
            await asyncio.sleep(self._again)
            outcome = await self._attempt(office, due)
        with _unless_away():
            is_sent, is_gone = outcome == "sent", outcome == "gone"
            await self._database.write_beside(pushes.settle, due.id, sent=is_sent, gone=is_gone, now=self._clock())

    async def _attempt(self, office: str, due: Due) -> Outcome | None:
        """Send a notice if it still holds; None where it does not, because the call is over."""
        async with self._room:
            board = self._newest[office]
            if not still_true(board, due.owed):
                return None
            body = self._body(board, due)
            loop = asyncio.get_running_loop()
            outcome = await loop.run_in_executor(self._threads, send, due, body, self._key, self._contact)
        if outcome != "sent":
            log.warning("push_not_sent", outcome=outcome, occasion=due.owed.occasion)
        return outcome

    def _body(self, board: Board, due: Due) -> str:
        language = due.browser.language
        translate = self._translations.get(language, NullTranslations()).gettext
        title, text = turn_text(board, due.owed, translate=translate)
        told = {"title": title, "text": text, "visit": due.visit, "occasion": due.owed.occasion, "lang": language}
        return json.dumps(told, ensure_ascii=False)


def send(due: Due, body: str, key: str, contact: str) -> Outcome:
    """Hand a notice to the service of its browser; a service that does not answer is one that failed.

    Of what waits for a phone that is off only the newest of a ticket is kept.
    """
    topic = topic_of(f"{due.visit} {due.owed.ticket}")
    outcome = push(due.browser, body, key=key, contact=contact, topic=topic, patience=PATIENCE)
    return "failed" if outcome == "unknown" else outcome


@contextlib.contextmanager
def _unless_away() -> Iterator[None]:
    """A database that is away for a while costs the notices of that while, and nothing else."""
    try:
        yield
    except (Unavailable, *AWAY):  # the latter from a read: nobody has translated it
        log.warning("pushing_unavailable")
