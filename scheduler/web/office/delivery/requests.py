"""How people who cannot come asked to have their documents, and the answer to each."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.delivery.refusals import RequestUnknown
from scheduler.domain.delivery.requests import HOME
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.disclosing import note_address
from scheduler.flow.delivery import answering
from scheduler.flow.staff import SignedIn
from scheduler.web.office.delivery.requests_list import WAYS, Shown, listed, shown_delivery
from scheduler.web.shared.booking.batch_view import IDS
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


class GrantForm(NonceForm):
    """visit_on: the day of a visit at home."""

    visit_on: Annotated[date | None, BeforeValidator(lambda value: value or None)] = None


class RefuseForm(NonceForm):
    reason: Line = ""


class ParcelForm(NonceForm):
    courier: Line = ""
    number: Line = ""


async def one(request: Request) -> Response:
    """One request, with its address: that somebody saw it is written down."""
    staff = await staff_of(request, "documents", changes=True)
    return await _one(request, staff)


async def grant(request: Request) -> Response:
    """What was asked for goes."""
    staff, form = await staff_of(request, "documents"), await form_of(request, GrantForm)
    facts = {"visit_on": form.visit_on, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(answering.grant, staff.office, _number(request), **facts)
    return see_other(request, "delivery_requests")


async def refuse(request: Request) -> Response:
    """What was asked for is not possible, and why."""
    staff, form = await staff_of(request, "documents"), await form_of(request, RefuseForm)
    facts = {"reason": form.reason, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(answering.refuse, staff.office, _number(request), **facts)
    return see_other(request, "delivery_requests")


async def note_parcel(request: Request) -> Response:
    """With whom a parcel went."""
    staff, form = await staff_of(request, "documents"), await form_of(request, ParcelForm)
    facts = {"courier": form.courier, "number": form.number, "now": now_of(request)}
    await request.app.state.db.write(answering.note_parcel, staff.office, _number(request), **facts)
    return see_other(request, "delivery_requests")


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the request it was about, with what was typed."""
    if isinstance(refusal, RequestUnknown) or "request" not in request.path_params:
        return await listed(request, staff, refusal)
    return await _one(request, staff, refusal)


def request_seen(session: Session, office: Office, request_id: int, *, by: str, now: datetime) -> Shown:
    """One request; of one with an address it is written down who saw it. Raises RequestUnknown."""
    asked = answering.request_by_id(session, office, request_id)
    shown = shown_delivery(session, asked)
    if asked.address and shown.documents:
        note_address(session, shown.documents[0], place="delivery_request", by=by, now=now)
    return shown


async def _one(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    facts = {"by": actor(staff), "now": now_of(request)}
    shown: Shown = await request.app.state.db.write(request_seen, staff.office, _number(request), **facts)
    return staff_page(
        request,
        staff,
        "office/delivery/request.html",
        refusal,
        shown=shown,
        ways=WAYS,
        goes_home=shown.request.way in HOME,
        typed=await typed_in(request, most=250) if request.method == "POST" else {},
    )


def _number(request: Request) -> int:
    number: int = request.path_params["request"]
    return min(number, IDS - 1)


ONE = "/office/delivery-requests/{request:int}"
ROUTES: list[BaseRoute] = [
    Route(ONE, one, name="delivery_request"),
    Route(f"{ONE}/grant", grant, methods=["POST"], name="delivery_request_grant"),
    Route(f"{ONE}/refusal", refuse, methods=["POST"], name="delivery_request_refusal"),
    Route(f"{ONE}/parcel", note_parcel, methods=["POST"], name="delivery_request_parcel"),
]
