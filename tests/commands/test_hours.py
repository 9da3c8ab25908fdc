from typing import Any

import pytest
from sqlmodel import col, select

from scheduler.db.models import Office, OpeningHours, Service, TemporaryCapacity
from tests.commands.conftest import Run

WEEK = ("mon-thu 08.00-14.00 12.00-12.30", "jum 08:00-11:00")


def test_show_says_hours_slots_and_numbers(giliran: Run, bintan: str) -> None:
    result = giliran("hours", "show")

    assert result.status == 0
    assert "office, always:\n  mon 08.00-15.00 break 12.00-13.00" in result.out
    assert "  fri 08.00-15.00 break 11.30-13.00\n  sat closed\n  sun closed\n" in result.out
    kept = "0 of them kept for who books with staff"
    assert f"C: slots of 30 minutes with 6 units, {kept}, any number a day without a booking" in result.out
    assert "horizon-days: 14" in result.out
    assert "asks-signature: 0" in result.out


@pytest.mark.postgres("statements")
def test_week_is_only_shown_until_told_to_apply_it(giliran: Run, bintan: str, opened: Any) -> None:
    shown = giliran("hours", "set", *WEEK)
    before = _hours(opened)
    done = giliran("hours", "set", *WEEK, "--yes")

    assert (shown.status, done.status) == (0, 0)
    assert "A: " in shown.out
    assert "Nothing is changed yet: add --yes to apply it." in shown.out
    assert "Done." in done.out
    assert {closes for _, closes in before} == {"15:00:00"}
    assert _hours(opened) == [*((n, "14:00:00") for n in range(4)), (4, "11:00:00")]


def test_season_and_preset_are_added_and_dropped(giliran: Run, bintan: str, opened: Any) -> None:
    between = ("--from", "2027-02-08", "--until", "2027-03-09")

    giliran("hours", "preset", "ramadan", *between, "--yes")
    added = giliran("hours", "show")
    giliran("hours", "drop", *between, "--yes")

    assert "office, from 2027-02-08 until 2027-03-09:\n  mon 08.00-15.00 break 12.00-12.30" in added.out
    assert len(_hours(opened)) == 5


@pytest.mark.postgres("statements")
def test_service_has_hours_and_slots_of_its_own(giliran: Run, bintan: str, opened: Any) -> None:
    giliran("hours", "set", "mon 08.00-10.00", "--service", "c", "--yes")
    giliran("hours", "slots", "--service", "C", "--minutes", 60, "--units", 2, "--yes")
    shown = giliran("hours", "show")
    giliran("hours", "slots", "--service", "C", "--minutes", 0, "--yes")

    assert "service C, always:\n  mon 08.00-10.00\n  tue closed" in shown.out
    assert "C: slots of 60 minutes with 2 units" in shown.out
    with opened().reading() as session:
        assert [(s.slot_minutes, s.slot_capacity) for s in session.exec(select(Service).order_by(col(Service.id)))] == [
            (None, 6),
            (None, 6),
            (None, 2),
        ]


def test_numbers_of_the_office_are_changed_by_their_names(giliran: Run, bintan: str, opened: Any) -> None:
    giliran("hours", "slots", "--minutes", 20, "--notice-minutes", 60, "--urgent-daily", 5, "--yes")

    with opened().reading() as session:
        office = session.exec(select(Office)).one()
    assert (office.slot_minutes, office.notice_minutes, office.urgent_daily, office.horizon_days) == (20, 60, 5, 14)


def test_rules_of_the_queue_are_numbers_of_the_office_too(giliran: Run, bintan: str, opened: Any) -> None:
    giliran(
        "hours",
        "slots",
        "--walk-in-minutes",
        30,
        "--lead-minutes",
        10,
        "--entry-minutes",
        4,
        "--behind",
        2,
        "--passes",
        1,
        "--invitation-days",
        60,
        "--yes",
    )
    shown = giliran("hours", "show").out
    refused = giliran("hours", "slots", "--behind", 0)

    with opened().reading() as session:
        kept = session.exec(select(Office)).one()
    assert (kept.walk_in_minutes, kept.lead_minutes, kept.entry_minutes) == (30, 10, 4)
    assert (kept.behind, kept.passes, kept.invitation_days) == (2, 1, 60)
    assert "entry-minutes: 4" in shown
    assert "behind: 1-50." in refused.err


def test_share_of_the_usual_units_for_a_time(giliran: Run, bintan: str, opened: Any) -> None:
    giliran("hours", "share", 50, "--from", "2030-01-01", "--reason", "Dua loket rusak", "--yes")
    with opened().reading() as session:
        kept = [(row.percent, row.reason) for row in session.exec(select(TemporaryCapacity))]
    shown = giliran("hours", "show")
    giliran("hours", "whole", "--from", "2030-01-01", "--yes")

    assert kept == [(50, "Dua loket rusak")]
    assert "office, from 2030-01-01 until further notice: 50% of the usual units" in shown.out
    with opened().reading() as session:
        assert session.exec(select(TemporaryCapacity)).all() == []


NONSENSE = [
    (("set", "mon"), "is no day and hours"),
    (("set", "xyz 08.00-10.00"), "'xyz' is no day"),
    (("set", "mon 08.00-25.00"), "is no time of day"),
    (("set", "mon 8-10"), "is no time of day"),
    (("set", "mon 10.00-08.00"), "closes-0: before_start."),
    (("set", "mon 08.00-10.00", "mon 11.00-12.00"), "days: twice."),
    (("set", "mon 08.00-10.00", "--service", "Z"), "There is no service 'Z'. There is: A, B, C"),
    (("set", "mon 08.00-10.00", "--from", "besok"), "'besok' is no date"),
    (("preset", "summer"), "There is no preset 'summer'."),
    (("slots", "--units", "5000"), "units-A: 1-1000."),
    (("share", "999", "--from", "2030-01-01"), "percent: 0-300."),
]


def test_what_makes_no_sense_is_said_in_a_sentence(giliran: Run, bintan: str, subtests: pytest.Subtests) -> None:
    for words, said in NONSENSE:
        with subtests.test(words=words):
            result = giliran("hours", *words)

            assert result.status == 2
            assert said in result.err


def test_usual_hours_cannot_be_dropped(giliran: Run, bintan: str) -> None:
    result = giliran("hours", "drop", "--yes")

    assert (result.status, result.out) == (1, "")
    assert result.err


def _hours(opened: Any) -> list[tuple[int, str]]:
    with opened().reading() as session:
        rows = session.exec(select(OpeningHours).order_by(OpeningHours.weekday)).all()
        return [(row.weekday, row.closes.isoformat()) for row in rows]
