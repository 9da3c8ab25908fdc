"""What a screen says of itself is read with distrust."""

import json

import pytest

from display.reports import report_in, report_of
from scheduler.board.screen import Report
from tests.display.conftest import TODAY

WHOLE = {"day": "2026-11-30", "version": 7, "sound": "on", "width": 1920, "height": 1080, "build": "abc1"}
NOTHING = Report(None, 0, "unknown", 0, 0, "")


def test_whole_report_is_read():
    assert report_of(json.dumps(WHOLE)) == Report(TODAY, 7, "on", 1920, 1080, "abc1")


@pytest.mark.parametrize(
    "text",
    [None, "", "x", "[]", "7", "null", "[" * 1000, json.dumps({**WHOLE, "build": "x" * 1000})],
)
def test_what_is_no_report_is_dropped(text):
    assert report_of(text) is None


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("day", "yesterday"),
        ("day", 5),
        ("version", -1),
        ("version", True),
        ("version", "7"),
        ("version", 2**40),
        ("sound", "loud"),
        ("sound", None),
        ("sound", []),
        ("width", 1.5),
        ("height", None),
        ("build", "\x00"),
        ("build", "<b>"),
        ("build", "x" * 41),
        ("build", 7),
    ],
)
def test_what_is_absurd_counts_as_not_said(word, value):
    absurd = report_of(json.dumps({**WHOLE, word: value}))

    assert getattr(absurd, word) == getattr(NOTHING, word)
    assert all(getattr(absurd, each) == getattr(report_of(json.dumps(WHOLE)), each) for each in WHOLE if each != word)


def test_report_in_the_address_of_a_poll():
    query = {"than": "2026-11-30.7", "sound": "on", "width": "1920", "height": "1080", "build": "abc1"}

    assert report_in(query) == Report(TODAY, 7, "on", 1920, 1080, "abc1")
    assert report_in({"sound": "x", "than": "x.y", "width": "٣", "height": "9" * 30}) == NOTHING
    assert report_in({"than": "2026-11-30.7"}) is None
