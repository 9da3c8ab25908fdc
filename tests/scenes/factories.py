"""An office for tests: each method runs one real step, so that a test says only what it is about.

The day is Monday 30 November 2026, the zone WIB. The office opens at 08.00, closes at 15.00, and breaks from 12.00 to
13.00. Its pages do not lock, however long a test leaves them alone.
"""

import copy
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, TypeVar

from sqlalchemy import update
from sqlmodel import Session, col, select

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.glancing import hold_still
from scheduler.db.models import Booking, Document, Invitation, Message, Move, Office, OfficeDay, Slot, Ticket
from scheduler.domain.stages import path
from scheduler.flow import staff
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls, handovers
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.counter.tickets import Arrival, PartySeen
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.day_end import sweeps
from scheduler.flow.day_end.still import StillHalls
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.hall import publishing
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.jobs.tick import SEAL, WATCH, Look, looks
from tests.support.new_offices import new_office

T = TypeVar("T")
WIB = timezone(timedelta(hours=7))
MONDAY = date(2026, 11, 30)
CLERK, GUARD = "staff:1", "staff:2"
TELEVISION = "192.0.2.7"
"""From where screens ask to be paired."""
HOLDER = Proof("holder", "face", old_card="withdrawn")


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    """A moment of Monday 30 November 2026 in Tanjungpinang (or `day` days later), in UTC."""
    moment = datetime.combine(MONDAY, datetime.min.time(), WIB) + timedelta(days=day, hours=hour, minutes=minute)
    return moment.astimezone(UTC)


EARLY, MORNING, NINE = at(7), at(8), at(9)


