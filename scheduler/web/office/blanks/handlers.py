"""Blanks: their ledger and who waits for them. Clerks write down what happens, supervisors count and settle how."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.blanks.refusals import StopUnknown, SupplyUnknown
from scheduler.domain.refusals import Refusal
from scheduler.flow.blanks import blanks, printing_stops, supplies
from scheduler.flow.blanks.release import Released
from scheduler.flow.blanks.supplies import left_of, promised_of
from scheduler.flow.staff import SignedIn
from scheduler.web.office.blanks.forms import (
    GrantForm,
    MaterialForm,
    PiecesForm,
    ReceiptForm,
    RestForm,
    SharingForm,
    StopForm,
    refuse_foreign_day,
)
from scheduler.web.office.blanks.steps import kept_once, released_of
from scheduler.web.office.blanks.view import blanks_page
from scheduler.web.office.blanks.weeks import plot_of
from scheduler.web.office.blanks.words import DONE, KINDS, REASON_WORDS, STATES, WHYS, coming_of, state_of, told_of
from scheduler.web.shared.forms import clean, form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


async def page(request: Request) -> Response:
    """The blanks. `?material=` is the one shown, `?page=` of its ledger, `?done=` what was done."""
    return await _rendered(request, await staff_of(request, "documents"))


async def receive(request: Request) -> Response:
    """Blanks came in; the answer says who gets them."""
    staff, form = await staff_of(request, "documents"), await form_of(request, ReceiptForm)
    facts = {"supply_id": form.supply_id, "note": form.note or None}
    return await _releasing(
        request, staff, form, "receive_blanks", blanks.receive_blanks, form.material, form.pieces, **facts
    )


async def count(request: Request) -> Response:
    """Somebody counted the blanks; the answer says who gets one."""
    staff, form = await staff_of(request, "office"), await form_of(request, PiecesForm)
    return await _releasing(
        request, staff, form, "count_blanks", blanks.count_blanks, form.material, form.pieces, note=form.note or None
    )


async def spoil(request: Request) -> Response:
    """Blanks came to nothing."""
    staff, form = await staff_of(request, "documents"), await form_of(request, PiecesForm)
    await _once(
        request, staff, form, "spoil_blanks", blanks.spoil_blanks, form.material, form.pieces, note=form.note or None
    )
    return _done(request, form, "spoilt")


async def ask(request: Request) -> Response:
    """The centre is asked for blanks."""
    staff, form = await staff_of(request, "documents"), await form_of(request, PiecesForm)
    await _once(
        request, staff, form, "ask_centre", supplies.ask_centre, form.material, form.pieces, note=form.note or None
    )
    return _done(request, form, "asked")


async def grant(request: Request) -> Response:
    """The centre said yes to a supply."""
    staff, form = await staff_of(request, "documents"), await form_of(request, GrantForm)
    refuse_foreign_day(form.fetchable_on)
    number = id_in_path(request, SupplyUnknown)
    await _once(
        request, staff, form, "grant_supply", supplies.grant_supply, number, form.pieces, fetchable_on=form.fetchable_on
    )
    return _done(request, form, "granted")


async def refuse(request: Request) -> Response:
    """The centre said no to a supply."""
    staff, form = await staff_of(request, "documents"), await form_of(request, MaterialForm)
    await _once(request, staff, form, "refuse_supply", supplies.refuse_supply, id_in_path(request, SupplyUnknown))
    return _done(request, form, "refused")


async def give_up(request: Request) -> Response:
    """What is left of a supply does not come."""
    staff, form = await staff_of(request, "documents"), await form_of(request, RestForm)
    number = id_in_path(request, SupplyUnknown)
    await _once(request, staff, form, "give_up_rest", supplies.give_up_rest, number, why=form.reason)
    return _done(request, form, "given_up")


async def stop(request: Request) -> Response:
    """Printing stands still."""
    staff, form = await staff_of(request, "documents"), await form_of(request, StopForm)
    material = None if form.everything else form.material
    facts = {"why": form.why, "note": form.note or None}
    await _once(request, staff, form, "stop_printing", printing_stops.stop_printing, material, **facts)
    return _done(request, form, "stopped")


async def resume(request: Request) -> Response:
    """Printing goes on; the answer says who gets a blank."""
    staff, form = await staff_of(request, "documents"), await form_of(request, MaterialForm)
    return await _releasing(
        request, staff, form, "resume_printing", printing_stops.resume_printing, id_in_path(request, StopUnknown)
    )


async def share(request: Request) -> Response:
    """Settle how blanks are given out."""
    staff, form = await staff_of(request, "office"), await form_of(request, SharingForm)
    await _once(request, staff, form, "share_blanks", blanks.share_blanks, form.material, form.sharing)
    return _done(request, form, "settled")


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the material it was about."""
    typed = (await request.form()).get("material", "") if request.method == "POST" else ""
    return await _rendered(request, staff, refusal=refusal, material=str(typed))


