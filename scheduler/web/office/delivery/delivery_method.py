"""Where one document is handed over, changed by staff; and that it is wanted on paper."""

from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Office, Place
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import Refusal
from scheduler.flow.delivery import delivery_method
from scheduler.flow.destinations.destinations import METHODS, SELF_PRINT, prints_itself
from scheduler.flow.destinations.whereabouts import places_of
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import LONGEST, clean, form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


class MethodForm(NonceForm):
    """place: by its name; it counts for a branch and for the post."""

    reference: Line
    channel: Literal["office", "branch", "post", "self_print"]
    place: Line | None = None


class PaperForm(NonceForm):
    reference: Line


@dataclass(frozen=True, slots=True)
class MethodPage:
    """A document, and where it may be handed over."""

    document: Document
    type: str
    channels: tuple[str, ...]
    places: tuple[Place, ...]


async def page(request: Request) -> Response:
    """Where a document is handed over; `?q=` is its registration number."""
    staff = await staff_of(request, "documents")
    return await _rendered(request, staff, request.query_params.get("q", ""))


async def change(request: Request) -> Response:
    staff = await staff_of(request, "documents")
    form = await form_of(request, MethodForm)
    place = form.place if form.channel in ("branch", "post") else None
    await request.app.state.db.write(
        delivery_method.set_method,
        staff.office,
        form.reference,
        form.channel,
        place,
        by=actor(staff),
        now=now_of(request),
    )
    return see_other(request, "documents", q=form.reference)


async def note_paper(request: Request) -> Response:
    staff = await staff_of(request, "documents")
    form = await form_of(request, PaperForm)
    await request.app.state.db.write(delivery_method.note_paper, staff.office, form.reference, now=now_of(request))
    return see_other(request, "documents", q=form.reference)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form."""
    sent = (await request.form()).get("reference") if request.method == "POST" else request.query_params.get("q")
    return await _rendered(request, staff, str(sent or ""), refusal)


def method_page(session: Session, office: Office, reference: str) -> MethodPage | None:
    """A document by its number, and where it may be handed over; None where none has the number."""
    document = queries.document_by_reference(session, office.id, reference)
    if document is None:
        return None
    kind = session.get_one(DocumentType, document.type_id)
    channels = tuple(each for each in METHODS if each != SELF_PRINT or prints_itself(kind))
    return MethodPage(document, kind.code, channels, tuple(p for p in places_of(session, office.id) if not p.closed))


async def _rendered(request: Request, staff: SignedIn, reference: str, refusal: Refusal | None = None) -> Response:
    wanted = clean(reference).strip()[:LONGEST]
    shown = await request.app.state.db.read(method_page, staff.office, wanted)
    refusal = refusal or (None if shown else DocumentUnknown(reference=wanted))
    return staff_page(request, staff, "office/delivery/delivery_method.html", refusal, page=shown)


ROUTES: list[BaseRoute] = [
    Route("/office/documents/channel", page, name="document_channel"),
    Route("/office/documents/channel", change, methods=["POST"], name="document_channel_change"),
    Route("/office/documents/paper", note_paper, methods=["POST"], name="document_paper"),
]
