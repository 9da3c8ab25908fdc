"""Documents are put on their shelves: one by hand, or a pile with a scanner, the label of the shelf first."""

from collections import Counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.domain.text.scanned import MOST, Scanned, lines_of, read_scans
from scheduler.flow.documents import shelving
from scheduler.flow.documents.shelving import Shelved
from scheduler.flow.staff import SignedIn
from scheduler.web.office.documents.scanned import MANY
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import told_by_fault

PUT = {
    "shelved": N_("Ditaruh di rak"),
    "nothing": N_("Sudah di rak itu"),
    "not_ready": N_("Tidak ditaruh: {stage}"),
    "unknown": N_("Tidak ditemukan"),
}
COUNTED = {
    "shelved": N_("{count} ditaruh di rak"),
    "nothing": N_("{count} sudah di rak itu"),
    "not_ready": N_("{count} tidak ditaruh"),
    "unknown": N_("{count} tidak ditemukan"),
}
FAULTS = {
    ("scans", "empty"): N_("Pindai label rak, lalu resi, satu per baris."),
    ("scans", "too_many"): N_("Paling banyak {most} resi sekali jalan. Kirim sebagian dahulu."),
    ("scans", "no_shelf"): N_("Pindai label raknya dahulu: resi pertama belum punya rak."),
}
LEFT = ("not_ready", "unknown")
"""What stays to be looked into."""


class ShelfForm(NonceForm):
    reference: Line
    shelf: Line | None = None


class ShelvingForm(NonceForm):
    """scans: labels of shelves and receipts, one a line. shelf: where receipts lie until a line says another."""

    scans: MANY = ""
    shelf: Line | None = None

    def read(self) -> list[Scanned]:
        """The receipts with their shelves. Raises Invalid: empty, too_many, no_shelf."""
        found = read_scans(self.scans, self.shelf)
        fault = "empty" if not found else "too_many" if len(found) > MOST else None
        if fault is None and any(scan.shelf is None for scan in found):
            fault = "no_shelf"
        if fault is not None:
            raise Invalid(errors={"scans": fault})
        return found


async def put(request: Request) -> Response:
    """Put one document on its shelf, from its own page."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ShelfForm)
    await request.app.state.db.write(
        shelving.put_on_shelf, staff.office, form.reference, form.shelf, by=actor(staff), now=now_of(request)
    )
    return see_other(request, "documents", q=form.reference)


async def page(request: Request) -> Response:
    """The empty list."""
    return _rendered(request, await staff_of(request, "documents"), ShelvingForm())


async def work(request: Request) -> Response:
    """Each receipt for itself, so that one that cannot be shelved holds up no other; what is left stays in the list."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ShelvingForm)
    scans = form.read()
    seen = [await _put(request, staff, scan) for scan in scans]
    return _rendered(request, staff, ShelvingForm(scans=_left(scans, seen)), seen)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list, which keeps what was scanned."""
    typed = await typed_in(request, most=None)
    kept = ShelvingForm.model_construct(scans=typed.get("scans", ""), shelf=typed.get("shelf", "")[:20])
    return _rendered(request, staff, kept, refusal=refusal)


async def _put(request: Request, staff: SignedIn, scan: Scanned) -> Shelved:
    """What became of one receipt; where somebody else moved it in that moment, what becomes of it now."""
    facts = {"by": actor(staff), "now": now_of(request)}
    try:
        done: Shelved = await request.app.state.db.write(shelving.shelve_scanned, staff.office, scan, **facts)
    except IllegalStep:
        done = await request.app.state.db.write(shelving.shelve_scanned, staff.office, scan, **facts)
    return done


def _left(scans: list[Scanned], seen: list[Shelved]) -> str:
    """The lines that are left to be looked into, with the shelves that were scanned for them."""
    pairs = zip(scans, seen, strict=True)
    return lines_of(Scanned(each.reference, scan.shelf) for scan, each in pairs if each.put in LEFT)


def _rendered(
    request: Request,
    staff: SignedIn,
    form: ShelvingForm,
    seen: list[Shelved] | None = None,
    *,
    refusal: Refusal | None = None,
) -> Response:
    return staff_page(
        request,
        staff,
        "office/documents/shelving.html",
        refusal,
        told=told_by_fault(FAULTS, most=MOST),
        form=form,
        seen=seen or [],
        counted=Counter(each.put for each in seen or []),
        words=PUT,
        sums=COUNTED,
        most=MOST,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/documents/shelf", put, methods=["POST"], name="document_shelf"),
    Route("/office/documents/shelving", page, name="shelving"),
    Route("/office/documents/shelving", work, methods=["POST"], name="shelving_work"),
]
