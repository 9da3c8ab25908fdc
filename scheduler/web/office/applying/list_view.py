"""The list of applications: which are wanted, how many wait, and of each what a clerk chooses by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session, col

from scheduler.db.models import Application, Document, DocumentType, Office, Procedure
from scheduler.domain.refusals import N_
from scheduler.domain.stages import CHECKED, DocumentStage
from scheduler.domain.text.names import initials
from scheduler.flow.applying.duplicate_applications import Duplicate, duplicates_of
from scheduler.flow.staff import SignedIn
from scheduler.web.office.shared.names import names_of_staff
from scheduler.web.office.shared.origins import ORIGINS
from scheduler.web.shared.staff.pages import actor

PAGE = 25
SHOWN: Mapping[str, str] = {
    "waiting": N_("Menunggu"),
    "mine": N_("Milik saya"),
    "citizen": N_("Menunggu warga"),
    "accepted": N_("Lengkap"),
    "all": N_("Semua"),
}
"""Ways to narrow the list; the first one is usual."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a way of SHOWN, a channel, a type's code ("": any), and a page (1 is the first)."""

    show: str = "waiting"
    channel: str = ""
    type: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """An application of the list. waited: how long it has lain; None: it does not wait for a clerk.

    duplicates: others for the same person and type, of one that is still checked.
    """

    id: int
    reference: str
    title: str
    who: str
    channel: str
    stage: str
    sent_at: datetime
    waited: timedelta | None
    round: int
    is_confirmed: bool
    whose: str | None
    is_mine: bool
    duplicates: Sequence[Duplicate]


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the list. counts: by each way to narrow it; types: those the office has."""

    rows: Sequence[Row]
    asked: Asked
    counts: Mapping[str, int]
    types: Sequence[str]
    now: datetime

    @property
    def pages(self) -> int:
        return max(1, -(-self.counts[self.asked.show] // PAGE))


def queue_of(session: Session, staff: SignedIn, asked: Asked, now: datetime) -> Queue:
    """A page of the list; what waits comes first, the oldest at the top."""
    wanted, types = conditions(staff), _types(session, staff.office)
    show = asked.show if asked.show in wanted else "waiting"
    channel = asked.channel if asked.channel in ORIGINS else ""
    kind = asked.type if asked.type in types else ""
    narrow = _narrowed(staff.office, channel, kind)
    counts = _counts(session, wanted, narrow)
    number = min(max(asked.number, 1), max(1, -(-counts[show] // PAGE)))
    rows = session.execute(_in_order(_joined(narrow).where(wanted[show])).offset((number - 1) * PAGE).limit(PAGE)).all()
    names = names_of_staff(session, staff.office)
    duplicates = duplicates_of(session, [row[1] for row in rows if row[1].stage in CHECKED])
    found = [_row(row[0], row[1], row[2], duplicates, names, actor(staff), now) for row in rows]
    return Queue(found, Asked(show, channel, kind, number), counts, types, now)


def conditions(staff: SignedIn) -> dict[str, ColumnElement[bool]]:
    """What each way to narrow the list means, for somebody who looks."""
    accepted = col(Application.accepted_at)
    waits = col(Application.waiting_since).is_not(None)
    return {
        "waiting": waits,
        "mine": accepted.is_(None) & (col(Application.taken_by) == actor(staff)),
        "citizen": ~waits & accepted.is_(None) & (col(Document.stage) == DocumentStage.INCOMPLETE),
        "accepted": accepted.is_not(None),
        "all": col(Application.document_id).is_not(None),
    }


def beside(session: Session, staff: SignedIn, found: Application) -> tuple[int | None, int | None]:
    """Ids of the waiting applications before and after one, without colleagues'; after the last the first again."""
    since = col(Application.waiting_since)
    rows = session.execute(
        select(since, col(Application.id))
        .where(
            col(Application.office_id) == staff.office.id,
            since.is_not(None),
            col(Application.taken_by).is_(None) | (col(Application.taken_by) == actor(staff)),
            col(Application.id) != found.id,
        )
        .order_by(since, col(Application.id))
        .limit(500)
    ).all()
    others = [(row[0], row[1]) for row in rows]
    if not others:
        return None, None
    if found.waiting_since is None:
        return None, others[0][1]
    here = (found.waiting_since, found.id)
    earlier, later = [each for each in others if each < here], [each for each in others if each > here]
    return (earlier[-1][1] if earlier else None), (later or others)[0][1]


def _row(
    application: Application,
    document: Document,
    title: str,
    duplicates: Mapping[int, Sequence[Duplicate]],
    names: Mapping[str, str],
    me: str,
    now: datetime,
) -> Row:
    taken, since = application.taken_by, application.waiting_since
    return Row(
        id=application.id,
        reference=document.reference,
        title=title,
        who=initials(document.holder),
        channel=application.channel,
        stage=document.stage,
        sent_at=application.sent_at or application.created_at,
        waited=max(now - since, timedelta()) if since else None,
        round=application.asked_again + 1,
        is_confirmed=application.phone_confirmed_at is not None or document.phone_hash is None,
        whose=names.get(taken, taken) if taken else None,
        is_mine=taken == me,
        duplicates=duplicates.get(document.id, ()),
    )


def _joined(where: ColumnElement[bool]) -> Any:
    return (
        select(Application, Document, col(Procedure.title))
        .join(Document, col(Document.id) == col(Application.document_id))
        .join(Procedure, col(Procedure.id) == col(Application.procedure_id))
        .where(where)
    )


def _in_order(applications: Any) -> Any:
    """What waits first and longest, then what was sent last."""
    since = col(Application.waiting_since)
    return applications.order_by(
        case((since.is_(None), 1), else_=0), since, col(Application.sent_at).desc(), col(Application.id)
    )


def _narrowed(office: Office, channel: str, kind: str) -> ColumnElement[bool]:
    wanted = [col(Application.office_id) == office.id]
    if channel:
        wanted.append(col(Application.channel) == channel)
    if kind:
        of_type = select(col(DocumentType.id)).where(
            col(DocumentType.office_id) == office.id, col(DocumentType.code) == kind
        )
        wanted.append(col(Document.type_id).in_(of_type))
    return and_(*wanted)


def _counts(session: Session, wanted: Mapping[str, ColumnElement[bool]], narrow: ColumnElement[bool]) -> dict[str, int]:
    counted = [func.count(case((condition, 1))) for condition in wanted.values()]
    found = session.execute(
        select(*counted)
        .select_from(Application)
        .join(Document, col(Document.id) == col(Application.document_id))
        .where(narrow)
    ).one()
    return dict(zip(wanted, found, strict=True))


def _types(session: Session, office: Office) -> list[str]:
    rows = session.scalars(select(col(DocumentType.code)).where(col(DocumentType.office_id) == office.id))
    return sorted(rows)
