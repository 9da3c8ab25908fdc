"""The results of the survey for those who lead: on a page, as the sheet that is hung up, and as a table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.satisfaction.index import FEWEST, OPEN_FOR, QUALITIES, WEIGHT, rounded
from scheduler.domain.satisfaction.questions import ELEMENTS, TRAITS
from scheduler.flow.core.audit import note_deed
from scheduler.flow.staff import SignedIn
from scheduler.web.office.satisfaction import plotted, table
from scheduler.web.office.satisfaction.view import ResultsPage, results_page
from scheduler.web.office.shared.figures_nav import links
from scheduler.web.office.shared.spreadsheets import CSV
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.pages import actor, now_of, staff_page

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


class FileForm(Form):
    """period: a month (2026-11) or a year (2026)."""

    period: Line = ""


async def page(request: Request) -> Response:
    """The results. `?period=` is a month (2026-11) or a year (2026); without one the month that runs."""
    staff = await staff_of(request, PLACE)
    found = await _read(request, staff, request.query_params.get("period", ""))
    beside = list(links(request))
    return staff_page(request, staff, "office/satisfaction/page.html", page=found, links=beside, **CONTEXT)


async def sheet(request: Request) -> Response:
    """The same as the regulation has it published, on one page to print."""
    staff = await staff_of(request, PLACE)
    found = await _read(request, staff, request.query_params.get("period", ""))
    return staff_page(request, staff, "office/satisfaction/sheet.html", page=found, **CONTEXT)


async def take_along(request: Request) -> Response:
    """The same as a table for a spreadsheet, also for who only looks; that it was taken along is written down."""
    staff = await staff_of(request, PLACE, changes=False)
    form, now = await form_of(request, FileForm), now_of(request)
    found = await _read(request, staff, form.period)
    await request.app.state.db.write(_note, staff.office, found.span.name, by=actor(staff), now=now)
    name = f"skm-{staff.office.code}-{found.span.name}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(table.written(found, wording_of(request)), media_type=CSV, headers=headers)


async def _read(request: Request, staff: SignedIn, asked: str) -> ResultsPage:
    found: ResultsPage = await request.app.state.db.read(results_page, staff.office, asked, now=now_of(request))
    return found


def _note(session: Session, office: Office, period: str, *, by: str, now: datetime) -> None:
    note_deed(session, office.id, Deed.EXPORTED, by=by, now=now, about="satisfaction", became={"period": period})


ROUTES: list[BaseRoute] = [
    Route("/office/figures/satisfaction", page, name="figures_satisfaction"),
    Route("/office/figures/satisfaction/sheet", sheet, name="satisfaction_sheet"),
    Route("/office/figures/satisfaction/file", take_along, methods=["POST"], name="satisfaction_file"),
    Route("/office/figures/satisfaction/file", to_page_above),
]
