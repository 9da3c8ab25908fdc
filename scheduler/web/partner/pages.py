"""The pages of a batch's link, drawn, with what was refused above what it was about."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.delivery.refusals import BatchUnknown, NotInBatch
from scheduler.domain.refusals import Refusal, TooManyTries
from scheduler.web.shared.booking.batch_view import IDS, BatchLinks, BatchPage, page_by_code
from scheduler.web.shared.booking.proof_form import CHOICES, Typed, typed_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.throttling import Begins, looked_up
from scheduler.web.shared.told import sentence


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was chosen; a link that leads nowhere has a page of its own."""
    if isinstance(refusal, BatchUnknown | NotInBatch | TooManyTries) or "position" not in request.path_params:
        return page_of(request, refusal, template="partner/refused.html")
    typed = typed_of(await request.form()) if request.method == "POST" else Typed()
    return drawn_document(request, await shown_page(request), typed, refusal)


async def shown_page(request: Request) -> BatchPage:
    """The batch of the link in the path. Raises BatchUnknown, TooManyTries."""
    code, now = request.path_params["code"], request.app.state.clock()
    shown: BatchPage = await looked_up_by_code(request, partial(request.app.state.db.read, page_by_code, code, now=now))
    request.state.office = shown.office
    return shown


async def looked_up_by_code(request: Request, look_up: Begins[Any]) -> Any:
    """Wait for what a link opens: codes that no link has count against who tries them. Raises TooManyTries."""
    return await looked_up(request, "code", look_up, failures=(BatchUnknown,))


def drawn_document(request: Request, shown: BatchPage, typed: Typed, refusal: Refusal | None = None) -> Response:
    """One document of the batch, with what was typed. Raises NotInBatch."""
    line = shown.line(position_of(request), NotInBatch)
    return rendered(
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


def rendered(request: Request, template: str, shown: BatchPage, *, status: int = 200, **context: Any) -> Response:
    """A page of the batch."""
    return render(
        request,
        template,
        status=status,
        about=shown.office,
        page=shown,
        links=links_of(request),
        **context,
    )


def links_of(request: Request) -> BatchLinks:
    """Where the pages of the link lead."""
    code = request.path_params["code"]
    page, search = (request.url_for(name, code=code).path for name in ("partner_batch", "partner_search"))
    return BatchLinks(page, search, lambda at: request.url_for("partner_document", code=code, position=at).path)


def position_of(request: Request) -> int:
    """The position in the path. Raises NotInBatch for a number that no list has."""
    position: int = request.path_params["position"]
    if position >= IDS:
        raise NotInBatch
    return position
