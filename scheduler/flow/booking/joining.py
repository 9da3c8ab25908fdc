"""A document that became ready later joins a visit that its household has booked already: one way instead of two."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Booking, Document, Invitation, Message, Office, Slot
from scheduler.db.queries.hot import ADD_BOOKING_DOCUMENT
from scheduler.domain.booking import AlreadyBooked, NothingToJoin, PassUnknown
from scheduler.domain.custody.collecting import FAMILY, HOLDER, KINDS
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import NothingReady
from scheduler.domain.messages import Why
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.history import record, step_of
from scheduler.flow.core.knowing import prove_reference
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.core.untold import make_moot
from scheduler.flow.invitations.households import PlannedVisit, visits_ahead
from scheduler.flow.invitations.invitations import code_of, fetchable, fetched_unasked, known_invitation, refuse_expired
from scheduler.flow.seats.seats import take_free_or_kept
from scheduler.flow.seats.visits import takes_nobody, types_of_documents


@dataclass(frozen=True, slots=True)
class Joining:
    """The documents of an invitation, their units of work, and a visit that may take them as well."""

    invitation: Invitation
    documents: list[Document]
    units: int
    visit: PlannedVisit

    @property
    def fits(self) -> bool:
        """Whether the visit's slot still has the room."""
        return self.visit.has_room(self.units)


def joining_of(session: Session, office: Office, invitation: Invitation, *, now: datetime) -> Joining | None:
    """The soonest visit of its household that has room for an invitation's documents; None if there is none."""
    if invitation.expires_at <= now:
        return None
    return next((each for each in _joinings(session, office, invitation, now) if each.fits), None)


def joinings_with(session: Session, office: Office, booking: Booking, *, now: datetime) -> list[Joining]:
    """What else of its household a booked visit could fetch."""
    own = session.get(Invitation, booking.invitation_id) if booking.invitation_id else None
    if own is None or own.household is None or booking.stage != BookingStage.BOOKED:
        return []
    others = queries.open_invitations_of_household(session, office.id, own.household, now)
    return [
        each
        for other in others
        for each in _joinings(session, office, other, now)
        if each.fits and each.visit.booking.id == booking.id
    ]


def join(session: Session, code: str, *, slot_id: int | None = None, by: str, now: datetime) -> Booking:
    """Let the documents of an invitation be fetched by a visit of their household; its pass stays.

    slot_id: of the visit that was shown; None for the soonest that has room. The emptied invitation can no longer be
    booked. Raises InvitationUnknown, AlreadyBooked, InvitationExpired, NothingReady, NothingToJoin, SlotFull,
    SlotClosed, IllegalStep.
    """
    invitation = known_invitation(session, code)
    office = queries.office_by_id(session, invitation.office_id)
    _hold(session, invitation)
    _refuse_unusable(session, invitation, now)
    joining = _chosen(list(_joinings(session, office, invitation, now)), slot_id)
    booking, slot = joining.visit.booking, joining.visit.slot
    if slot.planned < 1 or not take_free_or_kept(
        session, slot.id, joining.units, invitation_id=invitation.id, by_staff=booking.by_staff, now=now
    ):
        raise takes_nobody(session, slot, joining.units, now, by_staff=booking.by_staff)
    grow(session, booking, joining.units)
    _hand_on(session, joining)
    record(session, booking, before=booking.stage, by=by, now=now, why="joined")
    note(session, Cause.CHANGED, booking, now=now, once=step_of(session))
    session.refresh(booking)
    return booking


def join_by_pass(
    session: Session, code: str, invitation_id: int, *, ref4: str | None, by: str, now: datetime
) -> Booking:
    """Join as `join` does, from the visit's page, which says neither the code of the other invitation nor whose it is.

    ref4: the last four digits of a registration number of the visit or of what joins it, which is of one household;
    None where nothing has to be proven. Raises PassUnknown, DigitsWrong, DigitsTooFew, and what `join` does;
    NothingToJoin for what was not offered with this visit.
    """
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    office = queries.office_by_id(session, booking.office_id)
    offered = (each for each in joinings_with(session, office, booking, now=now) if each.invitation.id == invitation_id)
    joining = next(offered, None)
    joins = joining.documents if joining else ()
    if ref4 is not None:
        prove_reference(session, booking, ref4, also=joins)
    if joining is None:
        raise NothingToJoin
    return join(session, code_of(joining.invitation), slot_id=joining.visit.slot.id, by=by, now=now)


