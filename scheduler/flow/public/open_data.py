"""Months of an office that are over and counted, as open data."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.db.queries.figures import counted_from, counted_until
from scheduler.domain.figures.counts import Every
from scheduler.domain.figures.months import end_of
from scheduler.domain.public.open_data import SOURCES, Row, rows_of
from scheduler.domain.public.refusals import MonthNotOver
from scheduler.flow.core.local_time import today_of
from scheduler.flow.figures.reading import counts_of


def months_of(session: Session, office: Office, *, now: datetime) -> list[date]:
    """The first days of the months of which there is a table, newest first: all of their days are counted and over."""
    first, last = counted_from(session, office.id), counted_until(session, office.id)
    if first is None or last is None:
        return []
    last = min(last, today_of(office, now) - timedelta(days=1))
    found, month = [], first.replace(day=1)
    while end_of(month) <= last:
        found.append(month)
        month = end_of(month) + timedelta(days=1)
    return found[::-1]


def month_of(session: Session, office: Office, month: date, *, now: datetime) -> Sequence[Row]:
    """The table of a month, by its first day. Raises MonthNotOver."""
    if month not in months_of(session, office, now=now):
        raise MonthNotOver
    return list(rows_of(counts_of(session, office, SOURCES, month, end_of(month), now=now, every=Every.DAY)))
