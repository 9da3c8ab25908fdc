"""A message reached somebody whom it was not for: nothing more goes to that number, and the office learns why."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.by_index import found_otherwise
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, Document, Invitation, Office
from scheduler.db.secrets.hash_upgrade import bring_along
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import Invalid
from scheduler.domain.text import codes
from scheduler.flow.applying.applications import (
    application_by_code,
    application_of_document,
    hold_application,
    hold_applications,
    shut_application,
)
from scheduler.flow.booking.visit_removal import hold_invitations
from scheduler.flow.core import consents
from scheduler.flow.core.closed_links import note_closed
from scheduler.flow.core.consents import consent
from scheduler.flow.core.history import record
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.opt_outs import NOT_MINE, is_silenced, lift, phone_to_tell, stop
from scheduler.flow.core.outbox import note_application_link, note_link, note_ready
from scheduler.flow.delivery.taking_back import take_back_all
from scheduler.flow.destinations.progress import tell_elsewhere
from scheduler.flow.documents.documents import known_document
from scheduler.flow.invitations.invitations import PURPOSE, fetchable, known_invitation, renew
from scheduler.intake.people import phone_of
from scheduler.intake.row_faults import Doubt

CONFIRMED, CORRECTED, ADDED = "phone_confirmed", "phone_corrected", "phone_added"
"""What a clerk did about a phone, as the history calls it."""


def not_mine(session: Session, code: str, *, now: datetime) -> Office:
    """The reader of an invitation says that it is not theirs: its link opens nothing any more, its number is stopped.

    Nor does the link of what its documents were applied for with. A visit that is booked stays; what was asked for and
    is not answered, to an address or an e-mail, is taken back.
    Raises InvitationUnknown.
    """
    invitation = known_invitation(session, code)
    documents = list(queries.documents_of_invitation(session, invitation.id))
    _stop_number(session, invitation.office_id, fetchable(documents) or documents, now)
    _withdraw(session, invitation, now)
    return queries.office_by_id(session, invitation.office_id)


def not_mine_by_pass(session: Session, code: str, *, now: datetime) -> Office:
    """As `not_mine`, said on the page of a visit: the pass stays good for who comes with it. Raises PassUnknown."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    _stop_number(session, booking.office_id, list(queries.documents_of_booking(session, booking.id)), now)
    invitation = session.get(Invitation, booking.invitation_id) if booking.invitation_id else None
    if invitation is not None:
        _withdraw(session, invitation, now)
    return queries.office_by_id(session, booking.office_id)


def not_mine_by_application(session: Session, code: str, *, now: datetime) -> Office:
    """As `not_mine`, said on the page of an application that was sent. Raises ApplicationUnknown."""
    application = application_by_code(session, code)
    if application.document_id is None:
        raise ApplicationUnknown
    hold_application(session, application, now=now)
    document = session.get_one(Document, application.document_id)
    _stop_number(session, application.office_id, [document], now)
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    if invitation is not None:
        _withdraw(session, invitation, now)
    return queries.office_by_id(session, application.office_id)


def not_mine_by_phone(session: Session, office: Office, phone: str, *, now: datetime) -> None:
    """As `not_mine`, said by a number's owner of all that stands under the number. Visits that are booked stay."""
    mine = col(Document.phone_hash).in_(keys.ring().look_ups("phone", phone))
    documents = session.scalars(
        select(Document).where(found_otherwise(Document.office_id) == office.id, mine).order_by(col(Document.id))
    ).all()
    _stop(session, office.id, phone, now)
    for document in documents:
        _note_wrong(session, document, now)
    for invitation_id in sorted({document.invitation_id for document in documents if document.invitation_id}):
        _withdraw(session, session.get_one(Invitation, invitation_id), now)


