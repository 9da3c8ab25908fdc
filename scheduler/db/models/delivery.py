"""Where documents are handed over besides the office, and what partners take along in a batch."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, json_field, keyed, moment, office_id, sealed
from scheduler.db.models.booking import BY_PROXY

OUT = text("outcome IS NULL")
"""Of a document of a batch: it is on the list, and nobody has said yet what became of it."""
ASKED = text("state = 'asked'")


class Place(SQLModel, table=True):
    """A branch of the office where documents are fetched: a kecamatan, a kelurahan, a school. Documents name it."""

    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    name: str
    kind: str = "kelurahan"
    """kecamatan, kelurahan, post, visit (staff who bring documents home) or other."""
    address: str = ""
    hours: str = ""
    """As a citizen reads it: "Senin-Jumat 08.00-14.00"."""
    phone: str = ""
    closed: bool = False
    """Whether nothing new goes there."""


class Batch(SQLModel, table=True):
    """Documents that somebody of a place takes along against a signed list, to be handed over there.

    It is open until its list was signed, out until every document was accounted for, then closed.
    """

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id(index=True)
    place_id: int = Field(foreign_key="place.id")
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    code_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    """SHA-256 of the code in the link by which the partner confirms from there."""
    link_closed_at: datetime | None = moment(null=True)
    """Since when the link leads nowhere; None while it holds."""
    taken_by: str | None = sealed("batch.taken_by")
    signature: str | None = sealed("batch.signature")
    """The strokes on the screen, as `domain.text.signatures` reads them; None where the printed list was signed."""
    made_at: datetime = moment()
    made_by: str
    signed_at: datetime | None = moment(null=True)
    received_at: datetime | None = moment(null=True)
    """When the place said that the batch has come; None: nobody has, or it is confirmed by the link alone."""
    received_by: str | None = None
    closed_at: datetime | None = moment(null=True)


class BatchDocument(SQLModel, table=True):
    """A document of a batch and what became of it: handed over there, brought back, or lost."""

    __tablename__ = "batch_document"
    __table_args__ = (
        UniqueConstraint("batch_id", "document_id"),
        Index("ix_batch_document_at", "office_id", "at"),
        Index("uq_batch_document_out", "document_id", unique=True, sqlite_where=OUT, postgresql_where=OUT),
        Index("ix_batch_document_collector_hash", "collector_hash", sqlite_where=BY_PROXY, postgresql_where=BY_PROXY),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    batch_id: int = Field(foreign_key="batch.id")
    document_id: int = Field(foreign_key="document.id", index=True)
    position: int
    outcome: str | None = None
    """handed_over, brought_back or lost; None while it is out."""
    collector: str | None = None
    """holder, family, parent, guardian or proxy."""
    collector_name: str | None = sealed("batch_document.collector_name")
    collector_letter: str | None = sealed("batch_document.collector_letter")
    collector_hash: bytes | None = keyed("proxy")
    """Keyed hash of who took the document for somebody else, to count by the month; None for all others."""
    identity: str | None = None
    old_card: str | None = None
    """withdrawn, lost, none or not_brought; None where the reason asks for none."""
    old_card_letter: str | None = sealed("batch_document.old_card_letter")
    old_card_back_at: datetime | None = moment(null=True)
    """When the old card that was taken there came back to the office."""
    at: datetime | None = moment(null=True)
    by: str | None = None


class DeliveryRequest(SQLModel, table=True):
    """How the people of an invitation who cannot come ask to have what is ready, and what the office said to it.

    state: asked, granted, refused, or taken_back by who asked. Of an invitation one may wait to be answered.
    """

    __tablename__ = "delivery_request"
    __table_args__ = (
        Index("uq_delivery_request_asked", "invitation_id", unique=True, sqlite_where=ASKED, postgresql_where=ASKED),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    documents: list[int] = json_field(list)
    """The ids of those that were ready when it was asked; once it is granted, of those that go."""
    way: str
    """place, post or visit."""
    place_id: int | None = Field(default=None, foreign_key="place.id")
    """Where they go: of a place as it was asked for, of the post and of visits as it was granted."""
    state: str = "asked"
    address: str | None = sealed("delivery_request.address")
    reason: str | None = sealed("delivery_request.reason")
    """Why somebody has to come to them, in their words."""
    answer: str | None = sealed("delivery_request.answer")
    """Why it was refused, in a clerk's words."""
    visit_on: date | None = None
    courier: str | None = None
    number: str | None = None
    """Of the parcel, by which it can be followed."""
    asked_at: datetime = moment()
    answered_at: datetime | None = moment(null=True)
    answered_by: str | None = None
    forgotten_at: datetime | None = moment(null=True)
    """Since when address and words are gone."""


class FileRequest(SQLModel, table=True):
    """That the people of a document which is printed at home want its file once more, and what the office said.

    state: asked, sent, refused, or taken_back by who asked. Of a document one may wait to be answered.
    """

    __tablename__ = "file_request"
    __table_args__ = (
        Index("uq_file_request_asked", "document_id", unique=True, sqlite_where=ASKED, postgresql_where=ASKED),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    document_id: int = Field(foreign_key="document.id", index=True)
    way: str
    """email or phone, which are on record; other_email, which was given with the request."""
    state: str = "asked"
    email: str | None = sealed("file_request.email")
    """Where it goes; None by phone."""
    answer: str | None = sealed("file_request.answer")
    """Why it was refused, in a clerk's words."""
    asked_at: datetime = moment()
    answered_at: datetime | None = moment(null=True)
    answered_by: str | None = None
    forgotten_at: datetime | None = moment(null=True)
    """Since when address and words are gone."""


_SENT = text("state = 'sent'")
"""Of a transfer: the other office does not have it yet."""
_REFUSED = text("state = 'refused'")
"""Of a transfer: the other office will not have it, and the one that sent it does not have it again yet."""
_ARRIVED = text("state = 'arrived'")


class Transfer(SQLModel, table=True):
    """That a document is to be fetched at another office. There it is a row of its own, once it was received.

    state: sent, arrived, refused (by the other office; it is on its way back) or taken_back, where it stays after all.
    Of a document one is under way at a time.
    """

    __table_args__ = (
        Index("uq_transfer_sent", "document_id", unique=True, sqlite_where=_SENT, postgresql_where=_SENT),
        Index("ix_transfer_coming", "to_office_id", "sent_at", sqlite_where=_SENT, postgresql_where=_SENT),
        Index("ix_transfer_of_office", "office_id", "sent_at"),
        Index("ix_transfer_refused", "office_id", "ended_at", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
        Index("ix_transfer_received", "to_office_id", "ended_at", sqlite_where=_ARRIVED, postgresql_where=_ARRIVED),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    """The office that sends."""
    document_id: int = Field(foreign_key="document.id", index=True)
    to_office_id: int = Field(foreign_key="office.id")
    there_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    """The document at the other office, once it was received."""
    stage: str
    """Where it stood when it left: what is ready travels as a card, all else is printed there."""
    state: str = "sent"
    sent_at: datetime = moment()
    sent_by: str
    ended_at: datetime | None = moment(null=True)
    """When it was received, refused or taken back."""
    ended_by: str | None = None
    why: str | None = None
    """Why an office will not have it (`domain.regency.Unwanted`): the one that refused it, or, of what is sent back,
    the one that sends it; None of all others."""
    note: str | None = sealed("transfer.note")
    """The same in a clerk's words."""
