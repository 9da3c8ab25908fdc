"""A database to measure on: one office, invitations for one document each, some people with a visit, a hall at work."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import Update, insert, update
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Booking, Document, DocumentType, Invitation, Office, Slot, Ticket
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text import codes
from scheduler.flow import staff
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls
from scheduler.flow.counter.tickets import PartySeen
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.documents.word_indexing import index_some
from scheduler.flow.door import arrivals
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.runtime.config import Settings

OFFICE = "contoh"
SECRET = "a secret for measurements and nothing else"  # noqa: S105 - of a database that is thrown away
WIB = timezone(timedelta(hours=7))
MONDAY = date(2026, 11, 30)
WAITING = 60
"""People in today's queue."""


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of the measured day, UTC."""
    return datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, minute, tzinfo=WIB).astimezone(UTC)


CLOCK = at(9)
"""When every server of a measurement believes it is."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What is in the database: unbooked codes, a pass, slots that may be booked, a number at a counter, a token."""

    path: Path
    codes: list[str]
    passed: str
    slots: list[int]
    called: str
    token: str

    def copy_to(self, folder: Path) -> "Seeded":
        """The same in a file of its own."""
        shutil.copy(self.path, folder / "g.db")
        return Seeded(folder / "g.db", self.codes, self.passed, self.slots, self.called, self.token)


def settings_of(place: Path | str, *, clock: datetime = CLOCK) -> Settings:
    """The settings of a measured server over a SQLite file, or over the database of a URL."""
    url = place if isinstance(place, str) else f"sqlite:///{place}"
    return Settings(database_url=url, secret_key=SECRET, clock=clock, log_level="warning")


def seed(folder: Path, invited: int, *, waiting: int = WAITING, server: str = "") -> Seeded:
    """Make the database, in a file of the folder or on a server. invited: how many may book."""
    path = folder / "seed.db"
    settings = settings_of(server or path)
    migrate(settings)
    database = Database(settings)
    try:
        office, token = database.run(_open_office)
        called, passed = _fill_hall(database, office, waiting)
        return Seeded(path, database.run(invite, office, invited), passed, database.run(slots_ahead), called, token)
    finally:
        database.close()


def passes(seeded: Seeded) -> list[str]:
    """The pass codes of everybody who has a number today."""
    database = Database(settings_of(seeded.path))
    with database.reading() as session:
        salts = session.scalars(select(col(Booking.salt)).join(Ticket, col(Ticket.booking_id) == col(Booking.id)))
        found = [codes.derive(keys.ring().codes[0], "pass", salt) for salt in salts]
    database.close()
    return found


def one_slot(path: Path, slot: int, capacity: int) -> None:
    """Make a slot as large as a measurement needs it; the others are left."""
    _resize(path, update(Slot).where(col(Slot.id) == slot).values(capacity=capacity))


def every_slot(path: Path | str, capacity: int) -> None:
    """The same for all slots."""
    _resize(path, update(Slot).values(capacity=capacity))


def _resize(path: Path | str, change: Update) -> None:
    database = Database(settings_of(path))

    def step(session: Session) -> None:
        session.execute(change)

    database.run(step)
    database.close()


def _open_office(session: Session) -> tuple[Office, str]:
    plan = Plan(name="Disdukcapil (contoh)", lobby_limit=20, counters=5, slot_minutes=30, slot_capacity=6)
    office = offices.create_office(session, OFFICE, plan, [], now=at(7))
    office.recall_seconds, office.max_calls = 0, 100_000  # a number may be called as often as a measurement asks
    session.add(office)
    session.flush()
    return office, staff.create_token(session, office, "bench", ["desk"], now=at(7))


def invite(session: Session, office: Office, count: int) -> list[str]:
    """Ready documents with an invitation each, in bulk: what `documents` and `invitations` would have made. They are
    indexed by their names, or a server under measurement would do that beside.
    """
    kind = session.scalars(select(DocumentType).where(DocumentType.code == "KTP-el")).one()
    salts = [codes.new_salt() for _ in range(count)]
    made = [codes.derive(keys.ring().codes[0], invitations.PURPOSE, salt) for salt in salts]
    rows = zip(salts, made, strict=True)
    session.execute(
        insert(Invitation),
        [
            {"office_id": office.id, "salt": salt, "code_hash": codes.hash_of(code), "language": "id"}
            | {"created_at": at(7), "expires_at": at(7) + timedelta(days=30)}
            for salt, code in rows
        ],
    )
    first = session.scalars(select(col(Invitation.id)).order_by(col(Invitation.id).desc())).first()
    assert first is not None
    session.execute(
        insert(Document),
        [
            {
                "office_id": office.id,
                "type_id": kind.id,
                "reference": f"2172/{n:06}",
                "title": "KTP-el",
                "stage": "ready",
            }
            | {"holder": f"Warga {n}", "invitation_id": first - count + 1 + n, "created_at": at(7), "shelf": "C-14"}
            for n in range(count)
        ],
    )
    index_some(
        session, list(session.scalars(select(col(Document.id)).where(col(Document.invitation_id) >= first - count + 1)))
    )
    return made


def _fill_hall(database: Database, office: Office, waiting: int) -> tuple[str, str]:
    """A hall as it is at nine: people inside and outside, two called. Returns a called number and a pass of a visit."""
    slot = database.run(lambda session: slots_ahead(session)[-1])
    passed = [database.run(_booked, office, n, slot) for n in range(6)]
    for n in range(waiting):
        scan = arrivals.Scan(reference=database.run(ready, office, f"W/{n:04}")[0], wish=PartySeen(1))
        database.run(arrivals.walk_in, office, scan, service=None, by="system", now=at(8, 30))
    numbers = [database.run(calls.call, office, counter, by="system", now=at(8, 59)).number for counter in (1, 2)]
    return numbers[-1], passed[-1]


def _booked(session: Session, office: Office, n: int, slot: int) -> str:
    _, code = ready(session, office, f"B/{n:04}")
    return bookings.book(session, code, slot, party=1, collector=Collector(), by="citizen", now=at(8)).code


def ready(session: Session, office: Office, reference: str, kind: str = "KTP-el") -> tuple[str, str]:
    """A document that may be fetched: its registration number, and the code of its invitation."""
    new = NewDocument(reference, kind, "Siti Contoh", reason="first", channel="office")
    documents.register(session, office, new, by="system", now=at(7))
    documents.set_stage(session, office, reference, DocumentStage.IN_PRODUCTION, by="system", now=at(7))
    _, invitation = documents.set_stage(session, office, reference, DocumentStage.READY, by="system", now=at(7))
    assert invitation is not None
    return reference, invitations.code_of(invitation)


def slots_ahead(session: Session) -> list[int]:
    """The slots of the first service that lie ahead, in order of time."""
    first = session.scalars(select(col(DocumentType.service_id)).where(DocumentType.code == "KTP-el")).one()
    ahead = select(col(Slot.id)).where(Slot.service_id == first, Slot.starts_at > CLOCK).order_by(col(Slot.starts_at))
    return list(session.scalars(ahead))
