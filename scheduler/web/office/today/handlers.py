"""The first page of whoever leads an office, which it asks for again each minute while it is open."""

import asyncio
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import NotAllowed
from scheduler.flow.staff import SignedIn
from scheduler.health.looking import Looks
from scheduler.web.office.today import attention, figures
from scheduler.web.office.today.attention import Around, Line
from scheduler.web.office.today.view import TodayPage, today_page
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.staff.surroundings import around_of

PATIENCE = 0.2
"""Seconds for which the page waits for checks of the machine; what they find later it shows when it looks again."""


async def page(request: Request) -> Response:
    """Today, for whoever leads; everybody else is led to the page that they work from."""
    try:
        staff = await staff_of(request, "figures")
    except NotAllowed:
        return RedirectResponse(request.url_for(request.state.home).path, 303)
    looks: Looks = request.app.state.looks
    surroundings, now = await around_of(request, staff.office.id), now_of(request)
    await asyncio.wait([asyncio.wrap_future(each) for each in looks.begin(surroundings)], timeout=PATIENCE)
    seen = looks.seen(surroundings)
    found, lines = await request.app.state.db.read(_read, staff, Around(len(request.state.ringing), seen, ()), now)
    return staff_page(
        request,
        staff,
        "office/today/page.html",
        page=found,
        lines=lines,
        is_looking=any(each.finding is None for each in seen),
        plot_of=figures.plot_of,
    )


def _read(session: Session, staff: SignedIn, around: Around, now: datetime) -> tuple[TodayPage, list[Line]]:
    found = today_page(session, staff, now)
    around = replace(around, stocks=found.stocks)
    return found, attention.lines_of(session, staff.office, around, now)


ROUTES: list[BaseRoute] = [Route("/office", page, name="office")]
