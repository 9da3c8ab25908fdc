"""Boards to show and a feed to push them through."""

import asyncio
import gettext
from datetime import UTC, date, datetime, timedelta

import pytest

from display.app import Display
from scheduler.board import Board, Call, CounterFace, Entering, Lobby, OfficeFace, Opening, Wait

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


class FakeFeed:
    """Keeps one board an office; what is published reaches whoever follows."""

    def __init__(self, *boards):
        self.boards = {board.office.code: board for board in boards}
        self.queue = asyncio.Queue()

    async def latest(self, office):
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


async def resolve(code):
    tickets = {"KODE": ("tpi", TODAY, "A-016"), "LAMA": ("tpi", TODAY - timedelta(days=1), "A-016")}
    return tickets.get(code)


@pytest.fixture
def board():
    return make_board


@pytest.fixture
def feed():
    return FakeFeed(make_board())


@pytest.fixture
def display(feed):
    translations = {"id": gettext.NullTranslations(), "en": gettext.NullTranslations()}
    return Display(feed, resolve=resolve, clock=lambda: NOW, translations=translations)
