"""What the page of the rules of keeping shows beside them: what there is, what would go now, and what has gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from scheduler.db.models import (
    Application,
    ApplicationPage,
    Booking,
    ConversationLine,
    DeedRow,
    Disclosure,
    Document,
    Message,
    Move,
    Office,
    StaffSession,
)
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.privacy.keeping import Kind
from scheduler.flow.audit.purged import EVIDENCE
from scheduler.flow.privacy.purging import COUNTED, due_by_kind
from scheduler.web.office.shared.kept_words import KEPT

SHOWN = 30
"""Lines of evidence on the page; all of them stand in the log."""
ROWS: Mapping[Kind, tuple[type[Any], str, tuple[ColumnElement[bool], ...]]] = {
    Kind.DOCUMENTS: (Document, "created_at", (col(Document.forgotten_at).is_(None),)),
    Kind.VISITS: (Booking, "created_at", ()),
    Kind.TALKS: (ConversationLine, "at", ()),
    Kind.MESSAGES: (Message, "created_at", ()),
    Kind.DISCLOSURES: (Disclosure, "at", ()),
    Kind.SESSIONS: (StaffSession, "created_at", ()),
    Kind.MOVES: (Move, "at", ()),
    Kind.FILES: (ApplicationPage, "sent_at", (col(ApplicationPage.gone_at).is_(None),)),
    Kind.DRAFTS: (Application, "created_at", (col(Application.document_id).is_(None),)),
}
"""Of which rows of a kind are counted, when they were made, and which of them still count."""
INDEXED = frozenset({Document, Message, Disclosure})
"""Tables with an index by office and that moment: by their ids all rows of an office would be sorted."""


@dataclass(frozen=True, slots=True)
class KindKept:
    """A kind as it is kept now. oldest: None where there is nothing. due: how much would go now."""

    title: str
    rows: int
    oldest: datetime | None
    due: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What went at once, by rule or because somebody asked. kind: its title, "" for what was asked for."""

    at: datetime
    kind: str
    rows: int
    until: datetime | None
    days: int | None
    mark: str


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What stands beside the rules. most: more rows than that are not counted."""

    kinds: Sequence[KindKept]
    evidence: Sequence[Evidence]
    most: int = COUNTED


def kept_page(session: Session, office_id: int, now: datetime) -> KeptPage:
    """What an office keeps, what would go now, and what went lately."""
    office = session.get_one(Office, office_id)
    due = due_by_kind(session, office, now)
    kinds = [KindKept(kept.title, *_kept(session, office, kind), due[kind]) for kind, kept in KEPT.items()]
    return KeptPage(kinds, _evidence(session, office))


def going_by(session: Session, office_id: int, wanted: Mapping[str, Any], now: datetime) -> dict[str, int]:
    """How much would go now by other rules, by the title of its kind: only what goes by none of those that hold.

    wanted: the rules by their column.
    """
    office = session.get_one(Office, office_id)
    known = {name: getattr(office, name) for name in Office.model_fields}
    now_due = due_by_kind(session, office, now)
    then_due = due_by_kind(session, Office(**{**known, **wanted}), now)
    return {KEPT[kind].title: count for kind, count in then_due.items() if count > now_due[kind]}


def _kept(session: Session, office: Office, kind: Kind) -> tuple[int, datetime | None]:
    table, moment, which = ROWS[kind]
    own = (table.office_id == office.id, *which)
    counted = select(table.id).where(*own).limit(COUNTED + 1).subquery()
    oldest = session.scalar(select(at := getattr(table, moment)).where(*own).order_by(*_by_age(table, at)).limit(1))
    return session.scalar(select(func.count()).select_from(counted)) or 0, oldest


def _by_age(table: type[Any], at: Any) -> tuple[Any, ...]:
    """The oldest of an office first, by what an index of it goes by: its moment where there is one, else the order in
    which rows were made.
    """
    return (at,) if table in INDEXED else (table.id,)


def _evidence(session: Session, office: Office) -> list[Evidence]:
    rows = session.scalars(
        select(DeedRow)
        .where(col(DeedRow.office_id) == office.id, col(DeedRow.deed).in_(EVIDENCE))
        .order_by(col(DeedRow.id).desc())
        .limit(SHOWN)
    )
    return [_line(row) for row in rows]


def _line(row: DeedRow) -> Evidence:
    facts = row.became
    until = facts.get("until")
    kind = KEPT[Kind(row.about)].title if row.deed == Deed.PURGED else ""
    return Evidence(
        row.at, kind, facts["rows"], datetime.fromisoformat(until) if until else None, facts.get("days"), facts["hash"]
    )
