"""A document is given up on a page that asks once more and wants the reason; for ten minutes that can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Office, Slot
from scheduler.domain.counter import MovedSince, NothingToUndo, UndoTooLate
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.replays import Answered
from scheduler.flow.documents.documents import table_of
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import LONGEST, clean, form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

NOT_UNDONE = {
    NothingToUndo: N_("Pembatalan ini tidak bisa diurungkan."),
    UndoTooLate: N_("Sudah lebih dari sepuluh menit, jadi pembatalan ini tidak bisa diurungkan."),
    MovedSince: N_("Keadaannya sudah berubah sejak pembatalan itu. Pembatalan tidak diurungkan."),
}
"""Words of their own: the counter's, by which a step is undone, would be taken here for those of a withdrawal."""


class WithdrawalForm(NonceForm):
    """reason: in words for the document's people."""

    reference: Line
    reason: Line = ""


class RestoringForm(NonceForm):
    reference: Line


@dataclass(frozen=True, slots=True)
class WithdrawalPage:
    """A document, the time of its visit, whether that fetches others too, and whether its people can be told.

    may_be: whether it can be given up where it stands.
    """

    document: Document
    type: str
    slot: Slot | None
    others: bool
    can_tell: bool
    may_be: bool


async def page(request: Request) -> Response:
    """The form to give a document up; `?q=` is its registration number."""
    staff = await staff_of(request, "documents", changes=True)
    return await _rendered(request, staff, request.query_params.get("q", ""))


async def withdraw(request: Request) -> Response:
    staff = await staff_of(request, "documents")
    form = await form_of(request, WithdrawalForm)
    facts = {"reason": form.reason, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(
        _once, staff.office, form.nonce, "withdraw", withdrawing.withdraw, form.reference, **facts
    )
    return see_other(request, "documents", q=form.reference)


async def restore(request: Request) -> Response:
    staff = await staff_of(request, "documents")
    form = await form_of(request, RestoringForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(
        _once, staff.office, form.nonce, "restore", withdrawing.restore, form.reference, **facts
    )
    return see_other(request, "documents", q=form.reference)


def _once(
    session: Session,
    office: Office,
    nonce: str,
    operation: str,
    step: Callable[..., Any],
    reference: str,
    *,
    now: datetime,
    **facts: Any,
) -> None:
    """The same button pressed twice is one step, and leads to the document both times."""

    def work(session: Session) -> Answered:
        step(session, office, reference, now=now, **facts)
        return 200, {}

    asked = (reference, *sorted(facts.items()))
    done_once(session, office, f"{operation}:{nonce}", asked, work=work, now=now)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    form = await request.form() if request.method == "POST" else request.query_params
    reason = clean(str(form.get("reason") or ""))[:LONGEST]
    return await _rendered(request, staff, str(form.get("reference") or form.get("q") or ""), refusal, reason)


def withdrawal_page(session: Session, office: Office, reference: str) -> WithdrawalPage | None:
    """A document by its number, as the form shows it; None where none has the number."""
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
        may_be=DocumentStage.WITHDRAWN in table_of(session, document)[document.stage],
    )


def _told(refusal: Refusal, say: Wording) -> str:
    return sentence(refusal, say, said=NOT_UNDONE.get(type(refusal)))


async def _rendered(
    request: Request, staff: SignedIn, reference: str, refusal: Refusal | None = None, reason: str = ""
) -> Response:
    wanted = clean(reference).strip()[:LONGEST]
    shown = await request.app.state.db.read(withdrawal_page, staff.office, wanted)
    refusal = refusal or _not_here(shown, wanted)
    return staff_page(
        request,
        staff,
        "office/documents/withdrawal.html",
        refusal,
        told=_told,
        page=shown,
        typed=reason,
    )


def _not_here(shown: WithdrawalPage | None, wanted: str) -> Refusal | None:
    """Why there is nothing to give up, before anybody tries; None where there is."""
    if shown is None:
        return DocumentUnknown(reference=wanted)
    if not shown.may_be:
        return IllegalStep(stage=shown.document.stage, to=DocumentStage.WITHDRAWN)
    return None


ROUTES: list[BaseRoute] = [
    Route("/office/documents/withdrawal", page, name="document_withdrawal"),
    Route("/office/documents/withdrawal", withdraw, methods=["POST"], name="document_withdrawing"),
    Route("/office/documents/withdrawal/undoing", restore, methods=["POST"], name="document_restoring"),
]
