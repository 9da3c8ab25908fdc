"""Who came to the door and got no number that day, by reason; apart those for whom the way was for nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import BookingDocument, Office, OfficeDay, Ticket, TurnedAway
from scheduler.domain.booking import PartyTooLarge
from scheduler.domain.door import (
    Elsewhere,
    HandedOver,
    NotReady,
    OfficeClosed,
    ReferenceRequired,
    ServiceClosed,
    WalkInsFull,
    WrongDay,
)
from scheduler.domain.postponement.refusals import Postponed
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.local_time import today_of

COUNTED: frozenset[type[Refusal]] = frozenset(
    {
        Elsewhere,
        HandedOver,
        NotReady,
        OfficeClosed,
        PartyTooLarge,
        Postponed,
        ReferenceRequired,
        ServiceClosed,
        WalkInsFull,
        WrongDay,
    }
)
"""Refusals that send somebody away. Who comes early may wait, and what nobody knows may be mistyped: neither is one."""
COUNTED_CODES = frozenset(kind.code for kind in COUNTED)
"""The same as rows have them; those from before may have others."""


@dataclass(frozen=True, slots=True)
class Turned:
    """How many people a reason turned away, and for how many of them the way was for nothing."""

    reason: str
    people: int
    in_vain: int


def note_refusal(
    session: Session,
    office: Office,
    refusal: Refusal,
    *,
    by: str,
    now: datetime,
    booking_id: int | None = None,
    document_id: int | None = None,
) -> None:
    """Count a refusal at the door; whose it was, as far as that is known. Other refusals are not counted."""
    if type(refusal) not in COUNTED:
        return
    if document_id is None and booking_id is not None:
        documents = queries.documents_of_booking(session, booking_id)
        document_id = documents[0].id if documents else None
    session.add(
        TurnedAway(
            office_id=office.id,
            day=today_of(office, now),
            reason=refusal.code,
            in_vain=refusal.in_vain,
            booking_id=booking_id,
            document_id=document_id,
            at=now,
            by=by,
        )
    )
    session.flush()


def turned_away_between(session: Session, office: Office, first: date, last: date) -> list[Turned]:
    """Who was turned away on the days from first to last, by reason, the most first.

    A visit or document counts once a day and reason.
    """
    whole: dict[str, Turned] = {}
    for day in turned_away_by_day(session, office, first, last).values():
        for each in day:
            before = whole.get(each.reason, Turned(each.reason, 0, 0))
            whole[each.reason] = Turned(each.reason, before.people + each.people, before.in_vain + each.in_vain)
    return _most_first(whole.values())


def turned_away_by_day(session: Session, office: Office, first: date, last: date) -> dict[date, list[Turned]]:
    """As `turned_away_between`, for each day on which somebody was turned away, earliest first.

    Nobody was who got a number the same day after all: moved to a free time, printed at once, or back later.
    """
    rows = session.execute(
        select(TurnedAway)
        .where(col(TurnedAway.office_id) == office.id, col(TurnedAway.day).between(first, last))
        .order_by(col(TurnedAway.day), col(TurnedAway.id))
    ).scalars()
    served = _given_numbers(session, office, first, last)
    people: dict[date, dict[str, dict[tuple[str, int], bool]]] = {}
    for row in rows:
        own = {(row.day, "document", row.document_id), (row.day, "booking", row.booking_id)}
        if row.reason in COUNTED_CODES and not own & served:
            who = ("document", row.document_id) if row.document_id else ("booking", row.booking_id or -row.id)
            people.setdefault(row.day, {}).setdefault(row.reason, {})[who] = row.in_vain
    return {
        day: _most_first(Turned(reason, len(each), sum(each.values())) for reason, each in reasons.items())
        for day, reasons in people.items()
    }


def _most_first(turned: Iterable[Turned]) -> list[Turned]:
    return sorted(turned, key=lambda found: (-found.people, found.reason))


def _given_numbers(session: Session, office: Office, first: date, last: date) -> set[tuple[date, str, int | None]]:
    """The visits and documents that had a ticket, each with its day."""
    rows = session.execute(
        select(col(OfficeDay.day), col(Ticket.booking_id), col(BookingDocument.document_id))
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .join(BookingDocument, col(BookingDocument.booking_id) == col(Ticket.booking_id), isouter=True)
        .where(col(OfficeDay.office_id) == office.id, col(OfficeDay.day).between(first, last))
    ).all()
    visits = {(day, "booking", booking) for day, booking, _ in rows}
    return visits | {(day, "document", document) for day, _, document in rows if document}
