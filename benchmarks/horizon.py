"""Finding a free time within thirty days and taking it, beside a thousand and beside a million visits of the past."""

import contextlib
import sqlite3
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, text, update
from sqlalchemy.engine import URL
from sqlmodel import Session, col

from benchmarks.support import history, seeding
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Booking, Office, Slot
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls, handovers
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.flow.seats import slots
from scheduler.runtime.config import Settings
from scheduler.web.shared.booking.chooser import Wish
from scheduler.web.shared.booking.invitation_view import invitation_page

PASTS = (1_000, 1_000_000)
HORIZON, TURNS = 30, 400
MOST = 1.3
"""How many times slower the larger past may be."""


class TooSlow(AssertionError):
    """A long past slows down today."""


@dataclass(slots=True)
class World:
    """An office with a past, and how long each turn took in milliseconds."""

    past: int
    database: Database
    codes: list[str]
    finding: list[float] = field(default_factory=list)
    booking: list[float] = field(default_factory=list)

    def turn(self, code: str) -> None:
        """Read the page of an invitation, every day of it, and take the middle one of the times it offers."""
        began = time.perf_counter()
        with self.database.reading() as session:
            page = invitation_page(session, code, Wish(every_day=True), now=seeding.CLOCK)
        assert page.chooser is not None
        free = [each.id for day in page.chooser.days for each in day.times if each.fill != "full"]
        found = time.perf_counter()
        self.database.run(
            bookings.book,
            code,
            free[len(free) // 2],
            party=1,
            collector=Collector(),
            by="citizen",
            now=seeding.CLOCK,
        )
        done = time.perf_counter()
        self.finding.append((found - began) * 1000)
        self.booking.append((done - found) * 1000)


@contextlib.contextmanager
def worlds(folder: Path, server: URL | None = None) -> Iterator[list[World]]:
    """An office with a short and with a long past. server: a PostgreSQL with a database for each, or SQLite."""
    with contextlib.ExitStack() as stack:
        made = []
        for past in PASTS:
            url = f"sqlite:///{folder / f'past_{past}.db'}"
            if server is not None:
                url = server.set(database=f"past_{past}").render_as_string(hide_password=False)
            settings = Settings(database_url=url, secret_key=seeding.SECRET, log_level="warning")
            migrate(settings)
            database = Database(settings)
            stack.callback(database.close)
            made.append(World(past, database, database.run(_office_with_a_past, past)))
            _settle(database)
        yield made


@dataclass(frozen=True, slots=True)
class Compared:
    """Medians in milliseconds beside the short and beside the long past, and how many times longer the latter takes."""

    what: str
    short: float
    long: float

    @property
    def ratio(self) -> float:
        return self.long / self.short


def measured(folder: Path, server: URL | None = None) -> list[Compared]:
    """Finding and booking, in turns, with a short and with a long past. Raises TooSlow."""
    with worlds(folder, server) as made:
        for turn in range(TURNS):
            for world in made if turn % 2 else made[::-1]:
                world.turn(world.codes[turn])
    short, long = made
    found = [
        Compared("finding", statistics.median(short.finding), statistics.median(long.finding)),
        Compared("booking", statistics.median(short.booking), statistics.median(long.booking)),
    ]
    if any(each.ratio > MOST for each in found):
        raise TooSlow(found)
    return found


def _office_with_a_past(session: Session, past: int) -> list[str]:
    """Invitations that may be booked, in an office open for thirty days ahead in which `past` visits are over."""
    office = offices.create_office(session, "contoh", Plan(name="contoh", slot_capacity=600), [], now=seeding.at(7))
    session.execute(update(Office).values(horizon_days=HORIZON))
    session.refresh(office)
    slots.lay_out(session, office, now=seeding.at(7))
    over = _visit_that_is_over(session, office)
    history.clone(session.connection(), over, past)
    assert session.scalar(select(func.count()).select_from(Booking)) == past + 1
    return seeding.invite(session, office, TURNS)


def _visit_that_is_over(session: Session, office: Office) -> int:
    """One that came, was called and took its document with it."""
    new = NewDocument("V/1", "KTP-el", "Siti Contoh", reason="first", phone="+6281234567890")
    documents.register(session, office, new, by="system", now=seeding.at(7))
    documents.set_stage(session, office, "V/1", DocumentStage.IN_PRODUCTION, by="system", now=seeding.at(7))
    _, invitation = documents.set_stage(session, office, "V/1", DocumentStage.READY, by="system", now=seeding.at(7))
    assert invitation is not None
    slot = session.scalars(
        select(col(Slot.id)).where(col(Slot.starts_at) == seeding.at(8)).order_by(col(Slot.id))
    ).first()
    assert slot is not None
    made = bookings.book(
        session,
        invitations.code_of(invitation),
        slot,
        party=1,
        collector=Collector(),
        by="citizen",
        now=seeding.at(7),
    )
    arrivals.arrive(session, office, Scan(pass_code=made.code), by="system", now=seeding.at(8))
    number = calls.call(session, office, 1, by="staff:1", now=seeding.at(8)).number
    handovers.hand_over(
        session, office, number, None, Proof("holder", "face", old_card="none"), by="staff:1", now=seeding.at(8, 5)
    )
    return made.id


def _settle(database: Database) -> None:
    """What a database does by itself within a day: look at its own tables, and write what waits to the file."""
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    if database.on_sqlite:
        with sqlite3.connect(database.url.removeprefix("sqlite:///")) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
