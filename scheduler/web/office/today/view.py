"""What the first page shows, by what time of the office's day it is.

Before it opens and while it is open: what comes, and the last day of work. Once it has closed: the day itself, what is
left of it, and what comes next. On a day that is shut: what comes next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Material, Message, Office, OfficeDay, Ticket
from scheduler.db.queries.booking import Coming
from scheduler.domain.blanks.allocation import Forecast
from scheduler.domain.calendar.calendar import State
from scheduler.domain.calendar.spans import Span, day_bounds
from scheduler.domain.hall.takes import planned_on
from scheduler.domain.messages import TOLD, UNTOLD
from scheduler.domain.roster.roster import manned_on
from scheduler.flow.blanks.lasting import RUNNING_OUT, forecasts
from scheduler.flow.blanks.queue import waiting_by_reason
from scheduler.flow.calendar.workdays import work_on, workday_after, workday_before
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.outbox import Cause
from scheduler.flow.core.times import Times, times_of
from scheduler.flow.hall.day_ahead import DayAhead, day_ahead
from scheduler.flow.offices.counters import counters_in_use
from scheduler.flow.staff import SignedIn
from scheduler.web.office.today.figures import DayFigures, figures_of

Phase = Literal["before", "open", "over", "shut"]


@dataclass(frozen=True, slots=True)
class Stock:
    """A kind of blank that the office counts: pieces nobody has yet, who waits for one, and how long it lasts."""

    name: str
    free: int
    waiting: int
    forecast: Forecast

    @property
    def is_low(self) -> bool:
        """Whether somebody should ask for more."""
        days = self.forecast.days_left
        return self.free == 0 or (days is not None and days <= RUNNING_OUT)


@dataclass(frozen=True, slots=True)
class Desks:
    """The counters that are to work at some time today; closed: those of them that are not open, by number."""

    planned: int
    closed: Sequence[int]

    @property
    def open(self) -> int:
        return self.planned - len(self.closed)


@dataclass(frozen=True, slots=True)
class Left:
    """Visits of today whose people came, went home unserved and got another time: how many were told of it, and are
    still to be.
    """

    told: int
    untold: int


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The page. coming: of today; arrived: numbers given out so far; ahead: None where nobody is expected any more.

    figures: of the last day of work, or once it is over of today. next_day: of work, the next; next_coming: who comes
    then.
    """

    staff: SignedIn
    now: datetime
    today: date
    phase: Phase
    state: State
    coming: Coming
    arrived: int
    ahead: DayAhead | None
    stocks: Sequence[Stock]
    desks: Desks
    figures: DayFigures | None
    left: Left | None
    next_day: date | None
    next_coming: Coming | None

    @property
    def is_fullest_now(self) -> bool:
        """Whether it will not be fuller than it is."""
        return self.ahead is not None and self.ahead.at <= self.now

    @property
    def is_of_today(self) -> bool:
        """Whether the figures are those of today."""
        return self.figures is not None and self.figures.day == self.today

    @property
    def is_of_yesterday(self) -> bool:
        """Whether the last day of work was yesterday."""
        return self.figures is not None and (self.today - self.figures.day).days == 1

    @property
    def is_next_tomorrow(self) -> bool:
        """Whether the next day of work is tomorrow."""
        return self.next_day is not None and (self.next_day - self.today).days == 1


def today_page(session: Session, staff: SignedIn, now: datetime) -> TodayPage:
    """The office of whoever is signed in, now."""
    office, today, times = staff.office, today_of(staff.office, now), times_of(session, staff.office)
    day, work = queries.day_of(session, office.id, today), work_on(times, today)
    phase = _phase(day, work, now)
    shown = today if phase == "over" else workday_before(times, today)
    next_day = workday_after(times, today) if phase in ("over", "shut") else None
    return TodayPage(
        staff=staff,
        now=now,
        today=today,
        phase=phase,
        state=times.state_at(now),
        coming=_coming(session, office, times, today),
        arrived=day.arrivals if day else 0,
        ahead=day_ahead(session, office, work, now) if phase in ("before", "open") else None,
        stocks=stocks_of(session, office, now),
        desks=_desks(session, office, work, today, times),
        figures=figures_of(session, office, shown, now=now) if shown else None,
        left=_left(session, day) if phase == "over" and day else None,
        next_day=next_day,
        next_coming=_coming(session, office, times, next_day) if next_day else None,
    )


def stocks_of(session: Session, office: Office, now: datetime) -> list[Stock]:
    """The blanks that the office counts, what lasts shortest first."""
    materials = session.scalars(select(Material).where(col(Material.office_id) == office.id)).all()
    lasts = forecasts(session, [office], materials, now)
    found = [
        Stock(
            each.name,
            each.stock - each.reserved,
            sum(waiting_by_reason(session, each).values()),
            lasts[each.id],
        )
        for each in materials
    ]
    return sorted(found, key=_lasting)


def _lasting(stock: Stock) -> tuple[float, str]:
    days = stock.forecast.days_left
    return (0.0 if stock.free == 0 else float("inf") if days is None else float(days)), stock.name


def _phase(day: OfficeDay | None, work: Sequence[Span], now: datetime) -> Phase:
    if not work:
        return "shut"
    if now >= work[-1][1] or (day is not None and day.sealed_at is not None):
        return "over"
    return "before" if now < work[0][0] else "open"


def _coming(session: Session, office: Office, times: Times, day: date) -> Coming:
    return queries.coming_between(session, office.id, *day_bounds(day, times.zone))


def _desks(session: Session, office: Office, work: Sequence[Span], today: date, times: Times) -> Desks:
    rosters, counters = queries.rosters_of(session, office.id, today), counters_in_use(session, office)
    manned = manned_on(rosters, work, today, times.zone, counters=[each.id for each in counters])
    planned = planned_on(queries.takes_of(session, office.id), manned, today, times.zone)
    desks = [each for each in counters if each.id in planned]
    return Desks(len(desks), [each.number for each in desks if each.state != "open"])


def _left(session: Session, day: OfficeDay) -> Left:
    """Who of a day's numbers was told of another time, and who is still to be."""
    messages = session.execute(
        select(col(Message.state), func.count(col(Ticket.id).distinct()))
        .join(Message, col(Message.booking_id) == col(Ticket.booking_id))
        .where(col(Ticket.office_day_id) == day.id, col(Message.cause) == Cause.NOT_SERVED)
        .group_by(col(Message.state))
    )
    states = {row[0]: row[1] for row in messages}
    told, untold = (sum(states.get(state, 0) for state in kind) for kind in (TOLD, (*UNTOLD, "sending")))
    return Left(told, untold)
