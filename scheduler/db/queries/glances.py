"""What pages of the usual kind are drawn from, by prepared statements: whose it is, its office, its slots."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Closure,
    DeliveryRequest,
    Document,
    DocumentType,
    Invitation,
    Move,
    Office,
    OpeningHours,
    Place,
    PostponedBooking,
    SeatHold,
    Service,
    Slot,
    WaitlistEntry,
)
from scheduler.db.queries.hot import LIVE, TAKEN_OF_OPEN
from scheduler.db.queries.spans import in_span, span
from scheduler.db.types import UTCDateTime


def _all_of(table: Any, office: Any) -> Prepared:
    """All columns as the driver reads them: they are compared with what they were, and sealed ones stay sealed."""
    columns = [type_coerce(column, NullType()) for column in table.__table__.columns]
    return Prepared(select(*columns).where(office == bindparam("office")))


FACTS = (
    _all_of(Office, Office.id),
    *(_all_of(table, table.office_id) for table in (DocumentType, Service, OpeningHours, Closure, Place)),
)
"""All that is known of an office and moves seldom: itself, its types, services, hours, closures and places."""

SLOTS = Prepared(
    select(
        col(Slot.id),
        type_coerce(col(Slot.starts_at), NullType()),
        (col(Slot.capacity) - col(Slot.reserved)).label("capacity"),
        TAKEN_OF_OPEN.label("taken"),
        (col(Slot.planned) - col(Slot.reserved)).label("planned"),
    )
    .where(
        col(Slot.service_id) == bindparam("service"),
        col(Slot.starts_at) > bindparam("earliest", type_=UTCDateTime),
        col(Slot.starts_at) < bindparam("end", type_=UTCDateTime),
        col(Slot.planned) > 0,
    )
    .order_by(col(Slot.starts_at))
)
"""The slots of a service that may be booked: `places_between` without those that start at the earliest moment. When one
starts is read as the driver has it. What is kept for staff is no part of it.
"""


class DocumentGlance(NamedTuple):
    """What pages say of a document."""

    type_id: int
    stage: str
    channel: str
    place: str | None
    reason: str | None
    paper_asked_at: datetime | None
    reference: str
    holder: str
    applicant: str | None


_DOCUMENT = [getattr(Document, name) for name in DocumentGlance._fields]


@dataclass(frozen=True, slots=True)
class InvitationGlance:
    """An invitation with one of its documents, how many it has, and whether anything may stand beside it."""

    document: DocumentGlance
    office_id: int
    expires_at: datetime
    changes: int
    missed: int
    bookable_from: datetime | None
    documents: int
    booked: bool
    waited: bool
    held: bool
    asked: bool
    family: bool


@dataclass(frozen=True, slots=True)
class PassGlance:
    """A visit with its slot and one of its documents, how many it has and how many its invitation has, what was done to
    it last, if that was of late, and whether anything may stand beside it.
    """

    document: DocumentGlance
    office_id: int
    stage: str
    party: int
    short: int
    collector_kind: str
    wish_priority: bool
    wish_escort: bool
    first_starts_at: datetime | None
    starts_at: datetime
    planned: int
    documents: int
    invited: int
    last_why: str | None
    last_at: datetime | None
    postponed: bool
    waited: bool
    family: bool


def glance_at_invitation(session: Session, code_hash: bytes) -> InvitationGlance | None:
    """The invitation of a code that has a document."""
    row = _INVITATION.first(session, code_hash=code_hash)
    if row is None:
        return None
    *facts, family, household = row[9:]
    facts.append(family or _is_known_otherwise(session, _FAMILY_WITH_VISIT, facts[0], household))
    return InvitationGlance(DocumentGlance(*row[:9]), *facts)


def glance_at_pass(session: Session, code_hash: bytes, *, since: datetime, now: datetime) -> PassGlance | None:
    """The visit of a code that has a slot, an invitation and a document of that. since: what is of late."""
    row = _PASS.first(session, code_hash=code_hash, **span(since, now))
    if row is None:
        return None
    *facts, family, household = row[9:]
    facts.append(family or _is_known_otherwise(session, _FAMILY_WITH_READY, facts[0], household))
    return PassGlance(DocumentGlance(*row[:9]), *facts)


def _is_known_otherwise(session: Session, family: Prepared, office_id: int, household: bytes | None) -> bool:
    """Whether a household has an invitation under another form of its hash, for which something is so. Until a secret
    has changed there is no other form, and nothing is asked.
    """
    forms = keys.ring().chain.forms(household) if household is not None else ()
    return any(
        family.first(session, office=office_id, household=form) is not None for form in forms if form != household
    )


def _in_family(*of_it: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of an invitation: its household has, under the same form of its hash, another one for which something is so.

    Where no household is known nothing is looked through. Of an office that knows none SQLite takes the index of
    households for one that holds all its rows under one value, and reads every document instead.
    """
    another = exists().where(
        col(_OTHER.office_id) == col(Invitation.office_id),
        col(_OTHER.household) == col(Invitation.household),
        col(_OTHER.id) != col(Invitation.id),
        *of_it,
    )
    return case((col(Invitation.household).is_(None), false()), else_=another)


