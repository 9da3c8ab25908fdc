"""How screens look: the largest number is large, nothing is cut off, languages take turns, a closed office is dark."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import (
    AT,
    BOARDS,
    CAPITALS,
    HIGHEST,
    LINES,
    OVERFLOWING,
    PLACES,
    SEEN,
    STATES,
    Look,
    all_pages,
    opener,
)

LARGE = {"hall": 0.25, "door": 0.25, "counter": 0.25, "portrait": 0.22}
"""Of the shorter side: an upright screen is too narrow for more, with the number in one line."""
LEGIBLE = 25
"""Millimetres of a capital on a television of 43 inches, to be read from eight metres."""
MUST_BE_READ = (
    ".n, .to, .rows b, .rows span, .served span, .served b, .next li, .missed li, .enter h2, .enter li, .kept h2,"
    " .kept li, .wait b, .says h2, .own h2, .does, .rest"
)
DARK = 6
"""Of 255, the mean of a picture."""
LANDSCAPE = [(1920, 1080), (1366, 768)]
SIZES = {"hall": LANDSCAPE, "door": LANDSCAPE, "counter": [*LANDSCAPE, (800, 480)], "portrait": [(1080, 1920)]}
PLACED = [(layout, size) for layout, sizes in SIZES.items() for size in sizes]
IN_GATE = [("id", layout, LANDSCAPE[0]) for layout in ("hall", "door")]
LOOKS = [
    pytest.param(*look, marks=[pytest.mark.gate] if look in IN_GATE else [])
    for language in ("id", "en", "both")
    for look in [(language, *placed) for placed in PLACED]
]

Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    page = browser.new_page()
    yield opener(page, all_pages())
    page.close()


def test_letters_come_along(opens: Opens) -> None:
    shown = opens(Look()).evaluate("[...document.fonts].map((each) => [each.family, each.status])")

    assert shown == [["Screen", "loaded"]]


@pytest.mark.parametrize(("layout", "size"), PLACED)
def test_largest_number_takes_a_quarter_of_the_height(opens: Opens, layout: str, size: tuple[int, int]) -> None:
    looks = [Look(layout, board=board, size=size) for board in ("usual", "full", "two come in", "three come in")]

    assert [look for look in looks if opens(look).evaluate(HIGHEST) < LARGE[layout]] == []


@pytest.mark.parametrize("layout", SIZES)
def test_what_must_be_read_is_legible_from_eight_metres(opens: Opens, layout: str) -> None:
    looks = [Look(layout, board=board, size=SIZES[layout][0]) for board in STATES]

    for look in looks:
        capitals = opens(look).evaluate(CAPITALS, MUST_BE_READ)
        assert capitals, look
        assert [each for each in capitals if each[1] < LEGIBLE] == [], look


@pytest.mark.parametrize("layout", SIZES)
def test_numbers_and_counters_stand_in_one_line(opens: Opens, layout: str) -> None:
    for board in STATES:
        lines = opens(Look(layout, board=board, size=SIZES[layout][0])).evaluate(LINES, ".n, .to, .rows li, .enter li")
        assert [each for each in lines if each[1] != 1] == [], board


@pytest.mark.parametrize("layout", ["hall", "portrait"])
@pytest.mark.parametrize("width", ["", ", wide"])
def test_newest_call_is_the_largest_and_framed(opens: Opens, layout: str, width: str) -> None:
    for called in range(1, 6):
        cards = opens(Look(layout, board=f"{called} called{width}", size=SIZES[layout][0])).locator(".call")
        sizes = cards.locator(".n").evaluate_all("(all) => all.map((n) => parseFloat(getComputedStyle(n).fontSize))")
        frames = cards.evaluate_all("(all) => all.map((card) => getComputedStyle(card).boxShadow !== 'none')")

        assert len(sizes) == called
        assert sizes[0] > max(sizes[1:], default=0)
        assert frames == [called > 1, *[False] * (called - 1)]


def test_numbers_that_do_not_fit_the_line_of_the_next_are_left_out_whole(opens: Opens) -> None:
    listed = opens(Look(board="3 called")).locator(".next li")
    tops = listed.evaluate_all("(all) => all.map((e) => e.getBoundingClientRect().top)")

    assert len([top for top in tops if top == tops[0]]) == 4
    assert len(tops) == 6


@pytest.mark.parametrize(("board", "colour"), [("over", "rgb(92, 21, 18)"), ("0 called", "rgb(22, 52, 74)")])
@pytest.mark.parametrize("layout", ["hall", "portrait"])
def test_lobby_over_its_limit_is_red(opens: Opens, layout: str, board: str, colour: str) -> None:
    expect(opens(Look(layout, board=board, size=SIZES[layout][0])).locator(".lobby")).to_have_css(
        "background-color", colour
    )


@pytest.mark.parametrize(("language", "layout", "size"), LOOKS)
def test_nothing_is_cut_off_or_outside(opens: Opens, language: str, layout: str, size: tuple[int, int]) -> None:
    looks = [Look(layout, language, board, size) for board in BOARDS]

    assert {look.board: faults for look in looks if (faults := opens(look).evaluate(OVERFLOWING))} == {}


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_languages_take_turns_of_ten_seconds(opens: Opens, motion: Any) -> None:
    page = opens(Look(language="both"))
    page.emulate_media(reduced_motion=motion)

    seen = []
    for moment in (0, 9_900, 10_100, 19_900, 20_100):
        page.evaluate(AT, moment)
        seen.append(page.evaluate(SEEN))

    assert seen == [["id"], ["id"], ["en"], ["en"], ["id"]]


@pytest.mark.parametrize("layout", ["hall", "door", "counter", "portrait"])
@pytest.mark.parametrize("board", ["usual", "full", "3 called", "over", "missed"])
def test_numbers_stay_where_they_are_when_languages_take_turns(opens: Opens, layout: str, board: str) -> None:
    page = opens(Look(layout, "both", board, SIZES[layout][0]))

    assert page.evaluate(PLACES, "id") == page.evaluate(PLACES, "en")


def test_picture_stands_elsewhere_each_minute(opens: Opens) -> None:
    page = opens(Look())

    places = set()
    for minute in range(8):
        page.evaluate(AT, minute * 60_000 + 1)
        box = page.locator("h1").bounding_box()
        assert box is not None
        places.add((box["x"], box["y"]))

    assert len(places) == 8


@pytest.mark.parametrize("layout", ["hall", "door", "counter", "portrait"])
@pytest.mark.parametrize("board", ["closed", "postponed"])
def test_closed_office_is_dark_in_either_theme(opens: Opens, layout: str, board: str) -> None:
    page = opens(Look(layout, board=board, size=SIZES[layout][0], theme="light"))

    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")

    assert ImageStat.Stat(picture).mean[0] < DARK
    assert page.locator("#pulse").is_visible()
    assert page.locator(".says h2").is_visible()
