"""The results of the survey for those who lead: on a page, as the sheet that is hung up, and as a table."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.satisfaction.index import FEWEST, OPEN_FOR, QUALITIES, WEIGHT, rounded
from scheduler.domain.satisfaction.questions import ELEMENTS, TRAITS
from scheduler.flow.staff import SignedIn
from scheduler.web.office.satisfaction import plotted, table
from scheduler.web.office.satisfaction.view import ResultsPage, results_page
from scheduler.web.office.shared.figures_nav import links
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page

PLACE = "figures"
CONTEXT: Mapping[str, Any] = {
    "elements": ELEMENTS,
    "traits": TRAITS,
    "qualities": QUALITIES,
    "fewest": FEWEST,
    "open_days": OPEN_FOR.days,
    "weight": WEIGHT,
    "rounded": rounded,
    "of_elements": plotted.of_elements,
    "of_months": plotted.of_months,
}


async def page(request: Request) -> Response:
    """The results. `?period=` is a month (2026-11) or a year (2026); without one the month that runs."""
    staff = await staff_of(request, PLACE)
    found = await _read(request, staff)
    beside = list(links(request))
    return staff_page(request, staff, "office/satisfaction/page.html", page=found, links=beside, **CONTEXT)


async def sheet(request: Request) -> Response:
    """The same as the regulation has it published, on one page to print."""
    staff = await staff_of(request, PLACE)
    return staff_page(request, staff, "office/satisfaction/sheet.html", page=await _read(request, staff), **CONTEXT)


async def as_table(request: Request) -> Response:
    """The same as a table for a spreadsheet."""
    staff = await staff_of(request, PLACE)
    found = await _read(request, staff)
    headers = {"Content-Disposition": f'attachment; filename="skm-{staff.office.code}-{found.span.name}.csv"'}
    body = table.written(found, wording_of(request))
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


async def _read(request: Request, staff: SignedIn) -> ResultsPage:
    asked = request.query_params.get("period", "")
    found: ResultsPage = await request.app.state.db.read(results_page, staff.office, asked, now=now_of(request))
    return found


ROUTES: list[BaseRoute] = [
    Route("/office/figures/satisfaction", page, name="figures_satisfaction"),
    Route("/office/figures/satisfaction/sheet", sheet, name="satisfaction_sheet"),
    Route("/office/figures/satisfaction.csv", as_table, name="satisfaction_table"),
]
