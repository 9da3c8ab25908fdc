"""How people who cannot come asked to have their documents: a list, and an answer to each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator
from sqlalchemy import or_, select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import DeliveryRequest, Document, DocumentType, Office, Place
from scheduler.domain.delivery.refusals import RequestUnknown
from scheduler.domain.delivery.requests import ASKED, GRANTED, HOME
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.names import initials
from scheduler.flow.core.disclosing import note_address
from scheduler.flow.delivery import answering
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.booking.batch_view import IDS
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page

WAYS = {"place": N_("Tempat lain"), "post": N_("Pos"), "visit": N_("Kunjungan rumah")}
OVER = (DocumentStage.COLLECTED, DocumentStage.WITHDRAWN)


class GrantForm(NonceForm):
    """visit_on: the day of a visit at home."""

    visit_on: Annotated[date | None, BeforeValidator(lambda value: value or None)] = None


class RefuseForm(NonceForm):
    reason: Line = ""


class ParcelForm(NonceForm):
    courier: Line = ""
    number: Line = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A request with its documents. is_over: nothing of it is still to be handed over."""

    request: DeliveryRequest
    place: Place | None
    documents: Sequence[Document]
    types: Sequence[str]

    @property
    def who(self) -> Sequence[str]:
        """Initials of the holders, each once."""
        return list(dict.fromkeys(initials(document.holder) for document in self.documents))

    @property
    def is_over(self) -> bool:
        return all(document.stage in OVER for document in self.documents)


async def page(request: Request) -> Response:
    """What waits to be answered, and what is on its way."""
    return await _listed(request, await staff_of(request, "documents"))


async def one(request: Request) -> Response:
    """One request, with its address: that somebody saw it is written down."""
    staff = await staff_of(request, "documents")
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
        return await _listed(request, staff, refusal)
    return await _one(request, staff, refusal)


def requests_of(session: Session, office: Office) -> list[Shown]:
    """What is asked or on its way, oldest first; what is over is left out."""
    open_ones = select(DeliveryRequest).where(
        col(DeliveryRequest.office_id) == office.id,
        or_(col(DeliveryRequest.state) == ASKED, col(DeliveryRequest.state) == GRANTED),
        col(DeliveryRequest.forgotten_at).is_(None),
    )
    shown = [_shown(session, each) for each in session.scalars(open_ones.order_by(col(DeliveryRequest.id)))]
    return [each for each in shown if not each.is_over]


def request_seen(session: Session, office: Office, request_id: int, *, by: str, now: datetime) -> Shown:
    """One request; of one with an address it is written down who saw it. Raises RequestUnknown."""
    shown = _shown(session, answering.request_by_id(session, office, request_id))
    if shown.request.address and shown.documents:
        note_address(session, shown.documents[0], place="delivery_request", by=by, now=now)
    return shown


def _shown(session: Session, request: DeliveryRequest) -> Shown:
    documents = answering.documents_of(session, request)
    types = [session.get_one(DocumentType, document.type_id).code for document in documents]
    return Shown(request, session.get(Place, request.place_id) if request.place_id else None, documents, types)


async def _listed(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    found: list[Shown] = await request.app.state.db.read(requests_of, staff.office)
    asked = [each for each in found if each.request.state == ASKED]
    under_way = [each for each in found if each.request.state == GRANTED]
    template = "office/delivery/requests.html"
    return staff_page(request, staff, template, refusal, asked=asked, under_way=under_way, ways=WAYS)


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
    Route("/office/delivery-requests", page, name="delivery_requests"),
    Route(ONE, one, name="delivery_request"),
    Route(f"{ONE}/grant", grant, methods=["POST"], name="delivery_request_grant"),
    Route(f"{ONE}/refusal", refuse, methods=["POST"], name="delivery_request_refusal"),
    Route(f"{ONE}/parcel", note_parcel, methods=["POST"], name="delivery_request_parcel"),
]
