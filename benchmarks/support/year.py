"""A year of an office: a day that the demonstration plays by the product's own steps, copied over the days before.

Counts of its days are made by the job that makes them in an office; those of the year before are made up.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update
from sqlmodel import Session, col

from benchmarks.support.copies import STEP, copy
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Booking, CountedDay, DayCount, Office, Ticket, metadata
from scheduler.db.queries.figures import add_up
from scheduler.demo import filling, outbox
from scheduler.demo.accounts import crew_of
from scheduler.demo.morning import SIGNATURE
from scheduler.demo.past import made_up
from scheduler.demo.play import Play, working_days_before
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.figures.counts import Every
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import TicketStage
from scheduler.domain.text import codes
from scheduler.flow.counter import calls, handovers
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.day_end import sweeps
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.upkeep.rotation.columns import PURPOSES
from scheduler.jobs.figures import count_all
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock

DAYS, VISITS = 300, 250
"""Working days before the one that is looked at, and visits on each."""
TODAY = date(2026, 12, 1)
BASE_URL = "http://localhost"


class Standing(Clock):
    """A clock that stands."""

    is_training = True

    def __init__(self, at: datetime) -> None:
        self._at = at

    def __call__(self) -> datetime:
        return self._at


@dataclass(frozen=True, slots=True)
class Year:
    """What was made: when it is, the code of the office, its visits that are over, and how many rows a table has."""

    now: datetime
    code: str
    visits: int
    rows: Mapping[str, int]


def make(database: Database, files: Vault, *, days: int = DAYS, visits: int = VISITS) -> Year:
    """Fill an empty database, as it is at 09.40 of the working day after all these days.

    files: where pictures of applications are kept.
    """
    begun: datetime = database.run(_fill, files)
    played = begun.astimezone(filling.ZONE).date()
    database.run(_play_on, played)
    earlier = working_days_before(played, days)
    with database.engine.begin() as connection:
        copy(connection, played, earlier, visits, day_bounds(played, filling.ZONE))
        _make_codes(connection)
    database.run(_count_year_before, earlier[0], days, visits)
    now: datetime = database.run(_begin_today, begun)
    if not database.on_sqlite:
        analyze(database)
    asyncio.run(count_all(database, Standing(now)))
    if not database.on_sqlite:
        analyze(database)
    with database.reading() as session:
        rows = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables
        }
    return Year(now, filling.CODE, rows["ticket"], {name: count for name, count in rows.items() if count})


def analyze(database: Database) -> None:
    """Tell PostgreSQL what its tables hold, as its autovacuum does."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _fill(session: Session, files: Vault) -> datetime:
    return filling.fill_office(session, today=TODAY, base_url=BASE_URL, files=files)


def _begin_today(session: Session, begun: datetime) -> datetime:
    return filling.fill_day(session, now=begun, not_before=TODAY, base_url=BASE_URL)


def _play_on(session: Session, day: date) -> None:
    """Serve everybody who is there, and end the day."""
    play, step = Play(session, _office(session)), timedelta(minutes=2)
    crew, now = crew_of(play), play.at(day, "09.42")
    while now < play.at(day, "14.00"):
        for code in play.read(_called_in):
            play.do(arrivals.arrive, Scan(pass_code=code), by=crew.guard, now=now)
        for counter in range(1, 5):
            _work(play, counter, crew.clerks[counter], now)
        now += step
    outbox.send_out(play, now=now)
    night = play.at(day + timedelta(days=1), "00.05")
    while play.read(sweeps.needs_seal, play.office, night):
        play.do(sweeps.seal_next, now=night)


def _work(play: Play, counter: int, by: str, now: datetime) -> None:
    """Finish whoever is at a counter; else call the next."""
    number = play.read(_at_counter, play.office.id, counter)
    if number is None:
        with suppress(Refusal):
            play.do(calls.call, counter, by=by, now=now)
        return
    proof = Proof("holder", "face", signature=SIGNATURE)
    for old_card in (None, "withdrawn"):
        with suppress(Refusal):
            play.do(handovers.hand_over, number, None, replace(proof, old_card=old_card), by=by, now=now)
            return


def _at_counter(session: Session, office_id: int, counter: int) -> str | None:
    found = queries.counter_by_number(session, office_id, counter)
    ticket = queries.ticket_at_counter(session, found.id) if found else None
    return ticket.number if ticket else None


def _called_in(session: Session) -> list[str]:
    """The passes of those who were called in and have not come through the door."""
    waiting = col(Ticket.stage) == TicketStage.ADMITTED, col(Ticket.entered_at).is_(None)
    rows = session.scalars(select(Booking).join(Ticket, col(Ticket.booking_id) == col(Booking.id)).where(*waiting))
    return [pass_of(each) for each in rows]


def _make_codes(connection: Connection) -> None:
    """Copies have salts of their own: what is looked up by is the hash of the code that such a salt makes."""
    for name, purpose in PURPOSES.items():
        table = metadata.tables[name]
        rows = connection.execute(select(table.c.id, table.c.salt).where(table.c.id > STEP)).all()
        made = [
            {"own": row.id, "code_hash": codes.hash_of(codes.derive(keys.ring().codes[0], purpose, row.salt))}
            for row in rows
        ]
        if made:
            connection.execute(update(table).where(table.c.id == bindparam("own")), made)


def _count_year_before(session: Session, first: date, days: int, visits: int) -> None:
    """Make counts up for the days before the first; what the demonstration has of later ones is counted anew."""
    office = _office(session)
    session.execute(delete(DayCount))
    session.execute(delete(CountedDay))
    worked = set(working_days_before(first, days))
    every = [min(worked) + timedelta(days=place) for place in range((first - min(worked)).days)]
    known = {"office_id": office.id, "at": datetime.combine(first, datetime.min.time(), filling.ZONE)}
    final = {"changes": 0, "counted": 0, "is_final": True}
    session.execute(insert(CountedDay), [{**known, **final, "day": day} for day in every])
    session.execute(
        insert(DayCount),
        [
            {"office_id": office.id, "day": day, "figure": str(figure), "part": part, "bucket": bucket, "count": times}
            for each in sorted(worked)
            for day, figure, part, bucket, times in made_up(each, visits, office.lobby_limit)
        ],
    )
    for month in sorted({Every.MONTH.first_of(day) for day in every}):
        add_up(session, office.id, month)


def _office(session: Session) -> Office:
    office = queries.office_by_code(session, filling.CODE)
    assert office is not None
    return office
