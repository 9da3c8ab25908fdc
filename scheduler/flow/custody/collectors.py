"""Who comes for the documents of a visit, whether they may, how often they do so for others, and what they bring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import BatchDocument, Booking, Document, DocumentType, Handover, Slot
from scheduler.domain.calendar import calendar
from scheduler.domain.custody import collecting
from scheduler.domain.custody.collecting import HOLDER, PROXY
from scheduler.domain.custody.refusals import CollectorNotAllowed, ProxyLimit, ProxyUnnamed
from scheduler.domain.stages import BookingStage
from scheduler.domain.text import names
from scheduler.flow.custody.handover_records import is_taken_back

COUNTED = (BookingStage.BOOKED, BookingStage.ARRIVED, BookingStage.FULFILLED)
UNKNOWN_RELATION = "-"
"""Of a proxy of whom the relation was never asked."""


@dataclass(frozen=True, slots=True)
class Collector:
    """Who comes: holder, family, parent, guardian or proxy; None is the usual one of those who may.

    name, relation and nik4 (the last four digits of the NIK) are asked of a proxy; `known` is the keyed hash of one
    whose digits are not kept.
    """

    kind: str | None = None
    name: str | None = None
    relation: str | None = None
    nik4: str | None = None
    known: bytes | None = None

    @property
    def person(self) -> bytes | None:
        """The keyed hash by which a proxy's collections for others are counted; None for everybody else."""
        if self.kind != PROXY or not self.name:
            return None
        return self.known or person_of(self.name, self.nik4)


def collector_again(booking: Booking) -> Collector:
    """Who was to come for a visit, for another visit of the same documents."""
    return Collector(
        booking.collector_kind,
        booking.collector_name,
        booking.collector_relation or UNKNOWN_RELATION,
        known=booking.collector_hash,
    )


def person_of(name: str, nik4: str | None = None) -> bytes:
    """The keyed hash of a person: of the name as it is compared, and of four digits where they were given."""
    return keys.ring().look_up("proxy", f"{names.compared_name(name)}\0{nik4 or ''}")


def allowed_collector(collector: Collector, allowed: Sequence[str]) -> str:
    """The kind of collector, the usual one where none was named. Raises CollectorNotAllowed, ProxyUnnamed."""
    kind = collector.kind or collecting.usual_collector(allowed)
    if kind not in allowed:
        raise CollectorNotAllowed(collectors=list(allowed))
    if kind == PROXY and not (collector.name and collector.relation):
        raise ProxyUnnamed
    return kind


@dataclass(frozen=True, slots=True)
class Cap:
    """How many visits a month of an office one person may collect for others in; zone: the office's.

    What one person takes for one household from one batch, at its place, counts as a visit.
    """

    office_id: int
    timezone: str
    most: int


def refuse_beyond_cap(
    session: Session,
    cap: Cap,
    person: bytes,
    at: datetime,
    *,
    but: int | None = None,
    but_there: "There | None" = None,
) -> None:
    """Whether a person may collect for others once more in the month of a moment. Raises ProxyLimit.

    but: the visit that is about to move, not counted; but_there: what is about to be taken at a place. Of two at once
    for one person the second counts the first: to be asked before seats are taken.
    """
    hold_name(session, person)
    start, end = month_of(at, cap.timezone)
    here = collected_by(session, cap.office_id, person, start, end) - {but}
    there = taken_there(session, cap.office_id, person, start, end) - {but_there}
    if len(here) + len(there) >= cap.most:
        raise ProxyLimit(cap=cap.most)


def month_of(at: datetime, timezone: str) -> tuple[datetime, datetime]:
    """The local month of a moment, as two moments."""
    zone = calendar.zone_of(timezone)
    first = calendar.local_day(at, zone).replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return calendar.day_bounds(first, zone)[0], calendar.day_bounds(following, zone)[0]


