"""The place's handlers: load, one step, a template."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.delivery.refusals import BatchUnknown, NotInBatch
from scheduler.domain.refusals import Refusal, TooManyTries
from scheduler.flow.delivery.batches.from_there import confirm_by_link
from scheduler.web.shared.booking.batch_searching import meant
from scheduler.web.shared.booking.batch_view import IDS, BatchLinks, BatchPage, page_by_code
from scheduler.web.shared.booking.proof_form import CHOICES, FindForm, HandoverForm, Typed, typed_of
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.throttling import Begins, looked_up
from scheduler.web.shared.told import sentence


async def page(request: Request) -> Response:
    """The list of a batch."""
    shown = await _page(request)
    return _rendered(request, "partner/batch.html", shown, lines=shown.lines, typed="", found=None)


async def search(request: Request) -> Response:
    """Straight to the one document that was scanned or typed; else those it may be. No address holds what was typed."""
    form = await form_of(request, FindForm)
    shown = await _page(request)
    found = meant(shown.lines, form.find)
    if len(found) == 1:
        code = request.path_params["code"]
        where = request.url_for("partner_document", code=code, position=found[0].position).path
        return RedirectResponse(where, status_code=303)
    return _rendered(
        request,
        "partner/batch.html",
        shown,
        status=200 if found else 404,
        lines=found or shown.lines,
        typed=form.find,
        found=len(found),
    )


async def document(request: Request) -> Response:
    """One document of the batch, and who took it."""
    shown = await _page(request)
    return _document(request, shown, Typed())


async def confirm(request: Request) -> Response:
    """The document was handed over; the same form sent twice is one handover."""
    form = await form_of(request, HandoverForm)
    code, position, now = request.path_params["code"], _position(request), request.app.state.clock()
    await _looked_up(
        request, partial(request.app.state.db.write, confirm_by_link, code, position, form.proof(), now=now)
    )
    where = request.url_for("partner_batch", code=code).path
    return RedirectResponse(f"{where}#d{position}", status_code=303)


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was chosen; a link that leads nowhere has a page of its own."""
    if isinstance(refusal, BatchUnknown | NotInBatch | TooManyTries) or "position" not in request.path_params:
        return page_of(request, refusal, template="partner/refused.html")
    typed = typed_of(await request.form()) if request.method == "POST" else Typed()
    return _document(request, await _page(request), typed, refusal)


async def _page(request: Request) -> BatchPage:
    code, now = request.path_params["code"], request.app.state.clock()
    shown: BatchPage = await _looked_up(request, partial(request.app.state.db.read, page_by_code, code, now=now))
    request.state.office = shown.office
    return shown


async def _looked_up(request: Request, look_up: Begins[Any]) -> Any:
    return await looked_up(request, "code", look_up, failures=(BatchUnknown,))


def _document(request: Request, shown: BatchPage, typed: Typed, refusal: Refusal | None = None) -> Response:
    line = shown.line(_position(request), NotInBatch)
    return _rendered(
        request,
        "partner/document.html",
        shown,
        status=refusal.status if refusal else 200,
        line=line,
        typed=typed,
        refusal=refusal,
        sentence=sentence,
        **CHOICES,
    )


def _rendered(request: Request, template: str, shown: BatchPage, *, status: int = 200, **context: Any) -> Response:
    return render(
        request,
        template,
        status=status,
        about=shown.office,
        page=shown,
        links=_links(request),
        **context,
    )


def _links(request: Request) -> BatchLinks:
    code = request.path_params["code"]
    page, search = (request.url_for(name, code=code).path for name in ("partner_batch", "partner_search"))
    return BatchLinks(page, search, lambda at: request.url_for("partner_document", code=code, position=at).path)


def _position(request: Request) -> int:
    """Raises NotInBatch for a number that no list has."""
    position: int = request.path_params["position"]
    if position >= IDS:
        raise NotInBatch
    return position
