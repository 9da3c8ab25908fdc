"""The faces of screens as they were told last, so that a screen that asks costs no reading of the database."""

from collections.abc import Awaitable, Callable

from display.ports import Screens
from scheduler.board.screen import ScreenFace


class Faces:
    """Every face that was asked for or told since, of paired screens by their token, of all others by their office."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._told = 0
        self._screen_of: dict[str, int] = {}
        self._paired: dict[int, ScreenFace] = {}
        self._common: dict[str, ScreenFace] = {}

    def tell(self, face: ScreenFace) -> None:
        """Keep a face that has changed; forget a screen that was removed."""
        self._told += 1
        if face.id == 0:
            self._common[face.office] = face
        elif not face.removed:
            self._paired[face.id] = face
        elif self._paired.pop(face.id, None):
            self._screen_of = {token: screen for token, screen in self._screen_of.items() if screen != face.id}

    async def paired(self, token: str) -> ScreenFace | None:
        """The screen of a token; None if none is paired by it."""
        screen = self._screen_of.get(token)
        if screen in self._paired:
            return self._paired[screen]
        face = await self._read(lambda: self._screens.face(token))
        if face is not None:
            self._screen_of[token], self._paired[face.id] = face.id, face
        return face

    async def common(self, office: str) -> ScreenFace | None:
        """What is said to screens of an office that are not paired; None if there is no such office."""
        if office in self._common:
            return self._common[office]
        face = await self._read(lambda: self._screens.common(office))
        if face is not None:
            self._common[face.office] = face
        return face

    async def _read(self, ask: Callable[[], Awaitable[ScreenFace | None]]) -> ScreenFace | None:
        """What was read while another face was told may be older than that: it is read again."""
        while True:
            told = self._told
            face = await ask()
            if told == self._told:
                return face
