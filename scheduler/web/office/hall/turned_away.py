"""Who came to the door and got no number, by day and reason; those for whom the way was for nothing apart."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.flow.core.local_time import today_of
from scheduler.flow.door.turned_away import Turned, turned_away_between, turned_away_by_day
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.public.reasons import REASONS
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page

USUAL, LONGEST = timedelta(days=6), timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TurnedAwayPage:
    """A period, as a whole and day by day, the latest day first."""

    first: date
    last: date
    whole: list[Turned]
    days: list[tuple[date, list[Turned]]]

    @property
    def people(self) -> int:
        return sum(each.people for each in self.whole)

    @property
    def in_vain(self) -> int:
        return sum(each.in_vain for each in self.whole)

    @property
    def most(self) -> int:
        """The largest number in the table of days: the length of a whole bar."""
        return max((each.people for _, turned in self.days for each in turned), default=1)


async def page(request: Request) -> Response:
    """`?from=` and `?to=` are days, both counted; without them the last seven."""
    staff = await staff_of(request, "office")
    first, last = _period(request, today_of(staff.office, now_of(request)))
    found = await request.app.state.db.read(turned_away_page, staff.office, first, last)
    return staff_page(request, staff, "office/hall/turned_away.html", page=found, reasons=REASONS)


def turned_away_page(session: Session, office: Office, first: date, last: date) -> TurnedAwayPage:
    """The page of a period."""
    by_day = turned_away_by_day(session, office, first, last)
    return TurnedAwayPage(
        first=first,
        last=last,
        whole=turned_away_between(session, office, first, last),
        days=sorted(by_day.items(), reverse=True),
    )


def _period(request: Request, today: date) -> tuple[date, date]:
    """A period that cannot be read is the usual one; one that is too long begins later."""
    last = day_of(request.query_params.get("to")) or today
    first = day_of(request.query_params.get("from")) or last - USUAL
    first, last = min(first, last), max(first, last)
    return max(first, last - LONGEST), last


ROUTES: list[BaseRoute] = [Route("/office/turned-away", page, name="turned_away")]
