"""Rosters as they are set, kept, and looked through before they hold."""

from datetime import date, time
from typing import Any

import pytest

from scheduler.db import queries
from scheduler.db.models import Counter, CounterRoster, DeedRow
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.refusals import Invalid
from scheduler.domain.roster.refusals import RosterExists, RosterUnknown, TooManyRosters
from scheduler.domain.roster.roster import USUAL, Dates, Roster
from scheduler.flow.counter.counters import close_counter, open_counter, pause_counter
from scheduler.flow.hall.day_ahead import day_ahead
from scheduler.flow.offices.counters import change_count
from scheduler.flow.roster import rosters
from scheduler.flow.roster.foreseen import Untaken, foreseen
from scheduler.flow.roster.rosters import add_season, remove_roster, roster_between, set_roster, stamp_of
from tests.scenes.factories import CLERK, EARLY, MONDAY, NINE, World, at

MORNING = (Stretch(time(8), time(11), 0),)
FRIDAY = date(2026, 12, 4)
SEASON = Dates(date(2026, 12, 7), date(2026, 12, 11))


def ids(office: World) -> dict[int, int]:
    """The counters' ids by their numbers."""
    return {counter.number: counter.id for counter in office.rows(Counter)}


def plan(office: World, dates: Dates = USUAL) -> Roster:
    return office.read(lambda session: roster_between(session, office.office, dates, now=NINE))


def ahead(office: World, weeks: dict[int, Any], dates: Dates = USUAL) -> list[Untaken]:
    return office.read(lambda session: foreseen(session, office.office, Roster(weeks, dates), now=NINE))


@pytest.mark.postgres("statements")
def test_a_roster_is_kept_and_written_down(office: World) -> None:
    counter = ids(office)
    before = plan(office)

    assert office.do(set_roster, USUAL, {counter[3]: {0: MORNING, 4: ()}}, seen=stamp_of(before))

    assert plan(office).weeks == {counter[3]: {0: MORNING, 4: ()}}
    (deed,) = office.rows(DeedRow)
    assert (deed.deed, deed.by, deed.about) == (Deed.ROSTER_CHANGED, CLERK, "")
    assert (deed.was, deed.became) == ({}, {"3": {"0": [["08:00", "11:00"]], "4": []}})
    assert not office.do(set_roster, USUAL, {counter[3]: {0: MORNING, 4: ()}}, seen=stamp_of(before))  # sent again


def test_a_plan_opens_and_closes_no_counter(office: World) -> None:
    office.do(set_roster, USUAL, {ids(office)[3]: {0: ()}}, now=EARLY)

    office.tick(now=at(11))

    assert [counter.state for counter in office.rows(Counter)] == ["open"] * 3


def test_nothing_is_overwritten_that_somebody_else_changed(office: World) -> None:
    counter, seen = ids(office), stamp_of(plan(office))
    office.do(set_roster, USUAL, {counter[3]: {0: MORNING}})

    with pytest.raises(ChangedMeanwhile):
        office.do(set_roster, USUAL, {counter[2]: {0: MORNING}}, seen=seen)

    assert set(plan(office).weeks) == {counter[3]}


def test_counters_and_stretches_that_make_no_sense_are_named(office: World) -> None:
    counter = ids(office)
    office.do(change_count, 2)

    with pytest.raises(Invalid) as refusal:
        office.do(set_roster, USUAL, {counter[3]: {}, counter[1]: {0: (Stretch(time(8), time(8, 20), 0),)}})

    assert refusal.value.errors == {str(counter[3]): "unknown", f"{counter[1]}_0": "half_hour"}


