"""The coming weeks as they stand: seats, who is booked, invited or waits, and what people did lately. Nothing is
written, and no personal data is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Office, Slot
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.calendar.spans import day_bounds
from scheduler.domain.figures.refusals import PeriodBackwards
from scheduler.domain.forecasting.chance import Mix, Rate, Spread
from scheduler.domain.forecasting.course import DayForecast, forecast
from scheduler.domain.forecasting.habits import Habits, Visit
from scheduler.domain.forecasting.refusals import ChangeNeeded, ClosureNotAhead, SeasonShut, ServiceNotServed
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.forecasting.weeks.coming import (
    ASSUMED,
    Answers,
    Day,
    Household,
    Stack,
    Weeks,
    WeeksChange,
    checked,
    households_of,
)
from scheduler.domain.forecasting.weeks.hall import plan_of_visits
from scheduler.domain.forecasting.weeks.outlook import RUNS, WeeksComparison, WeeksOutlook, compare_weeks
from scheduler.domain.forecasting.whatif.change import Change
from scheduler.domain.forecasting.whatif.season import ramadan
from scheduler.domain.invitations.waves import in_line
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.forecasting.habits import habits_of
from scheduler.flow.forecasting.plans import booked_on, settings_of
from scheduler.flow.invitations.demand import largest_visits, rooms_of
from scheduler.flow.invitations.waves import line_of

LENGTH = 56
"""Days that are run."""
LOOKS_BACK = timedelta(days=28)
"""So far back visits and answers are looked at."""
ENOUGH = 30
"""From so many answers on they count, and not what is assumed."""
STEPS = 40


@dataclass(frozen=True, slots=True)
class WeeksThought:
    """The coming weeks as they are and as they are thought of, ready to be run. settings: of the days thought of.

    recorded: open days of which it is known how many visits they had; 0: then nobody new is reckoned with.
    """

    usual: Weeks
    other: Weeks
    settings: Mapping[date, Setting]
    habits: Habits
    recorded: int

    def compared(self, *, seeds: Iterable[int] = range(RUNS)) -> WeeksComparison:
        """Both, run with the same people."""
        return compare_weeks(self.usual, self.other, seeds=seeds)

    def hall_of(self, found: WeeksOutlook, *, seeds: Iterable[int]) -> DayForecast:
        """The hall of the fullest day of the weeks thought of."""
        return forecast(plan_of_visits(self.settings[found.fullest], found.visits), self.habits, seeds=seeds)


def thought_of_weeks(
    session: Session,
    office: Office,
    weeks_change: WeeksChange,
    *,
    stack: Stack | None = None,
    change: Change | None = None,
    in_ramadan: bool = False,
    now: datetime,
) -> WeeksThought:
    """The weeks from today on. stack: documents that are ready at once; where nothing else differs it is held against
    the weeks without it. change: of each day, as far as it has what the change is about; in_ramadan: each by the hours
    of Ramadan.

    Raises ChangeNeeded, PeriodBackwards, ClosureNotAhead, ServiceNotServed for a service without seats, and what
    `WeeksChange.of`, `checked` and `Change.of` raise.
    """
    change = change or Change()
    is_same = weeks_change.is_none and change.is_none and not in_ramadan
    if is_same and stack is None:
        raise ChangeNeeded
    if any(last < first for first, last in weeks_change.closed):
        raise PeriodBackwards
    days = [today_of(office, now) + timedelta(days=n) for n in range(LENGTH + office.horizon_days)]
    if any(last < days[0] or first >= days[0] + timedelta(days=LENGTH) for first, last in weeks_change.closed):
        raise ClosureNotAhead
    settings = settings_of(session, office, days)
    for service in (*change.units, *change.slot_minutes, *((stack.service,) if stack else ())):
        if all(service not in setting.slots for setting in settings.values()):
            raise ServiceNotServed(service=service)
    thought = {day: _thought_of(setting, change, in_ramadan=in_ramadan) for day, setting in settings.items()}
    habits = habits_of(session, office, now=now).habits
    known = _known(session, office, settings, habits, now=now)
    with_stack = replace(known, stack=None if stack is None else checked(stack))
    other = replace(with_stack, days=_days(known.days, thought))
    recorded = max((int(each.over) for each in known.usual.values()), default=0)
    return WeeksThought(known if is_same else with_stack, weeks_change.of(other), thought, habits, recorded)


def main_service(session: Session, office: Office, *, now: datetime) -> str | None:
    """The service with the most visits lately, by its letter; where there were none the first that has types."""
    usual, _ = _lately(session, office, now=now)
    if usual:
        return max(usual, key=lambda letter: (usual[letter].seen, letter))
    types = {kind.service_id for kind in queries.types_of(session, office.id) if kind.retired_at is None}
    return next((each.letter for each in queries.services_of(session, office.id) if each.id in types), None)


def _thought_of(setting: Setting, change: Change, *, in_ramadan: bool) -> Setting:
    """A day's setting with what of a change is about it; a weekday on which nothing is served then is shut."""
    if not any(setting.work.values()):
        return setting
    try:
        hours = ramadan(setting.weekday) if in_ramadan else change.hours
    except SeasonShut:
        return replace(setting, work={}, slots={}, shifts=[], rests=[])
    return replace(change.as_far_as_in(setting), hours=hours).of(setting)


