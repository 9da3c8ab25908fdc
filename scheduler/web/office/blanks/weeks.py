"""The stock of a material week by week, as the plot of its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
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
    rows = session.execute(
        select(col(StockEntry.at), col(StockEntry.kind), col(StockEntry.pieces))
        .where(*stock.standing(office.id, material.name))
        .order_by(col(StockEntry.at))
    ).all()
    opened = rows[0][0] if rows else now
    return [
        _week(first, [row for row in rows if row[0] < end], begin, is_known=opened < end)
        for first, begin, end in zip(firsts, bounds, bounds[1:], strict=False)
    ]


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


def _week(first: date, until: Sequence[tuple[datetime, str, int]], begin: datetime, *, is_known: bool) -> Week:
    within = [(kind, pieces) for at, kind, pieces in until if at >= begin]
    return Week(
        first,
        ledger_sum((kind, pieces) for _, kind, pieces in until) if is_known else None,
        sum(pieces for kind, pieces in within if kind == stock.RECEIPT),
        sum(SPENT.get(kind, 0) * pieces for kind, pieces in within),
    )
