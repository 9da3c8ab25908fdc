"""Every text of a screen stands out from its ground at 7:1 or more, in both themes; read from the style sheets."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = (ROOT / "scheduler/static/shared/tokens.css", ROOT / "display/static/tv.css")
ENOUGH = 7.0

TEXTS = [
    ("text", "back"),
    ("text", "bar"),
    ("text", "panel"),
    ("soft", "panel"),
    ("soft", "back"),
    ("turn-ink", "turn"),
    ("turn", "turn-ink"),
    ("enter-text", "enter"),
    ("enter-text", "room"),
    ("over-text", "over"),
    ("night-text", "night"),
]
"""The colour of a text and what it is written on, by the names of the style sheets."""


def colours(theme):
    """The custom properties that hold in a theme: the root's, then its own over them."""
    css = "".join(sheet.read_text("utf-8") for sheet in SHEETS)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    held = {}
    for name in (":root", f".{theme}"):
        for selector, body in rules:
            if name in [each.strip().split("\n")[-1] for each in selector.split(",")]:
                held.update(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))
    return held


def luminance(colour):
    """Relative luminance as the Web Content Accessibility Guidelines define it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("one", "other", "ratio"), [("#ffffff", "#000000", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_stands_out(theme, text, ground):
    held = colours(theme)

    assert contrast(held[text], held[ground]) >= ENOUGH


def test_themes_differ():
    assert colours("dark")["panel"] != colours("light")["panel"]


def test_texts_have_no_other_colours():
    """Whatever a sheet of the screens colours, it names a colour of those above."""
    known = {name for pair in TEXTS for name in pair}
    for sheet in (ROOT / "display/static").glob("tv*.css"):
        used = re.findall(r"[;{ ]color: ([^;}]+)[;}]", sheet.read_text("utf-8"))
        assert {each for each in used if each != "inherit"} <= {f"var(--{name})" for name in known}
