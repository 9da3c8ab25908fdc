"""A document is given up on a page that asks once more and wants the reason; for ten minutes that can be taken back."""

from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Office, Slot
from scheduler.domain.errors import DocumentUnknown, Refusal
from scheduler.flow import withdrawing
from scheduler.flow.access import SignedIn
from scheduler.flow.reachable import is_reachable
from scheduler.web.access import staff_of
from scheduler.web.forms import form_of
from scheduler.web.problems import sentence
from scheduler.web.staff import Line, NonceForm, actor, in_place, new_nonce, now_of, see_other


class WithdrawalForm(NonceForm):
    """reason: in words for the document's people."""

    reference: Line
    reason: Line = ""


class RestoringForm(NonceForm):
    reference: Line


@dataclass(frozen=True, slots=True)
class WithdrawalPage:
    """A document, the time of its visit, whether that fetches others too, and whether its people can be told."""

    document: Document
    type: str
    slot: Slot | None
    others: bool
    can_tell: bool


async def page(request: Request) -> Response:
    """`?q=` is a registration number."""
    staff = await staff_of(request, "documents")
    return await _rendered(request, staff, request.query_params.get("q", ""))


async def withdraw(request: Request) -> Response:
    staff = await staff_of(request, "documents")
    form = await form_of(request, WithdrawalForm)
    await request.app.state.db.write(
        withdrawing.withdraw, staff.office, form.reference, reason=form.reason, by=actor(staff), now=now_of(request)
    )
    return see_other(request, "documents", q=form.reference)


async def restore(request: Request) -> Response:
    staff = await staff_of(request, "documents")
    form = await form_of(request, RestoringForm)
    await request.app.state.db.write(
        withdrawing.restore, staff.office, form.reference, by=actor(staff), now=now_of(request)
    )
    return see_other(request, "documents", q=form.reference)


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    staff = await in_place(request, refusal, lambda: staff_of(request, "documents"))
    if isinstance(staff, Response):
        return staff
    form = await request.form() if request.method == "POST" else request.query_params
    reason = str(form.get("reason") or "").replace("\0", "")[:200]
    return await _rendered(request, staff, str(form.get("reference") or form.get("q") or ""), refusal, reason)


def withdrawal_page(session: Session, office: Office, reference: str) -> WithdrawalPage | None:
    """None where no document has the number."""
    document = queries.document_by_reference(session, office.id, reference)
    if document is None:
        return None
    booking = queries.live_booking_of_document(session, document.id)
    return WithdrawalPage(
        document=document,
        type=session.get_one(DocumentType, document.type_id).code,
        slot=session.get(Slot, booking.slot_id) if booking and booking.slot_id else None,
        others=booking is not None and len(queries.documents_of_booking(session, booking.id, live=True)) > 1,
        can_tell=is_reachable(session, document),
    )


async def _rendered(
    request: Request, staff: SignedIn, reference: str, refusal: Refusal | None = None, reason: str = ""
) -> Response:
    wanted = reference.replace("\0", "").strip()[:200]
    shown = await request.app.state.db.read(withdrawal_page, staff.office, wanted)
    refusal = refusal or (None if shown else DocumentUnknown(reference=wanted))
    response: Response = request.app.state.pages.render(
        request, "office/document_withdrawal.html", status=refusal.status if refusal else 200,
        zone=staff.office.timezone, staff=staff, page=shown, typed=reason, nonce=new_nonce,
        told=lambda say: sentence(refusal, say) if refusal else "",
    )  # fmt: skip
    return response


ROUTES: list[BaseRoute] = [
    Route("/office/documents/withdrawal", page, name="document_withdrawal"),
    Route("/office/documents/withdrawal", withdraw, methods=["POST"], name="document_withdrawing"),
    Route("/office/documents/withdrawal/undoing", restore, methods=["POST"], name="document_restoring"),
]
