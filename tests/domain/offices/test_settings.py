"""What an office may set, and what would be wrong with a value."""

import pytest

from scheduler.domain.offices.revision import RANGES
from scheduler.domain.offices.settings import LENGTHS, LIMITS, SWITCHES, Revision, faults_of

KNOWN = {"lobby_limit": 20, "max_calls": 3, "absent_after": 2, "name": "Disdukcapil"}


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_a_number_has_a_least_and_a_most(name):
    least, most = LIMITS[name]

    faults = [faults_of(Revision({name: value}), {}) for value in (least - 1, least, most, most + 1)]

    assert faults == [{name: f"{least}-{most}"}, {}, {}, {name: f"{least}-{most}"}]


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("name", " ", "empty"),
        ("address", "", None),
        ("address", "x" * 301, "too_long"),
        ("name", "Disduk\u202ecapil", "hidden"),
        ("phone", "", None),
        ("phone", "0771-123 456", None),
        ("phone", "112", None),
        ("phone", "lewat loket 2", "phone"),
        ("timezone", "wita", None),
        ("timezone", "Europe/Berlin", "zone"),
        ("printer", "", None),
        ("printer", "lpt1", "printer"),
        ("printer", "file:///var/lib/giliran.db", None),
        ("guarded", True, None),
        ("guarded", 1, "unknown"),
        ("lobby_limit", "20", "1-10000"),
        ("lobby_limit", True, "1-10000"),
        ("created_at", "2026-11-30", "unknown"),
    ],
)
def test_values_are_checked_by_what_they_are(name, value, fault):
    assert faults_of(Revision({name: value}), KNOWN) == ({name: fault} if fault else {})


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("tcp://10.0.0.9", None),
        ("usb://04b8:0202", None),
        ("file:///dev/usb/lp0", None),
        ("file:///dev/sda", "device"),
        ("file:///dev/usb/lp0/../../../etc/passwd", "device"),
        ("file:///var/lib/giliran.db", "device"),
    ],
)
def test_from_a_browser_nothing_is_printed_into_a_file(address, fault):
    faults = faults_of(Revision({"printer": address}, from_browser=True), KNOWN)

    assert faults == ({"printer": fault} if fault else {})


@pytest.mark.parametrize(
    ("wanted", "faulty"),
    [({"absent_after": 4}, True), ({"absent_after": 3}, False), ({"max_calls": 1, "absent_after": 2}, True)],
)
def test_nobody_is_absent_after_more_calls_than_there_are(wanted, faulty):
    assert bool(faults_of(Revision(wanted), KNOWN)) is faulty


def test_what_was_changed_meanwhile_is_told_by_what_was_shown():
    seen = {"lobby_limit": 20, "max_calls": 3}

    mine = Revision({"lobby_limit": 12, "max_calls": 3}, seen)

    assert mine.overtaken({"lobby_limit": 20, "max_calls": 3}) == {}
    assert mine.overtaken({"lobby_limit": 15, "max_calls": 3}) == {"lobby_limit": 15}
    assert mine.overtaken({"lobby_limit": 20, "max_calls": 5}) == {"max_calls": 5}
    assert mine.overtaken({"lobby_limit": 12, "max_calls": 3}) == {}  # the same form, sent twice
    assert mine.changed({"lobby_limit": 20, "max_calls": 3}) == {"lobby_limit": 12}


def test_every_number_of_the_calendar_is_a_setting():
    assert RANGES.keys() <= LIMITS.keys() | SWITCHES
    assert len({*LENGTHS, *LIMITS, *SWITCHES}) == len(LENGTHS) + len(LIMITS) + len(SWITCHES)
