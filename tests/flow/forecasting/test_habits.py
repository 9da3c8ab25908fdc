"""Habits are fitted once a night and kept; the estimates of the hall go by them."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from scheduler.db.models import Office, OfficeHabits
from scheduler.domain.forecasting.fit.fitting import fit
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.hall.expected import ASSUMED, Showing
from scheduler.flow.forecasting import habits
from scheduler.flow.forecasting.record import expected_of
from scheduler.flow.hall.day_ahead import DayAhead, day_ahead
from scheduler.flow.hall.hall_state import hall_of
from scheduler.flow.hall.outlook import estimates
from scheduler.jobs.forecasting import fit_all
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at

pytestmark = pytest.mark.postgres("statements")
NEXT_DAY, BEFORE = at(1, day=1), at(8, 55)


def here(session: Session, office: World) -> Office:
    return session.get_one(Office, office.office.id, populate_existing=True)


def fit_at(office: World, clock: Stopwatch, now: datetime) -> int:
    """What the job does at a moment; returns for how many offices."""
    clock.now = now
    return asyncio.run(fit_all(office.database, clock))


def kept(office: World) -> habits.Kept | None:
    return office.read(lambda session: habits.kept(session, here(session, office)))


def habits_of(office: World, now: datetime) -> habits.Kept:
    return office.read(lambda session: habits.habits_of(session, here(session, office), now=now))


def showing(office: World) -> Showing:
    return office.read(lambda session: Showing.of(here(session, office).showing))


def keep(office: World, found: Habits, now: datetime = NEXT_DAY) -> None:
    office.database.run(habits.keep, office.office.id, found, now=now)


def half_stay_at_home(office: World) -> None:
    """Of four who are booked two come, at their time."""
    for minute in (0, 30):
        office.arrived(9, minute)
        office.booked(10, minute)


def test_a_night_fits_the_habits_once_its_day_has_ended(office: World, clock: Stopwatch) -> None:
    half_stay_at_home(office)

    assert fit_at(office, clock, NEXT_DAY) == 0
    office.tick(now=NEXT_DAY)
    assert fit_at(office, clock, NEXT_DAY) == 1
    assert fit_at(office, clock, at(23, day=1)) == 0

    found = kept(office)
    assert found is not None
    assert (found.made_at, found.habits.days) == (NEXT_DAY, 1)
    assert found.habits.shows.mean < ASSUMED.before


def test_after_an_update_they_are_fitted_anew_at_once(office: World, clock: Stopwatch) -> None:
    assert fit_at(office, clock, NINE) == 1
    office.database.run(_write, office.office.id, '{"shape":0,"shows":[1,2]}')

    assert fit_at(office, clock, at(10)) == 1
    assert kept(office) is not None


def test_an_office_that_cannot_be_fitted_keeps_no_other_from_it(
    office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(habits, "fitted", lambda *_, **__: 1 / 0)

    assert fit_at(office, clock, NINE) == 0


def _write(session: Session, office_id: int, text: str) -> None:
    session.get_one(OfficeHabits, office_id).habits = text


def test_the_next_night_takes_the_place_of_the_one_before(office: World, clock: Stopwatch) -> None:
    for day in (1, 2):
        office.tick(now=at(1, day=day))
        assert fit_at(office, clock, at(1, day=day)) == 1

    (row,) = office.rows(OfficeHabits)
    assert row.made_at == at(1, day=2)


def test_what_another_process_has_kept_meanwhile_is_not_fitted_again(office: World) -> None:
    def due(now: datetime) -> Habits | None:
        return office.read(lambda session: habits.fit_if_due(session, here(session, office), now=now))

    half_stay_at_home(office)
    assert due(NEXT_DAY) is None, "a day has to end yet"
    office.tick(now=NEXT_DAY)
    found = due(NEXT_DAY)
    assert found is not None
    keep(office, found)

    assert due(at(8, day=1)) is None
    office.tick(now=at(1, day=2))
    assert due(at(1, day=2)) is not None


def test_the_office_s_own_share_comes_to_the_estimates(office: World, clock: Stopwatch) -> None:
    half_stay_at_home(office)
    assert showing(office) == ASSUMED

    office.tick(now=NEXT_DAY)
    fit_at(office, clock, NEXT_DAY)

    own = showing(office)
    assert own.before < ASSUMED.before
    assert own.early < ASSUMED.early


def test_an_office_of_which_nothing_is_recorded_goes_on_as_assumed(office: World, clock: Stopwatch) -> None:
    office.tick(now=NEXT_DAY)
    fit_at(office, clock, NEXT_DAY)

    assert showing(office) == ASSUMED
    found = kept(office)
    assert found is not None
    assert found.habits.days == 0


def test_without_a_night_they_are_fitted_when_they_are_asked_for(office: World) -> None:
    half_stay_at_home(office)
    office.tick(now=NEXT_DAY)

    assert kept(office) is None
    found = habits_of(office, NEXT_DAY)

    assert (found.made_at, found.habits.days) == (NEXT_DAY, 1)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param('{"shape":0}', timedelta(), id="of an older version"),
        pytest.param("not JSON", timedelta(), id="not to be read"),
        pytest.param(None, habits.STALE, id="a week old"),
    ],
)
def test_what_is_kept_and_cannot_be_used_is_fitted_anew(office: World, text: str | None, after: timedelta) -> None:
    keep(office, office.read(lambda session: fit([], expected_of(session, here(session, office), now=NINE))))
    if text is not None:
        change(office, text)

    assert habits_of(office, NEXT_DAY + after).made_at == NEXT_DAY + after


def change(office: World, text: str) -> None:
    def write(session: Session) -> None:
        session.get_one(OfficeHabits, office.office.id).habits = text

    office.database.run(write)


def test_estimates_of_waits_go_by_how_many_come_at_this_office(office: World) -> None:
    office.edit(lobby_limit=1)
    office.scan(office.booked(9), now=BEFORE)
    office.call(now=BEFORE)
    walk_in = office.walk_in(now=BEFORE)
    for _ in range(5):
        office.booked(9)

    all_come, nobody = (waits_where(office, walk_in.ticket, before=share) for share in (1, 0))

    assert all_come > nobody + 20


def waits_where(office: World, number: str, *, before: float) -> int:
    """The most minutes somebody waits where such a share of the booked comes."""
    office.change(Office, office.office.id, showing={"before": before, "late": 0, "early": 5})
    day, ticket = office.day(), office.ticket(number)

    def ask(session: Session) -> int:
        _, most = estimates(session, hall_of(session, here(session, office), day, BEFORE), BEFORE)[ticket.id]
        return most

    return office.read(ask)


def test_the_day_ahead_counts_as_many_as_usually_come(office: World) -> None:
    for _ in range(6):
        office.booked(9)
    office.edit(lobby_limit=20)
    before = ahead(office)
    office.change(Office, office.office.id, showing={"before": 0.34, "late": 0.1, "early": 5})

    after = ahead(office)

    assert (before.least, before.most) == (5, 6)
    assert (after.least, after.most) == (2, 6)


def ahead(office: World) -> DayAhead:
    found = office.read(
        lambda session: day_ahead(session, here(session, office), [(at(8), at(12)), (at(13), at(15))], at(7))
    )
    assert found is not None
    return found
