"""The display half as one: its relay, and the routes of screens and waiting phones."""

import asyncio
import contextlib
import gettext
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import NoReturn

from starlette.routing import BaseRoute

from display import media as medium_files
from display import phones, screens, voice
from display.pages import Pages
from display.ports import Feed, Media, Resolve, Screens, Voice
from display.relay import Relay

EX_SOFTWARE = 70

log = logging.getLogger("giliran.display")


class Display:
    """The display half of the program, joined to the other half by what it is given here.

    voice: None where this machine has none.
    """

    def __init__(
        self,
        feed: Feed,
        *,
        resolve: Resolve,
        clock: Callable[[], datetime],
        translations: Mapping[str, gettext.NullTranslations],
        screens: Screens,
        voice: Voice | None,
        media: Media,
    ) -> None:
        self.pages = Pages(translations)
        self.relay = Relay(feed, screens, self.pages, clock=clock)
        self.resolve, self.clock, self.screens, self.voice, self.media = resolve, clock, screens, voice, media

    @contextlib.asynccontextmanager
    async def running(self, die: Callable[[], None] | None = None) -> AsyncIterator[None]:
        """Keep screens fed inside the block. If the relay fails, log it and end the process: a half-alive server
        would leave every screen to go stale, while a dead one is started again.
        """
        task = asyncio.create_task(self.relay.run())
        task.add_done_callback(lambda done: _end_loudly(done, die or _exit))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ExceptionGroup):
                await task


def display_routes(display: Display, *, paired: bool = True) -> list[BaseRoute]:
    """Where screens and phones connect; static files are mounted by the caller. paired: whether paired screens do."""
    side = screens.ScreenRoutes(display.screens, display.relay, display.pages, display.clock)
    return [
        *(side.of_paired() if paired else ()),
        *side.of_others(),
        *voice.routes(display.voice, display.relay.latest),
        *medium_files.routes(display.media),
        *phones.routes(display.resolve, display.relay),
    ]


def _end_loudly(task: asyncio.Task[None], die: Callable[[], None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.critical("The relay of boards failed; ending the process.", exc_info=task.exception())
        die()


def _exit() -> NoReturn:
    logging.shutdown()
    os._exit(EX_SOFTWARE)
