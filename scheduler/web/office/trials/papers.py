"""What a browser prints to try a printer: a number for nobody on a roll, and a sheet of A4 with a ruler."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.offices.printers import WIDTHS
from scheduler.domain.trials import PAPER, TICKET
from scheduler.web.office.trials.noting import note_print
from scheduler.web.shared import qr
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of


async def slip(request: Request) -> Response:
    """A number for nobody as the door prints numbers; `?width=58` or `80` is the roll."""
    return await _paper(request, "office/trials/slip.html")


async def sheet(request: Request) -> Response:
    """A sheet of A4: whether it comes out in its true size, with nothing cut off, and its QR can be read."""
    return await _paper(request, "office/trials/sheet.html")


async def _paper(request: Request, template: str) -> Response:
    staff = await staff_of(request, "trial")
    await note_print(request, staff)
    known = {str(width): width for width in WIDTHS}
    return render(
        request,
        template,
        about=staff.office,
        office=staff.office,
        number=TICKET,
        picture=qr.svg(PAPER),
        paper=PAPER,
        width=known.get(request.query_params.get("width", ""), WIDTHS[0]),
        widths=WIDTHS,
        now=now_of(request),
    )


ROUTES: list[BaseRoute] = [
    Route("/office/settings/trial/slip", slip, name="trial_slip"),
    Route("/office/settings/trial/sheet", sheet, name="trial_sheet"),
]
