"""One coming day: people inside and outside through it, its figures, and who is booked so far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.refusals import N_
from scheduler.flow.calendar.workdays import work_on
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import times_of
from scheduler.flow.forecasting.judging import FOUR_WEEKS
from scheduler.flow.forecasting.keeping import MOST_DAYS, Kept, kept_days, last_day
from scheduler.flow.forecasting.plans import plan_of
from scheduler.web.office.forecasting.figures import MEANINGS
from scheduler.web.office.forecasting.nav import PAGES, PLACE
from scheduler.web.office.forecasting.shown import Shown, shown
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.wording import Wording

NONE_OVER = N_("Hari itu sudah lewat, dan tidak ada prakiraannya. Di sini ada prakiraan empat minggu terakhir.")
NONE_SHUT = N_("Kantor tutup pada hari itu. Kalau seharusnya buka, periksa kalender.")
NONE_TODAY = N_("Hari ini tidak ada prakiraannya: prakiraan dihitung paling lambat sehari sebelumnya.")
NONE_FAR = N_("Hari itu masih terlalu jauh. Prakiraan dibuat untuk hari-hari yang jadwalnya sudah dibuka.")
NONE_YET = N_("Prakiraan hari itu belum dihitung. Prakiraan dibuat setiap malam.")


class Seats(NamedTuple):
    """A service on a day: visits that are booked, their units, and units that nobody has. walk_ins: numbers for who
    comes without a booking; None: as many as come.
    """

    letter: str
    name: str
    visits: int
    units: int
    free: int
    walk_ins: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """The page. shown: None of a day of which nothing is kept. before, after: days next to it that are kept.

    why_none: why nothing is. may_think: whether it can be asked what if the day were set otherwise.
    """

    day: date
    shown: Shown | None
    why_none: str
    before: date | None
    after: date | None
    seats: Sequence[Seats]
    may_think: bool


class _Read(NamedTuple):
    kept: dict[date, Kept]
    seats: Sequence[Seats]
    may_think: bool


async def page(request: Request) -> Response:
    """`?day=`; today where none is named, or something that is no day."""
    staff = await staff_of(request, PLACE)
    now = now_of(request)
    day = day_of(request.query_params.get("day")) or today_of(staff.office, now)
    read: _Read = await request.app.state.db.read(_read, staff.office, day, now=now)
    kept = read.kept.get(day)
    say = Wording.of(language_of(request), staff.office)
    found = Page(
        day=day,
        shown=shown(say, staff.office, kept) if kept else None,
        why_none=_why_none(staff.office, day, now, is_worked=read.may_think),
        before=max((each for each in read.kept if each < day), default=None),
        after=min((each for each in read.kept if each > day), default=None),
        seats=read.seats,
        may_think=read.may_think,
    )
    return staff_page(request, staff, "office/forecasting/day.html", page=found, pages=PAGES, meanings=MEANINGS)


def _why_none(office: Office, day: date, now: datetime, *, is_worked: bool) -> str:
    """Why nothing is kept of a day of which nothing is. is_worked: whether it is to come and the office works then."""
    today = today_of(office, now)
    if day < today:
        return NONE_OVER
    if not is_worked:
        return NONE_SHUT
    if day == today:
        return NONE_TODAY
    return NONE_YET if day <= last_day(office, today) else NONE_FAR


def _read(session: Session, office: Office, day: date, *, now: datetime) -> _Read:
    today = today_of(office, now)
    kept = kept_days(session, office.id, today - FOUR_WEEKS, today + timedelta(days=MOST_DAYS))
    is_coming = day >= today and bool(work_on(times_of(session, office), day))
    return _Read(kept, _seats(session, office, day, now) if is_coming else [], is_coming)


def _seats(session: Session, office: Office, day: date, now: datetime) -> list[Seats]:
    plan = plan_of(session, office, day, now)
    visits, units, free = Counter[str](), Counter[str](), Counter[str]()
    for slot in plan.slots:
        visits[slot.service] += len(slot.booked)
        units[slot.service] += sum(visit.units for visit in slot.booked)
        free[slot.service] += slot.free
    services = [each for each in queries.services_of(session, office.id) if each.letter in plan.ends]
    return [
        Seats(
            each.letter,
            each.name,
            visits[each.letter],
            units[each.letter],
            free[each.letter],
            plan.contingents.get(each.letter, 0),
        )
        for each in services
    ]


ROUTES: list[BaseRoute] = [Route("/office/forecast/day", page, name="forecast_day")]
