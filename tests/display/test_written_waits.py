"""How a wait is written, in both languages."""

import pytest

from scheduler.board import written_waits
from scheduler.board.waits import Minutes
from scheduler.translations import translations


@pytest.mark.parametrize(
    ("wait", "alone", "within"),
    [
        ((5, 18), "5-18 menit", "kira-kira 5-18 menit"),
        ((4, 4), "4 menit", "kira-kira 4 menit"),
        ((0, 9), "kurang dari 9 menit", "kurang dari 9 menit"),
        ((0, 1), "kurang dari 3 menit", "kurang dari 3 menit"),
        (None, "", ""),
    ],
)
def test_wait_is_no_range_from_nothing(wait: Minutes | None, alone: str, within: str) -> None:
    assert (written_waits.in_minutes(wait, str), written_waits.about(wait, str)) == (alone, within)


def test_wait_in_english() -> None:
    english = translations("en").gettext

    said = [written_waits.about(wait, english) for wait in ((5, 18), (0, 2))]

    assert said == ["about 5-18 minutes", "less than 3 minutes"]


@pytest.mark.parametrize(("wait", "digits"), [((6, 9), "6-9"), ((5, 5), "5"), ((0, 2), "1-3"), ((0, 9), "1-9")])
def test_words_of_an_office_get_digits_alone(wait: Minutes, digits: str) -> None:
    assert written_waits.in_digits(wait) == digits
