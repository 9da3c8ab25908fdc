"""People ask for the file of what they print themselves once more: to where it came, or to another e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Document, FileRequest, Invitation
from scheduler.domain.delivery.refusals import (
    EmailNeeded,
    FileAsked,
    FileAskedOften,
    FilesOfOtherPhones,
    FileUnchosen,
    NothingPrintable,
)
from scheduler.domain.delivery.requests import FILES_A_DAY, TO_EMAIL, TO_OTHER_EMAIL, TO_PHONE
from scheduler.domain.proofs import PhoneDigitsWrong
from scheduler.domain.text.emails import is_email
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.knowing import knows_phone
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.delivery.file_requests import open_file_request
from scheduler.flow.delivery.taking_back import take_back_files
from scheduler.flow.destinations.destinations import SELF_PRINT
from scheduler.flow.invitations.invitations import fetchable, known_invitation, refuse_expired

Target = tuple[str, str | None]
"""By which way a file goes, and to which e-mail; None by phone."""


@dataclass(frozen=True, slots=True)
class FileWish:
    """What is asked for. documents: their ids; email: another than the one on record, which phone4, the end of the
    phone on record, then proves.
    """

    documents: Sequence[int]
    email: str = field(default="", repr=False)
    phone4: str = field(default="", repr=False)


def ask_file(session: Session, code: str, wish: FileWish, *, now: datetime) -> list[FileRequest]:
    """Ask for files once more; the same again is what was asked before.

    Who has the link alone may ask for the file where it came before; to have it sent elsewhere the end of the phone on
    record is asked for as well, of each of the documents (a household may have more than one phone), and that phone is
    told at once.
    Raises InvitationUnknown, InvitationExpired, NothingPrintable, FileUnchosen, HiddenSigns, EmailNeeded,
    PhoneDigitsWrong, FilesOfOtherPhones, FileAsked, FileAskedOften.
    """
    invitation = known_invitation(session, code)
    refuse_expired(invitation, now)
    there = that_come_by_message(session, invitation)
    if not there:
        raise NothingPrintable
    documents = [each for each in there if each.id in wish.documents]
    if not documents:
        raise FileUnchosen
    other = _other_email(wish, documents)
    return [_asked(session, document, target_of(document, other), now) for document in documents]


def take_file_back(session: Session, code: str, document_id: int, *, now: datetime) -> None:
    """Take back what was asked for of a document and is not answered; its address goes at once. The same again does
    nothing. Raises InvitationUnknown.
    """
    invitation = known_invitation(session, code)
    own = [document.id for document in queries.documents_of_invitation(session, invitation.id)]
    take_back_files(session, {document_id}.intersection(own), now=now)


def that_come_by_message(session: Session, invitation: Invitation) -> list[Document]:
    """Documents of an invitation that are printed at home from a file which a message brought, by rising id."""
    kinds = {kind.id: kind for kind in queries.types_of(session, invitation.office_id)}
    found = fetchable(list(queries.documents_of_invitation(session, invitation.id)))
    by_message = [each for each in found if each.channel == SELF_PRINT and kinds[each.type_id].file_by_message]
    return sorted(by_message, key=lambda each: each.id)


def target_of(document: Document, other: str = "") -> Target | None:
    """Where the file of a document goes; None where nothing is on record and no other e-mail was given."""
    if other and other.casefold() != (document.email or "").casefold():
        return TO_OTHER_EMAIL, other
    if document.email:
        return TO_EMAIL, document.email
    return (TO_PHONE, None) if document.phone else None


def _other_email(wish: FileWish, documents: Sequence[Document]) -> str:
    """Another e-mail that is proven for each document; "" where none was given.

    Raises HiddenSigns, EmailNeeded, PhoneDigitsWrong, FilesOfOtherPhones.
    """
    email = "".join(wish.email.split())
    if not email and not wish.phone4:
        return ""
    refuse_hidden(email)
    if not is_email(email):
        raise EmailNeeded
    proven = [knows_phone(document, wish.phone4) for document in documents]
    if not any(proven):
        raise PhoneDigitsWrong
    if not all(proven):
        raise FilesOfOtherPhones
    return email


def _asked(session: Session, document: Document, target: Target | None, now: datetime) -> FileRequest:
    if target is None:
        raise EmailNeeded
    known = open_file_request(session, document.id)
    if known is not None:
        if (known.way, known.email) != target:
            raise FileAsked
        return known
    lately = select(func.count()).where(
        col(FileRequest.document_id) == document.id, col(FileRequest.asked_at) > now - timedelta(days=1)
    )
    if (session.scalar(lately) or 0) >= FILES_A_DAY:
        raise FileAskedOften(count=FILES_A_DAY)
    way, email = target
    request = FileRequest(office_id=document.office_id, document_id=document.id, way=way, email=email, asked_at=now)
    session.add(request)
    session.flush()
    if way == TO_OTHER_EMAIL and is_reachable(session, document):
        facts = {"request": request.id}
        note_document(session, Cause.FILE_ELSEWHERE, document, once=f"f{request.id}", facts=facts, now=now)
    return request
