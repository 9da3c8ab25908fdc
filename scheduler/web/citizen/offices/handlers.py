"""The public pages: the offices, one office, and the form that sends a lost link again."""

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Office
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.flow.contact.links import Asked, send_again
from scheduler.web.citizen.offices.view import office_list, office_page
from scheduler.web.citizen.shared.live_parts import glances_of, parts_of_page
from scheduler.web.citizen.shared.lost_link import LinkForm
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import office_of_path
from scheduler.web.shared.throttling import Throttle

log = structlog.get_logger()


async def offices(request: Request) -> Response:
    """The offices of this server, and how each is now where it shows that."""
    found = await request.app.state.db.read(office_list, now=request.app.state.clock())
    glances = await glances_of(request)
    return render(request, "citizen/offices/page.html", offices=found, glances=glances, typed=LinkForm(), faults={})


async def public_office(request: Request) -> Response:
    """One office: hours, services, how it is now."""
    return await _page_of_office(request, await office_of_path(request), LinkForm(), {})


async def request_link(request: Request) -> Response:
    """The same answer for everybody, and before anything is looked up: what is known changes not even its time.

    A form that is not filled in well is shown again with what was typed.
    """
    office, form = await office_of_path(request), await form_of(request, LinkForm)
    faults = form.faults
    if faults:
        return await _page_of_office(request, office, form, faults)
    asked = form.asked
    throttle: Throttle = request.app.state.throttle
    asker = asker_of(request)
    for kind, who in (("link", asker), ("link_of", f"{office.id}:{asked.reference.upper()}")):
        await throttle.take(kind, who)
    here = request.url_for("public_office", office=office.code).path
    later = BackgroundTask(_look_for, request, office, asked)
    return RedirectResponse(f"{here}?asked=1#links", status_code=303, background=later)


async def _page_of_office(request: Request, office: Office, typed: LinkForm, faults: dict[str, str]) -> Response:
    page = await request.app.state.db.read(office_page, office, now=request.app.state.clock())
    return render(
        request,
        "citizen/offices/office.html",
        status=Invalid.status if faults else 200,
        about=page.office,
        page=page,
        live=await parts_of_page(request, office),
        asked="asked" in request.query_params,
        typed=typed,
        faults=faults,
    )


async def _look_for(request: Request, office: Office, asked: Asked) -> None:
    """Find the link and send it. Nobody waits for it any more: where it cannot be done now, it is asked for again."""
    try:
        await request.app.state.db.write(send_again, office, asked, now=request.app.state.clock())
    except Refusal as refusal:
        log.warning("link_not_sent", code=refusal.code)
