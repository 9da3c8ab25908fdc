"""What a kiosk or tablet says of itself: only while its page works, and anew in the morning when nobody is at it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route

SCRIPT = Path(__file__).parents[3] / "scheduler" / "static" / "door" / "beat.js"
PAGE = """<body><span id="beat" data-beats="/beats" data-drawn="then" data-build="abc"></span>
<div id="kiosk" data-screen="{screen}"><div id="hall"></div></div><script src="/beat.js"></script></body>"""
PARTS = """(waiting) => document.addEventListener("giliran:alive", ({ detail }) => {
  detail.alive.add("scan");
  detail.waiting = waiting;
  detail.oldest = 30;
  detail.trouble.add("camera");
})"""
LOOK = """() => document.getElementById("hall").dispatchEvent(new CustomEvent("htmx:afterSettle",
  { bubbles: true, detail: { target: document.getElementById("hall") } }))"""
SETTLED = "() => new Promise((done) => setTimeout(done, 50))"

Opens = Callable[..., Page]


class Office:
    """What the office is told, and whether it says that a page is to begin anew."""

    def __init__(self) -> None:
        self.beats: list[dict[str, list[str]]] = []
        self.loads, self.again, self.screen = 0, False, "start"

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://kiosk.test")
        if path == "/beat.js":
            route.fulfill(body=SCRIPT.read_bytes(), content_type="text/javascript")
        elif path == "/beats":
            self.beats.append(parse_qs(route.request.post_data or ""))
            route.fulfill(body=json.dumps({"again": self.again}), content_type="application/json")
        else:
            self.loads += 1
            route.fulfill(body=PAGE.format(screen=self.screen), content_type="text/html")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    page = browser.new_page()
    page.route("**/*", office.answer)
    page.goto("http://kiosk.test/door/kiosk")
    yield page
    page.close()


def look(page: Page) -> None:
    """A look of the page at the hall has come through."""
    page.evaluate(LOOK)
    page.evaluate(SETTLED)


def test_page_that_works_beats_once_a_minute_with_what_it_knows(page: Page, office: Office) -> None:
    page.evaluate(PARTS, 2)

    for _ in range(3):
        look(page)

    (told,) = office.beats
    assert {name: told[name] for name in ("drawn", "build", "waiting", "oldest", "trouble")} == {
        "drawn": ["then"],
        "build": ["abc"],
        "waiting": ["2"],
        "oldest": ["30"],
        "trouble": ["camera"],
    }


def test_page_whose_scans_are_not_taken_does_not_beat(page: Page, office: Office) -> None:
    look(page)

    assert office.beats == []


def test_page_begins_anew_when_nobody_is_at_it(page: Page, office: Office) -> None:
    page.evaluate(PARTS, 0)
    office.again = True

    with page.expect_event("load"):
        page.evaluate(LOOK)

    assert office.loads == 2


def test_page_at_which_somebody_is_stays(page: Page, office: Office) -> None:
    page.evaluate(PARTS, 0)
    page.evaluate("() => (document.getElementById('kiosk').dataset.screen = 'answer')")
    office.again = True

    for _ in range(3):
        look(page)

    assert (len(office.beats), office.loads) == (1, 1)