@pytest.mark.postgres("statements")
def test_a_season_begins_with_what_is_planned_already(office: World) -> None:
    counter = ids(office)
    office.do(set_roster, USUAL, {counter[3]: {0: MORNING}})

    office.do(add_season, SEASON)

    assert plan(office, SEASON).weeks == {counter[1]: {}, counter[2]: {}, counter[3]: {0: MORNING}}
    office.do(set_roster, SEASON, {counter[3]: {0: ()}})
    assert plan(office).weeks == {counter[3]: {0: MORNING}}
    assert office.rows(DeedRow)[-1].about == "2026-12-07/2026-12-11"
    with pytest.raises(RosterExists):
        office.do(add_season, SEASON)


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (None, MONDAY, {"first": "missing"}),
        (FRIDAY, MONDAY, {"last": "before_start"}),
        (date(2026, 1, 1), date(2026, 1, 2), {"last": "past"}),
    ],
)
def test_dates_that_make_no_season_are_named(
    office: World, first: date | None, last: date, fault: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        office.do(add_season, Dates(first, last))

    assert refusal.value.errors == fault


def test_seasons_have_a_bound(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosters, "MOST_SEASONS", 1)
    office.do(add_season, SEASON)

    with pytest.raises(TooManyRosters):
        office.do(add_season, Dates(FRIDAY, FRIDAY))


@pytest.mark.postgres("statements")
def test_a_roster_is_taken_away_and_no_other(office: World) -> None:
    counter = ids(office)
    office.do(set_roster, USUAL, {counter[3]: {0: MORNING}})
    office.do(add_season, SEASON)

    office.do(remove_roster, SEASON)

    assert plan(office).weeks == {counter[3]: {0: MORNING}}
    with pytest.raises(RosterUnknown):
        office.do(remove_roster, SEASON)
    office.do(remove_roster, USUAL)
    assert office.rows(CounterRoster) == []
    with pytest.raises(RosterUnknown):
        office.do(remove_roster, USUAL)


@pytest.mark.postgres("statements")
def test_hours_that_nobody_would_take_are_said_and_who_is_booked_there(office: World) -> None:
    counter = ids(office)
    office.booked(10, service="C")
    office.booked(14, service="C")

    found = ahead(office, {counter[3]: {0: MORNING}})

    assert found == [Untaken("C", 0, time(11), time(12), 0), Untaken("C", 0, time(13), time(15), 1)]
    assert ahead(office, {}) == []
    assert {each.letter for each in ahead(office, {each: {0: ()} for each in counter.values()})} == {"A", "B", "C"}


def test_a_season_is_looked_through_on_its_own_days(office: World) -> None:
    counter = ids(office)
    one_day = Dates(FRIDAY, FRIDAY)

    assert ahead(office, {counter[3]: {0: MORNING}}, one_day) == []
    assert {each.weekday for each in ahead(office, {counter[3]: {0: (), 4: ()}}, one_day)} == {4}


def test_the_usual_roster_is_not_blamed_for_days_that_a_season_has(office: World) -> None:
    counter = ids(office)
    season = Dates(MONDAY, date(2026, 12, 31))
    office.do(add_season, season)
    office.do(set_roster, season, {counter[3]: {1: ()}})

    assert ahead(office, {counter[3]: {0: ()}}) == []
    assert {each.weekday for each in ahead(office, {counter[3]: {1: ()}}, season)} == {1}


def test_rosters_that_are_over_are_not_read(office: World) -> None:
    office.do(add_season, Dates(MONDAY, MONDAY))

    rows = office.read(lambda session: queries.rosters_of(session, office.office.id, FRIDAY))

    assert rows == []


def test_it_is_known_since_when_a_counter_is_as_it_is(office: World) -> None:
    office.at_time(pause_counter, 1, reason="Salat", now=at(9))
    office.at_time(pause_counter, 1, reason="Rapat", now=at(10))
    assert office.rows(Counter)[0].changed_at == at(9)

    office.at_time(open_counter, 1, now=at(11))

    assert office.rows(Counter)[0].changed_at == at(11)


@pytest.mark.postgres("statements")
def test_the_morning_reckons_with_the_counters_that_are_planned(office: World) -> None:
    for hour in (9, 9, 9, 10):
        office.booked(hour)
    for number in (1, 2, 3):
        office.at_time(close_counter, number, now=EARLY)

    def fullest() -> int:
        work = [(at(8), at(12)), (at(13), at(15))]
        found = office.read(lambda session: day_ahead(session, office.office, work, EARLY))
        assert found is not None
        return found.most

    assert fullest() == 3
    office.do(set_roster, USUAL, {each: {0: ()} for each in ids(office).values()}, now=EARLY)

    assert fullest() == 0  # nobody is let in whom no counter would call
