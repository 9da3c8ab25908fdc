"""Boards to show and a feed to push them through."""

import asyncio
import gettext
from datetime import UTC, date, datetime, timedelta

import pytest

from display.app import Display
from scheduler.board.model import Board, Call, CounterFace, Entering, Lobby, OfficeFace, Opening, Wait
from scheduler.board.screen import Asking, ScreenFace
from scheduler.board.visit import Visit
from tests.support.patience import Rounds

NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
TODAY = date(2026, 11, 30)


def make_board(**facts):
    whole = {
        "office": OfficeFace("tpi", "Disdukcapil Kota Tanjungpinang", "Asia/Jakarta"),
        "day": TODAY,
        "version": 7,
        "at": NOW,
        "training": False,
        "open": Opening("open"),
        "lobby": Lobby(people=16, entering=4, limit=20),
        "calls": (Call(5, "A-012", 2, 0, NOW - timedelta(seconds=30)),),
        "entering": (Entering("A-015", NOW + timedelta(minutes=5)),),
        "inside": (Wait("A-013", (2, 4)), Wait("A-014", (4, 7)), Wait("B-005", (6, 9))),
        "waiting": (Wait("A-016", (6, 9)), Wait("C-003", (8, 12))),
        "counters": (CounterFace(1, "open", "B-004"), CounterFace(2, "open", "A-012"), CounterFace(3, "closed", None)),
        "serving": ("B-004",),
    }
    return Board(**{**whole, **facts})


CODE = Asking("BCDFGH", "http://testserver/office/screens?code=BCDFGH", NOW)


class FakeScreens:
    """Keeps the faces of screens by their tokens; what is told reaches whoever follows."""

    secure = False
    training = False

    async def is_training(self):
        return self.training

    def __init__(self, **faces):
        self.faces, self.reports, self.reads, self.asked = faces, [], 0, 0
        self.queue = asyncio.Queue()

    async def face(self, token):
        self.reads += 1
        return self.faces.get(token)

    async def asking(self, token):
        return CODE if token == "NEW" else None

    async def ask(self, token, by):
        self.asked += 1
        return token or "NEW", CODE

    async def waits(self, token):
        return token == "NEW"

    async def common(self, office):
        self.reads += 1
        return ScreenFace(0, office) if office in {"tpi", "baru"} else None

    async def heard(self, screen, report):
        self.reports.append((screen, report))

    async def changes(self):
        while True:
            face = await self.queue.get()
            if face is None:
                return
            yield face

    def tell(self, face):
        self.faces["TOKEN"] = None if face.removed else face
        self.queue.put_nowait(face)


class FakeMedia:
    async def file(self, office, medium):
        return None


class FakeFeed:
    """Keeps one board an office; what is published reaches whoever follows."""

    def __init__(self, *boards):
        self.boards = {board.office.code: board for board in boards}
        self.queue, self.reads, self.is_away, self.looks = asyncio.Queue(), 0, False, Rounds()

    def is_current(self):
        self.looks.over()
        return not self.is_away

    async def latest(self, office):
        self.reads += 1
        if self.is_away:
            raise ConnectionError
        return self.boards.get(office)

    async def changes(self):
        while True:
            board = await self.queue.get()
            if board is None:
                return
            yield board

    def publish(self, board):
        self.boards[board.office.code] = board
        self.queue.put_nowait(board)


class Tickets(dict):
    """Codes and their tickets; `asked` is every code that was asked for."""

    def __init__(self):
        super().__init__(
            KODE=Visit("tpi", TODAY, "A-016", 16),
            LAMA=Visit("tpi", TODAY - timedelta(days=1), "A-016", 15),
            NANTI=Visit("tpi", TODAY, None, 17),
        )
        self.asked = []

    async def resolve(self, code):
        self.asked.append(code)
        return self.get(code)


@pytest.fixture
def tickets():
    return Tickets()


@pytest.fixture
def board():
    return make_board


@pytest.fixture
def feed():
    return FakeFeed(make_board())


@pytest.fixture
def screens():
    return FakeScreens(TOKEN=ScreenFace(5, "tpi", name="TV depan", theme="light"))


@pytest.fixture
def display(feed, screens, tickets):
    return Display(
        feed,
        resolve=tickets.resolve,
        clock=lambda: NOW,
        translations={"id": gettext.NullTranslations(), "en": gettext.NullTranslations()},
        screens=screens,
        voice=None,
        media=FakeMedia(),
    )