def collected_by(session: Session, office_id: int, person: bytes, start: datetime, end: datetime) -> set[int]:
    """The visits of a stretch of time in which a person collects, or has collected, for others."""
    forms = keys.ring().chain.forms(person)
    booked = (
        select(col(Booking.id))
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(
            col(Booking.office_id) == office_id,
            col(Booking.collector_hash).in_(forms),
            col(Booking.stage).in_(COUNTED),
            col(Slot.starts_at) >= start,
            col(Slot.starts_at) < end,
        )
    )
    handed = select(col(Handover.booking_id)).where(
        col(Handover.office_id) == office_id,
        col(Handover.collector_hash).in_(forms),
        col(Handover.at) >= start,
        col(Handover.at) < end,
        ~is_taken_back(Handover),
    )
    return {*session.scalars(booked), *session.scalars(handed)}


There = tuple[int, bytes | int]
"""What somebody takes at a place in one go: of which batch, and of which household, or which document without one."""


def there_of(batch_id: int, document: Document) -> There:
    """What a document that is taken at a place counts as."""
    return batch_id, document.household or document.id


def taken_there(session: Session, office_id: int, person: bytes, start: datetime, end: datetime) -> set[There]:
    """What a person has taken for others at places in a stretch of time."""
    rows = session.execute(
        select(col(BatchDocument.batch_id), Document)
        .join(Document, col(Document.id) == col(BatchDocument.document_id))
        .where(
            col(BatchDocument.office_id) == office_id,
            col(BatchDocument.collector_hash).in_(keys.ring().chain.forms(person)),
            col(BatchDocument.at) >= start,
            col(BatchDocument.at) < end,
        )
    )
    return {there_of(batch_id, document) for batch_id, document in rows}


def rules_of(kinds: Iterable[tuple[Sequence[str], bool]]) -> list[Sequence[str]]:
    """Of (collectors, hands over) of each document the rules that hold: nobody collects where nothing is handed over.

    A visit for nothing but that follows its own rule.
    """
    every = list(kinds)
    return [rule for rule, hands_over in every if hands_over] or [rule for rule, _ in every]


def collectors_of(types: Sequence[DocumentType]) -> tuple[str, ...]:
    """Who may come for documents of some types, the usual one first."""
    return collecting.allowed_for_all(rules_of((kind.collectors, kind.hands_over) for kind in types))


def bring_of(kind: DocumentType, reason: str | None) -> tuple[str, ...]:
    """What to bring for a type and a reason; an unknown reason asks for the same as changed data."""
    needs: Sequence[str] = kind.bring.get(reason or "changed", kind.bring.get("changed", ()))
    return tuple(needs)


def takes_back(kind: DocumentType, reason: str | None) -> bool:
    """Whether an old card is taken back for a reason; an unknown one counts as changed."""
    return (reason or "changed") in kind.take_back


def asks_letter(kind: DocumentType, reason: str | None) -> bool:
    """Whether the number of a police letter is asked for: the old card is said to be lost."""
    return reason in kind.police_letter


def asks_old_card(kind: DocumentType, reason: str | None) -> bool:
    """Whether it is asked what became of the old card: it is taken back, or by which letter it is lost."""
    return takes_back(kind, reason) or asks_letter(kind, reason)


def has_old_cards(kind: DocumentType) -> bool:
    """Whether there is a card of a type whose fate is asked for at all; of a sheet of paper there is none."""
    return bool(kind.take_back or kind.police_letter)


def brought_by(kind: DocumentType, collector: str) -> tuple[str, ...]:
    """What a collector brings for a type besides; where the office says nothing, the usual."""
    said: Sequence[str] | None = kind.collector_bring.get(collector)
    if said is not None:
        return tuple(said)
    return collecting.usual_bring(collector, holder_may_come=HOLDER in (kind.collectors or collecting.KINDS))


def all_brought_by(types: Iterable[DocumentType], collector: str) -> tuple[str, ...]:
    """What a collector brings for documents of some types, each thing once; those they may not take ask for nothing."""
    may = [kind for kind in types if collector in (kind.collectors or collecting.KINDS)]
    return tuple(dict.fromkeys(thing for kind in may for thing in brought_by(kind, collector)))