class World:
    """One office, and what people do in it."""

    def __init__(self, database: Database, code: str = "tanjungpinang", **plan: Any) -> None:
        self.database = database
        self.still = StillHalls()
        self.count = 0
        facts = {"name": f"Disdukcapil {code}", "timezone": "WIB", "lock_minutes": 0, **plan}
        self.office: Office = new_office(database, code, Plan(**facts), now=EARLY)

    def through(self, database: Database) -> "World":
        """The same office by another process's connections."""
        other = copy.copy(self)
        other.database = database
        return other

    # --- before the day

    def document(
        self, reference: str | None = None, *, stage: str = "ready", now: datetime = EARLY, **facts: Any
    ) -> Document:
        """A document of this office that has come as far as `stage`; its reason asks for no old card."""
        self.count += 1
        reference = reference or f"{self.office.code}/{self.count:04}"
        usual = {"type": "KTP-el", "holder": f"Siti {self.count}", "reason": "first", "channel": "office"}
        new = NewDocument(reference=reference, **{**usual, **facts})
        return self.database.run(self._document, new, stage, now)

    def _document(self, session: Session, new: NewDocument, stage: str, now: datetime) -> Document:
        document, _ = documents.register(session, self.office, new, by="token:1", now=now)
        if stage != document.stage:
            *way, last = path(documents.table_of(session, document), document.stage, stage)
            for step in way:
                documents.move_on(session, document, step, by="token:1", now=now)
            documents.advance_document(session, self.office, document, last, by="token:1", now=now)
        session.refresh(document)
        return document

    def code(self, document: Document) -> str:
        """The code of a document's invitation."""
        return self.read(lambda session: invitations.code_of(_invitation(session, document)))

    def invitation(self, **facts: Any) -> str:
        """The code of an invitation for one new ready document."""
        return self.code(self.document(**facts))

    def slot(self, hour: int = 9, minute: int = 0, *, service: str = "A", day: int = 0) -> Slot:
        """The slot of a service that starts then."""
        return self.read(lambda session: _slot(session, self.office, service, at(hour, minute, day=day)))

    def book(
        self,
        code: str,
        slot: Slot,
        *,
        party: int = 1,
        now: datetime = EARLY,
        collector: str | None = None,
        by: str = "citizen",
    ) -> Booking:
        made = self.database.run(
            bookings.book, code, slot.id, party=party, collector=Collector(collector), by=by, now=now
        )
        return self.read(lambda session: session.get_one(Booking, made.id))

    def booked(
        self, hour: int = 9, minute: int = 0, *, service: str = "A", day: int = 0, party: int = 1, **facts: Any
    ) -> str:
        """The pass of a new booking for one new document."""
        facts.setdefault("type", {"A": "KTP-el", "B": "KK", "C": "Perekaman KTP-el"}[service])
        booking = self.book(self.invitation(**facts), self.slot(hour, minute, service=service, day=day), party=party)
        return invitations.pass_of(booking)

    # --- at the door

    def scan(
        self, pass_code: str | None = None, *, now: datetime = NINE, wish: PartySeen | None = None, **facts: Any
    ) -> Arrival:
        """Show a pass at the door (or `short=`, or `reference=`)."""
        scan = Scan(pass_code=pass_code, wish=wish or PartySeen(), **facts)
        return self.database.run(arrivals.arrive, self.office, scan, by=GUARD, now=now)

    def arrived(self, hour: int = 9, minute: int = 0, *, now: datetime | None = None, **facts: Any) -> str:
        """The number of somebody who was booked and stands at the door, at the slot's start unless told otherwise."""
        return self.scan(self.booked(hour, minute, **facts), now=now or at(hour, minute)).ticket

    def walk_in(
        self,
        *,
        now: datetime = NINE,
        party: int | None = None,
        priority: bool = False,
        service: str | None = None,
        reference: str | None = None,
        seen_at: datetime | None = None,
        **facts: Any,
    ) -> Arrival:
        """Somebody without a booking: with a new ready document, or for a service that needs none ("C")."""
        if service is None and reference is None:
            reference = self.document(**facts).reference
        scan = Scan(reference=reference, wish=PartySeen(party, priority), seen_at=seen_at)
        return self.database.run(arrivals.walk_in, self.office, scan, service=service, by=GUARD, now=now)

    # --- at the counter

    def call(self, counter: int = 1, *, now: datetime = NINE, **facts: Any) -> str:
        """Call the next ticket to a counter; its number."""
        return self.do(calls.call, counter, now=now, **facts).number

    def called(self, counter: int = 1, *, now: datetime = NINE, **facts: Any) -> str:
        """The number of somebody who was booked, arrived, and is called."""
        self.arrived(now=now, **facts)
        return self.call(counter, now=now)

    def hand_over(
        self, number: str, references: Sequence[str] | None = None, *, proof: Proof = HOLDER, now: datetime = NINE
    ) -> handovers.Outcome:
        return self.do(handovers.hand_over, number, references, proof, now=now)

    def do(self, step: Callable[..., T], *args: Any, by: str = CLERK, now: datetime = NINE, **facts: Any) -> T:
        """Run a step of this office: `office.do(calls.serve, "A-001", now=...)`."""
        return self.database.run(step, self.office, *args, by=by, now=now, **facts)

    def at_time(self, step: Callable[..., T], *args: Any, now: datetime = NINE, **facts: Any) -> T:
        """Run a step of this office that nobody is named in: `office.at_time(sweeps.tick, now=...)`."""
        return self.database.run(step, self.office, *args, now=now, **facts)

    def tick(self, *, now: datetime = NINE) -> None:
        """Do what time alone changes, each in a step of its own where it is needed, as the server takes them."""
        while self.asks(SEAL, now):
            self.at_time(SEAL.step, now=now)
        for look in (*looks(self.still), WATCH):
            if self.asks(look, now):
                self.at_time(look.step, now=now)

    def needs_tick(self, *, now: datetime = NINE) -> bool:
        """Whether time alone has changed anything."""
        return any(self.asks(look, now) for look in (SEAL, *looks(self.still)))

    def asks(self, look: Look, now: datetime) -> bool:
        """Whether the office needs a step. Fails where it does and is not among those that are asked."""
        return self.read(lambda session: _asks(session, look, self.office, now))

    def edit(self, *, now: datetime = NINE, **plan: Any) -> None:
        """Change the office."""
        self.office = self.database.run(offices.edit_office, self.office.code, Plan(**plan), now=now)

    def change(self, kind: type[Any], row_id: int, **values: Any) -> None:
        """Put a row into a state that no step would bring about here, and nobody remembers it as it was."""
        self.database.kept.clear()
        self.still = StillHalls()
        self.database.run(lambda session: session.execute(update(kind).where(kind.id == row_id).values(**values)))

    # --- who may

    def token(self, *scopes: str, name: str = "machine") -> str:
        """A token of the API with these scopes (all if none is named)."""
        given = list(scopes or staff.SCOPES)
        return self.database.run(staff.create_token, self.office, name, given, now=EARLY)

    # --- what is there now

    def read(self, query: Callable[[Session], T]) -> T:
        with self.database.reading() as session:
            return query(session)

    def day(self, now: datetime = NINE) -> OfficeDay:
        found = self.read(lambda s: queries.day_of(s, self.office.id, now.astimezone(WIB).date()))
        assert found is not None
        return found

    def ticket(self, number: str, now: datetime = NINE) -> Ticket:
        day = self.day(now)
        found = self.read(lambda s: queries.ticket_by_number(s, day.id, number))
        assert found is not None
        return found

    def board(self, now: datetime = NINE) -> Board:
        """What the public sees."""
        return self.read(lambda session: publishing.board_now(session, self.office, now))

    def stage(self, reference: str) -> str:
        """Where a document stands."""
        found = self.read(lambda s: queries.document_by_reference(s, self.office.id, reference))
        assert found is not None
        return found.stage

    def booking(self, pass_code: str) -> Booking:
        found = self.read(lambda s: queries.booking_by_code(s, pass_code))
        assert found is not None
        return found

    def reference_of(self, pass_code: str) -> str:
        """The registration number of the first document of a visit."""
        return self.read(lambda s: queries.documents_of_booking(s, self.booking(pass_code).id)[0].reference)

    def rows(self, kind: type[T], *where: Any) -> list[T]:
        """Rows of a table, oldest first."""
        keys = kind.__table__.primary_key  # type: ignore[attr-defined]
        return self.read(lambda s: list(s.exec(select(kind).where(*where).order_by(*keys)).all()))

    def moves(self, number: str) -> list[tuple[str | None, str, str | None]]:
        """The history of a ticket: from, to, why."""
        ticket = self.ticket(number)
        return [(m.before, m.after, m.why) for m in self.rows(Move, col(Move.ticket_id) == ticket.id)]

    def messages(self) -> list[str]:
        """The causes of what was put into the outbox, in order."""
        return [message.cause for message in self.rows(Message)]


def race(works: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run all at the same moment, each in a thread of its own; what each returned or raised, in their order."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T | Exception:
        start.wait(30)
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - how a racer fails is the result
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def _asks(session: Session, look: Look, office: Office, now: datetime) -> bool:
    hold_still(session)  # a server that runs beside may write between the two questions
    if office.id in look.among(session, now):
        return look.needs(session, office, now)
    truth = StillHalls().needs_tick if look.step is sweeps.tick else look.needs
    assert not truth(session, office, now), f"{look.step} is needed, and nobody is asked"
    return False


def _invitation(session: Session, document: Document) -> Invitation:
    fresh = session.get(Document, document.id)
    assert fresh is not None
    invitation = session.get(Invitation, fresh.invitation_id)
    assert invitation is not None
    return invitation


def _slot(session: Session, office: Office, letter: str, starts_at: datetime) -> Slot:
    service = next(s for s in queries.services_of(session, office.id) if s.letter == letter)
    return session.exec(select(Slot).where(Slot.service_id == service.id, Slot.starts_at == starts_at)).one()
