"""A hall in which anything may happen at any time, and what must hold after every step of it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session, col, func, select

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Document, Invitation, Move, Office
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.counter import calls, corrections, counter_problems, counters, handovers, parking, undo
from scheduler.flow.counter.tickets import PartySeen
from scheduler.flow.documents import documents
from scheduler.flow.hall import people_count
from scheduler.flow.invitations import invitations
from tests.scenes.factories import HOLDER, MORNING, World
from tests.simulation.invariants import Step, check
from tests.simulation.scene import Scene, look
from tests.support.remembered import check_remembered

some = st.integers(0, 30)
people = st.integers(1, 3)
counter = st.integers(1, 3)


class HallMachine(RuleBasedStateMachine):
    """Rules are the real steps; a refusal is a normal answer, after which everything is as it was."""

    database: Database
    guarded = False

    @initialize(limit=st.integers(1, 6), guarded=st.booleans())
    def open_office(self, limit: int, guarded: bool) -> None:
        code = f"office-{uuid.uuid4().hex[:8]}"
        self.office = World(self.database, code, lobby_limit=limit, guarded=guarded, slot_capacity=999)
        self.now = MORNING
        self.passes: list[str] = []
        self.before: Scene | None = None
        self.found = 0
        self.office.read(self._check)
        for party in (1, 2, 1, 1):
            self._try(lambda party=party: self.office.walk_in(party=party, now=self.now))

    # --- the door

    @rule(party=people, priority=st.booleans(), documents=st.integers(1, 2))
    def arrive(self, party: int, priority: bool, documents: int) -> None:
        household = uuid.uuid4().hex
        made = [self.office.document(kk=household, type=kind) for kind in ("KTP-el", "KK")[:documents]]
        half_hour = self.now.replace(minute=self.now.minute // 30 * 30)

        def come() -> None:
            starts = half_hour + timedelta(minutes=30 if self.now >= half_hour else 0) + timedelta(hours=7)
            booking = self.office.book(
                self.office.code(made[0]), self.office.slot(starts.hour, starts.minute), party=1, now=self.now
            )
            self.passes.append(str(booking.short))
            self.office.scan(short=self.passes[-1], now=self.now, wish=PartySeen(party, priority), early=True)

        if self.office.read(lambda s: _is_open_next(s, self.office, half_hour)):
            self._try(come)

    @rule(party=people, priority=st.booleans(), recording=st.booleans())
    def walk_in(self, party: int, priority: bool, recording: bool) -> None:
        service = "C" if recording else None
        self._try(lambda: self.office.walk_in(party=party, priority=priority, service=service, now=self.now))

    @rule(which=some)
    def show_pass_again(self, which: int) -> None:
        if self.passes:
            short = self.passes[which % len(self.passes)]
            self._try(lambda: self.office.scan(short=short, now=self.now))

    @rule(which=some, party=people, priority=st.booleans())
    def correct(self, which: int, party: int, priority: bool) -> None:
        self._to_ticket(which, corrections.correct_arrival, "waiting admitted", people=party, priority=priority)

    # --- what is fetched

    @rule(which=some)
    def give_up(self, which: int) -> None:
        self._to_document(which, lambda each: self.office.do(withdrawing.withdraw, each, reason="uji", now=self.now))

    @rule(which=some)
    def take_up_again(self, which: int) -> None:
        self._to_document(which, lambda each: self.office.do(withdrawing.restore, each, now=self.now))

    @rule(which=some)
    def book_again(self, which: int) -> None:
        def book(reference: str) -> None:
            code = self.office.read(lambda s: _code_for(s, self.office.office.id, reference))
            starts = self.now.replace(minute=self.now.minute // 30 * 30) + timedelta(hours=7, minutes=30)
            if code is not None:
                booking = self.office.book(code, self.office.slot(starts.hour, starts.minute), now=self.now)
                self.passes.append(str(booking.short))

        half_hour = self.now.replace(minute=self.now.minute // 30 * 30)
        if self.office.read(lambda s: _is_open_next(s, self.office, half_hour)):
            self._to_document(which, book)

    # --- the counters

    @rule(number=counter)
    def call(self, number: int) -> None:
        self._try(lambda: self.office.call(number, now=self.now))

    @rule(number=counter, which=some)
    def call_out_of_order(self, number: int, which: int) -> None:
        def step(session: Session, office: Any, ticket: str, **facts: Any) -> Any:
            return calls.call(session, office, number, ticket=ticket, reason="uji", **facts)

        self._to_ticket(which, step, "admitted parked")

    @rule(which=some)
    def recall(self, which: int) -> None:
        self._to_ticket(which, calls.recall, "called")

    @rule(which=some)
    def serve(self, which: int) -> None:
        self._to_ticket(which, calls.serve, "called")

    @rule(which=some)
    def miss(self, which: int) -> None:
        self._to_ticket(which, calls.miss, "called")

    @rule(which=some, whole=st.booleans())
    def hand_over(self, which: int, whole: bool) -> None:
        number = self._number(which, "called serving")
        open_ones = self.office.read(lambda s: _open_references(s, self._day_id(s), number))
        references = None if whole or not open_ones else open_ones[:1]
        self._try(lambda: self.office.hand_over(number, references, proof=HOLDER, now=self.now))

    @rule(which=some, reason=st.sampled_from(sorted(counter_problems.PROBLEMS)), wait=st.booleans(), one=st.booleans())
    def report_problem(self, which: int, reason: str, wait: bool, one: bool) -> None:
        number = self._number(which, "called serving")
        open_ones = self.office.read(lambda s: _open_references(s, self._day_id(s), number))
        facts = {"reason": reason, "wait": wait, "references": open_ones[:1] if one and open_ones else None}
        self._try(lambda: self.office.do(counter_problems.report_problem, number, now=self.now, **facts))

    @rule()
    def print_again(self) -> None:
        """Everything that went back to work is ready."""

        def step(session: Session, office: Any, *, by: str, now: Any) -> None:
            at_work = Document.stage == DocumentStage.IN_PRODUCTION
            for document in session.exec(select(Document).where(Document.office_id == office.id, at_work)).all():
                documents.advance_document(session, office, document, DocumentStage.READY, by=by, now=now)

        self._try(lambda: self.office.do(step, now=self.now))

    @rule(which=some, outside=st.booleans(), minutes=st.none() | st.integers(1, 15))
    def park(self, which: int, outside: bool, minutes: int | None) -> None:
        until = self.now + timedelta(minutes=minutes) if minutes else None
        self._to_ticket(which, parking.park, "waiting admitted called serving", outside=outside, until=until)

    @rule(which=some, k=st.integers(1, 4), outside=st.booleans())
    def go_behind(self, which: int, k: int, outside: bool) -> None:
        self._to_ticket(
            which, parking.park, "waiting admitted called serving parked", after=k, outside=outside, reason="belum siap"
        )

    @rule(which=some, outside=st.booleans())
    def wait_for_document(self, which: int, outside: bool) -> None:
        self._to_ticket(which, parking.park, "admitted called serving", until_ready=True, outside=outside)

    @rule(which=some)
    def resume(self, which: int) -> None:
        self._to_ticket(which, parking.resume, "parked")

    @rule(which=some, to=st.sampled_from("ABC") | counter)
    def transfer(self, which: int, to: Any) -> None:
        self._to_ticket(
            which, parking.transfer, "called serving", **({"counter": to} if isinstance(to, int) else {"service": to})
        )

    @rule(which=some)
    def leave(self, which: int) -> None:
        self._to_ticket(which, handovers.leave, "waiting admitted called serving parked missed")

    @rule(which=some)
    def undo(self, which: int) -> None:
        self._to_ticket(which, undo.undo_last, "admitted called serving served missed left parked")

    @rule(number=counter, to=st.sampled_from(("open", "break", "closed")))
    def set_counter(self, number: int, to: str) -> None:
        step: Callable[..., Any] = {
            "open": counters.open_counter,
            "closed": counters.close_counter,
            "break": counters.pause_counter,
        }[to]
        facts = {"reason": "salat"} if to == "break" else {}
        self._try(lambda: self.office.at_time(step, number, now=self.now, **facts))

    # --- the count, the limit, the time

    @rule(more=st.integers(-2, 2))
    def recount(self, more: int) -> None:
        assert self.before is not None
        hall = self.before.hall
        people = max(0, hall.past_door + more)
        self.found = max(0, people + sum(each.held for each in hall.walking) - hall.day.people_inside)
        self._try(lambda: self.office.do(people_count.recount, people, reason="uji", now=self.now))

    @rule(by_one=st.sampled_from((1, -1)))
    def change(self, by_one: int) -> None:
        self.found = max(0, by_one)
        self._try(lambda: self.office.do(people_count.change_by_one, by_one, now=self.now))

    @rule(limit=st.integers(1, 6))
    def set_limit(self, limit: int) -> None:
        self._try(lambda: self.office.edit(lobby_limit=limit, now=self.now))

    @rule(places=st.integers(0, 3))
    def reserve(self, places: int) -> None:
        self._try(lambda: self.office.do(people_count.reserve, places, now=self.now))

    @rule()
    def empty_hall(self) -> None:
        self._try(lambda: self.office.do(people_count.empty_hall, reason="uji", now=self.now))

    @rule(people=st.integers(0, 2))
    def open_hall(self, people: int) -> None:
        self.found = people
        self._try(lambda: self.office.do(people_count.open_hall, people=people, now=self.now))

    @rule(minutes=st.sampled_from((1, 2, 5, 10, 45)))
    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._try(lambda: self.office.tick(now=self.now))

    # --- what must hold

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "office"):
            return
        self.office.read(self._check)
        check_remembered(self.office.database)

    def _check(self, session: Session) -> None:
        office = session.get_one(Office, self.office.office.id)
        seen = look(session, office, self.now.date(), self.now, before=self.before)
        check(Step(self.before, seen, found=self.found))
        self.before, self.found = seen, 0

    # --- how a rule acts

    def _try(self, act: Callable[[], Any]) -> None:
        """Do it; where it is refused nothing of it may be left."""
        before = self.office.read(self._picture)
        try:
            act()
        except Refusal:
            assert self.office.read(self._picture) == before

    def _picture(self, session: Session) -> tuple[Any, ...]:
        day = queries.day_of(session, self.office.office.id, self.now.date())
        moves = (
            select(func.count())
            .select_from(Move)
            .where(Move.office_id == self.office.office.id, col(Move.ticket_id).is_not(None))
        )
        return (day.version, day.people_inside, queries.board_of(session, day.id), session.scalar(moves)) if day else ()

    def _to_ticket(self, which: int, step: Callable[..., Any], among: str, **facts: Any) -> None:
        number = self._number(which, among)
        self._try(lambda: self.office.do(step, number, now=self.now, **facts))

    def _to_document(self, which: int, act: Callable[[str], Any]) -> None:
        """Do it to one of the documents that were made, by its registration number."""
        made = Document.office_id == self.office.office.id
        references = self.office.read(
            lambda s: s.exec(select(Document.reference).where(made).order_by(Document.id)).all()
        )
        if references:
            self._try(lambda: act(references[which % len(references)]))

    def _number(self, which: int, among: str) -> str:
        """A ticket at one of the stages; now and then, or where there is none, any ticket: that is refused."""
        tickets = self.office.read(lambda s: queries.tickets_of(s, self._day_id(s)))
        fitting = [ticket for ticket in tickets if ticket.stage in among.split()]
        chosen = fitting if fitting and which % 10 else tickets
        return chosen[which % len(chosen)].number

    def _day_id(self, session: Session) -> int:
        day = queries.day_of(session, self.office.office.id, self.now.date())
        return day.id if day else 0


def _open_references(session: Session, day_id: int, number: str) -> list[str]:
    ticket = queries.ticket_by_number(session, day_id, number)
    return [d.reference for d in queries.documents_of_booking(session, ticket.booking_id, live=True)] if ticket else []


def _is_open_next(session: Session, office: World, half_hour: Any) -> bool:
    starts, service = half_hour + timedelta(minutes=30), queries.services_of(session, office.office.id)[0]
    return bool(queries.slots_between(session, service.id, starts, starts + timedelta(minutes=1)))


def _code_for(session: Session, office_id: int, reference: str) -> str | None:
    """The code by which a document's people may book; None where they were not invited."""
    document = queries.document_by_reference(session, office_id, reference)
    invitation = session.get(Invitation, document.invitation_id) if document and document.invitation_id else None
    return invitations.code_of(invitation) if invitation else None
