"""When a daily import is missed, and how a file is called."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.intake import is_missed, shown_name

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = date(2026, 11, 30)
WEEKDAYS = {MONDAY - timedelta(days=back) for back in (0, 3, 4, 5, 6)}
"""Monday and the week before it."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


CAME = [at(day, 7, place) for place, day in enumerate(sorted(WEEKDAYS - {MONDAY}))]


def test_import_is_missed_an_hour_after_the_latest_of_the_last_days() -> None:
    assert not is_missed(CAME, WEEKDAYS, at(MONDAY, 8, 2), ZONE)
    assert is_missed(CAME, WEEKDAYS, at(MONDAY, 8, 3), ZONE)


def test_first_import_of_a_day_counts_not_one_at_night() -> None:
    assert is_missed([*CAME, at(MONDAY - timedelta(days=3), 22)], WEEKDAYS, at(MONDAY, 8, 3), ZONE)


@pytest.mark.parametrize(
    ("came", "working"),
    [
        pytest.param([*CAME, at(MONDAY, 6)], WEEKDAYS, id="it came today"),
        pytest.param(CAME, WEEKDAYS - {MONDAY}, id="no working day"),
        pytest.param(CAME[:-1], WEEKDAYS, id="not on each day before"),
        pytest.param(CAME, {MONDAY, MONDAY - timedelta(days=3)}, id="too few days to know"),
        pytest.param([], WEEKDAYS, id="never"),
    ],
)
def test_import_is_not_missed(came: list[datetime], working: set[date]) -> None:
    assert not is_missed(came, working, at(MONDAY, 15), ZONE)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (r"C:\fakepath\siap.xlsx", "siap.xlsx"),
        ("/home/siti/siap.xlsx", "siap.xlsx"),
        ("si\u202eap\x00.csv", "siap.csv"),
        ("s\udcffiap.csv", "siap.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("\u202e", "?"),
    ],
)
def test_name_is_shown_without_folders_and_hidden_signs(told: str, shown: str) -> None:
    assert shown_name(told) == shown