def _days(days: Sequence[Day], settings: Mapping[date, Setting]) -> list[Day]:
    return [replace(day, seats=_seats(settings[day.date])) for day in days]


def _seats(setting: Setting) -> dict[str, int]:
    """The units that the slots of a day hold, by service; what is kept for who books with staff is among them."""
    seats = Counter[str]()
    for (service, _), units in setting.units().items():
        seats[service] += units
    return dict(seats)


def _known(
    session: Session, office: Office, settings: Mapping[date, Setting], habits: Habits, *, now: datetime
) -> Weeks:
    """The weeks as they stand."""
    booked, largest = booked_on(session, office, list(settings)), largest_visits(session, office)
    services = {service.id: service.letter for service in queries.services_of(session, office.id)}
    households: dict[str, Mix[Household]] = {
        letter: households_of(habits.visits.get(letter, Mix([(Visit(()), 1.0)])), largest[service])
        for service, letter in services.items()
    }
    waiting: dict[str, list[Household]] = {}
    for each in in_line(line_of(session, office)):
        if each.service in services:
            waiting.setdefault(services[each.service], []).append(Household(len(each.documents), each.units))
    rooms = rooms_of(session, office, now=now)
    usual, after = _lately(session, office, now=now)
    return Weeks(
        days=[
            Day(day, _seats(setting), _households_on(booked[day], services.values()))
            for day, setting in settings.items()
        ],
        percent=office.wave_percent,
        horizon=office.horizon_days,
        valid=office.invitation_days,
        missed=office.max_missed,
        answers=_answers(after, habits),
        households=households,
        waiting=waiting,
        asked={services[service]: [Household(1, 1)] * room.asked for service, room in rooms.items() if room.asked},
        usual={letter: rate for letter, rate in usual.items() if letter in households},
        length=LENGTH,
    )


def _households_on(
    booked: Mapping[tuple[str, datetime], Sequence[Visit]], letters: Iterable[str]
) -> dict[str, list[Household]]:
    found: dict[str, list[Household]] = {}
    for (letter, _), visits in sorted(booked.items(), key=lambda each: (each[0][1], each[0][0])):
        found.setdefault(letter, []).extend(Household.of(visit) for visit in visits)
    return {letter: found[letter] for letter in letters if letter in found}


def _answers(after: Sequence[int], habits: Habits) -> Answers:
    """What people do with an invitation: when they book as it was lately, where that is known."""
    if len(after) < ENOUGH:
        return replace(ASSUMED, shows=habits.shows)
    rising = sorted(after)
    steps = [rising[place * (len(rising) - 1) // (STEPS - 1)] for place in range(STEPS)]
    return replace(ASSUMED, after=Spread(steps), shows=habits.shows, seen=len(after))


def _lately(session: Session, office: Office, *, now: datetime) -> tuple[dict[str, Rate], list[int]]:
    """How many visits were booked for an open day lately, by service; and in how many days after its invitation each
    first visit was booked.
    """
    zone, today = zone_of_office(office), today_of(office, now)
    letters = {service.id: service.letter for service in queries.services_of(session, office.id)}
    rows = session.execute(
        select(
            col(Slot.service_id),
            col(Slot.starts_at),
            col(Booking.invitation_id),
            col(Booking.created_at),
            col(Invitation.created_at),
        )
        .select_from(Slot)
        .join(Booking, col(Booking.slot_id) == col(Slot.id))
        .join(Invitation, col(Invitation.id) == col(Booking.invitation_id), isouter=True)
        .where(
            col(Slot.office_id) == office.id,
            col(Slot.starts_at) >= day_bounds(today - LOOKS_BACK, zone)[0],
            col(Slot.starts_at) < day_bounds(today, zone)[0],
            col(Booking.stage) != BookingStage.CANCELLED,
        )
    ).all()
    visits = Counter(letters[service] for service, *_ in rows if service in letters)
    days = {local_day(starts_at, zone) for _, starts_at, *_ in rows}
    first: dict[int, tuple[datetime, datetime]] = {}
    for _, _, invitation, booked, invited in rows:
        if invited is not None:
            first[invitation] = min(first.get(invitation, (booked, invited)), (booked, invited))
    after = [max((local_day(booked, zone) - local_day(invited, zone)).days, 0) for booked, invited in first.values()]
    return {letter: Rate(count, len(days)) for letter, count in visits.items()}, after
