"""Ready documents wait here for their invitation, which goes out as fast as there are seats to be booked.

What needs no seat of its own never waits: what prints itself at home, and what joins an invitation or a visit that its
household has already.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, literal_column, select, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.locks import hold_name
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Document, DocumentType, Invitation, Office
from scheduler.domain.invitations.waves import NO_ROOM, Waiting, next_wave, place_of
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.among_offices import named
from scheduler.flow.core.local_time import today_of
from scheduler.flow.invitations.demand import largest_visits, least_visits, rooms_of
from scheduler.flow.invitations.households import SEATED, hold_households, is_asked_to_come, visits_ahead
from scheduler.flow.invitations.invitations import HERE, invite, main_service

MOST = 50
"""Households invited in one step, which keeps it short; the next tick goes on."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A document that waits: what makes its place in the order, and the work of its visit."""

    id: int
    household: bytes | None
    since: datetime
    priority: bool
    service_id: int
    minutes: int
    units: int


def hold_line(session: Session, office: Office) -> None:
    """Invitations of an office go out one after the other: taken before a row that a wave may touch."""
    hold_name(session, hashlib.sha256(f"wave:{office.id}".encode()).digest())


def waits(document: Document) -> bool:
    """Whether a document is ready to be fetched here and has no invitation yet."""
    return document.stage == DocumentStage.READY and document.channel == SEATED and document.invitation_id is None


def invite_in_turn(session: Session, document: Document, office: Office, *, now: datetime) -> Invitation | None:
    """Invite for a document that is ready, or let it wait while others do or no seat is left; then None."""
    invitation = invite_at_once(session, document, office, now=now)
    if invitation is not None or not waits(document):
        return invitation
    kind = session.get_one(DocumentType, document.type_id)
    if _somebody_waits(session, document, kind.service_id):
        return None
    room = rooms_of(session, office, now=now).get(kind.service_id, NO_ROOM)
    units = min(kind.units, largest_visits(session, office)[kind.service_id])
    return invite(session, document, office, now=now) if room.takes(units) else None


def invite_at_once(session: Session, document: Document, office: Office, *, now: datetime) -> Invitation | None:
    """The invitation of a ready document that needs no seat of its own; None for the others, which wait from now on."""
    if document.stage != DocumentStage.READY or document.channel not in HERE:
        return None
    if document.channel != SEATED or _has_its_own(session, document, now) or _joins(session, document, office, now):
        return invite(session, document, office, now=now)
    _wait(session, document)
    return None


def invite_whole(session: Session, document: Document, office: Office, *, now: datetime) -> Invitation | None:
    """Invite for a document whose people stand at the door, and for what else of their household waits."""
    invitation = invite(session, document, office, now=now)
    if invitation is not None and document.household is not None:
        mine = col(Document.household).in_(keys.ring().chain.forms(document.household))
        others = session.scalars(select(col(Document.id)).where(_waiting(office.id), mine)).all()
        if others:
            _invite_all(session, others, office, now)
    return invitation


def send(session: Session, office: Office, *, now: datetime) -> int:
    """Invite those whose turn it is; returns how many households. Safe to repeat."""
    if not is_any_waiting(session, office):
        return 0
    hold_line(session, office)
    wave = _next(session, office, now)[:MOST]
    _hold(session, [document for each in wave for document in each.documents])
    for each in wave:
        _invite_all(session, each.documents, office, now)
    return len(wave)


def _hold(session: Session, document_ids: Sequence[int]) -> None:
    """Hold all of a wave before the first is invited: the households by name, then their documents by rising id."""
    of_them = col(Document.id).in_(document_ids)
    households = session.scalars(select(col(Document.household)).where(of_them))
    hold_households(session, {each for each in households if each is not None})
    session.execute(select(col(Document.id)).where(of_them).order_by(col(Document.id)).with_for_update()).all()


def with_line(session: Session, _now: datetime) -> set[int]:
    """The offices at which a document waits for its invitation."""
    return named(session, _WITH_LINE)


def is_due(session: Session, office: Office, now: datetime) -> bool:
    """Whether somebody would be invited now."""
    return is_any_waiting(session, office) and bool(_next(session, office, now))


def _next(session: Session, office: Office, now: datetime) -> list[Waiting]:
    """Whose turn it is. The line, which may be of thousands, is read only where somebody waits for a service that would
    take the least of its visits: while it would not, nobody's turn it is.
    """
    rooms, least = rooms_of(session, office, now=now), least_visits(session, office)
    taking = [service for service, units in least.items() if rooms.get(service, NO_ROOM).takes(units)]
    if not taking or not _is_any_waiting_for(session, office, taking):
        return []
    return next_wave(line_of(session, office), rooms)