def confirm_phone(
    session: Session,
    office: Office,
    reference: str,
    phone: str | None,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
) -> Document:
    """A clerk has the right number, or knows that the one on record is right after all: its people are told again.

    phone: in any spelling; None for the number on record. note: why, for the history, where the old number is masked.
    Raises DocumentUnknown, Invalid.
    """
    document = known_document(session, office, reference)
    right = _mobile(phone) if phone else document.phone
    if right is None:
        raise Invalid(errors={"phone": "missing"})
    why, old = CONFIRMED, document.phone
    if right != old:
        why = CORRECTED if old else ADDED
        note = f"{_masked(old)} → {_masked(right)}" + (f". {note}" if note else "")
        _set_phone(session, document, right)
    lift(session, office.id, right)
    consent(session, office.id, right, given=True, source=consents.CONFIRMED, by=by, now=now)
    record(session, document, before=document.stage, by=by, now=now, why=why, note=note)
    _tell_again(session, office, document, now, is_new=right != old)
    return document


def _stop_number(session: Session, office_id: int, documents: list[Document], now: datetime) -> None:
    """Stop the number that messages about some documents go to, and write down on each of them why."""
    phone = phone_to_tell(session, office_id, documents)
    if phone is not None:
        _stop(session, office_id, phone, now)
    for document in documents:
        _note_wrong(session, document, now)


def _note_wrong(session: Session, document: Document, now: datetime) -> None:
    """A document's history says why; the link to its application, which went to that number, opens nothing any more."""
    shut_application(session, document.id, now=now)
    record(session, document, before=document.stage, by=CITIZEN, now=now, why="wrong_number")


def _stop(session: Session, office_id: int, phone: str, now: datetime) -> None:
    stop(session, office_id, phone, why=NOT_MINE, now=now)
    consent(session, office_id, phone, given=False, source=consents.NOT_MINE, by=CITIZEN, now=now)


def _withdraw(session: Session, invitation: Invitation, now: datetime) -> None:
    """Another code for the same invitation, with which nothing is asked for; a household that left another number is
    told there.
    """
    note_closed(session, invitation.office_id, invitation.code_hash, now=now)
    salt = codes.new_salt()
    invitation.salt = salt
    invitation.code_hash = codes.hash_of(codes.derive(keys.ring().codes[0], PURPOSE, salt))
    session.add(invitation)
    session.flush()
    take_back_all(session, invitation, now=now)
    documents = fetchable(list(queries.documents_of_invitation(session, invitation.id)))
    booked = queries.live_booking_of_invitation(session, invitation.id)
    left = phone_to_tell(session, invitation.office_id, documents)
    if left and booked is None and not is_silenced(session, invitation.office_id, invitation.id):
        note_ready(session, invitation, now=now)


def _masked(phone: str | None) -> str:
    return f"•••• {phone[-3:]}" if phone else "-"


def _mobile(text: str) -> str:
    try:
        found = phone_of(text)
    except Doubt:
        found = None
    if found is None:
        raise Invalid(errors={"phone": "not a mobile number"})
    return found


def _set_phone(session: Session, document: Document, phone: str) -> None:
    """The right number, also for what the same people are to fetch with it."""
    wrong = document.phone_hash
    together = [document]
    if document.invitation_id is not None and wrong is not None:
        others, same = (
            queries.documents_of_invitation(session, document.invitation_id),
            keys.ring().chain.forms(wrong),
        )
        together += [other for other in others if other.phone_hash in same and other.id != document.id]
    hold_applications(session, [each.id for each in together])
    hold_invitations(session, document.invitation_id)
    together.sort(key=lambda each: each.id)
    phone_hash = bring_along(session, document.office_id, "phone", keys.ring().look_up("phone", phone))
    new = {"phone": phone, "phone_hash": phone_hash}
    for each in together:
        change_rows(session, update(Document).where(col(Document.id) == each.id).values(**new))
        session.refresh(each)
        of_it = update(Application).where(col(Application.document_id) == each.id)
        change_rows(session, of_it.values(**new), synchronize=True)


def _tell_again(session: Session, office: Office, document: Document, now: datetime, *, is_new: bool) -> None:
    """Tell a document's people what they can do now; a number not known before gets the link to a booked visit."""
    tell_elsewhere(session, document, now=now)
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    if invitation is None or not fetchable([document]):
        application = application_of_document(session, document.id)
        if application is not None:
            note_application_link(session, application, now=now)
        return
    booking = queries.live_booking_of_invitation(session, invitation.id)
    if booking is None:
        renew(session, invitation, office, now=now)
    elif is_new:
        note_link(session, booking, document.id, now=now)
