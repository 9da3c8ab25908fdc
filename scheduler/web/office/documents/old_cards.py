"""Old cards that were taken back, at the counters and at places: the list for the minute of their destruction.

Of more days than a month there are counts instead, month by month, each leading to its list.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import day_bounds, local_day, zone_of
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.figures.months import end_of
from scheduler.flow.custody.old_cards import cards_between
from scheduler.flow.figures.reading import counts_of
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page

YEARS = range(2000, 2100)
"""In which a list may begin and end."""
MOST = 4_000
"""Cards on a page: a busy office's month, which is printed whole."""
LISTED = 31
"""Of more days there is no list on one page."""


@dataclass(frozen=True, slots=True)
class OfMonth:
    """How many cards were taken back on the days of a month that are asked for, by the code of the document type."""

    first: date
    last: date
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


async def page(request: Request) -> Response:
    """The list of old cards. `?from=` and `?to=` are days; without them the month so far."""
    staff = await staff_of(request, "documents")
    zone = zone_of(staff.office.timezone)
    today = local_day(now_of(request), zone)
    first = day_of(request.query_params.get("from"), years=YEARS) or today.replace(day=1)
    last = max(first, day_of(request.query_params.get("to"), years=YEARS) or today)
    shown = partial(staff_page, request, staff, first=first, last=last, today=today)
    if (last - first).days >= LISTED:
        months = await request.app.state.db.read(by_month, staff.office, first, last, now=now_of(request))
        types = sorted({code for each in months for code in each.counts})
        count = sum(each.total for each in months)
        return shown("office/documents/old_cards_by_month.html", months=months, types=types, count=count)
    start, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    cards = await request.app.state.db.read(cards_between, staff.office, start, end)
    return shown("office/documents/old_cards.html", cards=cards[:MOST], count=len(cards))


def by_month(session: Session, office: Office, first: date, last: date, *, now: datetime) -> list[OfMonth]:
    """The months of some days on which any card was taken back, from the counts that are kept."""
    counts = counts_of(session, office, [Figure.WITHDRAWN_CARDS], first, last, now=now)
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for code in counts.parts(Figure.WITHDRAWN_CARDS):
        for day, times in counts.by_day(Figure.WITHDRAWN_CARDS, code).items():
            found[day.replace(day=1)][code] += times
    return [OfMonth(max(first, month), min(last, end_of(month)), found[month]) for month in sorted(found)]


ROUTES: list[BaseRoute] = [Route("/office/withdrawn-cards", page, name="withdrawn_cards")]