def _is_any_waiting_for(session: Session, office: Office, services: Sequence[int]) -> bool:
    kinds = select(col(DocumentType.id)).where(
        col(DocumentType.office_id) == office.id, col(DocumentType.service_id).in_(services)
    )
    query = select(col(Document.id)).where(_waiting(office.id), col(Document.type_id).in_(kinds)).limit(1)
    return session.scalar(query) is not None


def is_any_waiting(session: Session, office: Office) -> bool:
    """Whether a document waits for its invitation."""
    return session.scalar(select(col(Document.id)).where(_waiting(office.id)).limit(1)) is not None


def waiting_long(session: Session, office: Office, before: datetime) -> int:
    """How many documents have waited for their invitation since before a moment."""
    since = func.coalesce(col(Document.ready_at), col(Document.created_at))
    query = select(func.count()).select_from(Document).where(_waiting(office.id), since < before)
    return session.scalar(query) or 0


def line_of(session: Session, office: Office) -> list[Waiting]:
    """Who waits for an invitation, household by household, in no order."""
    largest = largest_visits(session, office)
    return [_one(each, office, largest) for each in _households(queued(session, office))]


def queued(session: Session, office: Office) -> list[Queued]:
    """The documents that wait for their invitation."""
    rows = session.execute(
        select(
            col(Document.id),
            col(Document.household),
            func.coalesce(col(Document.ready_at), col(Document.created_at)),
            col(Document.priority),
            col(DocumentType.service_id),
            col(DocumentType.minutes),
            col(DocumentType.units),
        )
        .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
        .where(_waiting(office.id))
        .order_by(col(Document.id))
    )
    return [Queued(*row) for row in rows]


def _has_its_own(session: Session, document: Document, now: datetime) -> bool:
    """Whether the invitation a document had is good still, or a visit is booked for the document."""
    own = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    if own is None:
        return False
    if queries.live_booking_of_document(session, document.id) is not None:
        return True
    return own.expires_at > now and queries.live_booking_of_invitation(session, own.id) is None


def _joins(session: Session, document: Document, office: Office, now: datetime) -> bool:
    """Whether a document's household is asked to come anyway, or has a visit whose slot takes the document as well."""
    if document.household is None:
        return False
    known = queries.open_invitation_of_household(session, office.id, document.household, now)
    if known is not None and is_asked_to_come(session, known.id):
        return True
    units = session.get_one(DocumentType, document.type_id).units
    return any(visit.has_room(units) for visit in visits_ahead(session, office, document.household, now))


def _wait(session: Session, document: Document) -> None:
    """Let a document wait: an invitation of it that is used up or has expired does not count any more."""
    if document.invitation_id is None:
        return
    change_rows(session, update(Document).where(col(Document.id) == document.id).values(invitation_id=None))
    document.invitation_id = None


def _somebody_waits(session: Session, document: Document, service_id: int) -> bool:
    others = (
        select(col(Document.id))
        .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
        .where(_waiting(document.office_id), col(Document.id) != document.id)
    )
    mine: ColumnElement[bool] = literal(value=False)
    if document.household is not None:
        mine = col(Document.household).in_(keys.ring().chain.forms(document.household))
    return session.scalar(others.where((col(DocumentType.service_id) == service_id) | mine).limit(1)) is not None


def _invite_all(session: Session, document_ids: Sequence[int], office: Office, now: datetime) -> None:
    """Invite for documents of one household, which is held before its rows, as everywhere."""
    household = session.scalar(select(col(Document.household)).where(col(Document.id) == document_ids[0]))
    if household is not None:
        hold_name(session, household)
    documents = session.scalars(
        select(Document)
        .where(col(Document.id).in_(document_ids))
        .order_by(col(Document.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for document in documents:
        if waits(document):  # somebody may have withdrawn it a moment ago
            invite(session, document, office, now=now)


def _households(documents: Iterable[Queued]) -> list[list[Queued]]:
    groups: dict[object, list[Queued]] = {}
    for each in documents:
        groups.setdefault(each.household or each.id, []).append(each)
    return list(groups.values())


def _one(home: Sequence[Queued], office: Office, largest: Mapping[int, int]) -> Waiting:
    service_id = main_service((each.service_id, each.minutes) for each in home)
    places = (
        place_of(day=today_of(office, each.since), priority=each.priority, ready_at=each.since, number=each.id)
        for each in home
    )
    units = min(sum(each.units for each in home), largest[service_id])
    return Waiting(min(places), service_id, units, tuple(each.id for each in home))


_IS_QUEUED: ColumnElement[bool] = literal_column(
    "document.stage = 'ready' AND document.channel = 'office' AND document.invitation_id IS NULL"
)
_WITH_LINE = Prepared(select(col(Document.office_id)).where(_IS_QUEUED).distinct())


def _waiting(office_id: int) -> ColumnElement[bool]:
    """As `waits`, in the words of the index for it: no bound values."""
    return and_(col(Document.office_id) == office_id, _IS_QUEUED)
