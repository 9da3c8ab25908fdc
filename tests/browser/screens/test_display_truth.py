"""Old numbers never pass for new: a screen covers itself, finds its way back by itself, and never goes back in time."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.serving import LiveServer
from tests.browser.television import CUT, GIVEN_UP, LIVE, TV, Line, shown_live
from tests.browser.waiting import until
from tests.browser.watching import Faults
from tests.scenes.factories import World

SILENCE = 21_000
"""Milliseconds after which news are old."""
COVER = "Layar ini sedang terganggu. Ikuti panggilan petugas."
COVER_AT = """(ms) => document.querySelector(".cover").getAnimations().forEach((animation) => {
  animation.pause();
  animation.currentTime = ms;
})"""
"""Puts the page that covers itself to a moment after it was opened."""
ANSWERED = """{
  let asked = 0;
  let over = () => {};
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (body) {
    asked += 1;
    this.addEventListener("loadend", () => { asked -= 1; if (!asked) over(); });
    send.call(this, body);
  };
  window.answered = () => new Promise((done) => { over = () => done(true); if (!asked) over(); });
  document.addEventListener("live:leaving", () => { window.left = true; });
}"""
"""Gives the page a way to say that nothing is under way; and notes when it goes to load itself."""
HOURS = 5 * 3600
"""In seconds, as Playwright takes moments."""


@pytest.fixture
def hall(live_server: LiveServer) -> World:
    """The office with three people inside, none called."""
    for _ in range(3):
        live_server.office.arrived()
    return live_server.office


@pytest.fixture(autouse=True)
def _time_runs_faster_than_the_network(faults: Faults, tv: Page) -> None:
    faults.allow(GIVEN_UP)
    tv.add_init_script(ANSWERED)


@pytest.fixture
def line(tv: Page, faults: Faults) -> Line:
    faults.allow(CUT)
    return Line(tv)


def stand_still(tv: Page) -> None:
    """The page's time stands still from now on, but for `run_for`."""
    tv.clock.pause_at(tv.evaluate("Date.now() / 1_000") + 1)


def run(tv: Page, milliseconds: int) -> None:
    """Let the page's time run, and have its requests answered after each fifth of a second."""
    for _ in range(milliseconds // 200):
        tv.clock.run_for(200)
        answered(tv)


def answered(tv: Page) -> None:
    """Wait until nothing that the page has asked for is under way."""
    tv.evaluate("window.answered()")


# --- the cover


@pytest.mark.gate
def test_old_numbers_are_covered_until_there_is_news(hall: World, tv: Page, line: Line) -> None:
    tv.clock.install()
    shown_live(tv)
    expect(tv.locator(".cover")).to_be_hidden()

    line.hush()
    tv.clock.fast_forward(SILENCE)
    expect(tv.locator(".cover")).to_be_visible()
    expect(tv.locator(".cover")).to_have_text(COVER)

    number = hall.call(1)
    line.mend()
    expect(tv.locator(".cover")).to_be_hidden()
    expect(tv.locator(".call .n")).to_have_text(number)


@pytest.mark.gate
def test_numbers_are_covered_after_twenty_seconds_and_no_sooner(hall: World, tv: Page, line: Line) -> None:
    tv.clock.install()
    shown_live(tv)
    line.until_heard(1)
    stand_still(tv)
    tv.evaluate("document.addEventListener('live:news', () => { window.told = true; })")
    line.repeat(-1)
    until(tv, lambda: tv.evaluate("window.told"))

    line.hush()
    run(tv, 19_800)
    expect(tv.locator(".cover")).to_be_hidden()
    run(tv, 600)
    expect(tv.locator(".cover")).to_be_visible()


@pytest.mark.gate
def test_a_page_whose_script_does_not_run_covers_itself(live_server: LiveServer, tv: Page, faults: Faults) -> None:
    faults.allow("ERR_FAILED|is not defined")
    tv.route(re.compile(r"live\.js"), lambda route: route.abort())

    tv.goto(TV)

    expect(tv.locator(".cover")).to_be_hidden()
    tv.evaluate(COVER_AT, 19_000)
    expect(tv.locator(".cover")).to_be_hidden()
    tv.evaluate(COVER_AT, 20_100)
    expect(tv.locator(".cover")).to_be_visible()


# --- the way back


@pytest.mark.parametrize("silent", [False, True], ids=["cut", "hushed"])
def test_a_screen_is_right_within_a_second_of_the_network_s_return(
    hall: World, tv: Page, line: Line, silent: bool
) -> None:
    tv.clock.install()
    shown_live(tv)
    stand_still(tv)
    if silent:
        line.hush()
    else:
        line.cut()
    number = hall.call(1)
    run(tv, 2 * SILENCE)
    expect(tv.locator(".cover")).to_be_visible()

    line.mend()
    run(tv, 1_000)

    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator(".cover")).to_be_hidden()


