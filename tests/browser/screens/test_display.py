"""Screens and waiting phones: a call is said once, and what is shown is the office's present."""

import re

import pytest
from playwright.sync_api import Page, expect

from scheduler.flow.counter import calls
from tests.browser.serving import LiveServer
from tests.browser.television import CUT, LIVE, TV, Line, heard, listening_to, shown_live, spoken, until_heard
from tests.browser.watching import Faults
from tests.scenes.factories import World

SILENCE = 21_000
"""Milliseconds after which news are old."""


@pytest.fixture
def hall(live_server: LiveServer) -> World:
    """The office with three people inside, none called."""
    for _ in range(3):
        live_server.office.arrived()
    return live_server.office


@pytest.fixture
def listened(tv: Page) -> Page:
    """A television with the office's voice, on the hall's page; what it plays is noted."""
    spoken(tv)
    shown_live(tv)
    listening_to(tv)
    return tv


def address(number: str, repeat: int = 0) -> str:
    """Where the sentence of a call to counter 1 is to be had."""
    return f"{TV}/voice/id/{number}/1/{repeat}"


def chimes(tv: Page) -> int:
    return heard(tv).count("start chime")


# --- what is said


def test_a_call_is_chimed_and_said_once(hall: World, listened: Page) -> None:
    number = hall.call(1)
    expect(listened.locator("#said")).to_have_text(f"Nomor antrean {number}, silakan ke loket 1")
    until_heard(listened, address(number))
    hall.arrived(9, 30)
    expect(listened.locator("#board")).to_have_attribute("data-version", str(hall.day().version))

    assert heard(listened) == [
        "start chime",
        "end chime",
        f"start {address(number)}",
        f"end {address(number)}",
    ]


def test_a_second_call_of_a_number_is_chimed_again(hall: World, tv: Page) -> None:
    hall.office.recall_seconds = 0
    number = hall.call(1)
    spoken(tv)
    shown_live(tv)
    listening_to(tv)

    hall.do(calls.recall, number)

    expect(tv.locator("#said")).to_have_text(f"Panggilan kedua, nomor antrean {number}, silakan ke loket 1")
    expect(tv.locator(".call .again")).to_have_text("Panggilan kedua")
    until_heard(tv, address(number, 1))
    assert chimes(tv) == 1


def test_calls_from_before_the_screen_was_opened_are_not_chimed(hall: World, tv: Page) -> None:
    number = hall.call(1)

    shown_live(tv)
    listening_to(tv)
    hall.arrived(9, 30)
    expect(tv.locator("#board")).to_have_attribute("data-version", str(hall.day().version))

    expect(tv.locator(".call .n")).to_have_text(number)
    expect(tv.locator("#said")).to_have_text("")
    assert chimes(tv) == 0


def test_two_languages_are_read_aloud_once(hall: World, tv: Page) -> None:
    spoken(tv)
    shown_live(tv, f"{TV}?lang=both")

    number = hall.call(1)

    expect(tv.locator("#said")).to_have_text(f"Nomor antrean {number}, silakan ke loket 1")
    expect(tv.locator("#said")).to_have_attribute("lang", "id")
    expect(tv.locator("[aria-live]")).to_have_count(1)


def test_the_door_says_who_may_come_in(hall: World, tv: Page) -> None:
    hall.arrived()
    number = hall.arrived()
    first = hall.call(1)
    spoken(tv)
    shown_live(tv, f"{TV}?layout=door")
    listening_to(tv)

    hall.hand_over(first)

    expect(tv.locator("#said")).to_have_text(f"Nomor antrean {number}, silakan masuk")
    until_heard(tv, f"{TV}/voice/id/{number}/0/0")
    expect(tv.locator("body")).to_have_class(re.compile("has-call"))


# --- what is true


def test_the_clock_is_the_office_s(live_server: LiveServer, tv: Page) -> None:
    tv.clock.install(time="2020-01-01T03:33:00Z")

    shown_live(tv)

    expect(tv.locator("#pulse")).to_have_text(re.compile(r"^09\.0\d WIB$"))


def test_a_phone_says_how_old_its_news_is(live_server: LiveServer, phone: Page, faults: Faults) -> None:
    faults.allow(CUT)
    wire = Line(phone)
    phone.clock.install()
    code = live_server.office.booked(9)
    live_server.office.scan(code)
    phone.goto(f"/t/{code}")
    expect(phone.locator("body")).to_have_class(LIVE)
    expect(phone.locator(".if-fresh")).to_contain_text("Diperbarui 09.0")

    wire.hush()
    phone.clock.fast_forward(SILENCE)

    line = phone.get_by_role("status").filter(has_text=re.compile(r"Terakhir diperbarui 09\.0\d\."))
    expect(line).to_be_visible()
    expect(phone.locator(".if-fresh")).to_be_hidden()
    warned, told = line.bounding_box(), phone.locator(".now").bounding_box()
    assert warned
    assert told
    assert warned["y"] + warned["height"] <= told["y"], "the warning comes before what may be old"