async def _once(
    request: Request,
    staff: SignedIn,
    form: MaterialForm,
    operation: str,
    step: Callable[..., Any],
    *args: Any,
    **facts: Any,
) -> tuple[list[Released], int]:
    """Take a step once, however often its form is sent; who got a blank by it, and how many get one next."""
    facts |= {"by": actor(staff), "now": now_of(request)}
    kept = await request.app.state.db.write(kept_once, staff.office, form.nonce, operation, step, args, facts)
    return released_of(kept)


async def _releasing(
    request: Request,
    staff: SignedIn,
    form: MaterialForm,
    operation: str,
    step: Callable[..., Any],
    *args: Any,
    **facts: Any,
) -> Response:
    """A step that may give blanks out, and the page with who got one."""
    released, following = await _once(request, staff, form, operation, step, *args, **facts)
    return await _rendered(request, staff, material=form.material, released=released, following=following)


async def looked_at(request: Request) -> Response:
    """Somebody came back to an address that only takes a form: to the page of blanks, as after the form."""
    await staff_of(request, "documents")
    return see_other(request, "blanks")


def _done(request: Request, form: MaterialForm, done: str) -> Response:
    address = request.url_for("blanks").include_query_params(material=form.material, done=done)
    return RedirectResponse(f"{address.path}?{address.query}", 303)


async def _rendered(
    request: Request,
    staff: SignedIn,
    *,
    refusal: Refusal | None = None,
    material: str | None = None,
    released: list[Released] | None = None,
    following: int = 0,
) -> Response:
    query = request.query_params
    wanted = material if material is not None else query.get("material", "")
    number = int(query["page"]) if query.get("page", "").isdecimal() and len(query["page"]) < 6 else 1
    found = await request.app.state.db.read_at_length(
        blanks_page, staff.office, clean(wanted), number, now=now_of(request)
    )
    return staff_page(
        request,
        staff,
        "office/blanks/page.html",
        refusal,
        told=told_of,
        page=found,
        released=released,
        following=following,
        plot_of=plot_of,
        kinds=KINDS,
        whys=WHYS,
        reasons=REASON_WORDS,
        states=STATES,
        state_of=state_of,
        coming_of=coming_of,
        left_of=left_of,
        promised_of=promised_of,
        done=DONE.get(query.get("done", "")),
        now=now_of(request),
    )


def _sent_to(path: str, take: Callable[[Request], Awaitable[Response]], name: str) -> list[BaseRoute]:
    """An address that forms are sent to; whoever opens it is shown the page."""
    return [Route(path, take, methods=["POST"], name=name), Route(path, looked_at, name="blank_sent")]


ROUTES: list[BaseRoute] = [
    Route("/office/blanks", page, name="blanks"),
    *_sent_to("/office/blanks/receipts", receive, "blank_receipts"),
    *_sent_to("/office/blanks/counts", count, "blank_counts"),
    *_sent_to("/office/blanks/spoilt", spoil, "blank_spoilt"),
    *_sent_to("/office/blanks/supplies", ask, "blank_supplies"),
    *_sent_to("/office/blanks/supplies/{number:int}/grant", grant, "blank_grant"),
    *_sent_to("/office/blanks/supplies/{number:int}/refusal", refuse, "blank_refusal"),
    *_sent_to("/office/blanks/supplies/{number:int}/rest", give_up, "blank_rest"),
    *_sent_to("/office/blanks/stops", stop, "blank_stops"),
    *_sent_to("/office/blanks/stops/{number:int}/end", resume, "blank_stop_end"),
    *_sent_to("/office/blanks/sharing", share, "blank_sharing"),
]
