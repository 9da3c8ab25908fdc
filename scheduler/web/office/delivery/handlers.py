"""Batches that partners take along: listed, printed, signed for, confirmed, and what comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.delivery.refusals import BatchUnknown, NotInBatch
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import signatures
from scheduler.flow.core.audit import note_deed
from scheduler.flow.delivery.batches import linking, losing, making, returning, signing
from scheduler.flow.delivery.batches.confirming import confirm
from scheduler.flow.staff import SignedIn
from scheduler.web.office.delivery import pages
from scheduler.web.office.delivery.forms import (
    CardsForm,
    LinkForm,
    LossForm,
    MakeForm,
    RemovalForm,
    ReturnForm,
    ScanForm,
    SignForm,
)
from scheduler.web.office.delivery.view import office_batch
from scheduler.web.shared.booking.batch_view import IDS, BatchPage
from scheduler.web.shared.booking.proof_form import HandoverForm
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, now_of


@dataclass(frozen=True, slots=True)
class At:
    """Who works at which batch."""

    staff: SignedIn
    batch: int


async def index(request: Request) -> Response:
    """The batches under way, and a list to begin."""
    return await pages.index(request, await staff_of(request, "documents"))


async def make(request: Request) -> Response:
    """Begin the list of a batch for a place."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, MakeForm)
    batch = await request.app.state.db.write(
        making.make_batch, staff.office, form.place, by=actor(staff), now=now_of(request)
    )
    return pages.to_batch(request, batch.id)


async def page(request: Request) -> Response:
    """One batch."""
    at = await _at(request)
    return await pages.batch(request, at.staff, at.batch)


async def printed(request: Request) -> Response:
    """The list of a batch on A4, to be signed; that it was taken along is written down."""
    at = await _at(request)
    shown = await _read(request, at)
    wish = {"batch": at.batch, "rows": len(shown.lines)}
    await request.app.state.db.write(_note, at.staff.office, wish, by=actor(at.staff), now=now_of(request))
    strokes = signatures.read(shown.batch.signature) if shown.batch.signature else None
    return pages.rendered(request, at.staff, "office/delivery/batch_list.html", page=shown, strokes=strokes or [])


async def add(request: Request) -> Response:
    """Add each scanned number for itself, so that one that cannot join holds up no other."""
    at, form = await _at(request), await form_of(request, ScanForm)
    facts = {"by": actor(at.staff), "now": now_of(request)}
    return await _one_by_one(
        request,
        at,
        [scan.reference for scan in form.scans()],
        lambda reference: (making.add_document, (at.staff.office, at.batch, reference), facts),
    )


async def remove(request: Request) -> Response:
    at, form = await _at(request), await form_of(request, RemovalForm)
    await request.app.state.db.write(making.remove_document, at.staff.office, at.batch, form.reference)
    return pages.to_batch(request, at.batch)


async def sign(request: Request) -> Response:
    """Whoever takes the batch along has signed."""
    at, form = await _at(request), await form_of(request, SignForm)
    await request.app.state.db.write(
        signing.sign_batch,
        at.staff.office,
        at.batch,
        taken_by=form.taken_by,
        signature=form.strokes,
        by=actor(at.staff),
        now=now_of(request),
        seen=form.seen,
    )
    return pages.to_batch(request, at.batch)


async def document(request: Request) -> Response:
    """One document of a list that came back on paper."""
    at = await _at(request)
    return await pages.document(request, at.staff, at.batch, _position(request))


async def hand_over(request: Request) -> Response:
    """A document was handed over, as the list that came back says."""
    at, form = await _at(request), await form_of(request, HandoverForm)
    line = (await _read(request, at)).line(_position(request), NotInBatch)
    proof = form.proof(by_supervisor=at.staff.leads)
    await request.app.state.db.write(
        confirm, at.staff.office.id, at.batch, line.reference, proof, by=actor(at.staff), now=now_of(request)
    )
    return pages.to_batch(request, at.batch)