def _joinings(session: Session, office: Office, invitation: Invitation, now: datetime) -> Iterator[Joining]:
    """The visits ahead that may take the documents, soonest first, with room or without."""
    documents = fetched_unasked(list(queries.documents_of_invitation(session, invitation.id)))
    if not documents:
        return
    units = sum(kind.units for kind in types_of_documents(session, documents))
    for visit in visits_ahead(session, office, invitation.household, now):
        if all(may_collect(session, visit.booking, document) for document in documents):
            yield Joining(invitation, documents, units, visit)


def may_collect(session: Session, booking: Booking, document: Document) -> bool:
    """Whether the one who comes may take a document as well: somebody's own visit is that of family to the others.

    What only its holder may come for joins a visit only if that holder comes.
    """
    allowed = types_of_documents(session, [document])[0].collectors or KINDS
    kind = booking.collector_kind
    if kind != HOLDER:
        return kind in allowed
    others = queries.documents_of_booking(session, booking.id)
    own = keys.ring().chain.forms(document.nik_hash) if document.nik_hash else []
    is_same = any(other.nik_hash in own for other in others)
    return FAMILY in allowed or (is_same and HOLDER in allowed)


def _hold(session: Session, invitation: Invitation) -> None:
    """The invitations of the household, by rising id: nothing of theirs is moved or cancelled meanwhile."""
    which = col(Invitation.id) == invitation.id
    if invitation.household is not None:
        which = which | col(Invitation.household).in_(keys.ring().chain.forms(invitation.household))
    session.execute(
        select(col(Invitation.id))
        .where(col(Invitation.office_id) == invitation.office_id, which)
        .order_by(col(Invitation.id))
        .with_for_update(key_share=True)
    )


def _refuse_unusable(session: Session, invitation: Invitation, now: datetime) -> None:
    booked = queries.live_booking_of_invitation(session, invitation.id)
    if booked is not None:
        raise AlreadyBooked(slot=session.get(Slot, booked.slot_id) if booked.slot_id else None)
    refuse_expired(invitation, now)
    if not fetchable(list(queries.documents_of_invitation(session, invitation.id))):
        raise NothingReady


def _chosen(found: list[Joining], slot_id: int | None) -> Joining:
    """The visit that was shown, or the soonest with room, or the soonest: the seats will say no."""
    asked = [each for each in found if slot_id in (None, each.visit.slot.id)]
    if not asked:
        raise NothingToJoin
    return next((each for each in asked if each.fits), asked[0])


def grow(session: Session, booking: Booking, units: int) -> None:
    """The guarded update: only while nobody has come yet."""
    ahead = update(Booking).where(col(Booking.id) == booking.id, col(Booking.stage) == BookingStage.BOOKED)
    if not change_rows(session, ahead.values(units=col(Booking.units) + units)):
        raise IllegalStep(stage=booking.stage)


def _hand_on(session: Session, joining: Joining) -> None:
    """The documents go over to the visit and its invitation, to be booked anew with the others if it is cancelled."""
    booking = joining.visit.booking
    for document in joining.documents:
        ADD_BOOKING_DOCUMENT.run(session, booking_id=booking.id, document_id=document.id, office_id=booking.office_id)
    handed_on = update(Document).where(col(Document.id).in_([document.id for document in joining.documents]))
    change_rows(session, handed_on.values(invitation_id=booking.invitation_id))
    of_it = (col(Message.invitation_id) == joining.invitation.id, col(Message.cause) == Cause.READY)
    make_moot(session, *of_it, why=Why.REPEATED)
