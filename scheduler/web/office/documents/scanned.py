"""Many documents marked ready at once: receipts scanned one after another, looked at, then marked."""

from collections import Counter
from typing import Annotated, Literal

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.blanks.refusals import NoBlank
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.domain.text.scanned import MOST, Scanned, count_again, lines_of, read_scans
from scheduler.flow.documents import readiness
from scheduler.flow.documents.readiness import Looked
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page
from scheduler.web.shared.told import told_by_fault

MANY = Annotated[str, StringConstraints(max_length=MOST * 100, pattern=r"^[^\x00]*$")]
WOULD = {
    "ready": N_("Akan ditandai siap"),
    "shelved": N_("Sudah siap, pindah rak"),
    "nothing": N_("Sudah siap"),
    "refused": N_("Tidak bisa: {stage}"),
    "no_blank": N_("Tidak bisa: blangko habis menurut buku stok"),
    "unknown": N_("Tidak ditemukan"),
}
DONE = {**WOULD, "ready": N_("Siap diambil"), "shelved": N_("Pindah rak")}
COUNTED = {
    "ready": N_("{count} ditandai siap"),
    "shelved": N_("{count} pindah rak"),
    "nothing": N_("{count} sudah siap"),
    "refused": N_("{count} tidak bisa"),
    "no_blank": N_("{count} tanpa blangko"),
    "unknown": N_("{count} tidak ditemukan"),
}
FAULTS = {
    ("receipts", "empty"): N_("Pindai resi dahulu, satu per baris."),
    ("receipts", "too_many"): N_("Paling banyak {most} resi sekali jalan. Kirim sebagian dahulu."),
}
LEFT = ("refused", "no_blank", "unknown")
"""What stays to be looked into."""


class ScannedForm(NonceForm):
    """receipts: one a line, with shelves between them; do: look first, then mark."""

    receipts: MANY = ""
    shelf: Line | None = None
    do: Literal["look", "mark"] = "look"

    def scans(self) -> list[Scanned]:
        """The receipts with their shelves. Raises Invalid: empty, too_many."""
        found = read_scans(self.receipts, self.shelf)
        if not found or len(found) > MOST:
            raise Invalid(errors={"receipts": "too_many" if found else "empty"})
        return found


async def page(request: Request) -> Response:
    """The empty list."""
    return await _rendered(request, await staff_of(request, "documents"), ScannedForm())


async def work(request: Request) -> Response:
    """Say what would become of each receipt, or do it: each for itself, so that one that cannot holds up no other."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ScannedForm)
    scans = form.scans()
    if form.do == "look":
        seen = await request.app.state.db.read(readiness.look_at, staff.office, scans)
    else:
        seen = [await _marked(request, staff, scan) for scan in scans]
    return await _rendered(request, staff, form, seen)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list, which keeps what was scanned."""
    typed = await typed_in(request, most=None)
    kept = ScannedForm.model_construct(receipts=typed.get("receipts", ""), shelf=typed.get("shelf", "")[:20])
    return await _rendered(request, staff, kept, refusal=refusal)


async def _marked(request: Request, staff: SignedIn, scan: Scanned) -> Looked:
    """What was done with one receipt; what somebody else moved in that moment is shown as it stands now."""
    database = request.app.state.db
    try:
        marked: Looked = await database.write(
            readiness.mark_scanned, staff.office, scan, by=actor(staff), now=now_of(request)
        )
    except (IllegalStep, NoBlank):
        (marked,) = await database.read(readiness.look_at, staff.office, [scan])
    return marked


async def _rendered(
    request: Request,
    staff: SignedIn,
    form: ScannedForm,
    seen: list[Looked] | None = None,
    *,
    refusal: Refusal | None = None,
) -> Response:
    seen = seen or []
    is_done = bool(seen) and form.do == "mark"
    counted = Counter(each.prospect for each in seen)
    return staff_page(
        request,
        staff,
        "office/documents/scanned.html",
        refusal,
        told=told_by_fault(FAULTS, most=MOST),
        form=form,
        seen=seen,
        is_done=is_done,
        counted=counted,
        to_do=counted["ready"] + counted["shelved"],
        again=count_again(form.receipts) if seen else 0,
        left=lines_of(Scanned(each.reference, each.shelf) for each in seen if each.prospect in LEFT),
        words=DONE if is_done else WOULD,
        sums=COUNTED,
        most=MOST,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/documents/scanned", page, name="scanned_documents"),
    Route("/office/documents/scanned", work, methods=["POST"], name="scanned_documents_work"),
]
