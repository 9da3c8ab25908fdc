"""What the display half asks of the other half; `scheduler/main.py` gives it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol

from starlette.requests import HTTPConnection

from scheduler.board.model import Board
from scheduler.board.screen import Asking, Report, ScreenFace, SoundFile
from scheduler.board.visit import Visit

Resolve = Callable[[str], Awaitable[Visit | None]]
"""A pass code to its visit; None where none is booked or in a queue."""


class Feed(Protocol):
    """Where boards come from."""

    async def latest(self, office: str) -> Board | None:
        """The office's board of today; None if there is no such office."""

    def changes(self) -> AsyncIterator[Board]:
        """Boards after their commit, newest last; may repeat or skip, never ends."""

    def is_current(self) -> bool:
        """Whether what `changes` gave last is the truth now; False while the database is away."""


class Screens(Protocol):
    """The paired screens, and the pairing of new ones. A token is what a screen keeps in its cookie.

    secure: whether screens come by https, so that the cookie goes no other way.
    """

    secure: bool

    async def is_training(self) -> bool:
        """Whether all offices here are for training, as every page says."""

    async def face(self, token: str) -> ScreenFace | None:
        """The screen of this token; None if none is paired by it."""

    async def asking(self, token: str) -> Asking | None:
        """The code to show of this token's pairing under way; None if there is none."""

    async def ask(self, token: str | None, by: HTTPConnection) -> tuple[str, Asking] | None:
        """The token to keep and the code to show: of the pairing under way, or of a new one, which is written down.

        by: whose connection asks. None while too many wait to be paired, or so many were asked for from there.
        """

    async def waits(self, token: str) -> bool:
        """Whether the code that a television shows is still good."""

    async def common(self, office: str) -> ScreenFace | None:
        """What is said to screens that are not paired; None if there is no such office."""

    async def heard(self, screen: int, report: Report) -> None:
        """A screen, by its id, was heard with a report; cheap to call often."""

    def changes(self) -> AsyncIterator[ScreenFace]:
        """Screens whose face is another one now, those not paired among them (id 0); may repeat, never ends."""


class Voice(Protocol):
    """Calls as sound."""

    async def say(
        self, office: str, ticket: str, *, counter: int | None, repeat: int, language: str
    ) -> SoundFile | None:
        """A call to a counter, or into the hall where `counter` is None. The ticket "test" is the sentence of a sound
        test, "trial" a test call.

        None where this machine has no voice for the language.
        """


class Media(Protocol):
    """Files of pictures and videos."""

    async def file(self, office: str, medium: int) -> tuple[Path, str] | None:
        """The file of a medium of this office, and its media type; None if there is none."""
