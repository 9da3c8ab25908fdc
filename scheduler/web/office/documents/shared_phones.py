"""The supervisor sees phones that stand for many households in a month, and says which of them are known."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.documents.refusals import PhoneUnknown
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.text.codes import written_short
from scheduler.domain.text.phones import masked
from scheduler.flow.documents import shared_phones
from scheduler.flow.documents.shared_phones import LONGEST_REASON
from scheduler.flow.staff import SignedIn
from scheduler.web.office.documents.shared_phones_view import Months, disclosed, months_of, phone_page, phones_page
from scheduler.web.shared.forms import form_of, id_in_path, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault

DONE = {
    "known": N_("Nomor itu sudah ditandai dikenal."),
    "forgotten": N_("Tandanya dibatalkan. Nomor itu terdaftar lagi."),
}
told = told_by_fault({("reason", ANY): N_("Isi alasannya, paling panjang {longest} huruf.")}, longest=LONGEST_REASON)


class KnownForm(NonceForm):
    """Why the phone stands for many households."""

    reason: Line = ""


async def page(request: Request) -> Response:
    """The phones. `?month=2026-11` is this month or the one before; `?done=` says what was done."""
    return await _listed(request, await staff_of(request, "office"))


async def one(request: Request) -> Response:
    """One phone, named by a document that it stands for."""
    return await _one(request, await staff_of(request, "office"))


async def show(request: Request) -> Response:
    """The whole number, on this one answer; who asked is written down in the same step."""
    staff = await staff_of(request, "office")
    await form_of(request, NonceForm)
    return await _one(request, staff, shown=await _step(request, staff, disclosed))


async def know(request: Request) -> Response:
    """Note why the phone stands for many households."""
    staff = await staff_of(request, "office")
    form = await form_of(request, KnownForm)
    await _step(request, staff, shared_phones.know_phone, form.reason)
    return _back(request, staff, "known")


async def forget(request: Request) -> Response:
    """Take that back."""
    staff = await staff_of(request, "office")
    await form_of(request, NonceForm)
    await _step(request, staff, shared_phones.forget_phone)
    return _back(request, staff, "forgotten")


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the phone that it was about; of one that is not there, above the list."""
    if isinstance(refusal, PhoneUnknown) or "document" not in request.path_params:
        return await _listed(request, staff, refusal)
    return await _one(request, staff, refusal)


async def _step(request: Request, staff: SignedIn, step: Callable[..., Any], *args: Any) -> Any:
    """Do something about the phone of the path. Raises PhoneUnknown and what the step raises."""
    facts = {"by": actor(staff), "now": now_of(request)}
    return await request.app.state.db.write(
        step, staff.office, id_in_path(request, PhoneUnknown, "document"), *args, **facts
    )


def _months(request: Request, staff: SignedIn) -> Months:
    return months_of(staff.office, request.query_params.get("month", ""), now_of(request))


def _back(request: Request, staff: SignedIn, done: str) -> Response:
    """To the list of the month that one came from."""
    month = _months(request, staff).chosen
    return RedirectResponse(f"{request.url_for('shared_phones').path}?month={month:%Y-%m}&done={done}", 303)


async def _listed(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    found = await request.app.state.db.read(phones_page, staff.office, _months(request, staff))
    done = DONE.get(request.query_params.get("done", ""), "")
    template = "office/documents/shared_phones.html"
    return staff_page(request, staff, template, refusal, page=found, masked=masked, done=done)


async def _one(request: Request, staff: SignedIn, refusal: Refusal | None = None, *, shown: str = "") -> Response:
    """shown: the whole number, where somebody asked to see it."""
    number = id_in_path(request, PhoneUnknown, "document")
    found = await request.app.state.db.read(phone_page, staff.office, number, _months(request, staff))
    return staff_page(
        request,
        staff,
        "office/documents/shared_phone.html",
        refusal,
        told=told,
        page=found,
        shown=shown,
        typed=await typed_in(request) if refusal else {},
        written_short=written_short,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/shared-phones", page, name="shared_phones"),
    Route("/office/shared-phones/{document:int}", one, name="shared_phone"),
    Route("/office/shared-phones/{document:int}/disclosed", show, methods=["POST"], name="shared_phone_disclosed"),
    Route("/office/shared-phones/{document:int}/known", know, methods=["POST"], name="shared_phone_known"),
    Route("/office/shared-phones/{document:int}/known/end", forget, methods=["POST"], name="shared_phone_forgotten"),
]
