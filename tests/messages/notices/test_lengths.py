"""What a text costs as SMS."""

import pytest

from scheduler.messages.notices.lengths import length_of


@pytest.mark.parametrize(
    ("text", "coding", "parts", "units"),
    [
        ("", "gsm", 1, 0),
        ("a" * 160, "gsm", 1, 160),
        ("a" * 161, "gsm", 2, 161),
        ("a" * 306, "gsm", 2, 306),
        ("a" * 307, "gsm", 3, 307),
        ("€" * 80, "gsm", 1, 160),
        ("€" * 81, "gsm", 2, 162),
        ("a" * 152 + "€" * 77, "gsm", 3, 306),  # no sign is cut in two: the first part ends with a free place
        ("–" * 70, "ucs2", 1, 70),
        ("–" + "a" * 70, "ucs2", 2, 71),
        ("–" * 134, "ucs2", 2, 134),
        ("–" * 135, "ucs2", 3, 135),
        ("😀" * 35, "ucs2", 1, 70),
        ("😀" * 36, "ucs2", 2, 72),
        ("😀" * 67, "ucs2", 3, 134),  # 33 of them to a part of 67
    ],
)
def test_parts_are_those_of_the_standard(text: str, coding: str, parts: int, units: int):
    length = length_of(text)

    assert (length.coding, length.parts, length.units) == (coding, parts, units)


def test_signs_that_make_it_dear_are_named_once_each():
    assert length_of("“Silakan” – “masuk”").foreign == "“”–"
    assert length_of('"Silakan" - [masuk] ~ Ñ é').foreign == ""
