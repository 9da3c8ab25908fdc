"""Applications of some weeks, counted: how they came, how soon they were answered, and how many were whole at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Application, Office, Procedure
from scheduler.flow.core.local_time import zone_of_office
from scheduler.web.office.shared.periods import Period

WEEK = 7


@dataclass(frozen=True, slots=True)
class Sent:
    """One application that was sent. hours: until the first answer; None: there is none yet."""

    week: date
    title: str
    channel: str
    hours: float | None
    is_answered: bool
    at_once: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """How soon some applications were answered for the first time, in hours, and how many were complete at once.

    at_once: of those that were answered. median, most: half, and nine of ten, waited no longer.
    """

    name: str
    count: int
    answered: int
    at_once: int
    median: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from their first on: applications by channel."""

    first: date
    by_channel: dict[str, int]
    answers: Answers


def sent_in(session: Session, office: Office, period: Period) -> list[Sent]:
    """Applications that were sent in a period, each in the week that began so many whole weeks after its first day."""
    zone = zone_of_office(office)
    rows = session.execute(
        select(Application, col(Procedure.title))
        .join(Procedure, col(Procedure.id) == col(Application.procedure_id))
        .where(col(Application.office_id) == office.id, col(Application.sent_at) >= period.begins)
        .order_by(col(Application.sent_at), col(Application.id))
    )
    found = []
    for row, title in rows:
        sent = row.sent_at
        assert sent is not None
        days = (sent.astimezone(zone).date() - period.first).days
        hours = (row.answered_at - sent).total_seconds() / 3600 if row.answered_at else None
        week = period.first + timedelta(days=days - days % WEEK)
        found.append(Sent(week, title, row.channel, hours, row.answered_at is not None, row.asked_again == 0))
    return found


def by_week(sent: Sequence[Sent], period: Period) -> list[Week]:
    """Every week of the period, also those without any."""
    weeks = []
    for first in (period.first + timedelta(days=place) for place in range(0, period.days, WEEK)):
        mine = [each for each in sent if each.week == first]
        channels = {name: sum(each.channel == name for each in mine) for name in ("online", "whatsapp", "desk")}
        weeks.append(Week(first, channels, answers(first.isoformat(), mine)))
    return weeks


def by_procedure(sent: Sequence[Sent]) -> list[Answers]:
    """The figures of each procedure, what was asked for most first."""
    titles = {each.title for each in sent}
    found = [answers(title, [each for each in sent if each.title == title]) for title in titles]
    return sorted(found, key=lambda each: (-each.count, each.name))


def answers(name: str, sent: Sequence[Sent]) -> Answers:
    """The figures of some applications."""
    hours = sorted(each.hours for each in sent if each.hours is not None)
    return Answers(
        name,
        count=len(sent),
        answered=len(hours),
        at_once=sum(each.at_once for each in sent if each.is_answered),
        median=_share(hours, 0.5),
        most=_share(hours, 0.9),
    )


def _share(ordered: Sequence[float], share: float) -> float | None:
    """The smallest of ordered values that so large a share of them does not exceed; None of no values."""
    if not ordered:
        return None
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
