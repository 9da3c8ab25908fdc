"""The pages of the batches, with what was refused above what it was about."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.delivery.refusals import BatchUnknown, NotInBatch
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.text.scanned import MOST
from scheduler.flow.staff import SignedIn
from scheduler.web.office.delivery.view import batches_page, office_batch
from scheduler.web.shared.booking.batch_view import IDS, BatchPage
from scheduler.web.shared.booking.proof_form import CHOICES, Typed, typed_of
from scheduler.web.shared.forms import clean
from scheduler.web.shared.staff.pages import in_place, now_of, staff_at, staff_page
from scheduler.web.shared.told import sentence, told_by_fault

FAULTS = {
    ("receipts", "empty"): N_("Pindai atau ketik nomor registrasi dahulu, satu per baris."),
    ("receipts", "too_many"): N_("Paling banyak {most} nomor sekali jalan. Kirim sebagian dahulu."),
    ("signature", "missing"): N_("Belum ada tanda tangan di layar. Tanda tangani dahulu, atau pilih daftar kertas."),
}
Results = Sequence[tuple[str, Refusal | None]]


async def index(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    """All batches."""
    shown = await request.app.state.db.read(batches_page, staff.office, now=now_of(request))
    return rendered(request, staff, "office/delivery/page.html", refusal, page=shown)


async def batch(
    request: Request,
    staff: SignedIn,
    batch_id: int,
    refusal: Refusal | None = None,
    *,
    results: Results = (),
    typed: dict[str, str] | None = None,
) -> Response:
    """One batch. results: what became of each number that was scanned."""
    shown: BatchPage = await request.app.state.db.read(office_batch, staff.office, batch_id, now=now_of(request))
    has_key = shown.code and not request.state.looks_only
    link = request.url_for("partner_batch", code=shown.code).path if has_key else None
    base: str = request.app.state.settings.base_url
    return rendered(
        request,
        staff,
        "office/delivery/batch.html",
        refusal,
        page=shown,
        results=results,
        typed=typed or {},
        link=f"{base.rstrip('/')}{link}" if link else None,
        sentence=sentence,
    )


async def document(
    request: Request,
    staff: SignedIn,
    batch_id: int,
    position: int,
    refusal: Refusal | None = None,
    *,
    typed: Typed | None = None,
    said: Mapping[str, str] | None = None,
) -> Response:
    """One document of a batch. said: what was written of how the document was lost."""
    shown: BatchPage = await request.app.state.db.read(office_batch, staff.office, batch_id, now=now_of(request))
    line = shown.line(position, NotInBatch)
    return rendered(
        request,
        staff,
        "office/delivery/batch_document.html",
        refusal,
        page=shown,
        line=line,
        typed=typed or Typed(),
        said=said or {},
        **CHOICES,
    )


def to_batch(request: Request, batch_id: int) -> Response:
    """To the page of a batch, after a form was taken."""
    return RedirectResponse(request.url_for("batch", batch=batch_id).path, 303)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the batch it was about, or above the list of them where there is none."""
    batch_id, position = request.path_params.get("batch", IDS), request.path_params.get("position")
    if batch_id >= IDS or isinstance(refusal, BatchUnknown):
        return await index(request, staff, refusal)
    sent = dict(await request.form()) if request.method == "POST" else {}
    typed = {name: clean(str(value)) for name, value in sent.items() if name != "nonce"}
    if position is not None and not isinstance(refusal, NotInBatch):
        return await document(request, staff, batch_id, min(position, IDS), refusal, typed=typed_of(sent), said=typed)
    return await batch(request, staff, batch_id, refusal, typed=typed)


def rendered(
    request: Request, staff: SignedIn, template: str, refusal: Refusal | None = None, **context: Any
) -> Response:
    """A page of the batches."""
    return staff_page(request, staff, template, refusal, told=told, **context)


told = told_by_fault(FAULTS, most=MOST)
"""What a refusal says above a page of batches."""
