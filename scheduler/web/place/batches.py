"""Batches that were sent to a place: what is in them, that they have come, who took what, and what is missing."""

from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.delivery.refusals import BatchUnknown, NotInBatch
from scheduler.domain.refusals import Refusal
from scheduler.flow.place import batches as steps
from scheduler.web.place import view
from scheduler.web.place.desk import Desk, address, desk_of, drawn
from scheduler.web.shared.booking.batch_searching import meant
from scheduler.web.shared.booking.batch_view import BatchLinks, BatchPage
from scheduler.web.shared.booking.proof_form import CHOICES, FindForm, HandoverForm, Typed
from scheduler.web.shared.forms import Form, form_of, id_in_path
from scheduler.web.shared.staff.pages import now_of


class LossForm(Form):
    """How a document is missing, in the words of whoever says so."""

    reason: str = Field(default="", max_length=200)


class NothingForm(Form):
    """A form that says no more than that it was sent."""


async def index(request: Request) -> Response:
    """All batches of the place."""
    return await listing(request, await desk_of(request))


async def page(request: Request) -> Response:
    """The list of a batch."""
    return await one_batch(request, await desk_of(request))


async def search(request: Request) -> Response:
    """Straight to the one document that was scanned or typed; else those it may be."""
    desk = await desk_of(request)
    form = await form_of(request, FindForm)
    shown = await _shown(request, desk)
    found = meant(shown.lines, form.find)
    links = _links(request, desk)
    if len(found) == 1:
        return RedirectResponse(links.document(found[0].position), 303)
    context: dict[str, Any] = {"lines": found or shown.lines, "typed": form.find, "found": len(found)}
    response = drawn(request, desk, "place/batch.html", page=shown, links=links, here_name="place_batches", **context)
    response.status_code = 200 if found else 404
    return response


async def receive(request: Request) -> Response:
    """The batch has come. Raises BatchUnknown."""
    desk = await desk_of(request)
    await form_of(request, NothingForm)
    facts = {"by": desk.by, "now": now_of(request)}
    await request.app.state.db.write(steps.receive_at, desk.place, _batch(request), **facts)
    return RedirectResponse(_links(request, desk).page, 303)


async def document(request: Request) -> Response:
    """One document of a batch, and who took it."""
    return await one_document(request, await desk_of(request))


async def confirm(request: Request) -> Response:
    """The document was handed over; the same form sent twice is one handover."""
    desk = await desk_of(request)
    form = await form_of(request, HandoverForm)
    position, facts = _position(request), {"by": desk.by, "now": now_of(request)}
    proof = form.proof()
    await request.app.state.db.write(steps.confirm_at, desk.place, _batch(request), position, proof, **facts)
    return _to_line(request, desk, position)


async def report(request: Request) -> Response:
    """The document did not come, or is not found: the office looks for it. Raises LossUnexplained."""
    desk = await desk_of(request)
    form = await form_of(request, LossForm)
    position = _position(request)
    facts = {"told_by": desk.staff.name, "reason": form.reason, "by": desk.by, "now": now_of(request)}
    step = steps.report_missing
    await request.app.state.db.write(step, desk.office, desk.place, _batch(request), position, **facts)
    return _to_line(request, desk, position)


async def listing(request: Request, desk: Desk, refusal: Refusal | None = None) -> Response:
    """All batches of the place."""
    found = await request.app.state.db.read(view.sent_batches, desk.place, now=now_of(request))
    return drawn(request, desk, "place/batches.html", refusal, sent=found, here_name="place_batches")


async def one_batch(request: Request, desk: Desk, refusal: Refusal | None = None) -> Response:
    """The list of a batch."""
    shown, links = await _shown(request, desk), _links(request, desk)
    context: dict[str, Any] = {"lines": shown.lines, "typed": "", "found": None, "here_name": "place_batches"}
    return drawn(request, desk, "place/batch.html", refusal, page=shown, links=links, **context)


async def one_document(
    request: Request, desk: Desk, refusal: Refusal | None = None, *, typed: Typed | None = None, reason: str = ""
) -> Response:
    """One document of a batch. typed, reason: what was sent and refused."""
    shown = await _shown(request, desk)
    return drawn(
        request,
        desk,
        "place/document.html",
        refusal,
        page=shown,
        links=_links(request, desk),
        line=shown.line(_position(request), NotInBatch),
        typed=typed or Typed(),
        reason=reason,
        here_name="place_batches",
        **CHOICES,
    )


async def _shown(request: Request, desk: Desk) -> BatchPage:
    read, now = request.app.state.db.read, now_of(request)
    shown: BatchPage = await read(view.batch_of_place, desk.place, _batch(request), now=now)
    return shown


def _links(request: Request, desk: Desk) -> BatchLinks:
    batch = _batch(request)
    page, search = (address(request, desk, name, batch=batch) for name in ("place_batch", "place_batch_search"))
    return BatchLinks(page, search, lambda at: address(request, desk, "place_batch_document", batch=batch, position=at))


def _to_line(request: Request, desk: Desk, position: int) -> Response:
    return RedirectResponse(f"{_links(request, desk).page}#d{position}", 303)


def _batch(request: Request) -> int:
    return id_in_path(request, BatchUnknown, "batch")


def _position(request: Request) -> int:
    return id_in_path(request, NotInBatch, "position")
