"""What the page of blanks shows of one material: its stock, who waits, how long it lasts, and its ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Document, Material, Office, PrintingStop, StockEntry, Supply
from scheduler.domain.blanks.allocation import LEAST_DAYS, Forecast
from scheduler.flow.blanks import stock
from scheduler.flow.blanks.lasting import forecasts
from scheduler.flow.blanks.queue import running_stop, waiting_by_reason
from scheduler.flow.blanks.supplies import IS_OPEN, is_open, left_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.web.office.blanks.weeks import Week, weeks_of
from scheduler.web.office.shared.names import names_of

ROWS = 20
"""Lines of the ledger on a page."""
OVER = 5
"""Requests that are over, of which the page tells."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the ledger. reference: of the document that a blank was for; undone: the line does not count."""

    entry: StockEntry
    who: str
    reference: str | None
    undone: bool


@dataclass(frozen=True, slots=True)
class BlanksPage:
    """A material of an office; `material` is None where nobody has counted it yet.

    waiting: how many by reason; short: since when the ledger and what is printed differ, None if they do not;
    began: how many got a blank today; shared_today: the sharing was settled today.
    """

    names: Sequence[str]
    name: str
    material: Material | None
    waiting: Mapping[str | None, int]
    forecast: Forecast
    stop: PrintingStop | None
    short: datetime | None
    supplies: Sequence[Supply]
    weeks: Sequence[Week]
    rows: Sequence[Row]
    number: int
    pages: int
    began: int
    people: Mapping[str, str]
    shared_today: bool

    @property
    def free(self) -> int:
        return self.material.stock - self.material.reserved if self.material else 0

    @property
    def in_line(self) -> int:
        return sum(self.waiting.values())

    @property
    def coming(self) -> list[Supply]:
        """What was asked for and is still to come."""
        return [each for each in self.supplies if is_open(each)]

    @property
    def coming_pieces(self) -> int:
        return sum(map(left_of, self.coming))

    @property
    def beyond(self) -> int:
        """How many more got a blank today than are printed on a day: cards that were noted as printed already."""
        return max(0, self.began - self.material.per_day) if self.material and self.material.per_day else 0

    @property
    def least_days(self) -> int:
        """So many open days are on record before there is a forecast."""
        return LEAST_DAYS

    def who(self, by: str) -> str:
        """Somebody's name. by: how history names them."""
        return self.people.get(by, by)


def names_of_materials(session: Session, office: Office) -> list[str]:
    """What documents of an office are printed on, in the order of its types."""
    kinds = sorted(queries.types_of(session, office.id), key=lambda kind: kind.id)
    return list(dict.fromkeys(kind.material for kind in kinds if kind.material))


def blanks_page(session: Session, office: Office, wanted: str, number: int, *, now: datetime) -> BlanksPage | None:
    """The page of a material, or of the first; None where nothing needs a blank. number: page of the ledger, from 1."""
    names = names_of_materials(session, office)
    if not names:
        return None
    name = wanted if wanted in names else names[0]
    material = stock.material_of(session, office.id, name)
    count = session.scalar(select(func.count()).select_from(StockEntry).where(*_of(office, name))) or 0
    pages = max(1, -(-count // ROWS))
    number = min(max(number, 1), pages)
    people = names_of(session, office.id)
    return BlanksPage(
        names=names,
        name=name,
        material=material,
        waiting=waiting_by_reason(session, material or _uncounted(office, name)),
        forecast=forecasts(session, [office], [material], now)[material.id] if material else Forecast(),
        stop=running_stop(session, office.id, name),
        short=_short_since(session, office, name),
        supplies=_supplies(session, office, name),
        weeks=weeks_of(session, office, material, now) if material else [],
        rows=_rows(session, office, name, number, people),
        number=number,
        pages=pages,
        began=stock.begun_today(material, today_of(office, now)) if material else 0,
        people=people,
        shared_today=_is_shared_on(office, material, now),
    )


def _is_shared_on(office: Office, material: Material | None, now: datetime) -> bool:
    """Whether somebody settled the sharing on the day of `now`."""
    at = material.shared_at if material else None
    return at is not None and today_of(office, at) == today_of(office, now)


def _uncounted(office: Office, name: str) -> Material:
    """A material that nobody counts, as the key to who waits for it; it is not kept."""
    return Material(office_id=office.id, name=name)


def _of(office: Office, name: str) -> tuple[ColumnElement[bool], ...]:
    return col(StockEntry.office_id) == office.id, col(StockEntry.material) == name


def _rows(session: Session, office: Office, name: str, number: int, people: Mapping[str, str]) -> list[Row]:
    found = session.execute(
        select(StockEntry, col(Document.reference), is_taken_back(StockEntry))
        .outerjoin(Document, col(Document.id) == col(StockEntry.document_id))
        .where(*_of(office, name))
        .order_by(col(StockEntry.at).desc(), col(StockEntry.id).desc())
        .offset((number - 1) * ROWS)
        .limit(ROWS)
    )
    return [Row(entry, people.get(entry.by, entry.by), reference, bool(undone)) for entry, reference, undone in found]


def _short_since(session: Session, office: Office, name: str) -> datetime | None:
    """When a card was first printed that the ledger knew no blank for, since somebody counted last."""
    standing, moment, kind = stock.standing(office.id, name), col(StockEntry.at), col(StockEntry.kind)
    last = session.scalar(select(func.max(moment)).where(*standing, kind == stock.COUNT))
    fell_short = select(func.min(moment)).where(*standing, kind == stock.SHORT)
    return session.scalar(fell_short.where(moment > last) if last else fell_short)


def _supplies(session: Session, office: Office, name: str) -> Sequence[Supply]:
    """What was asked for: all that is open first, then the last that are over."""
    mine = select(Supply).where(col(Supply.office_id) == office.id, col(Supply.material) == name)
    newest_first = mine.order_by(col(Supply.asked_at).desc(), col(Supply.id).desc())
    return [*session.scalars(newest_first.where(IS_OPEN)), *session.scalars(newest_first.where(~IS_OPEN).limit(OVER))]
