"""Documents that are to be fetched at another office: sent here, on their way here, received by their receipt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.regency import UNWANTED, TransferUnknown, Unwanted
from scheduler.flow.regency.foreseen import Foreseen, foresee
from scheduler.flow.regency.returning import refuse, send_back, take_in
from scheduler.flow.regency.sending import send, take_back
from scheduler.flow.regency.transfers import Way, coming_to, count_unwanted, received_by, sent_by
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import LONGEST, clean, form_of, id_in_path, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

SHOWN = 50
"""Of what was sent and of what was received: so many lines on the page."""
RECEIVED_FOR = timedelta(days=30)
"""What came is sent back by one tap for so long; later as any document is sent."""
TYPED = ("scanned", "reference", "why", "note")
"""Fields of the page's forms that keep what was typed when it is refused."""
STATES = {
    "sent": N_("dalam perjalanan"),
    "arrived": N_("sudah diterima"),
    "refused": N_("tidak diterima, sedang dikirim kembali"),
    "taken_back": N_("batal dipindahkan"),
}


class SendForm(NonceForm):
    """to: the code of the other office."""

    reference: Line
    to: Line = ""


class ReceiveForm(NonceForm):
    """scanned: a registration number, by hand or by a scanner."""

    scanned: Line


class RefuseForm(NonceForm):
    """What is on its way here, and why it is not wanted; note: in a clerk's words."""

    reference: Line
    why: Unwanted
    note: Line = ""


class ReturnForm(RefuseForm):
    """The same of what was received."""


@dataclass(frozen=True, slots=True)
class TransfersPage:
    """What is on its way here, what came lately and what was sent from here, by registration number and type alone.

    unwanted: how many come back. others: whether there are other offices at all.
    """

    coming: Sequence[Way]
    received: Sequence[Way]
    sent: Sequence[Way]
    unwanted: int
    others: bool


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
    document = await request.app.state.db.write(take_in, staff.office, form.scanned, **facts)
    return see_other(request, "transfers", done="received", q=document.reference)


async def turn_down(request: Request) -> Response:
    """What is on its way here goes back to the office that sent it."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, RefuseForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(refuse, staff.office, form.reference, form.why, form.note, **facts)
    return see_other(request, "transfers", done="refused", q=form.reference)


async def give_back(request: Request) -> Response:
    """What came goes back to the office that sent it."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ReturnForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(send_back, staff.office, form.reference, form.why, form.note, **facts)
    return see_other(request, "transfers", done="sent_back", q=form.reference)


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
    now = now_of(request)
    return staff_page(
        request,
        staff,
        "office/regency/transfers.html",
        refusal,
        page=await request.app.state.db.read(transfers_page, staff.office, now),
        states=STATES,
        unwanted=UNWANTED,
        typed={**dict.fromkeys(TYPED, ""), **await typed_in(request)},
        done=request.query_params.get("done", ""),
        number=clean(request.query_params.get("q", ""))[:LONGEST],
    )


async def _asked(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    form: Any = await request.form() if request.method == "POST" else request.query_params
    wanted = clean(str(form.get("reference") or form.get("q") or "")).strip()[:LONGEST]
    found = await request.app.state.db.read(foresee, staff.office, wanted)
    refusal = refusal or (DocumentUnknown(reference=wanted) if found is None else None)
    chosen = clean(str(form.get("to") or ""))
    return staff_page(
        request, staff, "office/regency/sending.html", refusal, page=found, chosen=chosen, reasons=_reasons_of(found)
    )


def _reasons_of(page: Foreseen | None) -> Callable[[Wording], list[str]]:
    """Why a document cannot go to some offices, each reason once."""
    refusals = page.refused.values() if page else ()
    return lambda say: list(dict.fromkeys(sentence(each, say) for each in refusals))


def transfers_page(session: Session, office: Office, now: datetime) -> TransfersPage:
    """The lists of an office."""
    return TransfersPage(
        coming=coming_to(session, office),
        received=received_by(session, office, now - RECEIVED_FOR, most=SHOWN),
        sent=sent_by(session, office, most=SHOWN),
        unwanted=count_unwanted(session, office),
        others=queries.has_several_offices(session),
    )


ROUTES: list[BaseRoute] = [
    Route("/office/transfers", page, name="transfers"),
    Route("/office/transfers/new", send_page, name="transfer_new"),
    Route("/office/transfers/new", create, methods=["POST"], name="transfer_create"),
    Route("/office/transfers/arrivals", arrive, methods=["POST"], name="transfer_arrival"),
    Route("/office/transfers/refusals", turn_down, methods=["POST"], name="transfer_refusal"),
    Route("/office/transfers/returns", give_back, methods=["POST"], name="transfer_return"),
    Route("/office/transfers/{transfer:int}/end", undo, methods=["POST"], name="transfer_end"),
]
