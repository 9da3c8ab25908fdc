"""The morning of the demonstration: its visitors are booked, come, wait, are called and served, minute by minute."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, DocumentType, Office, Ticket
from scheduler.demo.accounts import Crew
from scheduler.demo.people import Families
from scheduler.demo.play import Play
from scheduler.demo.stock import Registry, book
from scheduler.demo.visitors import (
    ANNOUNCED,
    GOES_HOME,
    IN_VAIN,
    LAST_SCAN,
    MISTYPED,
    NEVER_COMES,
    OPENINGS,
    PARKED,
    VISITORS,
    WORK,
    Visitor,
    Work,
)
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import TicketStage
from scheduler.domain.text.signatures import written
from scheduler.flow.counter import calls, counters, handovers, parking
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.counter.tickets import PartySeen
from scheduler.flow.custody.collectors import asks_old_card
from scheduler.flow.day_end import sweeps
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.screens.announcements import Notice, announce

LETTER = {"KTP-el": "A", "KIA": "A", "KK": "B", "akta": "B", "Perekaman KTP-el": "C"}
SIGNATURE = written([[(0.12, 0.7), (0.2, 0.25), (0.28, 0.72), (0.4, 0.45), (0.52, 0.7), (0.88, 0.55)]])
"""One for all: whose it is nobody reads."""
TO_THE_DOOR = timedelta(seconds=40)
"""From being called in to the guard's scan."""

Event = tuple[datetime, Callable[[datetime], None]]


class Morning:
    """Plays one morning by the hands of a crew."""

    def __init__(self, play: Play, registry: Registry, day: date, crew: Crew) -> None:
        self.play, self.registry, self.day = play, registry, day
        self.guard, self.clerks, self.supervisor = crew.guard, crew.clerks, crew.supervisor
        self.last_scan = play.at(day, LAST_SCAN)

    def book(self, *, ready_at: datetime, booked_at: datetime) -> None:
        """Register what the visitors come for, and book those who have a slot."""
        self.arrivals = [self._arrival(visitor, ready_at, booked_at) for visitor in VISITORS]
        for slot in NEVER_COMES:
            home = self.registry.household(["KTP-el"], "ready", day=ready_at.date(), ready_at=ready_at)
            book(self.play, home, "A", self.day, slot, now=booked_at)
        self.unready = [self._unready(stage, ready_at) for _, stage in IN_VAIN]

    def run(self) -> None:
        """Play everything that happens until 09.40 in order of time; the guard scans in between."""
        self._begin_day(self.play.at(self.day, "07.30"))
        for number in range(1, 6):
            self._do(counters.close_counter, number, now=self.play.at(self.day, "07.31"))
        self._announce()
        for moment, act in sorted(self._events(), key=lambda event: event[0]):
            self._scan_in(moment)
            act(moment)

    def _begin_day(self, moment: datetime) -> None:
        """Begin the day as the server does at night: days that have passed are sealed, then today is opened."""
        while self.play.read(sweeps.needs_seal, self.play.office, moment):
            self.play.do(sweeps.seal_next, now=moment)
        self.play.do(sweeps.open_day, now=moment)

    def _announce(self) -> None:
        """What the screens say at their foot until the doors close."""
        starts, ends = self.play.at(self.day, "07.32"), self.play.at(self.day, "15.00")
        notice = Notice(ANNOUNCED["id"], starts, ends, text_en=ANNOUNCED["en"])
        self._do(announce, notice, by=self.supervisor, now=starts)

    def _events(self) -> list[Event]:
        at, day = self.play.at, self.day
        events = [(at(day, visitor.comes), arrive) for visitor, arrive in zip(VISITORS, self.arrivals, strict=True)]
        events += [(at(day, clock), self._opening(number)) for clock, number in OPENINGS]
        for work in WORK:
            events += self._work(work)
        events.append((at(day, PARKED[0]), self._aside(parking.park, PARKED[1], reason="document")))
        events.append((at(day, GOES_HOME[0]), self._aside(handovers.leave, GOES_HOME[1])))
        events.append((at(day, MISTYPED[0]), self._turned_away(MISTYPED[1])))
        for (clock, _), reference in zip(IN_VAIN, self.unready, strict=True):
            events.append((at(day, clock), self._turned_away(reference)))
        return events

    def _arrival(self, visitor: Visitor, ready_at: datetime, booked_at: datetime) -> Callable[[datetime], None]:
        """How the visitor comes: with a pass, or with a registration number where there is no (free) slot."""
        day = ready_at.date()
        home = self.registry.household(visitor.types, "ready", day=day, ready_at=ready_at)
        letter = LETTER[visitor.types[0]]
        wish = PartySeen(visitor.party, visitor.priority, visitor.escort)
        booked = (
            book(self.play, home, letter, self.day, visitor.slot, now=booked_at, party=visitor.party)
            if visitor.slot
            else None
        )
        if booked:
            scan = Scan(pass_code=booked.code, wish=wish)
            return lambda now: self._do(arrivals.arrive, scan, by=self.guard, now=now)
        scan = Scan(reference=home.references[0], wish=wish)
        return lambda now: self._do(arrivals.walk_in, scan, service=None, by=self.guard, now=now)

    def _unready(self, stage: str, ready_at: datetime) -> str:
        """The registration number of a document that stands at a stage before it is ready."""
        home = self.registry.household(["KTP-el"], stage, day=ready_at.date(), ready_at=ready_at)
        return home.references[0]

    def _turned_away(self, reference: str) -> Callable[[datetime], None]:
        """How somebody comes with a registration number, gets no number, and is counted."""
        scan = Scan(reference=reference)

        def act(now: datetime) -> None:
            try:
                self.play.do(arrivals.walk_in, scan, service=None, by=self.guard, now=now)
            except Refusal as refusal:
                self.play.do(arrivals.turn_away, scan, refusal, by=self.guard, now=now)

        return act

    def _opening(self, number: int) -> Callable[[datetime], None]:
        return lambda now: self._do(counters.open_counter, number, now=now)

    def _aside(self, step: Callable[..., object], ticket: str, **facts: object) -> Callable[[datetime], None]:
        return lambda now: self._do(step, ticket, by=self.guard, now=now, **facts)

    def _work(self, work: Work) -> list[Event]:
        """A call, and what follows: recalled and absent, or served and handed over."""
        at, by = self.play.at(self.day, work.at), self.clerks[work.counter]
        events: list[Event] = [(at, lambda now: self._do(calls.call, work.counter, by=by, now=now))]
        until = self.play.at(self.day, work.until) if work.until else None
        if work.absent:
            events.append((at + timedelta(minutes=3), self._at_counter(work, calls.recall)))
        elif until or at < self.play.at(self.day, "09.39.30"):
            events.append((at + timedelta(seconds=35), self._at_counter(work, calls.serve)))
        if until:
            events.append((until, self._at_counter(work, calls.miss) if work.absent else self._handover(work)))
        return events

    def _at_counter(self, work: Work, step: Callable[..., object], *facts: object) -> Callable[[datetime], None]:
        """What is done with whoever is at the counter; nothing where nobody is."""

        def act(now: datetime) -> None:
            number = self.play.read(_number_at, self.play.office, work.counter)
            if number:
                self._do(step, number, *facts, by=self.clerks[work.counter], now=now)

        return act

    def _handover(self, work: Work) -> Callable[[datetime], None]:
        """Everything is handed over; where an old card is to come back, it does."""

        def act(now: datetime) -> None:
            card = "withdrawn" if self.play.read(_asks_old_card, self.play.office, work.counter) else None
            proof = Proof("holder", "face", old_card=card, signature=SIGNATURE)
            self._at_counter(work, handovers.hand_over, None, proof)(now)

        return act

    def _scan_in(self, until: datetime) -> None:
        """Who was called in comes through the door soon after."""
        while called := self.play.read(_called_in, self.play.office, self.day):
            ticket, pass_code = called
            assert ticket.admitted_at is not None
            moment = ticket.admitted_at + TO_THE_DOOR
            if moment > min(until, self.last_scan):
                return
            self.play.do(arrivals.arrive, Scan(pass_code=pass_code), by=self.guard, now=moment)

    def _do(self, step: Callable[..., object], *args: object, now: datetime, **facts: object) -> None:
        """Run a step. It may refuse where somebody has changed the office meanwhile; the day goes on without it."""
        with suppress(Refusal):
            self.play.do(step, *args, now=now, **facts)


