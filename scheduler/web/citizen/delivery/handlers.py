"""Whoever cannot come asks for another way, sees what became of it, and takes it back."""

from functools import partial
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.delivery.requests import LONGEST_ADDRESS, LONGEST_WORDS
from scheduler.domain.invitations.refusals import InvitationUnknown
from scheduler.domain.proofs import PhoneDigitsWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.flow.delivery.asking import Wish, ask, take_back
from scheduler.web.citizen.delivery.view import WaysPage, ways_page
from scheduler.web.citizen.shared.lost_link import Typed
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import language_of, render
from scheduler.web.shared.refusal_responses import zone_of_request
from scheduler.web.shared.throttling import looked_up, tried
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

Words = Annotated[str, StringConstraints(max_length=2 * LONGEST_ADDRESS, pattern=r"^[^\x00]*$")]


class WishForm(BaseModel):
    """What is asked for; it takes whatever was typed, so that it can be shown again."""

    way: Literal["place", "post", "visit"]
    place: int | None = None
    address: Words = ""
    reason: Words = ""
    phone4: Typed = ""

    @property
    def wish(self) -> Wish:
        """What is asked for, as the step takes it."""
        return Wish(self.way, self.place, self.address, self.reason, self.phone4)


async def delivery_ways(request: Request) -> Response:
    """The other ways, and what became of what was asked for."""
    return await _rendered(request, await _read(request))


async def ask_delivery(request: Request) -> Response:
    """Ask for one of them. A refusal stands above the forms, with what was typed. Raises what `ask` does."""
    page, form = await _read(request), await form_of(request, WishForm)
    request.state.again = partial(_rendered, request, page, typed=form)
    code = request.path_params["code"]
    step = partial(request.app.state.db.write, ask, code, form.wish, now=request.app.state.clock())
    await tried(request, "phone_digits", step, failures=(PhoneDigitsWrong,), who=codes.read(code) or code)
    return _back(request)


async def end_delivery(request: Request) -> Response:
    """Take back what was asked for."""
    step = partial(request.app.state.db.write, take_back, request.path_params["code"], now=request.app.state.clock())
    await looked_up(request, "code", step, failures=(InvitationUnknown,))
    return _back(request)


async def _read(request: Request) -> WaysPage:
    state = request.app.state
    found = partial(state.db.read, ways_page, request.path_params["code"], now=state.clock())
    page: WaysPage = await looked_up(request, "code", found, failures=(InvitationUnknown,))
    request.state.zone = page.office.timezone
    return page


async def _rendered(
    request: Request, page: WaysPage, refusal: Refusal | None = None, *, typed: WishForm | None = None
) -> Response:
    told = sentence(refusal, Wording(language_of(request), zone_of_request(request))) if refusal else ""
    return render(
        request,
        "citizen/delivery/ways.html",
        status=refusal.status if refusal else 200,
        zone=page.office.timezone,
        page=page,
        refusal=refusal,
        told=told,
        typed=typed,
        here=request.url_for("delivery_ways", code=page.code).path,
        longest={"address": LONGEST_ADDRESS, "reason": LONGEST_WORDS},
    )


def _back(request: Request) -> Response:
    return RedirectResponse(request.url_for("delivery_ways", code=request.path_params["code"]).path, status_code=303)
