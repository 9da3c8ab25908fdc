"""What messages of one office are about, read for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db import queries
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Document,
    DocumentType,
    Invitation,
    Message,
    MessageText,
    Office,
    Slot,
)
from scheduler.flow.channels.texts import own_texts

Row = TypeVar("Row", Invitation, Booking, Slot, Document)

UNSAID = (defer(Document.nik), defer(Document.note))  # type: ignore[arg-type]
"""Sealed, and in hardly any message: opened for one that asks."""


class Known:
    """What some messages are about, as it stood when this was made: by one statement for each kind of row, however many
    messages there are, and none for kinds that no message has.

    It is kept for the transaction that made it, which has claimed the messages, and no longer: whoever looks later
    looks anew. The rows lie in its session, so `session.get_one` finds them there without asking the database.
    """

    def __init__(self, session: Session, office: Office, messages: Sequence[Message]) -> None:
        self.session, self.office = session, office
        families = {each.invitation_id for each in messages if each.invitation_id is not None}
        visits = {each.booking_id for each in messages if each.booking_id is not None}
        self._invitations = self._rows(Invitation, families)
        self._bookings = self._rows(Booking, visits)
        self._slots = self._rows(Slot, (each.slot_id for each in self._bookings.values()))
        self._named = self._rows(Document, (each.document_id for each in messages), *UNSAID)
        self._families = self._by_family(families)
        self._visits = self._by_visit(visits)

    @cached_property
    def kinds(self) -> Mapping[int, DocumentType]:
        """The office's document types by id."""
        return {kind.id: kind for kind in queries.types_of(self.session, self.office.id)}

    def invitation_of(self, message: Message) -> Invitation:
        """The invitation that a message names."""
        return self._invitations[message.invitation_id or 0]

    def booking_of(self, message: Message) -> Booking:
        """The visit that a message names."""
        return self._bookings[message.booking_id or 0]

    def document_of(self, message: Message) -> Document:
        """The document that a message names."""
        return self._named[message.document_id or 0]

    def documents_of(self, message: Message) -> list[Document]:
        """The documents that a message is about: the one it names, or those of its visit, or of its household."""
        if message.document_id is not None:
            return [self.document_of(message)]
        if message.booking_id is not None:
            return self.of_visit(message.booking_id)
        return self.of_family(message.invitation_id) if message.invitation_id is not None else []

    def of_family(self, invitation_id: int) -> list[Document]:
        """The documents of an invitation that a message names, oldest first."""
        return list(self._families[invitation_id])

    def of_visit(self, booking_id: int) -> list[Document]:
        """The documents of a visit that a message names, oldest first."""
        return list(self._visits[booking_id])

    def types_of(self, documents: Sequence[Document]) -> list[DocumentType]:
        """The type of each of some documents, in their order."""
        return [self.kinds[document.type_id] for document in documents]

    def own_text(self, name: str, language: str) -> str | None:
        """The office's own words for a text in a language; None where it has none."""
        row = self._own.get((name, language))
        return None if row is None else row.text

    @cached_property
    def _own(self) -> Mapping[tuple[str, str], MessageText]:
        return own_texts(self.session, self.office.id)

    def _rows(self, table: type[Row], ids: Iterable[int | None], *options: ExecutableOption) -> Mapping[int, Row]:
        wanted = {each for each in ids if each is not None}
        if not wanted:
            return {}
        found = self.session.scalars(select(table).where(col(table.id).in_(wanted)).options(*options))
        return {row.id: row for row in found}

    def _by_family(self, ids: set[int]) -> Mapping[int, list[Document]]:
        found: dict[int, list[Document]] = defaultdict(list)
        if ids:
            for document in self.session.scalars(_documents().where(col(Document.invitation_id).in_(ids))):
                found[document.invitation_id or 0].append(document)
        return found

    def _by_visit(self, ids: set[int]) -> Mapping[int, list[Document]]:
        found: dict[int, list[Document]] = defaultdict(list)
        if ids:
            fetched = (
                _documents()
                .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
                .add_columns(col(BookingDocument.booking_id))
                .where(col(BookingDocument.booking_id).in_(ids))
            )
            for document, booking_id in self.session.execute(fetched):
                found[booking_id].append(document)
        return found


def _documents() -> SelectOfScalar[Document]:
    return select(Document).options(*UNSAID).order_by(col(Document.id))
