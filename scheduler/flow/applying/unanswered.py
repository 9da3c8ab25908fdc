"""Papers that were asked for again and do not come: their citizen is reminded, and one day the application ends.

After 7 and 21 days they are told again, after 60 it is withdrawn, unless the office set other days; then its pictures
go by the same rule as those of every application that was withdrawn, and a visit or a list that it stood on since it
was ready once loses it. Days count from the office's question, and anew
from whatever its citizen did since. Nobody's application ends unless they were reminded of it some days before, if
anybody can be told at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import Session, col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Application, Booking, BookingDocument, Document, Message, Office
from scheduler.db.types import UTCDateTime
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.flow.applying.withdrawing import hold_to_withdraw, leave_all
from scheduler.flow.booking.visit_removal import held_visit
from scheduler.flow.core.among_offices import named
from scheduler.flow.core.contactability import has_address, is_reachable, may_be_told
from scheduler.flow.core.history import step_of
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.destinations.batch_lines import hold_list
from scheduler.flow.documents.documents import move_on

MOST = 50
"""Applications in one step, which keeps it short; the next look goes on."""
WARNED = timedelta(days=3)
"""So long before an application ends its citizen was told of it."""
UNANSWERED = "unanswered"
"""Why a document was withdrawn by rule."""

_WITH_SILENT = Prepared(
    select(col(Application.office_id))
    .where(
        col(Application.asked_at) <= bindparam("until", type_=UTCDateTime()),
        col(Application.waiting_since).is_(None),
        col(Application.accepted_at).is_(None),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Owed:
    """An application whose citizen is told again after so many days."""

    application: Application
    document: Document
    days: int


def with_silent(session: Session, now: datetime) -> set[int]:
    """The offices at which an application waits for its citizen."""
    return named(session, _WITH_SILENT, until=now)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether somebody is to be told again, or an application to end."""
    return may_be_told(session, office, now) and bool(_owed(session, office, now) or _over(session, office, now))


def tell_or_end(session: Session, office: Office, *, now: datetime) -> int:
    """Put into the outbox what is owed, and end what is over; returns how many. Safe to repeat.

    Who answers at the same moment is left alone, and who has come to fetch the document is until that visit is over.
    """
    if not may_be_told(session, office, now):
        return 0
    ending = _over(session, office, now)
    hold_to_withdraw(session, office, [document.reference for _, document in ending])
    owed = _owed(session, office, now, holding=True)  # waits for no lock, so it may hold applications after visits
    for each in owed:
        note_document(
            session,
            Cause.UNANSWERED,
            each.document,
            now=now,
            once=_once(each),
            facts={"days": each.days, "ends": _end_of(each.application, office, now).isoformat()},
        )
    held = col(Application.id).in_([application.id for application, _ in ending])
    over = _over(session, office, now, held, holding=True)
    for application, document in over:
        _end(session, office, application, document, now)
    return len(owed) + len(over)


def _end(session: Session, office: Office, application: Application, document: Document, now: datetime) -> None:
    """End an application by rule. What that takes of others is held: `hold_to_withdraw`."""
    batch, booking = hold_list(session, document), held_visit(session, document)
    visit = leave_all(session, office, document, booking, batch, by="system", now=now)
    application.taken_by = None
    session.add(application)
    move_on(session, document, DocumentStage.WITHDRAWN, by="system", now=now, why=UNANSWERED)
    if is_reachable(session, document):
        note_document(session, Cause.LAPSED, document, once=step_of(session), facts=visit, now=now)


def _once(owed: Owed) -> str:
    """A round of questions, its step, and the day since when its citizen is silent: all steps count anew from there."""
    return f"a{owed.application.asked_again}:{owed.days}:{owed.application.touched_at:%Y%m%d}"


def _end_of(application: Application, office: Office, now: datetime) -> datetime:
    """When an application ends if nothing comes."""
    since = max(application.asked_at or now, application.touched_at)
    return max(since + timedelta(days=office.lapse_days), now + WARNED)


