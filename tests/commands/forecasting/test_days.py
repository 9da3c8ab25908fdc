"""`giliran forecast`, of the coming days of a new office."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.opening import open_database
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.fit.record import Day, Seen
from scheduler.domain.forecasting.truth import Truth
from scheduler.flow.core.local_time import today_of
from scheduler.flow.forecasting import habits, judging, keeping
from scheduler.flow.forecasting.plans import settings_of
from scheduler.flow.forecasting.record import expected_of
from scheduler.runtime.config import Settings
from tests.commands.conftest import Run

TRUTH = Truth((3, 5, 9), 6, 22, 0, 30, 0, 30, 25, 5, 1)


@pytest.fixture
def coming(url: str, giliran: Run) -> date:
    """The first day on which the new office works."""
    assert giliran("office", "create", "bintan", "--name", "Disdukcapil").status == 0
    database, clock = open_database(Settings())
    with database.reading() as session:
        office, now = queries.offices(session)[0], clock()
        days = [today_of(office, now) + timedelta(days=n) for n in range(1, 31)]
        settings = settings_of(session, office, days)
    database.close()
    return next(day for day in days if settings[day].work)


def foresee(*, most: int = 1, over: bool = False) -> None:
    """Keep what is foreseen of the first days; over: as if they had been since."""

    def keep(session: Session, now: datetime) -> None:
        office = queries.offices(session)[0]
        found = keeping.look(session, office, now, most=most)
        assert found is not None
        for due in found.due:
            back = due._replace(day=today_of(office, now) - timedelta(days=1)) if over else due
            keeping.keep(session, office.id, back, keeping.play(due, found.habits, 2), now=now)
            if over:
                judging.write_down(session, office.id, back.day, TRUTH)

    database, clock = open_database(Settings())
    database.run(keep, clock())
    database.close()


def test_nothing_is_foreseen_before_the_worker_did(giliran: Run, coming: date):
    said = giliran("forecast", "days")

    assert (said.status, said.out.startswith("Nothing is foreseen yet")) == (0, True)


@pytest.mark.postgres("statements")
def test_days_are_told_in_a_line_each(giliran: Run, coming: date):
    foresee(most=2)

    said = giliran("forecast", "days")

    first, *_, last = said.out.splitlines()
    assert first.startswith(f"{coming:%a %Y-%m-%d}  fullest at ")
    assert "95 of 100 wait at most" in first
    assert last.startswith("Little is recorded (0 days)")


def test_days_as_json(giliran: Run, coming: date):
    foresee()

    [day] = json.loads(giliran("forecast", "days", "--json").out)

    assert (day["day"], day["limit"], day["recorded_days"]) == (str(coming), 20, 0)
    assert day["peak"].keys() == {"low", "middle", "high"}


def test_day_that_is_not_kept_is_played_now(giliran: Run, coming: date):
    said = giliran("forecast", "day", str(coming), "--plays", "3")

    assert said.status == 0, said.err
    assert "│ 09:30 │" in said.out
    assert "Played: now." in said.out


def test_day_as_json_has_its_quarters(giliran: Run, coming: date):
    foresee()

    day = json.loads(giliran("forecast", "day", str(coming), "--json").out)

    assert day["made"] != "now"
    assert len(day["quarters"]) >= 20
    assert day["quarters"][0]["inside"].keys() == {"low", "middle", "high"}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-01-01", "2020-01-01 is over, and nothing was foreseen of it."),
        ("tomorrow", "'tomorrow' is no date: write 2026-12-01."),
    ],
)
def test_day_that_cannot_be_foreseen_is_refused(giliran: Run, coming: date, day: str, said: str):
    answer = giliran("forecast", "day", day)

    assert (answer.status, answer.err.strip()) == (2, said)


@pytest.mark.parametrize("day", ["2126-01-01", "9999-12-31"])
def test_day_that_is_too_far_off_is_refused(giliran: Run, coming: date, day: str):
    answer = giliran("forecast", "day", day)

    assert (answer.status, "Traceback" in answer.err, answer.out) == (1, False, "")
    assert answer.err.strip()


def test_day_on_which_the_office_is_shut_is_refused(giliran: Run, coming: date):
    sunday = coming + timedelta(days=6 - coming.weekday())

    answer = giliran("forecast", "day", str(sunday))

    assert (answer.status, answer.err.strip()) == (1, f"The office is shut on {sunday}.")


def test_score_of_a_new_office_says_what_it_does_not_know(giliran: Run, coming: date):
    said = giliran("forecast", "score").out

    assert "No day was foreseen and has passed yet." in said
    assert "Hardly seen: Mon, Tue, Wed, Thu, Fri." in said


def test_score_says_how_far_off_forecasts_were(giliran: Run, coming: date):
    foresee(over=True)

    said = giliran("forecast", "score").out
    scored = json.loads(giliran("forecast", "score", "--json").out)

    assert "the day before" in said
    assert scored["the_day_before"]["days"] == 1
    assert scored["a_week_before"] is None


def test_habits_of_a_new_office_are_said_to_be_assumed(giliran: Run, coming: date):
    said = giliran("forecast", "habits")

    assert said.status == 0
    assert said.out.startswith("Nothing is recorded yet")
    shown = next(line for line in said.out.splitlines() if "KTP-el, minutes" in line)
    assert [cell.strip() for cell in shown.split("│")[2:5]] == ["5.0", "3.7 to 6.7", "assumed"]


@pytest.mark.postgres("statements")
def test_habits_are_told_of_what_was_recorded(giliran: Run, coming: date):
    def keep(session: Session, now: datetime) -> None:
        office = queries.offices(session)[0]
        served = Seen("A", ("KTP-el",), 1, 540.0, arrived=535.0, inside=535.0, called=540.0, ended=548.0)
        days = [Day(n % 5, 480.0, 900.0, [served] * 9 + [Seen("A", slot=600.0, came=False)]) for n in range(5)]
        found = fit(days, expected_of(session, office, now=now))
        habits.keep(session, office.id, found, now=now)

    database, clock = open_database(Settings())
    database.run(keep, clock())
    database.close()

    said, machine = giliran("forecast", "habits"), json.loads(giliran("forecast", "habits", "--json").out)

    assert said.out.startswith("Of 5 days of the last eight weeks")
    assert "50 visits booked, 45 came, 0 of them without a time" in said.out
    shown = next(line for line in said.out.splitlines() if "KTP-el, minutes" in line)
    assert [cell.strip() for cell in shown.split("│")[2::2]][:2] == ["8.0", "45"]
    assert machine["counted"] == {"booked": 50, "came": 45, "walk_ins": 0}
    (shows,) = [each for each in machine["figures"] if each["about"] == "shows"]
    assert shows["low"] < shows["value"] < shows["high"]
