"""Documents that are to be fetched at another office: sent here, on their way here, received by their receipt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Office, Slot, Transfer
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.regency import TransferUnknown
from scheduler.flow.blanks.stock import material_of
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.regency.arriving import receive
from scheduler.flow.regency.sending import other_office, refuse_to_send, send, take_back
from scheduler.flow.regency.transfers import coming_to, sent_by
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import LONGEST, clean, form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

SHOWN = 50
"""Of what was sent: so many lines on the page."""
STATES = {
    "sent": N_("dalam perjalanan"),
    "arrived": N_("sudah diterima"),
    "taken_back": N_("batal dipindahkan"),
}


class SendForm(NonceForm):
    """to: the code of the other office."""

    reference: Line
    to: Line = ""


class ReceiveForm(NonceForm):
    """scanned: a registration number, by hand or by a scanner."""

    scanned: Line


@dataclass(frozen=True, slots=True)
class TransfersPage:
    """What is on its way here and what was sent from here, by the registration number and the type alone.

    offices: whether there are others at all.
    """

    coming: Sequence[tuple[Transfer, Document, Office]]
    sent: Sequence[tuple[Transfer, Document, Office]]
    others: bool


@dataclass(frozen=True, slots=True)
class SendPage:
    """A document that may be sent, and what follows. refused: by office, why it cannot go there."""

    document: Document
    type: str
    offices: Sequence[Office]
    refused: dict[int, Refusal]
    slot: Slot | None
    others: bool
    frees_blank: bool
    can_tell: bool


async def page(request: Request) -> Response:
    """Both lists; `?done=` is what was done, `?q=` the number it was done to."""
    return await _rendered(request, await staff_of(request, "documents"))


async def send_page(request: Request) -> Response:
    """What follows if a document is to be fetched at another office; `?q=` is its registration number."""
    return await _asked(request, await staff_of(request, "documents", changes=True))


async def create(request: Request) -> Response:
    """The document leaves."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, SendForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(send, staff.office, form.reference, form.to, **facts)
    return see_other(request, "transfers", done="sent", q=form.reference)


async def arrive(request: Request) -> Response:
    """What came is received by its receipt; the field waits for the next one."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ReceiveForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    document = await request.app.state.db.write(receive, staff.office, form.scanned, **facts)
    return see_other(request, "transfers", done="received", q=document.reference)


async def undo(request: Request) -> Response:
    """It stays here after all."""
    staff = await staff_of(request, "documents")
    await form_of(request, NonceForm)
    number = id_in_path(request, TransferUnknown, "transfer")
    facts = {"by": actor(staff), "now": now_of(request)}
    document = await request.app.state.db.write(take_back, staff.office, number, **facts)
    return see_other(request, "transfers", done="taken_back", q=document.reference)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form that it is about, which keeps what was typed."""
    if request.url.path.endswith("/new"):
        return await _asked(request, staff, refusal)
    return await _rendered(request, staff, refusal)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    form: Any = await request.form() if request.method == "POST" else {}
    return staff_page(
        request,
        staff,
        "office/regency/transfers.html",
        refusal,
        page=await request.app.state.db.read(transfers_page, staff.office),
        states=STATES,
        typed=clean(str(form.get("scanned") or ""))[:LONGEST],
        done=request.query_params.get("done", ""),
        number=clean(request.query_params.get("q", ""))[:LONGEST],
    )


async def _asked(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    form: Any = await request.form() if request.method == "POST" else request.query_params
    wanted = clean(str(form.get("reference") or form.get("q") or "")).strip()[:LONGEST]
    found = await request.app.state.db.read(page_to_send, staff.office, wanted)
    refusal = refusal or (DocumentUnknown(reference=wanted) if found is None else None)
    chosen = clean(str(form.get("to") or ""))
    return staff_page(
        request, staff, "office/regency/sending.html", refusal, page=found, chosen=chosen, reasons=_reasons_of(found)
    )


def _reasons_of(page: SendPage | None) -> Callable[[Wording], list[str]]:
    """Why a document cannot go to some offices, each reason once."""
    refusals = page.refused.values() if page else ()
    return lambda say: list(dict.fromkeys(sentence(each, say) for each in refusals))


def transfers_page(session: Session, office: Office) -> TransfersPage:
    """The two lists of an office."""
    return TransfersPage(
        coming=coming_to(session, office),
        sent=sent_by(session, office, most=SHOWN),
        others=len(queries.offices(session)) > 1,
    )


def page_to_send(session: Session, office: Office, reference: str) -> SendPage | None:
    """A document by its number with the offices where it could be fetched; None where none has the number."""
    document = queries.document_by_reference(session, office.id, reference)
    if document is None:
        return None
    offices = [each for each in queries.offices(session) if each.id != office.id]
    booking = queries.live_booking_of_document(session, document.id)
    kind = session.get_one(DocumentType, document.type_id)
    return SendPage(
        document=document,
        type=kind.code,
        offices=offices,
        refused={each.id: refusal for each in offices if (refusal := _refusal(session, office, document, each))},
        slot=session.get(Slot, booking.slot_id) if booking and booking.slot_id else None,
        others=booking is not None and len(queries.documents_of_booking(session, booking.id, live=True)) > 1,
        frees_blank=document.has_blank and material_of(session, office.id, kind.material) is not None,
        can_tell=is_reachable(session, document),
    )


def _refusal(session: Session, office: Office, document: Document, there: Office) -> Refusal | None:
    try:
        refuse_to_send(session, document, other_office(session, office, there.code))
    except Refusal as refusal:
        return refusal
    return None


ROUTES: list[BaseRoute] = [
    Route("/office/transfers", page, name="transfers"),
    Route("/office/transfers/new", send_page, name="transfer_new"),
    Route("/office/transfers/new", create, methods=["POST"], name="transfer_create"),
    Route("/office/transfers/arrivals", arrive, methods=["POST"], name="transfer_arrival"),
    Route("/office/transfers/{transfer:int}/end", undo, methods=["POST"], name="transfer_end"),
]
