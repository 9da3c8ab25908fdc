"""The statements of the steps that many run at once, prepared."""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, insert, literal_column, select, text, update
from sqlmodel import SQLModel, col

from scheduler.db.engine.loading import columns_of
from scheduler.db.engine.prepared import Prepared, is_one_of
from scheduler.db.models import (
    Booking,
    BookingDocument,
    Call,
    Document,
    DocumentType,
    Invitation,
    Message,
    Move,
    Office,
    Slot,
    Ticket,
)

LIVE: ColumnElement[bool] = literal_column("booking.stage IN ('booked', 'arrived')")


def _insert(table: type[SQLModel], **usual: Any) -> Any:
    """An INSERT of every column but the id, each a parameter of the column's name; usual: those that are not NULL."""
    columns: Any = table.__table__.columns  # type: ignore[attr-defined]
    return insert(table).values(
        {c.name: bindparam(c.name, usual.get(c.name), type_=c.type) for c in columns if c.name != "id"}
    )


_FETCHABLE: ColumnElement[bool] = literal_column(
    "document.stage = 'ready' AND document.channel IN ('office', 'self_print')"
)
"""Written out: SQLite plans a statement anew at every run where a parameter could decide whether an index that holds a
part of the rows would do.
"""
_WORK = (
    col(Document.id),
    col(DocumentType.service_id),
    col(DocumentType.minutes),
    col(DocumentType.units),
    col(DocumentType.collectors),
    col(DocumentType.hands_over),
    col(Document.channel),
    col(Document.paper_asked_at),
)

DOCUMENTS_TO_BOOK = Prepared(
    select(*_WORK)
    .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
    .where(col(Document.invitation_id) == bindparam("invitation"), _FETCHABLE)
    .order_by(col(Document.id)),
    blind=True,
)
"""What an invitation's visit may fetch now, with the work it is."""

_TIMES = (col(Slot.service_id), col(Slot.starts_at), col(Slot.ends_at), col(Slot.planned), col(Slot.reserved))
SLOT_TO_BOOK = Prepared(select(*_TIMES).where(col(Slot.id) == bindparam("slot")), blind=True)

_INVITED = (
    col(Booking.id),
    col(Booking.slot_id),
    col(Invitation.id),
    col(Invitation.office_id),
    col(Invitation.expires_at),
    col(Invitation.language),
    col(Office.timezone),
    col(Office.lobby_limit),
    col(Office.horizon_days),
    col(Office.notice_minutes),
    col(Office.proxy_cap),
    col(Invitation.changes),
    col(Office.max_changes),
    col(Invitation.missed),
    col(Office.max_missed),
    col(Invitation.bookable_from),
    col(Office.phone),
    col(Office.name),
)
TO_BOOK = Prepared(
    select(*(column.label(f"_{place}") for place, column in enumerate((*_INVITED, *_TIMES, *_WORK))))
    .select_from(Invitation)
    .join(Office, col(Office.id) == col(Invitation.office_id))
    .outerjoin(Booking, and_(col(Booking.invitation_id) == col(Invitation.id), LIVE))
    .outerjoin(Slot, col(Slot.id) == bindparam("slot"))
    .outerjoin(Document, and_(col(Document.invitation_id) == col(Invitation.id), _FETCHABLE))
    .outerjoin(DocumentType, col(DocumentType.id) == col(Document.type_id))
    .where(col(Invitation.code_hash) == bindparam("code_hash")),
    blind=True,
)
"""All that a booking asks, in one: an invitation by its code, with what its office allows and the booking that uses it;
a slot; and each document that its visit may fetch, a row each, in no order.
"""
HOLD_TO_BOOK = Prepared(
    select(col(Invitation.id))
    .where(is_one_of(col(Invitation.code_hash), "code_hash"))
    .order_by(col(Invitation.id))
    .with_for_update(key_share=True),
    blind=True,
)
"""Invitations, by rising id, before what their visits may fetch is read: a document that somebody gives up at the same
moment is given up before that, or finds the visit (PostgreSQL; on SQLite nobody else writes meanwhile).
"""
INVITATIONS_TO_BOOK = Prepared(
    select(*(column.label(f"_{place}") for place, column in enumerate((col(Invitation.code_hash), *_INVITED, *_WORK))))
    .select_from(Invitation)
    .join(Office, col(Office.id) == col(Invitation.office_id))
    .outerjoin(Booking, and_(col(Booking.invitation_id) == col(Invitation.id), LIVE))
    .outerjoin(Document, and_(col(Document.invitation_id) == col(Invitation.id), _FETCHABLE))
    .outerjoin(DocumentType, col(DocumentType.id) == col(Document.type_id))
    .where(is_one_of(col(Invitation.code_hash), "code_hash")),
    blind=True,
)
"""The same of many invitations, without slots: the hash of each code, what TO_BOOK says of it, and its documents."""
SLOTS_TO_BOOK = Prepared(select(col(Slot.id), *_TIMES).where(is_one_of(col(Slot.id), "slot")), blind=True)
INVITED, TIMES, WORK = (
    slice(0, len(_INVITED)),
    slice(len(_INVITED), -len(_WORK)),
    slice(-len(_WORK), None),
)
"""Where the three stand in a row of TO_BOOK; the slot's and the document's are NULL where there is none."""

RESERVED: ColumnElement[int] = case(
    (col(Slot.reserved) > col(Slot.by_staff), col(Slot.reserved) - col(Slot.by_staff)), else_=0
)
"""Units of a slot that only staff may give: what is kept for them, less what their visits have of it."""
TAKEN_ONLINE: ColumnElement[int] = col(Slot.taken) + RESERVED
"""Units of a slot that nobody gets who books online: those that are taken, and those that are kept for staff."""
TAKEN_OF_OPEN: ColumnElement[int] = col(Slot.taken) - case(
    (col(Slot.by_staff) < col(Slot.reserved), col(Slot.by_staff)), else_=col(Slot.reserved)
)
"""What is taken besides what is kept: of `planned - reserved`, the most that a visit can have that is booked online. As
many units are free as by TAKEN_ONLINE.
"""

