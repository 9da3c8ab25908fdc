"""The page of a link on which something is asked for: read by its code, and shown again with what was refused."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.invitations.refusals import InvitationUnknown
from scheduler.domain.proofs import PhoneDigitsWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.web.citizen.delivery.files_view import FilesPage
from scheduler.web.citizen.delivery.view import WaysPage
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.throttling import looked_up, tried
from scheduler.web.shared.told import sentence

P = TypeVar("P", FilesPage, WaysPage)


async def read_page(request: Request, view: Callable[..., P]) -> P:
    """The page of the code in the address, as a view reads it. Raises InvitationUnknown, which counts as a guess."""
    state = request.app.state
    found = partial(state.db.read, view, request.path_params["code"], now=state.clock())
    page: P = await looked_up(request, "code", found, failures=(InvitationUnknown,))
    request.state.office = page.office
    return page


async def ask(request: Request, step: Callable[..., Any], wish: Any) -> None:
    """Ask for something by the code in the address. Wrong digits of a phone are guesses. Raises what the step does."""
    code, state = request.path_params["code"], request.app.state
    asked = partial(state.db.write, step, code, wish, now=state.clock())
    await tried(request, "phone_digits", asked, failures=(PhoneDigitsWrong,), who=codes.read(code) or code)


async def take_back(request: Request, step: Callable[..., Any], *facts: Any) -> None:
    """Take back what was asked for by the code in the address. Raises InvitationUnknown, which counts as a guess."""
    state = request.app.state
    taken = partial(state.db.write, step, request.path_params["code"], *facts, now=state.clock())
    await looked_up(request, "code", taken, failures=(InvitationUnknown,))


async def shown(
    request: Request,
    template: str,
    here: str,
    page: FilesPage | WaysPage,
    refusal: Refusal | None = None,
    *,
    typed: Any = None,
    longest: Any,
) -> Response:
    """The page, with a refusal and what was typed. here: the name of its route. longest: characters of its fields."""
    told = sentence(refusal, wording_of(request)) if refusal else ""
    return render(
        request,
        template,
        status=refusal.status if refusal else 200,
        about=page.office,
        page=page,
        refusal=refusal,
        told=told,
        typed=typed,
        here=request.url_for(here, code=page.code).path,
        longest=longest,
    )


def back(request: Request, here: str) -> Response:
    """To the page again, once something was done."""
    return RedirectResponse(request.url_for(here, code=request.path_params["code"]).path, status_code=303)
