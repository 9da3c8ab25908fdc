"""That a document changed hands."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, keyed, moment, office_id, sealed
from scheduler.db.models.booking import BY_PROXY

TOOK_CARD = text("old_card = 'withdrawn'")
"""Of a handover: an old card was taken back, which lies in the office until it is destroyed."""


class Handover(SQLModel, table=True):
    """A document changed hands: who took it, how identity was checked, what became of the old card."""

    __table_args__ = (
        Index("ix_handover_collector_hash", "collector_hash", sqlite_where=BY_PROXY, postgresql_where=BY_PROXY),
        Index("ix_handover_old_card", "office_id", "at", sqlite_where=TOOK_CARD, postgresql_where=TOOK_CARD),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    document_id: int = Field(foreign_key="document.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)
    """None, as the ticket, once the visit went by the office's rule: the record of the handover is kept for longer."""
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    counter_number: int
    collector_kind: str
    collector_name: str | None = sealed("handover.collector_name")
    collector_letter: str | None = sealed("handover.collector_letter")
    collector_hash: bytes | None = keyed("proxy")
    identity: str
    old_card: str | None = None
    old_card_letter: str | None = sealed("handover.old_card_letter")
    signature: str | None = sealed("handover.signature")
    """Strokes signed on the screen, as JSON: lists of points within 0 and 1."""
    at: datetime = moment()
    recorded_at: datetime | None = moment(null=True)
    """When it was written down, where that was afterwards (a cut); `at` is then the time that staff told."""
    by: str
    step: str
    """The step in the history that handed the document over; an undone step's handovers do not count."""
