"""How long the stock of a material lasts, by what its ledger says of the days that are over."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Material, Office, StockEntry
from scheduler.domain.blanks.allocation import LOOKS_BACK, Forecast, forecast
from scheduler.domain.calendar.calendar import hours_of
from scheduler.flow.blanks import stock
from scheduler.flow.core.local_time import today_of, zone_of_office

SPENT: Mapping[str, int] = {"use": 1, "spoilt": 1, "unused": -1}
"""Which way a kind of entry goes in what was spent."""
RUNNING_OUT = 5
"""From so few open days on somebody should ask for more: a week of work."""


def forecast_of(session: Session, office: Office, material: Material, now: datetime) -> Forecast:
    """How long the stock lasts, by days that are over since the first count: before that no use was written down."""
    today, zone, moment, kind = today_of(office, now), zone_of_office(office), col(StockEntry.at), col(StockEntry.kind)
    standing = stock.standing(office.id, material.name)
    first_count = select(moment).where(*standing, kind == stock.COUNT).order_by(moment).limit(1)
    opened = session.scalar(first_count) or now
    begins = max(datetime.combine(today - timedelta(days=LOOKS_BACK), time(), zone), opened)
    ends = datetime.combine(today, time(), zone)
    rows = session.execute(
        select(kind, func.sum(col(StockEntry.pieces))).where(*standing, moment >= begins, moment < ends).group_by(kind)
    )
    used = sum(SPENT.get(what, 0) * int(pieces) for what, pieces in rows)
    first = today_of(office, begins)
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    days = (first + timedelta(days=place) for place in range((today - first).days))
    open_days = sum(hours_of(day, hours, closed) is not None for day in days)
    return forecast(stock=material.stock, used=used, open_days=open_days)