def _family(*of_it: ColumnElement[bool]) -> Prepared:
    """An invitation of a household, by one form of its hash, for which something is so."""
    by_form = col(_OTHER.office_id) == bindparam("office"), col(_OTHER.household) == bindparam("household")
    return Prepared(select(col(_OTHER.id)).where(*by_form, exists().where(*of_it)).limit(1))


def _last_move(value: Any) -> ScalarSelect[Any]:
    of_late = (col(Move.booking_id) == col(Booking.id), in_span(col(Move.at)))
    return select(value).where(*of_late).order_by(col(Move.id).desc()).limit(1).scalar_subquery()


_OTHER, _ALSO, _VISIT = aliased(Invitation), aliased(Document), aliased(BookingDocument)
_INVITED = select(func.count()).where(col(_ALSO.invitation_id) == col(Invitation.id)).scalar_subquery()
_FETCHED = select(func.count()).where(col(_VISIT.booking_id) == col(Booking.id)).scalar_subquery()
_WAITS = exists().where(
    col(WaitlistEntry.invitation_id) == col(Invitation.id),
    literal_column("waitlist_entry.stage IN ('waiting', 'offered')"),  # written out, for the index of those alone
)
_CODE: Any = bindparam("code_hash")

_HAS_VISIT = col(Booking.invitation_id) == col(_OTHER.id), LIVE
_HAS_READY = col(_ALSO.invitation_id) == col(_OTHER.id), col(_ALSO.stage) == literal_column("'ready'")
_FAMILY_WITH_VISIT, _FAMILY_WITH_READY = _family(*_HAS_VISIT), _family(*_HAS_READY)

_INVITATION = Prepared(
    select(
        *_DOCUMENT,
        col(Invitation.office_id),
        col(Invitation.expires_at),
        col(Invitation.changes),
        col(Invitation.missed),
        col(Invitation.bookable_from),
        _INVITED,
        exists().where(col(Booking.invitation_id) == col(Invitation.id), LIVE),
        _WAITS,
        exists().where(col(SeatHold.invitation_id) == col(Invitation.id)),
        exists().where(col(DeliveryRequest.invitation_id) == col(Invitation.id)),
        _in_family(*_HAS_VISIT),
        col(Invitation.household),
    )
    .join(Document, col(Document.invitation_id) == col(Invitation.id))
    .where(col(Invitation.code_hash) == _CODE)
    .limit(1)
)

_PASS = Prepared(
    select(
        *_DOCUMENT,
        col(Booking.office_id),
        col(Booking.stage),
        col(Booking.party),
        col(Booking.short),
        col(Booking.collector_kind),
        col(Booking.wish_priority),
        col(Booking.wish_escort),
        col(Booking.first_starts_at),
        col(Slot.starts_at),
        col(Slot.planned),
        _FETCHED,
        _INVITED,
        _last_move(col(Move.why)),
        _last_move(col(Move.at)),
        exists().where(col(PostponedBooking.booking_id) == col(Booking.id)),
        _WAITS,
        _in_family(*_HAS_READY),
        col(Invitation.household),
    )
    .join(Slot, col(Slot.id) == col(Booking.slot_id))
    .join(Invitation, col(Invitation.id) == col(Booking.invitation_id))
    .join(BookingDocument, col(BookingDocument.booking_id) == col(Booking.id))
    .join(
        Document,
        and_(col(Document.id) == col(BookingDocument.document_id), col(Document.invitation_id) == col(Invitation.id)),
    )
    .where(col(Booking.code_hash) == _CODE)
    .limit(1)
)