@pytest.mark.gate
def test_a_short_gap_loses_no_call(hall: World, tv: Page, line: Line) -> None:
    tv.clock.install()
    shown_live(tv)
    stand_still(tv)

    line.cut()
    number = hall.call(1)
    run(tv, 3_000)
    line.mend()
    run(tv, 1_000)

    expect(tv.locator("#said")).to_have_text(f"Nomor antrean {number}, silakan ke loket 1")


def test_a_browser_that_was_offline_is_right_at_once(hall: World, tv: Page, line: Line) -> None:
    tv.clock.install()
    shown_live(tv)
    stand_still(tv)

    tv.context.set_offline(True)
    until(tv, lambda: not tv.evaluate("navigator.onLine"))
    line.cut()  # else the open socket brings what it kept meanwhile
    number = hall.call(1)
    line.mend()
    tv.context.set_offline(False)
    until(tv, lambda: tv.evaluate("navigator.onLine"))
    tv.clock.run_for(1)  # neither a look nor a new socket is due: the return alone asks

    expect(tv.locator(".call .n")).to_have_text(number)


def test_a_screen_comes_back_after_the_server(live_server: LiveServer, hall: World, tv: Page, faults: Faults) -> None:
    faults.allow(CUT + "|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET")
    tv.clock.install()
    shown_live(tv)

    live_server.stop()
    number = hall.call(1)
    run(tv, 2 * SILENCE)
    expect(tv.locator(".cover")).to_be_visible()
    live_server.start()
    run(tv, 2_000)

    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator(".cover")).to_be_hidden()


def test_a_server_with_other_files_makes_the_page_load_itself(hall: World, tv: Page) -> None:
    line = Line(tv)
    shown_live(tv)
    line.until_heard(1)
    build = tv.locator("#board").get_attribute("data-build")
    tv.evaluate("window.old = true")

    with tv.expect_navigation():
        line.send(line.heard[0].replace(f'data-build="{build}"', 'data-build="another"'))

    expect(tv.locator("body")).to_have_class(LIVE)
    assert tv.evaluate("window.old") is None


def test_a_call_that_was_not_heard_yet_outlives_the_new_page(hall: World, tv: Page) -> None:
    line = Line(tv)
    shown_live(tv)
    line.until_heard(1)
    build = tv.locator("#board").get_attribute("data-build")
    number = hall.call(1)
    expect(tv.locator("#said")).to_have_text(f"Nomor antrean {number}, silakan ke loket 1")

    with tv.expect_navigation():
        line.send(line.heard[-1].replace(f'data-build="{build}"', 'data-build="another"'))

    expect(tv.locator("#said")).to_have_text(f"Nomor antrean {number}, silakan ke loket 1")


def test_a_page_is_not_thrown_away_while_nobody_would_answer(hall: World, tv: Page, line: Line) -> None:
    shown_live(tv)
    line.until_heard(1)
    tv.evaluate("window.old = true")
    tv.route(re.compile(f"{TV}$"), lambda route: route.abort())

    with tv.expect_event("requestfailed", lambda request: request.resource_type == "xhr"):
        line.send(line.heard[0].replace("data-build=", 'data-build="another" data-was='))
    answered(tv)

    assert tv.evaluate("window.left") is None
    assert tv.evaluate("window.old") is True


# --- networks that break sockets


def test_a_proxy_that_keeps_what_the_socket_says_is_got_around(hall: World, tv: Page) -> None:
    Line(tv, deaf=True)
    tv.clock.install()
    tv.goto(TV)
    stand_still(tv)

    run(tv, 30_000)
    number = hall.call(1)
    run(tv, 4_000)

    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator(".cover")).to_be_hidden()


