"""Taking a slot, moving it, giving it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.prepared import driver_of, one_of
from scheduler.db.models import Booking, Document, Slot
from scheduler.db.queries.hot import HOLD_TO_BOOK, INVITED, SLOT_TO_BOOK, TIMES, TO_BOOK, WORK
from scheduler.domain.booking import (
    AlreadyBooked,
    PassUnknown,
    SlotForeign,
    SlotPast,
    SlotTooSoon,
    SlotUnknown,
)
from scheduler.domain.custody.collecting import allowed_for_all
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import (
    InvitationExpired,
    InvitationUnknown,
    NoDocumentChosen,
    NothingReady,
    PaperNotAsked,
)
from scheduler.domain.stages import BookingStage
from scheduler.domain.text import codes
from scheduler.flow.core.history import move, record, shift, step_of
from scheduler.flow.core.knowing import prove_reference
from scheduler.flow.core.limits import (
    CITIZEN,
    Allowance,
    count_change,
    refuse_late_change,
    refuse_move,
    refuse_new_visit,
)
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.custody.collectors import Cap, Collector, allowed_collector, refuse_beyond_cap, rules_of
from scheduler.flow.delivery.rerouting import ask_for_paper
from scheduler.flow.invitations.invitations import is_fetched_unasked, main_service
from scheduler.flow.seats.seats import hold_back, take_free_or_kept
from scheduler.flow.seats.visits import (
    NewBooking,
    Window,
    add_booking,
    hold_visit,
    let_go,
    office_of,
    refuse_large_party,
    takes_nobody,
    window_of,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was wished for at booking; the door confirms it. Why somebody wishes is not asked."""

    priority: bool = False
    escort: bool = False


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking as its citizen is told of it. `code` is the pass; `timezone` that of the office."""

    id: int
    code: str
    starts_at: datetime
    ends_at: datetime
    timezone: str


def book(
    session: Session,
    code: str,
    slot_id: int,
    *,
    party: int,
    collector: Collector,
    wishes: Wishes = NO_WISHES,
    fetch: Collection[int] | None = None,
    by: str,
    now: datetime,
) -> Booked:
    """Give the visit of an invitation its slot, and the citizen a pass.

    party: people who come, infants not counted. by: staff book also where a citizen has to wait or to ask, and what is
    kept for who books with them.
    fetch: the documents that were chosen; what prints itself among them is asked for on paper by that. None: nobody
    chose, so that only those are fetched that are handed over here or whose paper was asked for.
    Raises InvitationUnknown, AlreadyBooked, InvitationExpired, MissedLimit, CoolingOff, ChangeLimit, NothingReady,
    NoDocumentChosen, PaperNotAsked, SlotUnknown, SlotForeign, SlotPast, SlotTooSoon, PartyTooLarge,
    CollectorNotAllowed, ProxyUnnamed, ProxyLimit, SlotFull, SlotClosed.
    """
    return book_one(session, Asked(code, slot_id, party, collector, by, now, wishes, fetch))


@dataclass(frozen=True, slots=True)
class Asked:
    """A visit that somebody asks for, as `book` takes it."""

    code: str
    slot_id: int
    party: int
    collector: Collector
    by: str
    now: datetime
    wishes: Wishes = NO_WISHES
    fetch: Collection[int] | None = None

    @property
    def by_staff(self) -> bool:
        """Whether staff choose the time, for somebody before them."""
        return self.by != CITIZEN


def book_one(session: Session, asked: Asked) -> Booked:
    """`book`, of what somebody asks for."""
    visit = looked_over(session, asked, _facts(session, asked.code, asked.slot_id))
    invitation, slot, person, now = visit.invitation, visit.slot, asked.collector.person, asked.now
    if person is not None:
        refuse_beyond_cap(session, invitation.proxy_cap, person, slot.starts_at)
    take_seats(session, slot, visit.units, invitation_id=invitation.id, by_staff=asked.by_staff, now=now)
    for document_id in visit.work.on_paper:
        ask_for_paper(session, session.get_one(Document, document_id), now=now)
    booking = add_booking(
        session, visit.work.document_ids, by=asked.by, now=now, collector_hash=person, **visit.columns
    )
    note(session, Cause.BOOKED, booking, now=now)
    return visit.booked(booking)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that may be booked, if its slot has the seats and its collector, if a proxy, is not there too often."""

    asked: Asked
    invitation: "Bookable"
    slot: "ChosenSlot"
    work: "Work"
    units: int
    collector_kind: str

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of its row that are chosen, or follow from what is fetched."""
        asked = self.asked
        return {
            "office_id": self.invitation.office_id,
            "service_id": self.slot.service_id,
            "invitation_id": self.invitation.id,
            "slot_id": self.slot.id,
            "units": self.units,
            "party": asked.party,
            "collector_kind": self.collector_kind,
            "collector_name": asked.collector.name,
            "collector_relation": asked.collector.relation,
            "wish_priority": asked.wishes.priority,
            "wish_escort": asked.wishes.escort,
            "by_staff": asked.by_staff,
            "language": self.invitation.language,
        }

    def booked(self, booking: NewBooking) -> Booked:
        """What its citizen is told."""
        return Booked(booking.id, booking.code, self.slot.starts_at, self.slot.ends_at, self.invitation.timezone)


class Read(NamedTuple):
    """What was read to look over what somebody asks for.

    invited: INVITED of a row of TO_BOOK. times: TIMES of it, None or NULL where there is no such slot. work: WORK of
    each document that may be fetched, by rising id; NULL once where there is none.
    """

    invited: Sequence[Any]
    times: Sequence[Any] | None
    work: Sequence[Sequence[Any]]

    @property
    def is_booked(self) -> bool:
        """Whether a live booking uses the invitation."""
        return self.invited[0] is not None


def read_of(rows: Sequence[Sequence[Any]], times: Sequence[Any] | None) -> Read:
    """What the rows of one invitation say, INVITED first and WORK last in each: one a document, in no order."""
    return Read(rows[0][INVITED], times, sorted((row[WORK] for row in rows), key=lambda work: work[0] or 0))


def looked_over(session: Session, asked: Asked, read: Read) -> Visit:
    """What is asked for, by what was read.

    Raises what `book` raises, but for InvitationUnknown, ProxyLimit, SlotFull and SlotClosed.
    """
    now = asked.now
    invitation = _bookable_invitation(session, read.invited, now)
    if asked.by == CITIZEN:
        refuse_new_visit(invitation.allowance, invitation.timezone, now)
    work = _work(read.work, asked.fetch)
    slot = _bookable(asked.slot_id, read.times, work.service_id, invitation.window(now, asked.by), now)
    refuse_large_party(asked.party, invitation.lobby_limit)
    kind = allowed_collector(asked.collector, work.collectors)
    return Visit(asked, invitation, slot, work, slot.needed(work.units, by_staff=asked.by_staff), kind)


def move_booking(session: Session, code: str, slot_id: int, *, ref4: str | None, by: str, now: datetime) -> Booking:
    """Change the slot of a booking; pass, QR and nomor jadwal stay.

    ref4: the last four digits of a registration number of the visit; None where staff act, who are not bound by the
    office's limits on changes. by: whoever chooses the new time; from here on the visit has a seat of theirs.
    Raises PassUnknown, DigitsWrong, IllegalStep, SlotUnknown, SlotForeign, SlotPast, SlotTooSoon, ChangeTooLate,
    ChangeLimit, Postponed, ProxyLimit, SlotFull, SlotClosed.
    """
    booking = changeable_booking(session, code, ref4)
    office = office_of(session, booking.office_id)
    notice = 0 if ref4 is None else office.notice_minutes
    window = window_of(office.timezone, horizon_days=office.horizon_days, notice_minutes=notice, now=now)
    slot = bookable_slot(session, slot_id, booking.service_id, window, now)
    if slot.id == booking.slot_id:
        return booking
    if ref4 is not None:
        refuse_move(session, office, booking, now=now)
    if booking.collector_hash is not None:
        cap = Cap(office.id, office.timezone, office.proxy_cap)
        refuse_beyond_cap(session, cap, booking.collector_hash, slot.starts_at, but=booking.id)
    by_staff = by != CITIZEN
    units = slot.needed(booking.units, by_staff=by_staff)
    _swap_seats(session, booking, slot, units, by_staff=by_staff, now=now)
    if ref4 is not None:
        count_change(session, booking)
    chosen = {"slot_id": slot.id, "units": units, "by_staff": by_staff, "first_starts_at": None}
    shift(session, booking, BookingStage.BOOKED, chosen)  # nobody came meanwhile
    record(session, booking, before=booking.stage, by=by, now=now, why="moved")
    note(session, Cause.CHANGED, booking, now=now, once=step_of(session))
    return booking


def cancel(session: Session, code: str, *, ref4: str | None, by: str, now: datetime) -> Booking:
    """Give a slot back; the documents stay and may be booked again.

    Raises PassUnknown, DigitsWrong, IllegalStep, ChangeTooLate.
    """
    booking = changeable_booking(session, code, ref4)
    office = office_of(session, booking.office_id)
    if ref4 is not None:
        refuse_late_change(session, office, booking, now)
        count_change(session, booking)
    if booking.slot_id is not None:
        hold_back(session, office, booking, booking.units, now=now)
    move(session, booking, BookingStage.CANCELLED, by=by, now=now)
    let_go(session, booking.id)
    note(session, Cause.CANCELLED, booking, now=now)
    return booking


@dataclass(frozen=True, slots=True)
class Bookable:
    """An invitation that can be booked, and what its office allows."""

    id: int
    office_id: int
    language: str
    timezone: str
    lobby_limit: int
    horizon_days: int
    notice_minutes: int
    proxy_cap: Cap
    allowance: Allowance

    def window(self, now: datetime, by: str) -> Window:
        """When the invitation's visit may be booked; staff need no notice, for they know who stands before them."""
        notice = self.notice_minutes if by == CITIZEN else 0
        return window_of(self.timezone, horizon_days=self.horizon_days, notice_minutes=notice, now=now)


