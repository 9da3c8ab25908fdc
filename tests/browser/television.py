"""A television as a test holds it: what its line carries, what it shows over time, what it plays."""

import gettext
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute, expect

from display.hub import View
from display.pages import Pages
from scheduler.board.model import Board, Call, CounterFace, Lobby, OfficeFace, Opening
from scheduler.board.screen import ScreenFace
from tests.browser.waiting import until
from tests.scenes.factories import MONDAY, NINE

TV = "/display/tanjungpinang"
LIVE = re.compile(r"\blive\b")
CUT = r"net::ERR_FAILED|net::ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed|\[object Event\] .*htmx"
"""What a browser says in its console about a line that is cut."""

GIVEN_UP = r"\[object Event\] .*htmx"
"""What htmx says of a socket that the page gave up while it was connecting: where a test lets the page's time run, two
seconds pass before a busy machine has answered.
"""

NOTE_VERSIONS = """
window.versions = [];
document.addEventListener("DOMContentLoaded", () => {
  const note = () => {
    const board = document.getElementById("board");
    const version = board && Number(board.dataset.version);
    if (board && version !== window.versions.at(-1)) window.versions.push(version);
  };
  note();
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
});
"""

LISTEN = """
window.heard = [];
const urls = new WeakMap();
const { load, play, chime } = sound;
sound.load = (url) => load(url).then((file) => { if (file) urls.set(file, url); return file; });
const noted = (name, work) => { heard.push("start " + name);
  return work().then(() => { heard.push("end " + name); });
};
sound.play = (file) => noted(urls.get(file), () => play(file));
sound.chime = () => noted("chime", chime);
const { say } = speech;
speech.say = (text, language, volume) => speech.can(language)
  ? noted(language + ": " + text, () => say(text, language, volume)) : say(text, language, volume);
null;
"""

SILENT_WAVE = (
    b"RIFF$\x03\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00@\x1f\x00\x00\x01\x00\x08\x00"
    b"data\x00\x03\x00\x00"
)
"""The head of a sound of 96 milliseconds."""


def look(tv: Page) -> None:
    """Let the screen look at once for what is due, as it does four times a second and at all news."""
    tv.evaluate("document.dispatchEvent(new CustomEvent('live:news'))")


def shown_live(tv: Page, address: str = TV) -> None:
    """Open the screen and wait until it hears the office."""
    tv.goto(address)
    expect(tv.locator("body")).to_have_class(LIVE)


class Line:
    """A page's line to the office with somebody in the middle, who keeps what was sent, can send it again, or cut it.

    deaf: the socket opens and carries nothing, as behind a proxy that buffers.
    """

    def __init__(self, page: Page, *, deaf: bool = False) -> None:
        self.heard: list[str] = []
        self.told: list[str] = []
        self.polls: list[str] = []
        self.deaf, self.is_cut = deaf, False
        self._page = page
        self._sockets: list[WebSocketRoute] = []
        page.add_init_script(NOTE_VERSIONS)
        page.route_web_socket(re.compile("/live"), self._connect)
        page.route(re.compile(r"/board\b"), self._poll)

    def send(self, message: str) -> None:
        """Say something to the page in the office's place."""
        self._sockets[-1].send(message)

    def repeat(self, which: int) -> None:
        self.send(self.heard[which])

    def cut(self) -> None:
        """No socket and no poll from now on; `mend` brings both back."""
        self.is_cut = True
        self._sockets[-1].close(code=1011)

    def hush(self) -> None:
        """The same, but the socket stays open and is silent."""
        self.is_cut = self.deaf = True

    def mend(self) -> None:
        self.is_cut = self.deaf = False

    def until_heard(self, count: int) -> None:
        until(self._page, lambda: len(self.heard) >= count, f"not heard: message {count}")

    def versions_shown(self) -> list[int]:
        """Every version that stood on the page, in its order."""
        shown: list[int] = self._page.evaluate("window.versions")
        return shown

    def _poll(self, route: Route) -> None:
        self.polls.append(route.request.url)
        if self.is_cut:
            route.abort()
        else:
            route.continue_()

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut and not self.deaf:
            socket.close(code=1011)
            return
        self._sockets.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda message: self._pass_on(socket, str(message)))
        socket.on_message(lambda message: self._tell(server, str(message)))

    def _tell(self, server: WebSocketRoute, message: str) -> None:
        self.told.append(message)
        server.send(message)

    def _pass_on(self, socket: WebSocketRoute, message: str) -> None:
        if self.deaf or self.is_cut:
            return
        if "data-version" in message:
            self.heard.append(message)
        socket.send(message)


