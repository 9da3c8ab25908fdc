"""How screens look: the largest number is large, nothing is cut off, languages take turns, a closed office is dark."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Page

from tests.browser.looks import AT, BOARDS, HIGHEST, OVERFLOWING, PLACES, SEEN, Look, all_pages, opener

LARGE = 0.25
DARK = 6
"""Of 255, the mean of a picture."""
LANDSCAPE = [(1920, 1080), (1280, 720)]
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

    assert [look for look in looks if opens(look).evaluate(HIGHEST) < LARGE] == []


@pytest.mark.parametrize(("layout", "size"), [("hall", (1920, 1080)), ("portrait", (1080, 1920))])
@pytest.mark.parametrize("language", ["id", "en"])
def test_calls_in_view_at_once_leave_the_big_one_large(
    opens: Opens, layout: str, size: tuple[int, int], language: str
) -> None:
    for calls in range(1, 6):
        page = opens(Look(layout, language, "full", size, calls=calls))

        assert page.locator(".call").count() == calls
        assert page.locator(".new:visible").count() == (1 if calls > 1 else 0)
        assert page.evaluate(HIGHEST) >= LARGE
        assert page.evaluate(OVERFLOWING) == []


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
@pytest.mark.parametrize("board", ["usual", "full"])
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
