"""A document is sent to another office, to be fetched there, and is taken back while that does not have it yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, FileRequest, Message, Move, Office, Place, Slot, Transfer
from scheduler.domain import stages
from scheduler.domain.delivery.refusals import BookedHere
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.messages import Why
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.regency import (
    AskedOtherwise,
    CheckedFirst,
    NotOpenThere,
    NotUnderWay,
    OnBatchList,
    TransferOver,
    TransferUnknown,
    Unwanted,
)
from scheduler.domain.stages import CHECKED, BookingStage, DocumentStage
from scheduler.flow.applying.applications import application_of_document
from scheduler.flow.blanks.allocation import take_up_again
from scheduler.flow.booking.visit_removal import TO_OFFICE, held_visit, hold_invitations, leave_visit, rejoin_visit
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.history import go_back, restored, step_of
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.core.untold import make_moot
from scheduler.flow.destinations.batch_lines import hold_list, list_with
from scheduler.flow.destinations.requests import open_request
from scheduler.flow.documents.documents import known_document, move_on, table_of
from scheduler.flow.invitations.waves import hold_line, invite_in_turn
from scheduler.flow.regency.transfers import TAKEN_BACK, UNDER_WAY, end, refuse_taken, type_there

TOLD_AFTER = timedelta(minutes=10)
"""So long nobody is told: what was sent by mistake is taken back before."""


def send(
    session: Session,
    office: Office,
    reference: str,
    to: str,
    *,
    by: str,
    now: datetime,
    why: Unwanted | None = None,
    note: str | None = None,
) -> Transfer:
    """Let a document be fetched at another office: it leaves its visit here, and its blank is free for others.

    to: the code of the other office, which receives it (`arriving`). why, note: of what is sent back, as
    `returning.send_back` reads them. A visit that was to fetch nothing else is cancelled. Its people are told once, ten
    minutes later. Raises DocumentUnknown, OfficeUnknown, and what `refuse_to_send` raises; BookedHere where its people
    have arrived already.
    """
    document = known_document(session, office, reference)
    there = other_office(session, office, to)
    if document.stage == DocumentStage.READY:
        hold_line(session, office)
        session.refresh(document)
    hold_list(session, document)
    refuse_to_send(session, document, there)
    booking = held_visit(session, document)
    if booking is not None and booking.stage != BookingStage.BOOKED:
        raise BookedHere
    _refuse_asked(session, document)
    visit = leave_visit(session, office, booking, document, by=by, now=now, why=TO_OFFICE) if booking else {}
    before = document.stage
    move_on(session, document, DocumentStage.TRANSFERRED, by=by, now=now, why=TO_OFFICE, note=there.name)
    transfer = Transfer(
        office_id=office.id,
        document_id=document.id,
        to_office_id=there.id,
        stage=before,
        sent_at=now,
        sent_by=by,
        why=why,
        note=note,
    )
    session.add(transfer)
    session.flush()
    make_moot(session, col(Message.document_id) == document.id, why=Why.UNTRUE)
    if is_reachable(session, document):
        facts = {**visit, "office": there.name, "address": there.address}
        once, due_at = step_of(session), now + TOLD_AFTER
        note_document(session, Cause.TRANSFERRED, document, once=once, due_at=due_at, facts=facts, now=now)
    return transfer


def take_back(session: Session, office: Office, number: int, *, by: str, now: datetime) -> Document:
    """A document stays here after all, while the other office does not have it, or since that refused it: it stands
    where it stood.

    Its visit stands again where the seat is still to be had; else its people are invited once more. What needs a blank
    and finds none waits for it at its old place. Raises TransferUnknown, TransferOver; NotUnderWay where it was taken
    back already.
    """
    transfer = session.get(Transfer, number)
    if transfer is None or transfer.office_id != office.id:
        raise TransferUnknown(reference=number)
    document = session.get_one(Document, transfer.document_id)
    if transfer.stage == DocumentStage.READY:
        hold_line(session, office)
    hold_invitations(session, document.invitation_id)
    session.refresh(document)
    if not end(session, transfer, TAKEN_BACK, ends=UNDER_WAY, ended_at=now, ended_by=by):
        session.refresh(transfer)
        raise NotUnderWay(reference=document.reference) if transfer.state == TAKEN_BACK else TransferOver
    left = _leaving(session, document)
    is_lost = not rejoin_visit(session, left, document, by=by, now=now)
    was = {name: value for name, value in restored(document, left.was).items() if name != "has_blank"}
    go_back(session, document, left, transfer.stage, by=by, now=now, **was)
    make_moot(session, col(Message.document_id) == document.id, col(Message.cause) == Cause.TRANSFERRED, why=Why.UNTRUE)
    _tell_it_stays(session, document, transfer, now=now)
    take_up_again(session, document, by=by, now=now)
    if is_lost or queries.live_booking_of_document(session, document.id) is None:
        invite_in_turn(session, document, office, now=now)
    return document


def _tell_it_stays(session: Session, document: Document, transfer: Transfer, *, now: datetime) -> None:
    """Whoever was told that it is fetched elsewhere is told that it is not, and how it is with the visit that was
    cancelled for it: it stands again, or it does not.

    Who was told of the visit alone (`returning.refuse`) hears of it where it stands again; else they are invited anew.
    """
    told = [message.facts for message in _told(session, transfer)]
    if not told or not is_reachable(session, document):
        return
    booking = queries.live_booking_of_document(session, document.id)
    slot = session.get(Slot, booking.slot_id) if booking is not None and booking.slot_id else None
    cancelled = next((facts["visit"] for facts in told if "visit" in facts), None)
    facts: dict[str, str] = {}
    if not all(each.get("returns") for each in told):
        facts["office"] = session.get_one(Office, transfer.to_office_id).name
    if slot is not None:
        facts["visit"] = slot.starts_at.isoformat()
    elif "office" not in facts:
        return
    elif cancelled is not None:
        facts["cancelled"] = cancelled
    note_document(session, Cause.STAYS, document, once=step_of(session), facts=facts, now=now)


def _told(session: Session, transfer: Transfer) -> Sequence[Message]:
    """What its people were told of it, as far as anybody knows."""
    told = select(Message).where(
        col(Message.document_id) == transfer.document_id,
        col(Message.cause) == Cause.TRANSFERRED,
        col(Message.created_at) >= transfer.sent_at,
        col(Message.state) != "moot",
    )
    return session.scalars(told.order_by(col(Message.id))).all()


def other_office(session: Session, office: Office, code: str) -> Office:
    """Another office of the installation by its code. Raises OfficeUnknown."""
    there = queries.office_by_code(session, code)
    if there is None or there.id == office.id:
        raise OfficeUnknown
    return there


def refuse_to_send(session: Session, document: Document, there: Office) -> None:
    """Refuse what cannot be fetched at another office, or not yet; whoever waits at a counter for it is not asked here.

    Raises IllegalStep for what is over, looked for or out with a batch, and for what hands nothing over; OnBatchList,
    CheckedFirst, AskedOtherwise, NotOpenThere, TypeNotThere, ReferenceThere.
    """
    stages.advance(table_of(session, document), document.stage, DocumentStage.TRANSFERRED)
    batch = list_with(session, document)
    if batch is not None:
        raise OnBatchList(place=session.get_one(Place, batch.place_id).name)
    if document.stage in CHECKED and application_of_document(session, document.id) is not None:
        raise CheckedFirst
    _refuse_asked(session, document)
    kind = session.get_one(DocumentType, document.type_id)
    if not kind.hands_over:
        raise IllegalStep(stage=document.stage, to=DocumentStage.TRANSFERRED)
    if there.starting is not None:
        raise NotOpenThere(office=there.name)
    type_there(session, there, kind.code)
    refuse_taken(session, there, document.reference, coming_from=document.office_id)


def _refuse_asked(session: Session, document: Document) -> None:
    """Whoever asks for something of an invitation holds it: this is asked again once it is held."""
    request = open_request(session, document.invitation_id) if document.invitation_id is not None else None
    file = select(FileRequest.id).where(col(FileRequest.document_id) == document.id, col(FileRequest.state) == ASKED)
    if (request is not None and document.id in request.documents) or session.scalars(file.limit(1)).first():
        raise AskedOtherwise


def _leaving(session: Session, document: Document) -> Move:
    """The move by which a document left."""
    left = (
        col(Move.document_id) == document.id,
        col(Move.before) != DocumentStage.TRANSFERRED,
        col(Move.after) == DocumentStage.TRANSFERRED,
    )
    return session.scalars(select(Move).where(*left).order_by(col(Move.id).desc()).limit(1)).one()
