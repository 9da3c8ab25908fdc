"""The place's handlers: load, one step, a template."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.flow.delivery.batches.from_there import confirm_by_link
from scheduler.web.partner.pages import drawn_document, looked_up_by_code, position_of, rendered, shown_page
from scheduler.web.shared.booking.batch_searching import meant
from scheduler.web.shared.booking.proof_form import FindForm, HandoverForm, Typed
from scheduler.web.shared.forms import form_of


async def page(request: Request) -> Response:
    """The list of a batch."""
    shown = await shown_page(request)
    return rendered(request, "partner/batch.html", shown, lines=shown.lines, typed="", found=None)


async def search(request: Request) -> Response:
    """Straight to the one document that was scanned or typed; else those it may be. No address holds what was typed."""
    form = await form_of(request, FindForm)
    shown = await shown_page(request)
    found = meant(shown.lines, form.find)
    if len(found) == 1:
        code = request.path_params["code"]
        where = request.url_for("partner_document", code=code, position=found[0].position).path
        return RedirectResponse(where, status_code=303)
    return rendered(
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
    shown = await shown_page(request)
    return drawn_document(request, shown, Typed())


async def confirm(request: Request) -> Response:
    """The document was handed over; the same form sent twice is one handover."""
    form = await form_of(request, HandoverForm)
    code, position, now = request.path_params["code"], position_of(request), request.app.state.clock()
    await looked_up_by_code(
        request, partial(request.app.state.db.write, confirm_by_link, code, position, form.proof(), now=now)
    )
    where = request.url_for("partner_batch", code=code).path
    return RedirectResponse(f"{where}#d{position}", status_code=303)
