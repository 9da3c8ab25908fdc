"""The stock of a material week by week, as the plot of its page shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from scheduler.db.models import Material, Office, StockEntry
from scheduler.domain.blanks.allocation import ledger_sum
from scheduler.domain.refusals import N_
from scheduler.flow.blanks import stock
from scheduler.flow.blanks.lasting import SPENT
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.web.office.shared.plots import Group, Plot
from scheduler.web.shared.wording import Wording

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days. stock: at their end (of the last week: now); None where the ledger was not open yet."""

    first: date
    stock: int | None
    received: int
    spent: int


def weeks_of(session: Session, office: Office, material: Material, now: datetime) -> list[Week]:
    """The last weeks, Monday to Sunday, the present one last."""
    today, zone = today_of(office, now), zone_of_office(office)
    monday = today - timedelta(days=today.weekday())
    firsts = [monday - timedelta(weeks=WEEKS - 1 - place) for place in range(WEEKS)]
    bounds = [datetime.combine(first, time(), zone) for first in (*firsts, monday + timedelta(weeks=1))]
    opened = session.scalar(
        select(col(StockEntry.at))
        .where(*stock.standing(office.id, material.name))
        .order_by(col(StockEntry.at))
        .limit(1)
    )
    found: list[Week] = []
    left, pieces = material.stock, _pieces(session, office, material, bounds)
    for place in reversed(range(WEEKS)):
        left -= ledger_sum(pieces[place + 1])
        found.append(_week(firsts[place], pieces[place], left if opened and opened < bounds[place + 1] else None))
    return found[::-1]


def plot_of(say: Wording, name: str, weeks: Sequence[Week]) -> Plot:
    """Stock, receipts and use as bars, one group a week."""
    groups = [
        Group(
            say.text(N_("Mulai {day}")).format(day=say.day_month(week.first)),
            (week.stock, week.received, week.spent),
            short=f"{week.first.day} {say.month(week.first)}",
        )
        for week in weeks
    ]
    title = say.text(N_("Stok {material}, 8 minggu terakhir")).format(material=name)
    told = ", ".join(f"{group.short}: {group.text(0)}" for group in groups)
    desc = say.text(N_("Stok pada akhir setiap minggu. {told}")).format(told=told)
    series = [say.text(text) for text in (N_("Stok akhir minggu"), N_("Masuk"), N_("Terpakai dan rusak"))]
    return Plot("stock", title, desc, say.text(N_("Minggu mulai")), series, groups)


def _pieces(
    session: Session, office: Office, material: Material, bounds: Sequence[datetime]
) -> dict[int, list[tuple[str, int]]]:
    """What the ledger says of each week by its place, and of what is after the last: pieces by kind.

    The ledger before them is not read: what it came to is what is left of the stock of now.
    """
    places = [(col(StockEntry.at) < end, place) for place, end in enumerate(bounds[1:])]
    place = case(*places, else_=WEEKS)
    rows = session.execute(
        select(place, col(StockEntry.kind), func.sum(col(StockEntry.pieces)))
        .where(*stock.standing(office.id, material.name), col(StockEntry.at) >= bounds[0])
        .group_by(place, col(StockEntry.kind))
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for week, kind, pieces in rows:
        found[week].append((kind, int(pieces)))
    return found


def _week(first: date, entries: Sequence[tuple[str, int]], left: int | None) -> Week:
    return Week(
        first,
        left,
        sum(pieces for kind, pieces in entries if kind == stock.RECEIPT),
        sum(SPENT.get(kind, 0) * pieces for kind, pieces in entries),
    )