def _facts(session: Session, code: str, slot_id: int) -> Read:
    """What TO_BOOK says. Raises InvitationUnknown."""
    plain = codes.read(code)
    if not plain:
        raise InvitationUnknown
    code_hash = codes.hash_of(plain)
    hold_to_book(session, {code_hash})
    rows = TO_BOOK.all(session, code_hash=code_hash, slot=slot_id)
    if not rows:
        raise InvitationUnknown
    return read_of(rows, rows[0][TIMES])


def hold_to_book(session: Session, hashes: Collection[bytes]) -> None:
    """Hold the invitations of some codes for what is read next, and until the transaction ends.

    It goes with the next statement (PostgreSQL); on SQLite nobody else writes meanwhile.
    """
    if driver_of(session).dialect.name != "sqlite":
        HOLD_TO_BOOK.put_off(session, **one_of("code_hash", hashes))


def _bookable_invitation(session: Session, row: Sequence[Any], now: datetime) -> Bookable:
    """The invitation of a row. Raises AlreadyBooked (before anything else), InvitationExpired."""
    booking_id, slot_id, invitation_id, office_id, expires_at, language, timezone, *allowed = row
    lobby_limit, horizon_days, notice, most, changes, max_changes, missed, max_missed, again, phone, name = allowed
    if booking_id is not None:
        raise AlreadyBooked(slot=session.get(Slot, slot_id) if slot_id else None)
    if expires_at <= now:
        raise InvitationExpired(expired_at=expires_at)
    allowance = Allowance(changes, max_changes, missed, max_missed, again, phone or name)
    cap = Cap(office_id, timezone, most)
    return Bookable(invitation_id, office_id, language, timezone, lobby_limit, horizon_days, notice, cap, allowance)


