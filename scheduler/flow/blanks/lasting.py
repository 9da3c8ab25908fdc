"""How long the stock of materials lasts, of one office or of many at once.

By days that are over since the first count: before that no use was written down.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Material, Office, StockEntry
from scheduler.domain.blanks.allocation import LOOKS_BACK, Forecast, forecast
from scheduler.domain.calendar.calendar import Closed, Hours, hours_of, local_day
from scheduler.flow.blanks.stock import COUNT
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.custody.handover_records import is_taken_back

SPENT: Mapping[str, int] = {"use": 1, "spoilt": 1, "unused": -1}
"""Kind of an entry -> how much of its pieces was used."""
RUNNING_OUT = 5
"""From so few open days on somebody should ask for more: a week of work."""
Key = tuple[int, str]
"""An office's id and the name of a material."""


def forecasts(
    session: Session, offices: Sequence[Office], materials: Sequence[Material], now: datetime
) -> dict[int, Forecast]:
    """Of each material of some offices, by its id. offices: all that the materials are of."""
    known = {office.id: office for office in offices}
    hours, closed = queries.hours_by_office(session, known), queries.closures_among(session, known)
    opened = {(office_id, name): at for office_id, name, at in session.execute(_first_counts(known))}
    used = _used(session, offices, now)
    found = {}
    for each in materials:
        office, key = known[each.office_id], (each.office_id, each.name)
        zone = zone_of_office(office)
        begins = max(_looked_back(zone, now), opened.get(key, now))
        days = _open_days(begins, hours.get(office.id, ()), closed.get(office.id, ()), zone, now)
        found[each.id] = forecast(stock=each.stock, used=used.get(key, 0), open_days=days)
    return found


def _first_counts(ids: Collection[int]) -> Select[int, str, datetime]:
    """When each ledger was opened."""
    return (
        select(col(StockEntry.office_id), col(StockEntry.material), func.min(col(StockEntry.at)).label("at"))
        .where(
            col(StockEntry.office_id).in_(ids),
            col(StockEntry.kind) == COUNT,
            ~is_taken_back(StockEntry),
        )
        .group_by(col(StockEntry.office_id), col(StockEntry.material))
    )


def _used(session: Session, offices: Sequence[Office], now: datetime) -> dict[Key, int]:
    """Pieces that were used on the days looked back on since each ledger was opened, today not among them."""
    by_zone: dict[str, list[int]] = defaultdict(list)
    for office in offices:
        by_zone[office.timezone].append(office.id)
    used: dict[Key, int] = defaultdict(int)
    for name, ids in sorted(by_zone.items()):
        zone, opened = ZoneInfo(name), _first_counts(ids).subquery()
        spent = (
            select(
                col(StockEntry.office_id),
                col(StockEntry.material),
                col(StockEntry.kind),
                func.sum(col(StockEntry.pieces)),
            )
            .join(
                opened,
                (opened.c.office_id == col(StockEntry.office_id)) & (opened.c.material == col(StockEntry.material)),
            )
            .where(
                col(StockEntry.office_id).in_(ids),
                col(StockEntry.kind).in_(SPENT),
                col(StockEntry.at) >= _looked_back(zone, now),
                col(StockEntry.at) < _midnight(zone, now),
                col(StockEntry.at) >= opened.c.at,
                ~is_taken_back(StockEntry),
            )
            .group_by(col(StockEntry.office_id), col(StockEntry.material), col(StockEntry.kind))
        )
        for office_id, material, kind, pieces in session.execute(spent):
            used[office_id, material] += SPENT[kind] * int(pieces)
    return used


def _midnight(zone: ZoneInfo, now: datetime) -> datetime:
    """When today began."""
    return datetime.combine(local_day(now, zone), time(), zone)


def _looked_back(zone: ZoneInfo, now: datetime) -> datetime:
    """When the days begin that are looked back on, of which yesterday is the last."""
    return datetime.combine(local_day(now, zone) - timedelta(days=LOOKS_BACK), time(), zone)


def _open_days(
    begins: datetime, hours: Sequence[Hours], closed: Sequence[Closed], zone: ZoneInfo, now: datetime
) -> int:
    """How many days an office was open, from the day of a moment to yesterday."""
    first, today = local_day(begins, zone), local_day(now, zone)
    days = (first + timedelta(days=place) for place in range((today - first).days))
    return sum(hours_of(day, hours, closed) is not None for day in days)
