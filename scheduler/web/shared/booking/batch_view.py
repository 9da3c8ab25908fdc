"""A batch as those see it who work with it: the office, and the place that hands its documents over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Batch, BatchDocument, Document, Office, Place
from scheduler.domain.delivery.batches import is_late, list_mark
from scheduler.domain.refusals import Refusal
from scheduler.domain.text.names import initials, last_digits
from scheduler.flow.custody.collectors import asks_letter, asks_old_card, collectors_of
from scheduler.flow.delivery.batches.linking import batch_by_code, code_of, is_over
from scheduler.flow.destinations.destinations import method_to
from scheduler.flow.destinations.requests import home_request

IDS = 2**31
"""Greater numbers no table has."""


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a list: whose (initials), of which type, and what became of it.

    row: of the list. is_for: whether the document is handed over at the batch's place. collectors: who may take it.
    asks_card: it is asked what became of an old card. is_lost: that is said to be lost. taker: initials of who took it.
    """

    row: int
    position: int
    is_for: bool
    reference: str
    ref4: str
    who: str
    type: str
    stage: str
    shelf: str | None
    collectors: tuple[str, ...]
    asks_card: bool
    is_lost: bool
    outcome: str | None
    collector: str | None
    taker: str
    at: datetime | None
    old_card: str | None
    card_back_at: datetime | None
    address: str = field(default="", repr=False)
    """Where it is brought or sent, while it is out; empty where it is fetched."""

    @property
    def is_out(self) -> bool:
        return self.outcome is None

    @property
    def owes_card(self) -> bool:
        """Whether an old card was taken for the document at the place, and has not come back."""
        return self.old_card == "withdrawn" and self.card_back_at is None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with its list. code: of its link, None where the office closed it or nobody has signed."""

    office: Office
    place: Place
    batch: Batch
    lines: Sequence[Line]
    code: str | None
    is_late: bool

    @property
    def out(self) -> int:
        return sum(line.is_out for line in self.lines)

    @property
    def handed(self) -> int:
        return sum(line.outcome == "handed_over" for line in self.lines)

    @property
    def back(self) -> int:
        return sum(line.outcome == "brought_back" for line in self.lines)

    @property
    def lost(self) -> int:
        return sum(line.outcome == "lost" for line in self.lines)

    @property
    def mark(self) -> str:
        """The mark of the list as it is shown here, by which a form says what was seen."""
        return list_mark(line.row for line in self.lines)

    @property
    def withdrawn(self) -> int:
        """How many old cards were taken at the place."""
        return sum(line.old_card == "withdrawn" for line in self.lines)

    @property
    def owed(self) -> Sequence[Line]:
        """The documents whose old card has not come back."""
        return [line for line in self.lines if line.owes_card]

    def line(self, position: int, missing: type[Refusal]) -> Line:
        """The document at a position of the list; raises `missing` where there is none."""
        found = next((line for line in self.lines if line.position == position), None)
        if found is None:
            raise missing
        return found


@dataclass(frozen=True, slots=True)
class BatchLinks:
    """Where the pages of a batch lead that its place works with: the list, the search in it, a document by position."""

    page: str
    search: str
    document: Callable[[int], str]


def batch_page(session: Session, batch: Batch, *, now: datetime) -> BatchPage:
    """A batch as it stands."""
    office = queries.office_by_id(session, batch.office_id)
    place = session.get_one(Place, batch.place_id)
    return BatchPage(
        office,
        place,
        batch,
        _lines(session, batch, place),
        code_of(batch) if batch.signed_at and not is_over(batch, now) else None,
        is_late(batch.signed_at, batch.closed_at, now),
    )


def page_by_code(session: Session, code: str, *, now: datetime) -> BatchPage:
    """The batch of a link. Raises BatchUnknown."""
    return batch_page(session, batch_by_code(session, code, now=now), now=now)


def _address(session: Session, document: Document) -> str:
    asked = home_request(session, document)
    return (asked.address if asked else None) or ""


def _lines(session: Session, batch: Batch, place: Place) -> list[Line]:
    kinds = {kind.id: kind for kind in queries.types_of(session, batch.office_id)}
    rows = session.execute(
        select(BatchDocument, Document)
        .join(Document, col(Document.id) == col(BatchDocument.document_id))
        .where(col(BatchDocument.batch_id) == batch.id)
        .order_by(col(BatchDocument.position))
    )
    return [
        Line(
            row=row.id,
            position=row.position,
            is_for=(document.channel, document.place) == (method_to(place), place.name),
            reference=document.reference,
            ref4=last_digits(document.reference, 4),
            who=initials(document.holder),
            type=kinds[document.type_id].code,
            stage=document.stage,
            shelf=document.shelf,
            collectors=collectors_of([kinds[document.type_id]]),
            asks_card=asks_old_card(kinds[document.type_id], document.reason),
            is_lost=asks_letter(kinds[document.type_id], document.reason),
            outcome=row.outcome,
            collector=row.collector,
            taker=initials(row.collector_name or ""),
            at=row.at,
            old_card=row.old_card,
            card_back_at=row.old_card_back_at,
            address=_address(session, document) if row.outcome is None else "",
        )
        for row, document in rows
    ]