def _owed(session: Session, office: Office, now: datetime, *, holding: bool = False) -> list[Owed]:
    """At most `MOST`, of each application the newest step alone; who has waited for more days comes first."""
    steps = _steps(office)
    owed: list[Owed] = []
    for days, following in reversed([*zip_longest(steps, steps[1:])]):
        found = _rows(
            session,
            office,
            now,
            _silent_for(days, now),
            ~_is_told(days),
            has_address(office.id),
            *([~_silent_for(following, now)] if following else []),
            holding=holding,
        )
        owed += [Owed(application, document, days) for application, document in found]
    return owed[:MOST]


def _over(
    session: Session, office: Office, now: datetime, *where: ColumnElement[bool], holding: bool = False
) -> Sequence[tuple[Application, Document]]:
    """What ends now, at most `MOST`."""
    warned = (~_is_told_since(now - WARNED), or_(~has_address(office.id), *(_is_told(days) for days in _steps(office))))
    is_warned = and_(*warned) if _steps(office) else literal(value=True)
    is_over = (_silent_for(office.lapse_days, now), is_warned, ~_has_come())
    return _rows(session, office, now, *is_over, *where, holding=holding)


def _has_come() -> ColumnElement[bool]:
    """Of a document: its people are here for the visit that was to fetch it."""
    return (
        select(col(BookingDocument.document_id))
        .join(Booking, col(Booking.id) == col(BookingDocument.booking_id))
        .where(
            col(BookingDocument.document_id) == col(Document.id),
            col(BookingDocument.live),
            col(Booking.stage) == BookingStage.ARRIVED,
        )
        .correlate(Document)
        .exists()
    )


def _steps(office: Office) -> list[int]:
    """The days after which citizens are told again, before their application ends."""
    return sorted({days for days in office.unanswered_days if 0 < days < office.lapse_days})


def _rows(
    session: Session, office: Office, now: datetime, *where: ColumnElement[bool], holding: bool
) -> Sequence[tuple[Application, Document]]:
    """Applications that wait for their citizens, the longest first. holding: nobody answers them before this ends."""
    query = (
        select(Application, Document)
        .join(Document, col(Document.id) == col(Application.document_id))
        .where(
            col(Application.office_id) == office.id,
            col(Application.asked_at) <= now,
            col(Application.waiting_since).is_(None),
            col(Application.accepted_at).is_(None),
            col(Document.stage) == DocumentStage.INCOMPLETE,
            *where,
        )
        .order_by(col(Application.asked_at), col(Application.id))
        .limit(MOST)
    )
    if holding:
        query = query.with_for_update(skip_locked=True, of=(Application, Document))
    rows = session.execute(query.execution_options(populate_existing=True)).all()
    return [(application, document) for application, document in rows]


def _silent_for(days: int, now: datetime) -> ColumnElement[bool]:
    """Of an application: nobody asked for anything, and its citizen did nothing, for so many days."""
    until = now - timedelta(days=days)
    moments: tuple[InstrumentedAttribute[datetime], ...] = (col(Application.asked_at), col(Application.touched_at))  # type: ignore[assignment]
    return and_(*(moment <= until for moment in moments))


def _is_told(days: int) -> ColumnElement[bool]:
    """Whether a citizen was told of this step of this round of questions, since they did anything last."""
    keys = (
        literal(f"{Cause.UNANSWERED}:d")
        + cast(col(Document.id), String)
        + literal(":a")
        + cast(col(Application.asked_again), String)
        + literal(f":{days}:%")
    )
    return (
        select(col(Message.id))
        .where(
            col(Message.document_id) == col(Document.id),
            col(Message.key).like(keys),
            col(Message.created_at) > col(Application.touched_at),
        )
        .correlate(Application, Document)
        .exists()
    )


def _is_told_since(moment: datetime) -> ColumnElement[bool]:
    return (
        select(col(Message.id))
        .where(
            col(Message.document_id) == col(Document.id),
            col(Message.cause) == Cause.UNANSWERED,
            col(Message.created_at) > moment,
        )
        .correlate(Document)
        .exists()
    )
