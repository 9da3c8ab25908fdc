"""What the pages of door, counter and office share: how they are drawn, who is at work, and the way to sign in."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.refusals import CrossOrigin, NotAllowed, Refusal, SignInNeeded, Unavailable
from scheduler.domain.staff.refusals import LooksOnly, PasswordNeeded
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import Refused, page_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import new_nonce
from scheduler.web.shared.staff.locking import ask_for_password
from scheduler.web.shared.told import Told, sentence

T = TypeVar("T")


def actor(staff: SignedIn) -> str:
    """The `by` of a member of staff: who history says did something."""
    return f"staff:{staff.staff_id}"


def now_of(request: Request) -> datetime:
    """The moment of a request; the clock is read where it is handled."""
    now: datetime = request.app.state.clock()
    return now


def see_other(request: Request, name: str, **query: str) -> Response:
    """To a page by its name, after a form was taken."""
    path = request.url_for(name).path
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)


def sign_in_first(request: Request) -> Response:
    """To the sign-in page, and from there back to where one wanted to be."""
    here = "/" + request.url.path.split("/")[1]
    if request.method == "GET":
        here = f"{request.url.path}?{request.url.query}".rstrip("?")
    where = f"{request.url_for('login').path}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)


def staff_page(
    request: Request,
    staff: SignedIn,
    template: str,
    refusal: Refusal | None = None,
    *,
    told: Told = sentence,
    **context: Any,
) -> Response:
    """A page for somebody at work. A refusal stands above it, in the words of `told`, and gives it its status."""
    return render(
        request,
        template,
        status=refusal.status if refusal else 200,
        about=staff.office,
        staff=staff,
        told=lambda say: told(refusal, say) if refusal else "",
        nonce=new_nonce,
        **context,
    )


def in_place(
    who: Callable[[Request], Awaitable[T]],
) -> Callable[[Callable[[Request, T, Refusal], Awaitable[Response]]], Refused]:
    """Mark what shows a refusal on the page that it was about: that is given who is at work there.

    Whoever is not signed in is led to sign in; a refusal that has nothing to do with the page has one of its own.
    """

    def shown_by(show: Callable[[Request, T, Refusal], Awaitable[Response]]) -> Refused:
        @wraps(show)
        async def refused(request: Request, refusal: Refusal) -> Response:
            answer = await _elsewhere(request, refusal)
            if answer is not None:
                return answer
            try:
                found = await who(request)
            except Refusal as first:
                return await _elsewhere(request, first) or page_of(request, first)
            return await show(request, found, refusal)

        return refused

    return shown_by


def staff_at(place: str) -> Callable[[Request], Awaitable[SignedIn]]:
    """What finds who is at work at a place (see staff_of)."""
    return partial(staff_of, place=place)


async def _elsewhere(request: Request, refusal: Refusal) -> Response | None:
    """The way to sign in, or a page of its own for what has nothing to do with the page it came from."""
    if isinstance(refusal, PasswordNeeded):
        return await ask_for_password(request, refusal)
    if isinstance(refusal, SignInNeeded):
        return sign_in_first(request)
    return (
        page_of(request, refusal) if isinstance(refusal, CrossOrigin | NotAllowed | LooksOnly | Unavailable) else None
    )
