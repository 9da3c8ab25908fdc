"""The public pages: the offices, one office, and the form that sends a lost link again."""

from typing import Annotated

import structlog
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Office
from scheduler.domain.errors import Refusal
from scheduler.domain.nik import birth_date
from scheduler.flow.links import Asked, send_again
from scheduler.web.access import Throttle, office_of_path
from scheduler.web.booking.typed import printable
from scheduler.web.citizen.office_view import office_list, office_page
from scheduler.web.forms import form_of

log = structlog.get_logger()

LINK_REQUESTS = 20
"""Requests for a link from one address within a quarter of an hour. All count, so that counting gives no hint."""
SAME_NUMBER = 5
"""Requests for the link of one registration number, known or not, from anywhere."""

Digits = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{4}$")]


class LinkForm(BaseModel):
    """Somebody looks for their link: a registration number, and one of two things that only its people know."""

    reference: str = Field(min_length=1, max_length=100)
    born: Annotated[str | None, Field(max_length=30)] = None
    phone4: Annotated[Digits | None, BeforeValidator(printable)] = None

    @model_validator(mode="after")
    def has_a_proof(self) -> "LinkForm":
        """A date that is none, or no proof at all, is a fault of the form, whatever number was given."""
        if self.born is not None and birth_date(self.born) is None:
            raise ValueError("born")
        if self.born is None and self.phone4 is None:
            raise ValueError("proof")
        return self

    @property
    def asked(self) -> Asked:
        return Asked(printable(self.reference) or "", birth_date(self.born) if self.born else None, self.phone4)


async def offices(request: Request) -> Response:
    """The offices of this server."""
    found = await request.app.state.db.read(office_list, now=request.app.state.clock())
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
    """The same answer for everybody, and before anything is looked up: what is known changes not even its time."""
    office = await office_of_path(request)
    asked = (await form_of(request, LinkForm)).asked
    throttle: Throttle = request.app.state.throttle
    asker = request.client.host if request.client else "-"
    for kind, who, most in (
        ("link", asker, LINK_REQUESTS),
        ("link_of", f"{office.id}:{asked.reference.upper()}", SAME_NUMBER),
    ):
        await throttle.refuse(kind, who, most)
        await throttle.count(kind, who, most)
    here = request.url_for("public_office", office=office.code).path
    later = BackgroundTask(_look_for, request, office, asked)
    return RedirectResponse(f"{here}?asked=1#links", status_code=303, background=later)


async def _look_for(request: Request, office: Office, asked: Asked) -> None:
    """Find the link and send it. Nobody waits for it any more: where it cannot be done now, it is asked for again."""
    try:
        await request.app.state.db.write(send_again, office, asked, now=request.app.state.clock())
    except Refusal as refusal:
        log.warning("link_not_sent", code=refusal.code)
