"""What the office wants of a screen is done at once, and once; and the screen says how it is."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Page, Route, expect

from scheduler.board.model import CounterFace, Missed, Opening
from scheduler.board.screen import Medium, ScreenFace, Tongue
from tests.browser.serving import LiveServer
from tests.browser.television import TV, Ghost, call_of, listening_to, look, shown_live, spoken, until_heard
from tests.browser.waiting import until
from tests.scenes.factories import NINE

PICTURE = re.compile("/media/")
COUNTERS = tuple(CounterFace(n, "open", None) for n in (1, 2, 3))
DOT = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


NOTE_LOADS = """
window.loads = 0;
const { reload } = live;
live.reload = () => { window.loads += 1; reload(); };
window.pictures = { made: 0, load: 0, error: 0 };
const make = document.createElement.bind(document);
document.createElement = (kind) => {
  const made = make(kind);
  if (kind === "img") {
    pictures.made += 1;
    for (const end of ["load", "error"]) made.addEventListener(end, () => { pictures[end] += 1; });
  }
  return made;
};
null;
"""


def paired(tv: Page, *, screen: int = 7, language: Tongue = "id") -> Ghost:
    """A screen whose office a test speaks for."""
    spoken(tv)
    made = Ghost(tv, language=language, face=ScreenFace(screen, "tanjungpinang", name="TV depan", language=language))
    shown_live(tv)
    expect(tv.locator("#orders")).to_have_attribute("data-id", str(screen))
    tv.evaluate(NOTE_LOADS)
    return made


def loads(tv: Page) -> int:
    """How often the page has set about loading itself since it was opened by `paired`."""
    look(tv)
    count: int = tv.evaluate("window.loads")
    return count


def is_new(tv: Page) -> bool:
    """Whether the page has loaded itself since the test began."""
    return tv.evaluate("window.loads") is None


@pytest.mark.parametrize(
    "change",
    [
        {"layout": "door"},
        {"language": "en"},
        {"theme": "light"},
        {"counter": 2},
        {"name": "TV pintu"},
        pytest.param({"reloads": 1}, marks=pytest.mark.gate, id="reloads"),
        {"removed": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_look_loads_the_page_again(live_server: LiveServer, tv: Page, change: dict[str, Any]) -> None:
    ghost = paired(tv)

    with tv.expect_navigation():
        ghost.orders(**change)

    assert is_new(tv)


def test_what_stays_the_same_loads_nothing(live_server: LiveServer, tv: Page) -> None:
    ghost = paired(tv)

    ghost.orders(volume=40)
    expect(tv.locator("#orders")).to_have_attribute("data-volume", "40")

    assert loads(tv) == 0


def test_a_screen_that_is_not_paired_looks_as_its_address_says(live_server: LiveServer, tv: Page) -> None:
    ghost = paired(tv, screen=0)

    ghost.orders(layout="door", theme="light", sound_tests=1)
    expect(tv.locator("#orders")).to_have_attribute("data-layout", "door")

    assert loads(tv) == 0


def test_a_screen_shows_which_one_it_is(live_server: LiveServer, tv: Page) -> None:
    tv.clock.install()
    ghost = paired(tv)

    ghost.orders(identifications=1)

    expect(tv.locator("#identity")).to_be_visible()
    expect(tv.locator("#identity")).to_have_text("TV depan")
    tv.clock.run_for(10_500)
    expect(tv.locator("#identity")).to_be_hidden()


def test_the_test_of_the_sound_is_heard_once_and_in_both_languages(live_server: LiveServer, tv: Page) -> None:
    ghost = paired(tv, language="both")
    listening_to(tv)

    for _ in range(2):
        ghost.orders(sound_tests=1)
    events = until_heard(tv, f"{TV}/voice/en/test/0/0")

    starts = [event for event in events if event.startswith("start")]
    assert starts == ["start chime", f"start {TV}/voice/id/test/0/0", f"start {TV}/voice/en/test/0/0"]


def test_a_screen_reports_what_it_shows(live_server: LiveServer, tv: Page) -> None:
    ghost = paired(tv)

    ghost.show([call_of(1)])
    expect(tv.locator("#calls li")).to_have_count(1)
    asked = len(ghost.polls)
    tv.evaluate("window.dispatchEvent(new Event('online'))")
    until(tv, lambda: len(ghost.polls) > asked)

    board = tv.locator("#board")
    version, build = board.get_attribute("data-version"), board.get_attribute("data-build")
    assert json.loads(ghost.told[-1]) == {
        "day": "2026-11-30",
        "version": int(version or 0),
        "sound": "on",
        "width": 1920,
        "height": 1080,
        "build": build,
    }
    assert f"than=2026-11-30.{version}" in ghost.polls[-1]
    assert "sound=on&width=1920&height=1080" in ghost.polls[-1]


def test_a_screen_that_is_not_paired_reports_nothing(live_server: LiveServer, tv: Page) -> None:
    ghost = paired(tv, screen=0)

    ghost.show([call_of(1)])
    expect(tv.locator("#calls li")).to_have_count(1)
    look(tv)
    tv.evaluate("live.tell({ last: 1 })")
    until(tv, lambda: ghost.told)

    assert ghost.told == ['{"last":1}'], "nothing went before it"


# --- pictures between calls


def pictures(tv: Page, which: str) -> int:
    """How many pictures the page has made so far ("made"), and how many of them came ("load") or did not ("error")."""
    count: int = tv.evaluate("(which) => window.pictures[which]", which)
    return count


def picture(n: int) -> Medium:
    return Medium(n, "picture", f"mark{n}", f"Gambar {n}", 8)


def test_pictures_take_turns_and_what_is_broken_is_passed_over(live_server: LiveServer, tv: Page) -> None:
    tv.route(
        PICTURE,
        lambda route: route.fulfill(body=DOT if "/2?" not in route.request.url else b"", content_type="image/gif"),
    )
    tv.clock.install()
    ghost = paired(tv)

    ghost.orders(media=(picture(1), picture(2), picture(3)))

    shown = tv.locator("[data-media] img")
    expect(shown).to_have_attribute("alt", "Gambar 1")
    expect(tv.locator("body")).to_have_class(re.compile("has-media"))
    tv.clock.run_for(8_100)
    until(tv, lambda: pictures(tv, "error") == 1)
    tv.clock.run_for(5_100)
    expect(shown).to_have_attribute("alt", "Gambar 3")
    expect(shown).to_have_count(1)


def test_pictures_rest_when_the_office_is_closed(live_server: LiveServer, tv: Page) -> None:
    tv.route(PICTURE, lambda route: route.fulfill(body=b"", content_type="image/gif"))
    tv.clock.install()
    ghost = paired(tv)
    with tv.expect_request(PICTURE):
        ghost.orders(media=(picture(1), picture(2)))
    ghost.show(open=Opening("closed"))
    expect(tv.locator("#board")).to_have_attribute("data-state", "closed")
    until(tv, lambda: pictures(tv, "error") == pictures(tv, "made"))

    before = pictures(tv, "made")
    tv.clock.run_for(120_000)
    assert pictures(tv, "made") == before, "nothing is fetched for nobody"

    tv.unroute(PICTURE)
    tv.route(PICTURE, lambda route: route.fulfill(body=DOT, content_type="image/gif"))
    ghost.show()
    expect(tv.locator("body")).to_have_class(re.compile("has-media"))
    ghost.show(open=Opening("closed"))
    expect(tv.locator("body")).not_to_have_class(re.compile("has-media"))
    expect(tv.locator("[data-media]")).to_be_hidden()


def test_picture_that_was_taken_off_on_its_way_is_not_shown(live_server: LiveServer, tv: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tv.route(PICTURE, hold)
    ghost = paired(tv)
    with tv.expect_request(PICTURE):
        ghost.orders(media=(picture(1),))

    ghost.orders(media=())
    expect(tv.locator("#orders .media li")).to_have_count(0)
    held[0].fulfill(body=DOT, content_type="image/gif")
    until(tv, lambda: pictures(tv, "load") == 1)

    expect(tv.locator("body")).not_to_have_class(re.compile("has-media"))


def box(tv: Page, place: str) -> FloatRect:
    found = tv.locator(place).bounding_box()
    assert found
    return found


def test_pictures_make_room_for_the_words_of_a_break(live_server: LiveServer, tv: Page) -> None:
    tv.route(PICTURE, lambda route: route.fulfill(body=DOT, content_type="image/gif"))
    ghost = paired(tv)
    ghost.orders(media=(picture(1),))
    expect(tv.locator("body")).to_have_class(re.compile("has-media"))

    ghost.show(open=Opening("break"), counters=COUNTERS)
    expect(tv.locator("#board")).to_have_class(re.compile("telling"))

    words, shown, column = box(tv, ".stage"), box(tv, "[data-media]"), box(tv, "aside")
    assert words["x"] + words["width"] < shown["x"], "the words are not covered"
    assert (shown["x"], shown["width"]) == (column["x"], column["width"])
    assert box(tv, ".counters")["y"] + box(tv, ".counters")["height"] < shown["y"]
    assert shown["y"] + shown["height"] < box(tv, ".lobby")["y"]


def test_pictures_leave_the_next_numbers_in_view_above_missed_ones(live_server: LiveServer, tv: Page) -> None:
    tv.route(PICTURE, lambda route: route.fulfill(body=DOT, content_type="image/gif"))
    ghost = paired(tv)
    ghost.orders(media=(picture(1),))
    expect(tv.locator("body")).to_have_class(re.compile("has-media"))

    ghost.show(missed=(Missed("A-009", NINE),), counters=COUNTERS)
    expect(tv.locator(".missed")).to_be_visible()

    shown = box(tv, "[data-media]")
    assert shown["y"] + shown["height"] < box(tv, ".next")["y"]


def test_a_call_is_told_to_the_pictures(live_server: LiveServer, tv: Page) -> None:
    ghost = paired(tv)
    expect(tv.locator("body")).not_to_have_class(re.compile("has-call"))

    ghost.show([call_of(1)])

    expect(tv.locator("body")).to_have_class(re.compile("has-call"))


def test_notices_take_turns(live_server: LiveServer, tv: Page) -> None:
    tv.clock.install()
    ghost = paired(tv)
    ghost.show(notices=({"id": "Pertama"}, {"id": "Kedua"}))
    shown = tv.locator(".notices .shown")
    expect(shown).to_have_count(1)
    first = shown.text_content()

    tv.clock.run_for(10_000)

    expect(shown).not_to_have_text(first or "")
    expect(shown).to_have_count(1)