def _number_at(session: Session, office: Office, counter: int) -> str | None:
    found = queries.counter_by_number(session, office.id, counter)
    ticket = queries.ticket_at_counter(session, found.id) if found else None
    return ticket.number if ticket else None


def _asks_old_card(session: Session, office: Office, counter: int) -> bool:
    """Whether an old card is to be taken back from whoever is at a counter."""
    found = queries.counter_by_number(session, office.id, counter)
    ticket = queries.ticket_at_counter(session, found.id) if found else None
    documents = queries.documents_of_booking(session, ticket.booking_id, live=True) if ticket else []
    return any(asks_old_card(session.get_one(DocumentType, each.type_id), each.reason) for each in documents)


def _called_in(session: Session, office: Office, day: date) -> tuple[Ticket, str] | None:
    """The first who was called in and has not come through the door, with the pass."""
    today = queries.day_of(session, office.id, day)
    if today is None:
        return None
    ticket = session.scalars(
        select(Ticket)
        .where(
            col(Ticket.office_day_id) == today.id,
            col(Ticket.stage) == TicketStage.ADMITTED,
            col(Ticket.entered_at).is_(None),
        )
        .order_by(col(Ticket.admitted_at))
        .limit(1)
    ).first()
    if ticket is None:
        return None
    booking = session.get(Booking, ticket.booking_id)
    assert booking is not None
    return ticket, pass_of(booking)


def families_of(day: date) -> Families:
    """The households of a day: the same whenever that day is filled."""
    return Families(day.toordinal())
