"""The public pages: the offices, one office, and the form that sends a lost link again."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.flow.links import send_again
from scheduler.web.access import Throttle, office_of_path
from scheduler.web.citizen.office_view import office_list, office_page
from scheduler.web.citizen.typed import printable
from scheduler.web.forms import form_of

LINK_REQUESTS = 20
"""Requests for a link from one address within a quarter of an hour. All count, so that counting gives no hint."""


class LinkForm(BaseModel):
    """Somebody looks for their link."""

    reference: str = Field(min_length=1, max_length=100)


async def offices(request: Request) -> Response:
    """The offices of this server."""
    found = await request.app.state.db.read(office_list)
    response: Response = request.app.state.pages.render(request, "citizen/offices.html", offices=found)
    return response


async def public_office(request: Request) -> Response:
    """One office: hours, services, how many wait."""
    office = await office_of_path(request)
    page = await request.app.state.db.read(office_page, office, now=request.app.state.clock())
    response: Response = request.app.state.pages.render(
        request, "citizen/office.html", zone=page.office.timezone, page=page, asked="asked" in request.query_params
    )
    return response


async def request_link(request: Request) -> Response:
    """The answer is the same whether or not the number is known."""
    office = await office_of_path(request)
    form = await form_of(request, LinkForm)
    throttle: Throttle = request.app.state.throttle
    asker = request.client.host if request.client else "-"
    await throttle.refuse("link", asker, LINK_REQUESTS)
    await throttle.count("link", asker, LINK_REQUESTS)
    reference = printable(form.reference)
    if reference is not None:
        await request.app.state.db.write(send_again, office, reference, now=request.app.state.clock())
    here = request.url_for("public_office", office=office.code).path
    return RedirectResponse(f"{here}?asked=1#links", status_code=303)
