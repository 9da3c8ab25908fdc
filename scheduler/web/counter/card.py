"""Who stands at the counter, and what is to be handed to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Document, DocumentType, Slot, Ticket
from scheduler.domain.stages import DocumentStage, TicketStage
from scheduler.flow.collecting import collectors_of, takes_back


@dataclass(frozen=True, slots=True)
class Item:
    """A document of the visit. is_open: it may still be handed over here."""

    reference: str
    title: str
    reason: str | None
    holder: str
    shelf: str | None
    stage: str
    is_open: bool
    hands_over: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The ticket at the counter with its visit. slot_at: None for somebody who came without a booking.

    old_cards: the types of which an old card is to be taken back. escort: the clerk goes to them.
    """

    number: str
    stage: str
    slot_at: datetime | None
    arrived_at: datetime
    name: str | None
    nik4: str | None
    people: int
    collector_kind: str
    collector_name: str | None
    items: list[Item]
    old_cards: frozenset[str]
    may_self: bool
    escort: bool

    @property
    def is_serving(self) -> bool:
        """Whether the person has come to the counter."""
        return self.stage == TicketStage.SERVING

    @property
    def asks_old_card(self) -> bool:
        """Whether an old card is to be taken back."""
        return bool(self.old_cards)

    @property
    def shelves(self) -> list[str]:
        """Where the documents lie, each place once."""
        return list(dict.fromkeys(item.shelf for item in self.items if item.shelf and item.is_open))

    @property
    def is_partial(self) -> bool:
        """Whether something was handed over and something is left."""
        return any(item.stage == DocumentStage.COLLECTED for item in self.items)

    @property
    def hands_over(self) -> bool:
        """Whether there is anything to take away, or only a visit to finish."""
        return any(item.hands_over for item in self.items)


def card_of(session: Session, ticket: Ticket) -> Card:
    """The card of a ticket at a counter."""
    booking = session.get(Booking, ticket.booking_id)
    assert booking is not None
    documents = queries.documents_of_booking(session, booking.id)
    open_ids = {document.id for document in queries.documents_of_booking(session, booking.id, live=True)}
    types = {kind.id: kind for kind in queries.types_of(session, ticket.office_id)}
    slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
    first = documents[0] if documents else None
    still = [document for document in documents if document.id in open_ids]
    return Card(
        number=ticket.number,
        stage=ticket.stage,
        slot_at=slot.starts_at if slot else None,
        arrived_at=ticket.arrived_at,
        name=first.holder if first else None,
        nik4=first.nik[-4:] if first and first.nik else None,
        people=ticket.people,
        escort=ticket.escort,
        collector_kind=booking.collector_kind,
        collector_name=booking.collector_name,
        items=[_item(document, types[document.type_id], document.id in open_ids) for document in documents],
        old_cards=frozenset(types[d.type_id].code for d in still if takes_back(types[d.type_id], d.reason)),
        may_self="holder" in collectors_of([types[document.type_id] for document in still]),
    )


def shelves_of(session: Session, ticket: Ticket) -> list[str]:
    """Where the documents of a ticket lie, to be fetched while its people walk."""
    documents: Sequence[Document] = queries.documents_of_booking(session, ticket.booking_id, live=True)
    return list(dict.fromkeys(document.shelf for document in documents if document.shelf))


def _item(document: Document, kind: DocumentType, is_open: bool) -> Item:  # noqa: FBT001 - a fact beside two rows
    return Item(
        reference=document.reference,
        title=document.title,
        reason=document.reason,
        holder=document.holder,
        shelf=document.shelf,
        stage=document.stage,
        is_open=is_open,
        hands_over=kind.hands_over,
    )