@dataclass(frozen=True, slots=True)
class Work:
    """What a visit would fetch now: in units of work, and for which service, that of the most minutes."""

    document_ids: list[int]
    service_id: int
    units: int
    collectors: tuple[str, ...]
    on_paper: tuple[int, ...] = ()
    """Those that print themselves and whose paper nobody has asked for before."""


def _work(fetchable: Sequence[Sequence[Any]], fetch: Collection[int] | None) -> Work:
    """The work of an invitation's visit. fetch: as `book` takes it.

    Raises NothingReady, NoDocumentChosen, PaperNotAsked.
    """
    ready = [row for row in fetchable if row[0] is not None]
    unasked = {row[0] for row in ready if not is_fetched_unasked(*row[6:])}
    rows = [row for row in ready if (row[0] in fetch if fetch is not None else row[0] not in unasked)]
    if not rows:
        raise NothingReady if not ready else NoDocumentChosen if fetch is not None else PaperNotAsked
    return Work(
        document_ids=[row[0] for row in rows],
        service_id=main_service([(row[1], row[2]) for row in rows]),
        units=sum(row[3] for row in rows),
        collectors=allowed_for_all(rules_of((row[4], row[5]) for row in rows)),
        on_paper=tuple(row[0] for row in rows if row[0] in unasked),
    )


