"""Old cards that were taken back, at the counters and at places: the list for the minute of their destruction."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.calendar.calendar import day_bounds, local_day, zone_of
from scheduler.flow.custody.old_cards import cards_between
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page

YEARS = range(2000, 2100)
"""In which a list may begin and end."""
MOST = 4_000
"""Cards on a page: a busy office's month, which is printed whole."""


async def page(request: Request) -> Response:
    """The list of old cards. `?from=` and `?to=` are days; without them the month so far."""
    staff = await staff_of(request, "documents")
    zone = zone_of(staff.office.timezone)
    today = local_day(now_of(request), zone)
    first = day_of(request.query_params.get("from"), years=YEARS) or today.replace(day=1)
    last = max(first, day_of(request.query_params.get("to"), years=YEARS) or today)
    start, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    cards = await request.app.state.db.read(cards_between, staff.office, start, end)
    return staff_page(
        request,
        staff,
        "office/documents/old_cards.html",
        cards=cards[:MOST],
        count=len(cards),
        first=first,
        last=last,
        today=today,
    )


ROUTES: list[BaseRoute] = [Route("/office/withdrawn-cards", page, name="withdrawn_cards")]
