"""Hundreds of offices in one database: what is asked for one of them reads no rows of the others."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from scheduler.db import queries
from scheduler.db.models import Booking
from scheduler.flow.booking import reminders
from scheduler.flow.calendar.impact import stranded_bookings
from scheduler.flow.day_end.still import StillHalls
from scheduler.flow.invitations.demand import rooms_of
from scheduler.jobs import tick
from tests.scenes.factories import World, at
from tests.support.plans import sent_by, sqlite_plan

OF_AN_OFFICE: dict[str, Callable[[Session, World], object]] = {
    "hours": lambda session, world: queries.hours_of_office(session, world.office.id),
    "closures": lambda session, world: queries.closures_of_office(session, world.office.id),
    "counters": lambda session, world: queries.counters_of(session, world.office.id),
    "letters": lambda session, world: queries.letters_by_counter(session, world.office.id),
    "shares": lambda session, world: queries.shares_of_office(session, world.office.id),
    "reminders": lambda session, world: reminders.is_due(session, world.office, at(16)),
    "rooms": lambda session, world: rooms_of(session, world.office, now=at(9)),
    "stranded": lambda session, world: stranded_bookings(session, world.office, now=at(9)),
}


@pytest.mark.parametrize("what", OF_AN_OFFICE)
def test_no_table_is_read_whole_for_one_office(office: World, what: str) -> None:
    sent = sent_by(office.database, lambda session: OF_AN_OFFICE[what](session, office))

    plans = [line for each in sent for line in sqlite_plan(office.database, each)]
    assert plans
    assert [line for line in plans if line.startswith("SCAN") and line.split()[1] in SQLModel.metadata.tables] == []


LOOKS = (
    tick.SEAL,
    *tick.looks(StillHalls()),
    tick.WATCH,
    tick.NEAR,
    tick.SCREENS,
    tick.REMIND,
    tick.FETCH,
    tick.ANSWER,
)
OF_SETTINGS = {"opening_hours", "service", "counter", "counter_service", "closure", "announcement"}
"""What is read of all offices where anybody has committed anything; none of it grows with the days."""
AMONG = {look.among.__name__: look.among for look in LOOKS}


@pytest.mark.parametrize("name", AMONG)
def test_years_of_days_are_not_gone_through_to_name_offices(office: World, name: str) -> None:
    """What is kept for good is found by an index of what is still to be looked at, or of its date."""
    sent = sent_by(office.database, lambda session: AMONG[name](session, at(9)))

    plans = [line for each in sent for line in sqlite_plan(office.database, each)]
    assert plans
    whole = {line.split()[1] for line in plans if line.startswith("SCAN") and "ix_" not in line}
    assert whole <= {"office", "screen", "seat_hold"} | (OF_SETTINGS if name == "awake" else set())


@pytest.mark.postgres("statements")
def test_looks_of_a_tick_name_offices_on_both_databases(office: World) -> None:
    office.arrived()

    assert office.read(lambda session: AMONG["awake"](session, at(9))) == {office.office.id}
    assert [name for name in AMONG if not isinstance(office.read(lambda s, n=name: AMONG[n](s, at(9))), set)] == []


@pytest.mark.postgres("statements")
def test_visits_of_past_years_are_not_passed_where_those_to_come_are_looked_for(office: World) -> None:
    query = select(col(Booking.id)).where(queries.booked_at(office.office.id))

    (sent,) = sent_by(office.database, lambda session: session.execute(query).all())

    if office.database.on_sqlite:
        assert sqlite_plan(office.database, sent) == ["SEARCH booking USING INDEX uq_booking_live_short (office_id=?)"]
