"""What was sent, shown and signed in to, and the history: rows that go by their age alone once nothing needs them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import (
    Attempt,
    Booking,
    DeedRow,
    Disclosure,
    Document,
    Message,
    Move,
    Office,
    Seal,
    StaffSession,
)
from scheduler.domain.messages import UNDER_WAY
from scheduler.domain.privacy.keeping import Kind
from scheduler.domain.stages import LIVE_BOOKING, OVER
from scheduler.flow.audit.forgetting import say_forgotten
from scheduler.flow.audit.purged import EVIDENCE
from scheduler.flow.privacy.parts import Part, newest_of, take_history


def _messages_due(office: Office, until: datetime) -> Select[int]:
    """A message goes when it is told or moot, and what it is about is over: a reminder may look whether it was sent.

    One that was to be told much later than it was written is as old as the last try.
    """
    tried_since = select(col(Attempt.id)).where(
        col(Attempt.message_id) == col(Message.id), col(Attempt.started_at) > until
    )
    goes_on = select(col(Document.id)).where(col(Document.stage).not_in(OVER))
    under_way = (
        goes_on.where(col(Document.id) == col(Message.document_id)),
        goes_on.where(col(Document.invitation_id) == col(Message.invitation_id)),
        select(col(Booking.id)).where(col(Booking.id) == col(Message.booking_id), col(Booking.stage).in_(LIVE_BOOKING)),
    )
    return (
        select(col(Message.id))
        .where(
            col(Message.office_id) == office.id,
            func.coalesce(col(Message.sent_at), col(Message.created_at)) <= until,
            col(Message.created_at) <= until,
            ~tried_since.exists(),
            col(Message.state).not_in(UNDER_WAY),
            col(Message.application_id).is_(None),
            *(~each.exists() for each in under_way),
        )
        .order_by(col(Message.id))
    )


def take_messages(session: Session, ids: Sequence[int], _now: datetime) -> list[str]:
    """Let messages go, with each try to send them."""
    change_rows(session, delete(Attempt).where(col(Attempt.message_id).in_(ids)))
    change_rows(session, delete(Message).where(col(Message.id).in_(ids)))
    return []


def _disclosures_due(office: Office, until: datetime) -> Select[int]:
    return (
        select(col(Disclosure.id))
        .where(
            col(Disclosure.office_id) == office.id,
            col(Disclosure.at) <= until,
            col(Disclosure.id) < newest_of(Disclosure),
        )
        .order_by(col(Disclosure.id))
    )


def _take_disclosures(session: Session, ids: Sequence[int], now: datetime) -> list[str]:
    say_forgotten(session, "disclosure", gone=ids, why="keep_disclosures", now=now)
    change_rows(session, delete(Disclosure).where(col(Disclosure.id).in_(ids)))
    return []


def _sessions_due(office: Office, until: datetime) -> Select[int]:
    return (
        select(col(StaffSession.id))
        .where(
            col(StaffSession.office_id) == office.id,
            or_(col(StaffSession.expires_at) <= until, col(StaffSession.revoked_at) <= until),
        )
        .order_by(col(StaffSession.id))
    )


def _take_sessions(session: Session, ids: Sequence[int], _now: datetime) -> list[str]:
    change_rows(session, delete(StaffSession).where(col(StaffSession.id).in_(ids)))
    return []


def _histories_due(office: Office, until: datetime) -> Select[int]:
    """Documents without names whose whole history is old: it goes in one piece, since undone steps refer to others."""
    of_it = col(Move.document_id) == col(Document.id)
    return (
        select(col(Document.id))
        .where(
            col(Document.office_id) == office.id,
            col(Document.forgotten_at).is_not(None),
            select(col(Move.id)).where(of_it).exists(),
            ~select(col(Move.id)).where(of_it, or_(col(Move.at) > until, col(Move.id) == newest_of(Move))).exists(),
        )
        .order_by(col(Document.id))
    )


def _take_histories(session: Session, ids: Sequence[int], now: datetime) -> list[str]:
    take_history(session, col(Move.document_id).in_(ids), now, why="keep_moves")
    return []


def _deeds_due(office: Office, until: datetime) -> Select[int]:
    """Deeds that are in the chain, but for the evidence of what went."""
    in_chain = select(func.max(col(Seal.last_id))).where(col(Seal.of) == "deed", col(Seal.kind) == "sealed")
    sealed = in_chain.scalar_subquery()
    return (
        select(col(DeedRow.id))
        .where(
            col(DeedRow.office_id) == office.id,
            col(DeedRow.at) <= until,
            col(DeedRow.deed).not_in(EVIDENCE),
            col(DeedRow.id) <= sealed,
            col(DeedRow.id) < newest_of(DeedRow),
        )
        .order_by(col(DeedRow.id))
    )


def _take_deeds(session: Session, ids: Sequence[int], now: datetime) -> list[str]:
    say_forgotten(session, "deed", gone=ids, why="keep_moves", now=now)
    change_rows(session, delete(DeedRow).where(col(DeedRow.id).in_(ids)))
    return []


PARTS = (
    Part(Kind.MESSAGES, "message", _messages_due, take_messages),
    Part(Kind.DISCLOSURES, "disclosure", _disclosures_due, _take_disclosures),
    Part(Kind.SESSIONS, "staff_session", _sessions_due, _take_sessions),
    Part(Kind.MOVES, "move", _histories_due, _take_histories),
    Part(Kind.MOVES, "deed", _deeds_due, _take_deeds),
)
