"""An invitation: what is ready, when to fetch it, and the booking that comes of it."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.errors import InvitationUnknown
from scheduler.flow.bookings import Collector, book
from scheduler.flow.links import renew_link
from scheduler.web.access import looked_up
from scheduler.web.citizen.chooser import Wish
from scheduler.web.citizen.invitation_view import invitation_page
from scheduler.web.citizen.typed import printable
from scheduler.web.forms import form_of
from scheduler.web.pages import is_fragment

UNKNOWN_CODES = 120
"""Codes that do not exist, from one address within a quarter of an hour."""
LARGEST_ID = 2_147_483_647


class BookingForm(BaseModel):
    """The choices of a citizen. `party` 0 stands for "more", which `party_more` then says."""

    slot: int = Field(ge=1, le=LARGEST_ID)
    party: int = Field(default=1, ge=0, le=10_000)
    party_more: int = Field(default=4, ge=1, le=10_000)
    collector: str | None = Field(default=None, pattern="^(holder|family|parent|guardian|proxy)$")
    name: Annotated[str | None, Field(max_length=100), AfterValidator(printable)] = None

    @property
    def people(self) -> int:
        return self.party or self.party_more

    @property
    def who(self) -> Collector:
        """The collector; a name is kept only of somebody else."""
        return Collector(self.collector, self.name if self.collector == "proxy" else None)


async def invitation(request: Request) -> Response:
    """The page of an invitation, or of it only the days and times where htmx asks for another day."""
    state, query = request.app.state, request.query_params
    wish = Wish.of(query.get("day"), query.get("days"))
    page = await looked_up(
        request,
        "code",
        state.db.read(invitation_page, request.path_params["code"], wish, now=state.clock()),
        failures=(InvitationUnknown,),
        most=UNKNOWN_CODES,
    )
    request.state.zone = page.office.timezone
    template = "citizen/_times.html" if is_fragment(request) and page.chooser else "citizen/invitation.html"
    here = request.url_for("invitation", code=page.code).path
    response: Response = state.pages.render(
        request, template, zone=page.office.timezone, page=page, chooser=page.chooser, here=here, wish=wish
    )
    return response


async def create_booking(request: Request) -> Response:
    """Take the slot; a second booking is refused with a link to the first."""
    form = await form_of(request, BookingForm)
    request.state.choices = form
    booking = await looked_up(
        request,
        "code",
        request.app.state.db.write(
            book,
            request.path_params["code"],
            form.slot,
            party=form.people,
            collector=form.who,
            by="citizen",
            now=request.app.state.clock(),
        ),
        failures=(InvitationUnknown,),
        most=UNKNOWN_CODES,
    )
    return RedirectResponse(request.url_for("ticket", code=booking.code).path, status_code=303)


async def renew(request: Request) -> Response:
    """An expired link is made good again and leads to its page."""
    await looked_up(
        request,
        "code",
        request.app.state.db.write(renew_link, request.path_params["code"], now=request.app.state.clock()),
        failures=(InvitationUnknown,),
        most=UNKNOWN_CODES,
    )
    return RedirectResponse(request.url_for("invitation", code=request.path_params["code"]).path, status_code=303)
