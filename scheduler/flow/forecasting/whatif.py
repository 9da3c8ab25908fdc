"""What if a day were set otherwise: what stands of it is read, and the change thought into it. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.forecasting.course import SEEDS
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.refusals import ChangeNeeded, NoWorkThatDay
from scheduler.domain.forecasting.whatif.change import Change
from scheduler.domain.forecasting.whatif.comparison import Comparison, compare, plan_with_booked
from scheduler.domain.invitations.refusals import DayNotOffered
from scheduler.flow.core.local_time import today_of
from scheduler.flow.forecasting.habits import habits_of
from scheduler.flow.forecasting.plans import booked_on, settings_of

FARTHEST = timedelta(days=366)
SEARCHED = 60
"""So many days ahead a weekday is looked for on which the office works."""


@dataclass(frozen=True, slots=True)
class Thought:
    """A day as it is and as it is thought of, ready to be played: outside any session, since that takes a while."""

    usual: Plan
    other: Plan
    habits: Habits

    def compared(self, *, seeds: Iterable[int] = range(SEEDS)) -> Comparison:
        """Both, played with the same people."""
        return compare(self.usual, self.other, self.habits, seeds=seeds)


def thought_of(session: Session, office: Office, day: date, change: Change, *, now: datetime) -> Thought:
    """A day that is ahead, with who is booked on it so far. Raises DayNotOffered, ChangeNeeded, and what `Change.of`
    raises.
    """
    today = today_of(office, now)
    if not today <= day <= today + FARTHEST:
        raise DayNotOffered
    if change.is_none:
        raise ChangeNeeded
    setting, booked = settings_of(session, office, [day])[day], booked_on(session, office, [day])[day]
    other, ahead = change.of(setting), (day - today).days
    return Thought(
        setting.plan(booked, ahead=ahead),
        plan_with_booked(other, booked, ahead=ahead),
        habits_of(session, office, now=now).habits,
    )


def next_open_day(session: Session, office: Office, *, now: datetime) -> date:
    """The next day after today on which the office works. Raises NoWorkThatDay."""
    days = [today_of(office, now) + timedelta(days=n) for n in range(1, SEARCHED)]
    found = next((day for day, each in settings_of(session, office, days).items() if any(each.work.values())), None)
    if found is None:
        raise NoWorkThatDay
    return found


def thought_of_weekday(session: Session, office: Office, weekday: int, change: Change, *, now: datetime) -> Thought:
    """The next such weekday (Monday is 0) on which the office works, as if nobody was booked yet and it could just be
    booked. Raises NoWorkThatDay, ChangeNeeded, and what `Change.of` raises.
    """
    if change.is_none:
        raise ChangeNeeded
    today = today_of(office, now)
    days = [day for n in range(1, SEARCHED) if (day := today + timedelta(days=n)).weekday() == weekday]
    setting = next((each for each in settings_of(session, office, days).values() if any(each.work.values())), None)
    if setting is None:
        raise NoWorkThatDay
    other, ahead = change.of(setting), office.horizon_days
    return Thought(setting.plan(ahead=ahead), other.plan(ahead=ahead), habits_of(session, office, now=now).habits)