@dataclass(frozen=True, slots=True)
class ChosenSlot:
    """A slot as it was read; how much of it is taken is for the guard alone to know."""

    id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    reserved: int
    window: Window

    def needed(self, units: int, *, by_staff: bool) -> int:
        """The units that a visit takes here: no more than the slot has for who chooses it, staff or a citizen."""
        room = self.capacity if by_staff else self.capacity - self.reserved
        return max(1, min(units, room))  # a slot without capacity is full, not free of charge


def bookable_slot(session: Session, slot_id: int, service_id: int, window: Window, now: datetime) -> ChosenSlot:
    """A slot that may be chosen for a service now. Raises SlotUnknown, SlotForeign, SlotPast, SlotTooSoon."""
    return _bookable(slot_id, SLOT_TO_BOOK.first(session, slot=slot_id), service_id, window, now)


def _bookable(slot_id: int, row: Sequence[Any] | None, service_id: int, window: Window, now: datetime) -> ChosenSlot:
    """The slot as it was read, if it may be chosen. Raises as `bookable_slot` does."""
    if row is None or row[0] is None:
        raise SlotUnknown
    of_service, starts_at, ends_at, planned, reserved = row
    slot = ChosenSlot(slot_id, of_service, starts_at, ends_at, planned, reserved, window)
    if slot.service_id != service_id or slot.starts_at >= window.end:
        raise SlotForeign
    if slot.starts_at <= now:
        raise SlotPast
    if slot.starts_at <= window.earliest:
        raise SlotTooSoon
    return slot


def take_seats(
    session: Session, slot: ChosenSlot, units: int, *, invitation_id: int | None, by_staff: bool, now: datetime
) -> None:
    """Count `units` of work into the slot, or those kept for this invitation. Raises SlotFull, SlotClosed.

    What was kept in a slot that the calendar has given up since is lost: nobody is let into what is closed.
    """
    if not slot.capacity or not take_free_or_kept(
        session, slot.id, units, invitation_id=invitation_id, by_staff=by_staff, now=now
    ):
        raise takes_nobody(session, slot, units, slot.window.earliest, end=slot.window.end, by_staff=by_staff)


def changeable_booking(session: Session, code: str, ref4: str | None) -> Booking:
    """The booking of a pass that its citizen may still change. Raises PassUnknown, DigitsWrong, DigitsTooFew,
    IllegalStep.
    """
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    hold_visit(session, booking)
    if ref4 is not None:
        prove_reference(session, booking, ref4)
    if booking.stage != BookingStage.BOOKED:
        raise IllegalStep(stage=booking.stage)
    return booking


def _swap_seats(
    session: Session, booking: Booking, slot: ChosenSlot, units: int, *, by_staff: bool, now: datetime
) -> None:
    """Take the new seats and give the old ones back, by rising slot id: two that swap cannot wait for each other."""
    office, old = office_of(session, booking.office_id), booking.slot_id
    if old is not None and old < slot.id:
        hold_back(session, office, booking, booking.units, now=now)
    take_seats(session, slot, units, invitation_id=booking.invitation_id, by_staff=by_staff, now=now)
    if old is not None and old > slot.id:
        hold_back(session, office, booking, booking.units, now=now)
