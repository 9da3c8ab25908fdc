"""Documents that lie in the office and that nobody fetched: how many, how long, from where, and whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session, col

from scheduler.db.models import Document, DocumentType, Message, Office
from scheduler.domain.figures.ages import AGES, begins, days_since
from scheduler.domain.figures.report_refusals import KelurahanUnknown
from scheduler.domain.messages import TOLD
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.names import initials
from scheduler.domain.text.residence import on_ktp
from scheduler.flow.core.contactability import has_address

LINES = 500
"""Of a page of a list: so much is printed at once."""


@dataclass(frozen=True, slots=True)
class OfKelurahan:
    """How many documents of one kelurahan lie there, by age as of AGES. name: None where it is not known."""

    name: str | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document on a list: nothing of its holder but initials, and the end of its number to know it by.

    is_untold: no channel has reached anybody about it.
    """

    rt: str
    rw: str
    initials: str
    ref4: str
    type: str
    days: int
    is_untold: bool

    @property
    def where(self) -> tuple[str, str]:
        """RW and RT."""
        return self.rw, self.rt


@dataclass(frozen=True, slots=True)
class OneList:
    """A page of a list, or all of it. number: from 1; total: lines of all pages."""

    lines: Sequence[Waiting]
    number: int
    pages: int
    total: int


def by_kelurahan(session: Session, office: Office, *, now: datetime) -> list[OfKelurahan]:
    """What lies there now, by kelurahan and age; those whose kelurahan is not known come last."""
    place = case(
        *((col(Document.ready_at) <= begins(age, now), number) for number, age in reversed([*enumerate(AGES)])), else_=0
    )
    found = session.execute(
        select(col(Document.kelurahan), place, func.count())
        .where(*lies_here(session, office.id))
        .group_by(col(Document.kelurahan), place)
    )
    counts: dict[str | None, list[int]] = {}
    for name, number, count in found:
        counts.setdefault(name, [0] * len(AGES))[number] += count
    return [
        OfKelurahan(name, tuple(counts[name])) for name in sorted(counts, key=lambda name: (name is None, name or ""))
    ]


def of_kelurahan(
    session: Session, office: Office, name: str | None, *, now: datetime, page: int | None = None
) -> OneList:
    """Whose documents of a kelurahan lie there, by RW and RT, the oldest of each first. name: None of those not known.

    page: from 1, the last where there are fewer; None: all of them. Raises KelurahanUnknown where there is none.
    """
    of_it = col(Document.kelurahan).is_(None) if name is None else col(Document.kelurahan) == name
    wanted: Sequence[ColumnElement[bool]] = (*lies_here(session, office.id), of_it)
    places = session.execute(
        select(col(Document.id), col(Document.rw), col(Document.rt), col(Document.ready_at))
        .where(*wanted)
        .order_by(col(Document.ready_at), col(Document.id))
    ).all()
    if not places:
        raise KelurahanUnknown
    in_order = sorted(places, key=lambda row: (not row.rw, row.rw or "", not row.rt, row.rt or ""))
    firsts = page_firsts([(row.rw, row.rt) for row in in_order])
    number = 1 if page is None else min(max(page, 1), len(firsts))
    if page is not None:
        in_order = in_order[firsts[number - 1] : [*firsts, len(in_order)][number]]
        wanted = [col(Document.id).in_([row.id for row in in_order])]
    found = session.execute(
        select(Document, col(DocumentType.code), _is_untold(office.id))
        .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
        .where(*wanted)
    )
    lines = {document.id: _line(document, kind, is_untold=untold, now=now) for document, kind, untold in found}
    shown = [lines[row.id] for row in in_order if row.id in lines]
    return OneList(shown, number, 1 if page is None else len(firsts), len(places))


def page_firsts(groups: Sequence[object]) -> list[int]:
    """Where the pages of a list begin. groups: of each line what belongs together, as far as a page has room for it."""
    firsts, group = [0], 0
    for place, which in enumerate(groups):
        if place and which != groups[place - 1]:
            group = place
        if place - firsts[-1] >= LINES:
            firsts.append(group if group > firsts[-1] else place)
    return firsts


def lies_here(session: Session, office_id: int) -> Sequence[ColumnElement[bool]]:
    """Of a document of an office: it lies there until somebody fetches it. Of a recording nothing does."""
    kinds = select(col(DocumentType.id)).where(col(DocumentType.office_id) == office_id, col(DocumentType.hands_over))
    return (
        col(Document.office_id) == office_id,
        col(Document.stage) == DocumentStage.READY,
        col(Document.channel) == "office",
        col(Document.type_id).in_(session.scalars(kinds).all()),
    )


def _is_untold(office_id: int) -> ColumnElement[bool]:
    """Nobody has heard of the document: there is no address, or of all that was written nothing went out."""
    about = or_(col(Message.document_id) == col(Document.id), col(Message.invitation_id) == col(Document.invitation_id))
    told = select(col(Message.id)).where(about, col(Message.state).in_(TOLD))
    return or_(~has_address(office_id), ~told.exists())


def _line(document: Document, kind: str, *, is_untold: bool, now: datetime) -> Waiting:
    days = days_since(document.ready_at, now) if document.ready_at else 0
    return Waiting(
        on_ktp(document.rt),
        on_ktp(document.rw),
        initials(document.holder),
        document.reference[-4:],
        kind,
        days,
        is_untold,
    )