_FREE = (
    select(*columns_of(Slot))
    .where(
        col(Slot.service_id) == bindparam("service"),
        col(Slot.starts_at) > bindparam("now"),
        col(Slot.starts_at).between(bindparam("first"), bindparam("last")),
        col(Slot.starts_at) < bindparam("end"),
        col(Slot.taken) + RESERVED * bindparam("online") + bindparam("units") <= col(Slot.planned),
    )
    .limit(bindparam("most"))
)
FREE_BEFORE = Prepared(
    _FREE.where(col(Slot.starts_at) < bindparam("start")).order_by(col(Slot.starts_at).desc()), blind=True
)
FREE_AFTER = Prepared(_FREE.where(col(Slot.starts_at) >= bindparam("start")).order_by(col(Slot.starts_at)), blind=True)
"""At most so many free slots nearest to a moment, before it and from it on. online: 1 for who books online, whom what
is kept for staff is not free to; 0 for staff.
"""

TAKE_SEATS = Prepared(
    update(Slot)
    .where(col(Slot.id) == bindparam("slot"), TAKEN_ONLINE + bindparam("units") <= col(Slot.capacity))
    .values(taken=col(Slot.taken) + bindparam("units")),
    blind=True,
)
"""The guard that no interleaving gets past: one row changed, or refuse. What is kept for staff it leaves."""
TAKE_ANY_SEATS = Prepared(
    update(Slot)
    .where(col(Slot.id) == bindparam("slot"), col(Slot.taken) + bindparam("units") <= col(Slot.capacity))
    .values(taken=col(Slot.taken) + bindparam("units"), by_staff=col(Slot.by_staff) + bindparam("of_staff"))
)
"""The same guard for staff, of all that is free. of_staff: how many of the units visits have whose time they chose."""
TAKE_SEATS_OF_MANY = Prepared(
    text(
        "WITH held AS (SELECT slot.id, wanted.units FROM slot JOIN unnest(CAST(:slots AS integer[]),"
        " CAST(:units AS integer[])) AS wanted (id, units) ON wanted.id = slot.id"
        " ORDER BY slot.id FOR NO KEY UPDATE OF slot)"
        " UPDATE slot SET taken = taken + held.units FROM held"
        " WHERE slot.id = held.id AND taken + greatest(reserved - by_staff, 0) + held.units <= capacity"
        " RETURNING slot.id"
    ),
    blind=True,
)
"""The same for many slots (PostgreSQL): held by rising id first; a row for each that had enough."""

FREE_SEATS = Prepared(
    update(Slot)
    .where(col(Slot.id) == bindparam("slot"), col(Slot.taken) >= bindparam("units"))
    .values(
        taken=col(Slot.taken) - bindparam("units"),
        by_staff=col(Slot.by_staff) - bindparam("of_staff"),
        capacity=case(
            (col(Slot.planned) > col(Slot.taken) - bindparam("units"), col(Slot.planned)),
            else_=col(Slot.taken) - bindparam("units"),
        ),
    )
)
"""Seats given back, of_staff of them by visits whose time staff chose; a capacity that stood above the plan for what
was taken falls with it.
"""

_USUAL_BOOKING = {
    "stage": "booked",
    "party": 1,
    "units": 1,
    "language": "id",
    "collector_kind": "holder",
    "wish_priority": False,
    "wish_escort": False,
    "moved_by_office": 0,
    "by_staff": False,
}
ADD_BOOKING = Prepared(_insert(Booking, **_USUAL_BOOKING).returning(col(Booking.id)), blind=True)
NEWEST_BOOKING = Prepared(select(col(Booking.id)).order_by(col(Booking.id).desc()).limit(1), blind=True)
SHORTS_TAKEN = Prepared(
    select(col(Booking.short)).where(
        col(Booking.office_id) == bindparam("office"), is_one_of(col(Booking.short), "short"), LIVE
    ),
    blind=True,
)
"""Which of some numbers live visits of an office have."""
NEXT_BOOKINGS = Prepared(
    text("SELECT nextval(pg_get_serial_sequence('booking', 'id')) FROM generate_series(1, :count)"), blind=True
)
"""So many ids of the sequence (PostgreSQL)."""
ADD_BOOKINGS = Prepared(_insert(Booking, **_USUAL_BOOKING).values(id=bindparam("id")), blind=True)
"""Of many at once, whose ids are known."""
TO_FETCH = Prepared(
    select(col(Document.stage), col(DocumentType.minutes))
    .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
    .join(BookingDocument, col(BookingDocument.document_id) == col(Document.id))
    .where(col(BookingDocument.booking_id) == bindparam("booking"), col(BookingDocument.live))
    .order_by(col(Document.id))
)
"""What a visit may still fetch: where each stands, and its minutes at the counter."""
ADD_TICKET = Prepared(
    _insert(Ticket, again=0, passed=0, held=0, priority=False, escort=False, waits_for_document=False).returning(
        *columns_of(Ticket)
    )
)
ADD_CALL = Prepared(_insert(Call, repeat=0))
ADD_BOOKING_DOCUMENT = Prepared(_insert(BookingDocument, live=True))
ADD_MOVE = Prepared(_insert(Move, was={}))
ADD_MESSAGE = Prepared(_insert(Message, state="new", attempts=0, rung=0, facts={}))
