"""One person at one office: their documents, applications and phones, found by NIK or by a code of theirs.

A household shares a phone and a link. What is one person's is told by the NIK, or by the one document that was named;
what others stand behind as well is not theirs alone, and is neither given nor erased.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Application, Booking, BookingDocument, Conversation, Document, Invitation, Office
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.privacy.refusals import PersonUnknown, SeveralPeople
from scheduler.flow.applying.applications import application_by_code

NIK_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Person:
    """What is theirs: ids of rows, oldest first.

    visits: those that fetch nobody else's documents; with_others: those that do. links: invitations for nobody else's
    documents. phones: keyed hashes of phones that nobody else has here; shared: that somebody else has too.
    """

    office_id: int
    documents: Sequence[int]
    applications: Sequence[int]
    visits: Sequence[int]
    with_others: Sequence[int]
    links: Sequence[int]
    phones: Sequence[bytes]
    shared: Sequence[bytes]
    talks: Sequence[int]
    language: str


def held_person(session: Session, office: Office, typed: str) -> Person:
    """As `find_person`, and nothing of theirs changes until the transaction ends: who books, hands over, moves a
    document or writes to the office at the same moment comes before or after it as a whole.
    """
    found = find_person(session, office, typed)
    while True:
        _hold(session, found)
        again = find_person(session, office, typed)
        if again == found:
            return found
        found = again


def find_person(session: Session, office: Office, typed: str) -> Person:
    """Whose data it is. typed: a NIK, or the code of a document, an application, an invitation or a visit.

    Raises PersonUnknown, SeveralPeople.
    """
    digits = "".join(typed.split())  # a registration number may have as many, with signs between them
    if digits.isdigit() and len(digits) == NIK_DIGITS:
        documents, unsent = _of_nik(session, office, digits)
    else:
        documents, unsent = _of_code(session, office, typed.strip())
    if not documents and not unsent:
        raise PersonUnknown
    return _person(session, office, documents, unsent)


def _hold(session: Session, person: Person) -> None:
    """In the order in which every step holds them."""
    links = select(col(Document.invitation_id)).where(col(Document.id).in_(person.documents))
    rows: tuple[tuple[type[Any], Any], ...] = (
        (Invitation, links),
        (Booking, [*person.visits, *person.with_others]),
        (Document, person.documents),
        (Application, person.applications),
        (Conversation, person.talks),
    )
    for kind, ids in rows:
        held = select(kind).where(kind.id.in_(ids)).order_by(kind.id).with_for_update()
        session.scalars(held.execution_options(populate_existing=True)).all()


def _of_nik(session: Session, office: Office, nik: str) -> tuple[list[Document], list[Application]]:
    """Unsent applications have no hash of the NIK: there are few, and they are read through."""
    hashes = keys.ring().look_ups("nik", nik)
    documents = session.scalars(
        select(Document).where(col(Document.office_id) == office.id, col(Document.nik_hash).in_(hashes))
    ).all()
    drafts = session.scalars(
        select(Application).where(col(Application.office_id) == office.id, col(Application.document_id).is_(None))
    ).all()
    return list(documents), [draft for draft in drafts if draft.nik == nik]


def _of_code(session: Session, office: Office, code: str) -> tuple[list[Document], list[Application]]:
    found: list[Document | None] = [queries.document_scanned(session, office.id, code)]
    booking, invitation = queries.booking_by_code(session, code), queries.invitation_by_code(session, code)
    if booking is not None and booking.office_id == office.id:
        found += queries.documents_of_booking(session, booking.id)
    if invitation is not None and invitation.office_id == office.id:
        found += queries.documents_of_invitation(session, invitation.id)
    unsent: list[Application] = []
    try:
        application = application_by_code(session, code)
    except ApplicationUnknown:
        application = None
    if application is not None and application.office_id == office.id:
        if application.document_id is None:
            unsent.append(application)
        else:
            found.append(session.get_one(Document, application.document_id))
    documents = [each for each in found if each is not None]
    if len({_who(document) for document in documents}) > 1:
        raise SeveralPeople
    return _all_of_person(session, documents), unsent


def _who(document: Document) -> bytes | str:
    """By what one person's documents are told from another's."""
    return document.nik_hash or document.holder.casefold()


def _all_of_person(session: Session, documents: Sequence[Document]) -> list[Document]:
    """With a NIK all documents of it; without one those alone that were named."""
    hashes = {document.nik_hash for document in documents if document.nik_hash is not None}
    if not documents or not hashes:
        return list(documents)
    own = select(Document).where(col(Document.office_id) == documents[0].office_id, col(Document.nik_hash).in_(hashes))
    return list(session.scalars(own))


def _person(session: Session, office: Office, documents: Sequence[Document], unsent: Sequence[Application]) -> Person:
    ids = sorted({document.id for document in documents})
    sent: Sequence[Application] = session.scalars(
        select(Application).where(col(Application.document_id).in_(ids))
    ).all()
    applications = [*sent, *unsent]
    both: list[Document | Application] = [*documents, *applications]
    known = {each.phone_hash for each in both if each.phone_hash is not None}
    asked = sorted({each.id for each in applications})
    shared = {phone for phone in known if _is_shared(session, office, phone, ids, asked)}
    phones = sorted(known - shared)
    fetching = select(col(BookingDocument.booking_id)).where(col(BookingDocument.document_id).in_(ids))
    visits = session.scalars(select(col(Booking.id)).where(col(Booking.id).in_(fetching))).all()
    others = session.scalars(
        select(col(BookingDocument.booking_id)).where(
            col(BookingDocument.booking_id).in_(visits), col(BookingDocument.document_id).not_in(ids)
        )
    ).all()
    links = {each.invitation_id for each in documents if each.invitation_id is not None}
    of_others = session.scalars(
        select(col(Document.invitation_id)).where(col(Document.invitation_id).in_(links), col(Document.id).not_in(ids))
    ).all()
    talks = session.scalars(
        select(col(Conversation.id)).where(
            col(Conversation.office_id) == office.id, col(Conversation.phone_hash).in_(phones)
        )
    ).all()
    newest = max(both, key=lambda each: each.created_at)
    return Person(
        office.id,
        documents=ids,
        applications=asked,
        visits=sorted(set(visits) - set(others)),
        with_others=sorted(set(others)),
        links=sorted(links - set(of_others)),
        phones=phones,
        shared=sorted(shared),
        talks=sorted(talks),
        language=newest.language,
    )


def _is_shared(
    session: Session, office: Office, phone: bytes, documents: Sequence[int], applications: Sequence[int]
) -> bool:
    """Whether somebody else at the office has a phone too."""
    of_others = (
        select(col(Document.id)).where(
            col(Document.office_id) == office.id, col(Document.phone_hash) == phone, col(Document.id).not_in(documents)
        ),
        select(col(Application.id)).where(
            col(Application.office_id) == office.id,
            col(Application.phone_hash) == phone,
            col(Application.id).not_in(applications),
            or_(col(Application.document_id).is_(None), col(Application.document_id).not_in(documents)),
        ),
    )
    return any(session.scalar(each.limit(1)) is not None for each in of_others)
