"""Whose file is wanted once more, and the answer to each."""

from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.delivery.refusals import RequestUnknown
from scheduler.domain.delivery.requests import TO_OTHER_EMAIL
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.disclosing import note_address
from scheduler.flow.delivery import file_answering
from scheduler.flow.staff import SignedIn
from scheduler.web.office.delivery.requests import RefuseForm
from scheduler.web.office.delivery.requests_list import WAYS, Shown, listed, shown_file
from scheduler.web.shared.booking.batch_view import IDS
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


async def one(request: Request) -> Response:
    """One request; of another e-mail it is written down who saw it."""
    return await _one(request, await staff_of(request, "documents"))


async def sent(request: Request) -> Response:
    """The file was sent."""
    staff = await staff_of(request, "documents")
    await form_of(request, NonceForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(file_answering.note_sent, staff.office, _number(request), **facts)
    return see_other(request, "delivery_requests")


async def refuse(request: Request) -> Response:
    """It cannot be sent, and why."""
    staff, form = await staff_of(request, "documents"), await form_of(request, RefuseForm)
    facts = {"reason": form.reason, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(file_answering.refuse_file, staff.office, _number(request), **facts)
    return see_other(request, "delivery_requests")


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the request it was about, with what was typed."""
    return await (listed if isinstance(refusal, RequestUnknown) else _one)(request, staff, refusal)


def file_seen(session: Session, office: Office, request_id: int, *, by: str, now: datetime) -> Shown:
    """One request; of one with an e-mail that is not on record it is written down who saw it. Raises RequestUnknown."""
    asked = file_answering.file_request_by_id(session, office, request_id)
    shown = shown_file(session, asked)
    if asked.email and asked.way == TO_OTHER_EMAIL:
        note_address(session, shown.documents[0], place="delivery_request", by=by, now=now)
    return shown


async def _one(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    facts = {"by": actor(staff), "now": now_of(request)}
    shown: Shown = await request.app.state.db.write(file_seen, staff.office, _number(request), **facts)
    typed = await typed_in(request, most=250) if request.method == "POST" else {}
    return staff_page(request, staff, "office/delivery/file_request.html", refusal, shown=shown, ways=WAYS, typed=typed)


def _number(request: Request) -> int:
    number: int = request.path_params["request"]
    return min(number, IDS - 1)


ONE = "/office/file-requests/{request:int}"
ROUTES: list[BaseRoute] = [
    Route(ONE, one, name="file_request"),
    Route(f"{ONE}/sent", sent, methods=["POST"], name="file_request_sent"),
    Route(f"{ONE}/refusal", refuse, methods=["POST"], name="file_request_refusal"),
]