class Ghost:
    """An office that exists on the line alone, so that a test can say anything, at any pace.

    face: of a paired screen, whose page comes from here too. told and polls: what the page said, and what it asked.
    """

    def __init__(self, page: Page, *, language: str = "id", face: ScreenFace | None = None) -> None:
        self.told: list[str] = []
        self.polls: list[str] = []
        self._sockets: list[WebSocketRoute] = []
        self._pages = Pages({"en": gettext.NullTranslations()})
        self._view = View("tanjungpinang", "hall", language)
        self._version = 1000
        self._board, self._face = self.board(), face
        page.route_web_socket(re.compile("/live"), self._connect)
        page.route(re.compile(r"/display/.*/board"), self._poll)
        if face:
            page.route(re.compile(f"{TV}$"), self._page)

    def board(self, calls: Sequence[Call] = (), **facts: Any) -> Board:
        """A board with these calls, oldest first, each still awaited at its counter."""
        self._version += 1
        counters = tuple(CounterFace(n, "open", _at(calls, n)) for n in range(1, 31))
        office = OfficeFace("tanjungpinang", "Disdukcapil Kota Tanjungpinang", "Asia/Jakarta")
        whole = {
            "office": office,
            "day": MONDAY,
            "version": self._version,
            "at": NINE,
            "training": True,
            "open": Opening("open"),
            "lobby": Lobby(20, 0, 40),
            "calls": tuple(reversed(calls)),
            "counters": counters,
        }
        return Board(**{**whole, **facts})

    def show(self, calls: Sequence[Call] = (), **facts: Any) -> None:
        """Send a newer board."""
        self._board = self.board(calls, **facts)
        for message in self._messages():
            self._sockets[-1].send(message)

    def orders(self, **facts: Any) -> None:
        """Say what the office wants of the paired screen: as it was, but for these facts."""
        assert self._face is not None
        self._face = replace(self._face, **facts)
        self._sockets[-1].send(self._messages()[-1])

    def _page(self, route: Route) -> None:
        html = self._pages.screen(self._view, self._board, self._board.at, self._face)
        route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": "default-src 'self'"})

    def _poll(self, route: Route) -> None:
        self.polls.append(route.request.url)
        route.fulfill(body="".join(self._messages()))

    def _connect(self, socket: WebSocketRoute) -> None:
        self._sockets.append(socket)
        socket.on_message(lambda message: self.told.append(str(message)))
        for message in self._messages():
            socket.send(message)

    def _messages(self) -> list[str]:
        # Orders last: they may make the page load itself, and what is sent to a page that leaves is never taken.
        board = self._pages.board(self._view, self._board)
        pulse = self._pages.pulse(self._view, self._board, self._board.at)
        orders = [self._pages.orders(self._face)] if self._face else []
        return [frame.text for frame in (board, pulse, *orders)]


def call_of(n: int, *, counter: int | None = None, repeat: int = 0) -> Call:
    """The n-th call of a day, to a counter of its own."""
    return Call(n, f"A-{n:03}", counter or n, repeat, NINE + timedelta(seconds=n))


def _at(calls: Sequence[Call], counter: int) -> str | None:
    return next((call.ticket for call in reversed(calls) if call.counter == counter), None)


def listening_to(tv: Page) -> None:
    """Note from now on what the page plays, by its start and its end: see `heard`."""
    tv.evaluate(LISTEN)


def heard(tv: Page) -> list[str]:
    found: list[str] = tv.evaluate("window.heard")
    return found


def until_heard(tv: Page, last: str) -> list[str]:
    """What was played until `last` had ended."""
    until(tv, lambda: f"end {last}" in heard(tv), f"not heard: {last}")
    return heard(tv)


def spoken(tv: Page, *, found: bool = True) -> list[str]:
    """Put the office's voice in its place: every sentence is a short silence (or is not there). The addresses asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if found:
            route.fulfill(body=SILENT_WAVE + b"\x80" * 768, content_type="audio/wav")
        else:
            route.fulfill(status=404)

    tv.route(re.compile("/voice/"), answer)
    return asked