async def bring_back(request: Request) -> Response:
    """Bring back what nobody fetched at the place: each scanned number for itself."""
    at, form = await _at(request), await form_of(request, ReturnForm)
    facts = {"by": actor(at.staff), "now": now_of(request), "goes_again": form.goes_again}
    shelves = {scan.reference: scan.shelf for scan in form.scans()}
    return await _one_by_one(
        request,
        at,
        list(shelves),
        lambda reference: (
            returning.bring_back,
            (at.staff.office, at.batch, reference),
            {**facts, "shelf": shelves[reference]},
        ),
    )


async def lose(request: Request) -> Response:
    """A document is neither at the place nor here."""
    at, form = await _at(request), await form_of(request, LossForm)
    line = (await _read(request, at)).line(_position(request), NotInBatch)
    await request.app.state.db.write(
        losing.report_lost,
        at.staff.office,
        at.batch,
        line.reference,
        told_by=form.told_by,
        reason=form.reason,
        by=actor(at.staff),
        now=now_of(request),
    )
    return pages.to_batch(request, at.batch)


async def take_cards(request: Request) -> Response:
    """Old cards came back from the place."""
    at, form = await _at(request), await form_of(request, CardsForm)
    for reference in form.card:
        await request.app.state.db.write(returning.take_card, at.staff.office, at.batch, reference, now=now_of(request))
    return pages.to_batch(request, at.batch)


async def change_link(request: Request) -> Response:
    at, form = await _at(request), await form_of(request, LinkForm)
    if form.do == "close":
        await request.app.state.db.write(linking.close_link, at.staff.office, at.batch, now=now_of(request))
    else:
        await request.app.state.db.write(linking.renew_link, at.staff.office, at.batch)
    return pages.to_batch(request, at.batch)


async def _one_by_one(
    request: Request,
    at: At,
    references: list[str],
    step: Callable[[str], tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]],
) -> Response:
    """A step for each number; what was refused is told with its number. Raises what is wrong with the batch itself."""
    results: list[tuple[str, Refusal | None]] = []
    await _read(request, at)
    for reference in references:
        work, args, facts = step(reference)
        try:
            await request.app.state.db.write(work, *args, **facts)
            results.append((reference, None))
        except Refusal as refusal:
            results.append((reference, refusal))
    return await pages.batch(request, at.staff, at.batch, results=results)


async def _at(request: Request) -> At:
    """Who works at the batch of the path. Raises BatchUnknown for a number that no batch has."""
    staff, batch = await staff_of(request, "documents"), request.path_params["batch"]
    if batch >= IDS:
        raise BatchUnknown
    return At(staff, batch)


async def _read(request: Request, at: At) -> BatchPage:
    shown: BatchPage = await request.app.state.db.read(office_batch, at.staff.office, at.batch, now=now_of(request))
    return shown


def _note(session: Session, office: Office, wish: dict[str, int], *, by: str, now: datetime) -> None:
    note_deed(session, office.id, Deed.EXPORTED, by=by, now=now, about="batch_list", became=wish)


def _position(request: Request) -> int:
    position: int = request.path_params["position"]
    return min(position, IDS)


ONE = "/office/batches/{batch:int}"
ROUTES: list[BaseRoute] = [
    Route("/office/batches", index, name="batches"),
    Route("/office/batches", make, methods=["POST"], name="new_batch"),
    Route(ONE, page, name="batch"),
    Route(f"{ONE}/list", printed, name="batch_list"),
    Route(f"{ONE}/documents", add, methods=["POST"], name="batch_documents"),
    Route(f"{ONE}/documents/{{position:int}}", document, name="batch_document"),
    Route(f"{ONE}/documents/{{position:int}}", hand_over, methods=["POST"], name="batch_handover"),
    Route(f"{ONE}/documents/{{position:int}}/loss", lose, methods=["POST"], name="batch_loss"),
    Route(f"{ONE}/removals", remove, methods=["POST"], name="batch_removal"),
    Route(f"{ONE}/signature", sign, methods=["POST"], name="batch_signature"),
    Route(f"{ONE}/returns", bring_back, methods=["POST"], name="batch_returns"),
    Route(f"{ONE}/cards", take_cards, methods=["POST"], name="batch_cards"),
    Route(f"{ONE}/link", change_link, methods=["POST"], name="batch_link"),
]
