"""Screens and waiting phones: a call is heard once, old numbers never pass for new, a cut line mends itself."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from scheduler.flow import calls
from tests.browser.serving import LiveServer
from tests.browser.watching import Faults
from tests.factories import World

TV = "/display/tanjungpinang"
TONES_OF_A_CHIME = 2
COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""
SILENCE = 21_000
"""Milliseconds after which news are old."""
LIVE = re.compile(r"\blive\b")


@pytest.fixture
def hall(live_server: LiveServer) -> World:
    """The office with three people inside, none called."""
    for _ in range(3):
        live_server.office.arrived()
    return live_server.office


@pytest.fixture
def listened(tv: Page) -> Page:
    """A television whose tones are counted."""
    tv.add_init_script(COUNT_TONES)
    return tv


def tones(tv: Page) -> int:
    counted: int = tv.evaluate("window.tones")
    return counted


# --- what is heard


def test_a_call_is_chimed_and_said_once(hall: World, listened: Page) -> None:
    shown_live(listened)

    number = hall.call(1)
    expect(listened.locator("#said")).to_have_text(f"Nomor antrean {number}, silakan ke loket 1")
    hall.arrived(9, 30)
    expect(listened.locator(".next")).to_be_visible()
    expect(listened.locator("#board")).to_have_attribute("data-version", str(hall.day().version))

    assert tones(listened) == TONES_OF_A_CHIME


def test_a_second_call_of_a_number_is_chimed_again(hall: World, listened: Page) -> None:
    number = hall.call(1)
    shown_live(listened)

    hall.do(calls.recall, number)

    expect(listened.locator("#said")).to_have_text(f"Panggilan kedua, nomor antrean {number}, silakan ke loket 1")
    expect(listened.locator(".call .again")).to_have_text("Panggilan kedua")
    assert tones(listened) == TONES_OF_A_CHIME


def test_two_calls_are_both_chimed(hall: World, listened: Page) -> None:
    shown_live(listened)

    first, second = hall.call(1), hall.call(2)

    expect(listened.locator(".rows")).to_contain_text(first)
    expect(listened.locator(".call .n")).to_have_text(second)
    assert tones(listened) == 2 * TONES_OF_A_CHIME


def test_calls_from_before_the_screen_was_opened_are_not_chimed(hall: World, listened: Page) -> None:
    number = hall.call(1)

    shown_live(listened)

    expect(listened.locator(".call .n")).to_have_text(number)
    assert tones(listened) == 0
    expect(listened.locator("#said")).to_have_text("")


# --- what is true


def test_the_clock_is_the_office_s(live_server: LiveServer, tv: Page) -> None:
    tv.clock.install(time="2020-01-01T03:33:00Z")

    shown_live(tv)

    expect(tv.locator("#pulse")).to_have_text(re.compile(r"^09\.0\d WIB$"))


def test_old_numbers_are_covered_until_there_is_news(hall: World, tv: Page) -> None:
    tv.clock.install()
    shown_live(tv)
    expect(tv.locator(".cover")).to_be_hidden()

    tv.clock.fast_forward(SILENCE)
    expect(tv.locator(".cover")).to_be_visible()
    expect(tv.locator(".cover")).to_have_text("Layar ini sedang terganggu. Ikuti panggilan petugas.")

    number = hall.call(1)
    expect(tv.locator(".cover")).to_be_hidden()
    expect(tv.locator(".call .n")).to_have_text(number)


def test_an_older_board_is_not_shown(hall: World, tv: Page) -> None:
    line = Line(tv)
    shown_live(tv)
    line.until_heard(1)
    number = hall.call(1)
    expect(tv.locator(".call .n")).to_have_text(number)

    line.repeat(0)
    newest = hall.call(2)

    expect(tv.locator(".call .n")).to_have_text(newest)
    assert 'data-version="' in line.heard[0]
    assert line.versions_shown() == sorted(set(line.versions_shown()))


def test_a_phone_says_how_old_its_news_is(live_server: LiveServer, phone: Page) -> None:
    phone.clock.install()
    code = live_server.office.booked(9)
    live_server.office.scan(code)
    phone.goto(f"/t/{code}")
    expect(phone.locator("body")).to_have_class(LIVE)
    expect(phone.locator(".if-fresh")).to_contain_text("Diperbarui 09.0")

    phone.clock.fast_forward(SILENCE)

    expect(phone.locator(".if-stale")).to_be_visible()
    expect(phone.locator(".if-stale")).to_contain_text("Terakhir diperbarui 09.0")
    expect(phone.locator(".if-fresh")).to_be_hidden()


# --- what mends itself


def test_a_screen_comes_back_by_itself(live_server: LiveServer, hall: World, tv: Page, faults: Faults) -> None:
    faults.allow(r"WebSocket connection to .* failed|\[object Event\] .*htmx")
    tv.clock.install()
    shown_live(tv)

    live_server.stop()
    number = hall.call(1)
    tv.clock.run_for(2 * SILENCE)
    expect(tv.locator(".cover")).to_be_visible()
    live_server.start()
    for _ in range(20):
        tv.clock.run_for(2_000)
        tv.wait_for_timeout(100)
        if tv.locator(".call .n").count():
            break

    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator(".cover")).to_be_hidden()


class Line:
    """A page's socket with somebody in the middle, who keeps what was sent and can send it again."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        self._page = page
        self._sockets: list[WebSocketRoute] = []
        page.add_init_script(NOTE_VERSIONS)
        page.route_web_socket(re.compile("/live"), self._connect)

    def repeat(self, which: int) -> None:
        self._sockets[-1].send(self.heard[which])

    def until_heard(self, count: int) -> None:
        for _ in range(50):
            if len(self.heard) >= count:
                return
            self._page.wait_for_timeout(50)
        raise AssertionError(f"heard {len(self.heard)} of {count} messages")

    def versions_shown(self) -> list[int]:
        """Every version that stood on the page, in its order."""
        shown: list[int] = self._page.evaluate("window.versions")
        return shown

    def _connect(self, socket: WebSocketRoute) -> None:
        self._sockets.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda message: self._pass_on(socket, str(message)))

    def _pass_on(self, socket: WebSocketRoute, message: str) -> None:
        if "data-version" in message:
            self.heard.append(message)
        socket.send(message)


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


def shown_live(tv: Page) -> None:
    """Open the screen and wait until it hears the office."""
    tv.goto(TV)
    expect(tv.locator("body")).to_have_class(LIVE)
