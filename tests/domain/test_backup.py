"""Which backups go by rule, when one is due, and what a passphrase must be."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.backup import AGE, PLAIN, SEALED, Keep, is_strong, last_due, moment_of, name_of, to_drop

EVENING = datetime(2026, 11, 30, 12, 30, tzinfo=UTC)
WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
RULE = Keep(7, 4, 3)


def nights(count: int, ending: str = PLAIN) -> list[str]:
    return [name_of(EVENING - timedelta(days=ago), ending) for ago in range(count)]


def days_of(names: list[str]) -> list[date]:
    return [moment.date() for name in names if (moment := moment_of(name))]


def test_name_says_when_it_was_made_and_nothing_else_is_a_name() -> None:
    assert moment_of(name_of(EVENING, SEALED)) == EVENING
    assert name_of(EVENING, AGE) == "giliran-20261130T123000Z.tar.age"
    for other in ("giliran-20261130T123000Z.tar.part", "giliran-20269930T123000Z.tar", "x.tar", "../giliran.db"):
        assert moment_of(other) is None


def test_days_weeks_and_months_keep_their_newest() -> None:
    kept = set(nights(100)) - set(to_drop(nights(100), RULE))

    assert sorted(days_of(list(kept)), reverse=True) == [
        *(date(2026, 11, 30) - timedelta(days=ago) for ago in range(7)),
        date(2026, 11, 22),  # Sundays: the last of their weeks; that of the 29th is among the days
        date(2026, 11, 15),
        date(2026, 10, 31),
        date(2026, 9, 30),
    ]


def test_oldest_goes_first() -> None:
    assert to_drop(nights(9), Keep(7, 0, 0)) == nights(9)[:6:-1]


def test_newest_is_kept_by_no_rule_at_all() -> None:
    assert to_drop(nights(3), Keep(0, 0, 0)) == nights(3)[:0:-1]


def test_rule_counts_days_that_have_one_so_a_long_pause_drops_nothing() -> None:
    old = [name_of(EVENING - timedelta(days=400 + ago), PLAIN) for ago in range(3)]

    assert to_drop([*old, *nights(1)], RULE) == []


def test_several_of_a_day_leave_the_newest() -> None:
    at_noon = name_of(EVENING - timedelta(hours=7), PLAIN)

    assert to_drop([at_noon, *nights(2)], RULE) == [at_noon]


@pytest.mark.parametrize("ending", [SEALED, AGE])
def test_one_that_is_sealed_is_in_place_of_no_other(ending: str) -> None:
    later = name_of(EVENING + timedelta(hours=1), ending)

    assert to_drop([later, *nights(1)], Keep(1, 1, 1)) == []


def test_what_is_no_backup_is_never_named() -> None:
    assert to_drop(["report.tar", "giliran.db", *nights(1)], Keep(0, 0, 0)) == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (EVENING, EVENING),
        (EVENING - timedelta(seconds=1), EVENING - timedelta(days=1)),
        (EVENING + timedelta(hours=20), EVENING),
    ],
)
def test_one_is_due_from_its_hour_on_until_the_next(now: datetime, due: datetime) -> None:
    assert last_due(time(19, 30), [WIB], now) == due


def test_with_offices_in_several_zones_it_is_due_once_it_is_that_hour_in_all() -> None:
    assert last_due(time(19, 30), [WIT, WIB], EVENING) == EVENING
    assert last_due(time(19, 30), [WIT], EVENING) == EVENING - timedelta(hours=2)


@pytest.mark.parametrize(
    ("passphrase", "strong"),
    [
        ("kuda hijau makan roti", True),
        ("kuda hijau", False),
        ("aaaaaaaaaaaaaaaaaaaaaa", False),
        ("kuda hijau        ", False),
        ("", False),
    ],
)
def test_passphrase_is_long_and_not_one_letter(passphrase: str, *, strong: bool) -> None:
    assert is_strong(passphrase) is strong
