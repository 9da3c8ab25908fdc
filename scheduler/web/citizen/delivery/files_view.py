"""What the page of files shows: what is printed at home, where its file goes, and what became of who asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, FileRequest, Office
from scheduler.domain.delivery.requests import ASKED
from scheduler.domain.text.names import initials, last_digits
from scheduler.domain.text.phones import masked
from scheduler.flow.delivery.file_asking import target_of, that_come_by_message
from scheduler.flow.delivery.file_requests import last_file_requests
from scheduler.flow.invitations.invitations import code_of, known_invitation, refuse_expired


@dataclass(frozen=True, slots=True)
class FileShown:
    """A document that is printed at home. has_target: whether anything on record says where its file goes; email: to
    which, masked, "" by phone. asked: what was asked for last.
    """

    id: int
    type: str
    who: str
    ref4: str
    has_target: bool
    email: str
    has_phone: bool
    asked: FileRequest | None

    @property
    def is_awaited(self) -> bool:
        """Whether the office has not answered yet."""
        return self.asked is not None and self.asked.state == ASKED


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The files that came by a message, of one invitation."""

    office: Office
    code: str
    files: Sequence[FileShown]

    @property
    def may_ask(self) -> Sequence[FileShown]:
        """Those that may be asked for now."""
        return [each for each in self.files if not each.is_awaited and (each.has_target or each.has_phone)]

    @property
    def has_phone(self) -> bool:
        """Whether another e-mail can be proven."""
        return any(each.has_phone for each in self.may_ask)


def files_page(session: Session, code: str, *, now: datetime) -> FilesPage:
    """The page of files. Raises InvitationUnknown, InvitationExpired."""
    invitation = known_invitation(session, code)
    refuse_expired(invitation, now)
    office = queries.office_by_id(session, invitation.office_id)
    documents = that_come_by_message(session, invitation)
    asked = last_file_requests(session, [document.id for document in documents])
    return FilesPage(
        office, code_of(invitation), [_shown(session, document, asked.get(document.id)) for document in documents]
    )


def _shown(session: Session, document: Document, asked: FileRequest | None) -> FileShown:
    target = target_of(document)
    return FileShown(
        document.id,
        session.get_one(DocumentType, document.type_id).code,
        initials(document.holder),
        last_digits(document.reference, 4),
        target is not None,
        masked(target[1]) if target and target[1] else "",
        bool(document.phone),
        asked,
    )