def test_a_network_without_sockets_is_served_by_the_poll(hall: World, tv: Page, faults: Faults) -> None:
    faults.allow(CUT)
    tv.clock.install()
    tv.route_web_socket(re.compile("/live"), lambda socket: socket.close(code=1011))
    tv.goto(TV)
    stand_still(tv)

    run(tv, 30_000)
    number = hall.call(1)
    run(tv, 1_000)

    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator(".cover")).to_be_hidden()


def test_the_poll_beside_a_good_socket_is_slow(hall: World, tv: Page) -> None:
    line = Line(tv)
    tv.clock.install()
    shown_live(tv)
    stand_still(tv)
    run(tv, 2_000)
    before = len(line.polls)

    for _ in range(6):
        run(tv, 10_000)
        line.repeat(-1)

    assert 3 <= len(line.polls) - before <= 5


def test_somebody_else_s_answer_is_not_taken_for_the_office_s(hall: World, tv: Page, line: Line) -> None:
    tv.clock.install()
    shown_live(tv)
    tv.route(
        re.compile(r"/board\b"), lambda route: route.fulfill(body="<html><div id=board>Welcome to the hotel</div>")
    )
    line.hush()

    tv.clock.fast_forward(SILENCE)
    run(tv, 2_000)

    expect(tv.locator(".cover")).to_be_visible()
    expect(tv.locator("#board footer")).not_to_have_count(0)


# --- never older


@pytest.mark.gate
def test_an_older_board_is_not_shown(hall: World, tv: Page) -> None:
    line = Line(tv)
    shown_live(tv)
    line.until_heard(1)
    number = hall.call(1)
    expect(tv.locator(".call .n")).to_have_text(number)

    line.repeat(0)
    newest = hall.call(2)

    expect(tv.locator(f'.call .n:has-text("{newest}")')).to_have_count(1)
    assert 'data-version="' in line.heard[0]
    assert line.versions_shown() == sorted(set(line.versions_shown()))


def test_an_older_answer_of_the_poll_is_not_shown(hall: World, tv: Page) -> None:
    line = Line(tv)
    shown_live(tv)
    line.until_heard(1)
    old = line.heard[0] + '<time id="pulse" datetime="2026-11-30T09:00:01+07:00" data-zone=" WIB">09.00 WIB</time>'
    hall.call(1)
    expect(tv.locator(".call .n")).to_have_count(1)
    tv.route(re.compile(r"/board\b"), lambda route: route.fulfill(body=old))

    with tv.expect_response(re.compile(r"/board\b")):
        tv.evaluate("window.dispatchEvent(new Event('online'))")
    answered(tv)

    assert line.versions_shown() == sorted(set(line.versions_shown()))


def test_a_restored_backup_is_believed_in_the_end(hall: World, tv: Page) -> None:
    line = Line(tv)
    tv.clock.install()
    shown_live(tv)
    line.until_heard(1)
    tv.evaluate("document.getElementById('board').dataset.version = 9999")

    tv.evaluate("window.old = true")
    run(tv, 25_000)
    expect(tv.locator(".cover")).to_be_visible()
    with tv.expect_navigation(), suppress(Error):  # the page that is asked may go while it answers
        run(tv, 30_000)

    expect(tv.locator("#board")).to_have_attribute("data-version", str(hall.day().version))


# --- clocks


@pytest.mark.parametrize("leap", [HOURS, -HOURS], ids=["forward", "back"])
def test_a_clock_that_is_set_changes_nothing(hall: World, tv: Page, leap: int) -> None:
    tv.clock.install()
    shown_live(tv)

    tv.clock.set_system_time(tv.evaluate("Date.now() / 1_000") + leap)
    number = hall.call(1)
    tv.clock.run_for(1_000)

    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator(".cover")).to_be_hidden()
    expect(tv.locator("#pulse")).to_have_text(re.compile(r"^09\.0\d WIB$"))


def test_a_screen_that_slept_asks_before_it_shows(hall: World, tv: Page, line: Line) -> None:
    tv.clock.install()
    shown_live(tv)
    line.hush()

    tv.clock.fast_forward("08:00:00")
    expect(tv.locator(".cover")).to_be_visible()

    number = hall.call(1)
    line.mend()
    run(tv, 1_000)
    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator(".cover")).to_be_hidden()
