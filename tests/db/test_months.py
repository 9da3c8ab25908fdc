"""What lies in partitions by month on PostgreSQL: months that come are ready, what is empty goes, nothing is lost."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from scheduler.db.engine import months
from scheduler.db.engine.months import AHEAD, MONTHLY, SCHEMA, Month
from scheduler.db.models import Ticket, ToldWait
from scheduler.jobs.months import keep_months
from tests.scenes.factories import World
from tests.support.databases import ON_POSTGRES

POSTGRES_ONLY = pytest.mark.postgres("statements")


@pytest.mark.parametrize(("month", "later"), [((2026, 12), (2027, 2)), ((2026, 10), (2026, 12))])
def test_months_are_counted_over_the_year(month: tuple[int, int], later: tuple[int, int]) -> None:
    assert Month(*month).later(2) == Month(*later)


def end(session: Session) -> date:
    """The first day that no partition of a month takes."""
    newest = months.parts_of(session, "told_wait")[-1].ends
    return date(newest.year, newest.month, 1)


def names(session: Session) -> list[str]:
    return [part.name for part in months.parts_of(session, "told_wait")]


def told(session: Session, ticket: Ticket, day: date) -> ToldWait:
    """A wait that somebody was told about noon of a day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    wait = ToldWait(office_id=ticket.office_id, ticket_id=ticket.id, until="called", least=1, most=2, at=noon)
    session.add(wait)
    session.flush()
    return wait


def place_of(session: Session, wait: ToldWait) -> str:
    """The partition in which a row lies."""
    found = session.scalar(text("SELECT tableoid::regclass::text FROM told_wait WHERE id = :id"), {"id": wait.id})
    return str(found).removeprefix(f"{SCHEMA}.")


@ON_POSTGRES
@POSTGRES_ONLY
def test_months_to_come_are_made_once(office: World):
    with Session(office.database.engine) as session:
        today = end(session)

        assert months.make_ahead(session, today=today) == len(MONTHLY) * (AHEAD + 1)
        assert months.make_ahead(session, today=today) == 0


@ON_POSTGRES
@POSTGRES_ONLY
def test_row_beyond_the_months_that_are_there_comes_into_its_own(office: World):
    ticket = office.ticket(office.arrived())
    with Session(office.database.engine) as session:
        day = end(session) + timedelta(days=9)
        wait = told(session, ticket, day)
        assert place_of(session, wait) == "told_wait_others"

        months.make_ahead(session, today=day)

        assert place_of(session, wait) == f"told_wait_{day:%Y_%m}"


@ON_POSTGRES
@POSTGRES_ONLY
def test_month_goes_when_it_is_long_over_and_nothing_is_left_in_it(office: World):
    ticket = office.ticket(office.arrived())
    with Session(office.database.engine) as session:
        kept = end(session)
        months.make_ahead(session, today=kept)
        wait = told(session, ticket, kept)
        _, empty, last_month, present = (f"told_wait_{Month.of(kept).later(n).word}" for n in range(4))

        gone = months.drop_empty(session, today=kept + timedelta(days=100))

        assert gone >= len(MONTHLY)
        there = names(session)
        assert empty not in there
        assert {place_of(session, wait), last_month, present} <= set(there)


@ON_POSTGRES
@POSTGRES_ONLY
def test_busy_table_is_not_waited_for(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(months, "PATIENCE", "1ms")
    with Session(office.database.engine) as busy, Session(office.database.engine) as session:
        today, before = end(session), names(session)
        busy.execute(text(f"LOCK TABLE {SCHEMA}.told_wait_others"))

        with pytest.raises(OperationalError, match="lock timeout"):
            months.make_ahead(session, today=today)

        session.rollback()
        assert names(session) == before


@POSTGRES_ONLY
def test_job_makes_and_drops_where_there_are_months(office: World):
    if office.database.on_sqlite:
        assert asyncio.run(keep_months(office.database, today=date(2030, 1, 1))) == (0, 0)
        return
    with Session(office.database.engine) as session:
        today = end(session) + timedelta(days=100)

    made, gone = asyncio.run(keep_months(office.database, today=today))

    assert made > len(MONTHLY) * AHEAD
    assert gone >= len(MONTHLY)
