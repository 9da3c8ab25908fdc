"""Who stands at the counter, and what is to be handed to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Document, DocumentType, Handover, Office, Ticket
from scheduler.domain.stages import DocumentStage, TicketStage
from scheduler.domain.text.nik import masked_nik
from scheduler.flow.custody.collectors import asks_letter, asks_old_card, collectors_of


@dataclass(frozen=True, slots=True)
class Item:
    """A document of the visit. is_open: it may still be handed over here. on_paper: it could be
    printed at home and was asked for on paper. handed: when and to whom it was.
    """

    reference: str
    title: str
    reason: str | None
    holder: str
    shelf: str | None
    stage: str
    is_open: bool
    hands_over: bool
    asks_old_card: bool
    on_paper: bool
    handed: Handover | None


@dataclass(frozen=True, slots=True)
class Card:
    """The ticket at the counter with its visit. slot_at: None for somebody who came without a booking.

    nik: masked. old_cards: the types of which it is asked what became of the old card; all_lost: each of them is said
    to be lost. escort: the clerk goes to them.
    called_at: when it was called last. calls: how often the number was called here; rest: seconds until it may be
    called again.
    """

    number: str
    stage: str
    slot_at: datetime | None
    arrived_at: datetime
    name: str | None
    nik: str | None
    people: int
    collector_kind: str
    collector_name: str | None
    items: list[Item]
    old_cards: frozenset[str]
    all_lost: bool
    may_self: bool
    escort: bool
    called_at: datetime | None
    calls: int
    most_calls: int
    absent_after: int
    rest: int

    @property
    def is_serving(self) -> bool:
        """Whether the person has come to the counter."""
        return self.stage == TicketStage.SERVING

    @property
    def may_recall(self) -> bool:
        """Whether the number may be called once more, now or when the rest is over."""
        return not self.is_serving and self.calls < self.most_calls

    @property
    def may_miss(self) -> bool:
        """Whether the number was called often enough to be counted as not come."""
        return not self.is_serving and self.calls >= self.absent_after

    @property
    def open_items(self) -> list[Item]:
        """What may still be handed over."""
        return [item for item in self.items if item.is_open]

    @property
    def asks_old_card(self) -> bool:
        """Whether it is asked what became of an old card."""
        return bool(self.old_cards)

    @property
    def shelves(self) -> list[str | None]:
        """Where what is handed over lies, each place once; None of what is on no shelf."""
        return list(dict.fromkeys(item.shelf for item in self.items if item.is_open and item.hands_over))

    @property
    def is_partial(self) -> bool:
        """Whether something was handed over and something is left."""
        return any(item.stage == DocumentStage.COLLECTED for item in self.items)

    @property
    def hands_over(self) -> bool:
        """Whether there is anything to take away, or only a visit to finish."""
        return any(item.hands_over for item in self.items)


def card_of(session: Session, office: Office, ticket: Ticket, now: datetime) -> Card:
    """The card of a ticket at a counter, as it is at a moment."""
    booking = queries.booking_by_id(session, ticket.booking_id)
    documents = queries.documents_of_booking(session, booking.id)
    open_ids = {document.id for document in queries.documents_of_booking(session, booking.id, live=True)}
    types = {kind.id: kind for kind in queries.types_of(session, ticket.office_id)}
    slot = queries.slot_of_booking(session, booking)
    first = documents[0] if documents else None
    call = queries.latest_call(session, ticket, now)
    called_at = call.at if call and call.at <= now else None  # later than now: the clock was put back
    again_at = called_at + timedelta(seconds=office.recall_seconds) if called_at else now
    handed = _handed(session, booking) if len(open_ids) < len(documents) else {}
    still = [document for document in documents if document.id in open_ids]
    return Card(
        number=ticket.number,
        stage=ticket.stage,
        slot_at=slot.starts_at if slot else None,
        arrived_at=ticket.arrived_at,
        name=first.holder if first else None,
        nik=masked_nik(first.nik) if first and first.nik else None,
        people=ticket.people,
        escort=ticket.escort,
        called_at=called_at,
        calls=call.repeat + 1 if call else 1,
        most_calls=office.max_calls,
        absent_after=office.absent_after,
        rest=max(0, ceil((again_at - now).total_seconds())),
        collector_kind=booking.collector_kind,
        collector_name=booking.collector_name,
        items=[
            _item(document, types[document.type_id], document.id in open_ids, handed.get(document.id))
            for document in documents
        ],
        old_cards=frozenset(types[d.type_id].code for d in still if asks_old_card(types[d.type_id], d.reason)),
        all_lost=all(
            asks_letter(types[d.type_id], d.reason) for d in still if asks_old_card(types[d.type_id], d.reason)
        ),
        may_self="holder" in collectors_of([types[document.type_id] for document in still]),
    )


def _handed(session: Session, booking: Booking) -> dict[int, Handover]:
    """Document id -> its latest handover in this visit."""
    rows = session.exec(select(Handover).where(Handover.booking_id == booking.id).order_by(col(Handover.id))).all()
    return {row.document_id: row for row in rows}


def _item(document: Document, kind: DocumentType, is_open: bool, handed: Handover | None) -> Item:  # noqa: FBT001 - a fact beside two rows
    return Item(
        reference=document.reference,
        title=document.title,
        reason=document.reason,
        holder=document.holder,
        shelf=document.shelf,
        stage=document.stage,
        is_open=is_open,
        hands_over=kind.hands_over,
        asks_old_card=asks_old_card(kind, document.reason),
        on_paper=document.paper_asked_at is not None,
        handed=handed if document.stage == DocumentStage.COLLECTED else None,
    )
