"""A Refusal becomes an answer: a problem (RFC 9457) for machines, a page in the reader's language for people."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from scheduler.db.models import Office, Slot
from scheduler.domain.refusals import (
    BodyTooLarge,
    Crowded,
    Invalid,
    NotAllowed,
    Refusal,
    SignInNeeded,
    TooManyTries,
    Unavailable,
    Unknown,
    WrongMediaType,
    WrongMethod,
)
from scheduler.web.shared.nearest import page_above
from scheduler.web.shared.pages import language_of, render
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording, zone_said

log = structlog.get_logger()

Refused = Callable[[Request, Refusal], Awaitable[Response]]
"""How a surface shows a refusal to its own people."""

HTTP_REFUSALS: dict[int, type[Refusal]] = {
    401: SignInNeeded,
    403: NotAllowed,
    404: Unknown,
    405: WrongMethod,
    413: BodyTooLarge,
    415: WrongMediaType,
    422: Invalid,
}


async def answer_refusal(request: Request, refusal: Exception) -> Response:
    """The one handler of refusals. Surfaces that show them their own way are named in `app.state.refused`."""
    assert isinstance(refusal, Refusal)
    if request.url.path.startswith("/api/"):
        return problem(refusal, office_of_request(request))
    shown_by: dict[str, Refused] = request.app.state.refused
    for prefix, show in shown_by.items():
        if request.url.path.startswith(prefix):
            try:
                return await show(request, refusal)
            except Refusal as second:  # what it is about is gone too; asked again it would wait for a body for ever
                return page_of(request, second)
    return page_of(request, refusal)


async def answer_http_error(request: Request, error: Exception) -> Response:
    """What the router itself refuses (no such page, wrong method, too large) reads like every other refusal.

    Only whoever opens what takes a form is led to its page.
    """
    assert isinstance(error, HTTPException)
    above = page_above(request) if error.status_code == 405 else None
    if above is not None:
        return RedirectResponse(above, 303)
    if error.status_code == 405 and not request.url.path.startswith("/api/"):
        return page_of(request, Unknown(), status=405, headers=error.headers)
    refusal = HTTP_REFUSALS.get(error.status_code, Refusal)()
    if request.url.path.startswith("/api/"):
        return problem(refusal, None, status=error.status_code, headers=error.headers)
    return page_of(request, refusal, status=error.status_code, headers=error.headers)


async def answer_unreadable(request: Request, _error: Exception) -> Response:
    """The database could not be read now: nothing is lost, and the same may be asked again soon."""
    return await answer_refusal(request, Unavailable())


async def answer_cut(_request: Request, _error: Exception) -> Response:
    """Whoever asked went away before all of the request was here: nobody hears this, and it is no fault of ours."""
    log.info("request_cut")
    return Response(status_code=400)


async def answer_fault(request: Request, fault: Exception) -> Response:
    """Our own fault: logged without what was asked, answered without what was wrong."""
    log.error("fault", kind=type(fault).__name__, exc_info=fault)
    if request.url.path.startswith("/api/"):
        return problem(Unavailable(), None, status=500)
    return page_of(request, Unavailable(), status=500)


def page_of(
    request: Request,
    refusal: Refusal,
    *,
    status: int | None = None,
    headers: Any = None,
    template: str = "refused.html",
    said: str | None = None,
    **context: Any,
) -> Response:
    """The refusal as a page of its own; `said` are other words for its sentence, filled with the same facts."""
    response = render(
        request,
        template,
        status=status or refusal.status,
        about=office_of_request(request),
        refusal=refusal,
        sentence=sentence(refusal, wording_of(request), said=said),
        **context,
    )
    response.headers.update({**(headers or {}), **headers_of(refusal)})
    return response


def problem(refusal: Refusal, about: Office | None, *, status: int | None = None, headers: Any = None) -> JSONResponse:
    """The refusal as JSON: code, sentence, and its facts. about: the office whose clock and names it has."""
    return JSONResponse(
        problem_body(refusal, about, status=status),
        status or refusal.status,
        {**(headers or {}), **headers_of(refusal)},
        "application/problem+json",
    )


def problem_body(refusal: Refusal, about: Office | None, *, status: int | None = None) -> dict[str, Any]:
    """The body of a problem; times with the office's offset, slots as the API writes them.

    `type` is the problem's own; a document's type among the facts is `document_type`.
    """
    names, zone = {"type": "document_type"}, zone_said(about)
    return {
        **{names.get(name, name): plain(value, zone) for name, value in refusal.facts.items()},
        "type": "about:blank",
        "title": refusal.code.replace("_", " "),
        "status": status or refusal.status,
        "code": refusal.code,
        "detail": sentence(refusal, Wording.of("id", about)),
    }


def plain(value: Any, zone: ZoneInfo) -> Any:
    """A fact as JSON."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Slot):
        return slot_json(value, zone)
    if isinstance(value, dict):
        return {name: plain(each, zone) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each, zone) for each in value]
    return value


def slot_json(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    """A slot as the API writes it: what is left for who books online, and what besides for who books with staff."""
    return {
        "id": slot.id,
        "starts_at": plain(slot.starts_at, zone),
        "ends_at": plain(slot.ends_at, zone),
        "places_left": max(0, slot.capacity - slot.taken - slot.reserved_left),
        "places_reserved": slot.reserved_left,
    }


def office_of_request(request: HTTPConnection) -> Office | None:
    """The office that the request is about, once it is known (handlers set `request.state.office`)."""
    office: Office | None = getattr(request.state, "office", None)
    return office


def wording_of(request: HTTPConnection) -> Wording:
    """How things are said to whoever asks: in their language, by the clock and the names of the office it is about."""
    return Wording.of(language_of(request), office_of_request(request))


def headers_of(refusal: Refusal) -> dict[str, str]:
    """What goes with an answer that is a refusal: when to ask again, or how to show who one is."""
    if isinstance(refusal, Unavailable | Crowded):
        return {"Retry-After": "5"}
    if isinstance(refusal, TooManyTries):
        return {"Retry-After": str(refusal.facts.get("seconds", 900))}
    if isinstance(refusal, SignInNeeded):
        return {"WWW-Authenticate": "Bearer"}
    return {}
