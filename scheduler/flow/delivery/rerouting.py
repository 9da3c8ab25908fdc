"""A document is handed over somewhere else than was planned: its people are told, or invited, as that asks for."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, DocumentType, Invitation, Office, Place, Slot
from scheduler.domain.delivery.refusals import BookedHere, DeliveryFixed
from scheduler.domain.stages import OVER, DocumentStage
from scheduler.flow.core.history import change
from scheduler.flow.destinations.batch_lines import hold_list, take_off
from scheduler.flow.destinations.destinations import AWAY, SELF_PRINT, refuse_unfit
from scheduler.flow.destinations.progress import tell_elsewhere
from scheduler.flow.invitations.invitations import HERE
from scheduler.flow.invitations.waves import hold_line, invite_in_turn

FIXED = frozenset({*OVER, DocumentStage.AT_PARTNER})
"""Where a document is handed over already, never will be, or is on its way there."""
WHY = "channel"


def reroute(
    session: Session,
    office: Office,
    document: Document,
    method: str,
    place: Place | None,
    *,
    by: str,
    now: datetime,
) -> None:
    """Hand a document over by another delivery method; of a ready one its people are told. The same again does nothing.

    From a list of a batch that is not signed, for another place, it is taken off.
    To the office: invited in turn. To a place: told where that is, once it is there.
    To be printed at home: told that nobody has to come.
    Raises DeliveryFixed, PlaceNeeded, PlaceClosed, NotPrintable; BookedHere while its people have a visit here.
    """
    kind = session.get_one(DocumentType, document.type_id)
    name = place.name if place is not None and method in AWAY else None
    if (document.channel, document.place) == (method, name):
        return
    if document.stage == DocumentStage.READY:
        hold_line(session, office)
    batch = hold_list(session, document)
    _refuse(document, kind, method, place)
    if method not in HERE:
        refuse_booked(session, document)
    change(session, document, by=by, now=now, why=WHY, channel=method, place=name)
    if batch is not None and (place is None or name is None or batch.place_id != place.id):
        take_off(session, batch, document, by=by, now=now)
    if document.stage == DocumentStage.READY:
        invite_in_turn(session, document, office, now=now)
        tell_elsewhere(session, document, now=now)


def refuse_booked(session: Session, document: Document) -> None:
    """Refuse a document whose people have a visit here. Raises BookedHere.

    Who books holds the invitation, as this does: of both at once the second sees what the first did.
    """
    if document.invitation_id is not None:
        held = select(col(Invitation.id)).where(col(Invitation.id) == document.invitation_id)
        session.execute(held.with_for_update(key_share=True))
    booking = queries.live_booking_of_document(session, document.id)
    if booking is not None:
        raise BookedHere(slot=session.get(Slot, booking.slot_id) if booking.slot_id else None)


def ask_for_paper(session: Session, document: Document, *, now: datetime) -> bool:
    """Note that somebody wants a document on paper that prints itself; returns whether that is news.

    It stays what it is: nobody has to come for it, and who wants to may book.
    """
    unasked = update(Document).where(
        col(Document.id) == document.id,
        col(Document.channel) == SELF_PRINT,
        col(Document.paper_asked_at).is_(None),
    )
    return change_rows(session, unasked.values(paper_asked_at=now), synchronize=True) == 1


def _refuse(document: Document, kind: DocumentType, method: str, place: Place | None) -> None:
    if document.stage in FIXED or not kind.hands_over:
        raise DeliveryFixed(stage=document.stage)
    refuse_unfit(kind, method, place)
