"""Labels to print: of documents by their numbers, and of shelves; a scanner reads them back sign for sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.documents.labels import SIZES, Label, is_printable, shelf_code
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.domain.text.scanned import MOST, read_scans
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.barcodes import code128
from scheduler.web.shared.forms import asked_for, form_of, typed_in
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.pages import in_place, staff_at, staff_page
from scheduler.web.shared.told import told_by_fault

MANY = Annotated[str, StringConstraints(max_length=MOST * 100, pattern=r"^[^\x00]*$")]
FAULTS = {
    ("receipts", "empty"): N_("Tulis nomor registrasi atau rak dahulu, satu per baris."),
    ("receipts", "too_many"): N_("Paling banyak {most} label sekali jalan. Kirim sebagian dahulu."),
}


class LabelForm(NonceForm):
    """receipts: registration numbers; shelves: names of shelves; both one a line. size: a word of SIZES."""

    receipts: MANY = ""
    shelves: MANY = ""
    size: Literal["roll62", "a4"] = "roll62"

    @property
    def references(self) -> list[str]:
        """The numbers; lines that name a shelf, as they are scanned between receipts, are none."""
        return [scan.reference for scan in read_scans(self.receipts)]

    @property
    def names(self) -> list[str]:
        """The shelves, each once."""
        lines = (" ".join(line.split())[:20] for line in self.shelves.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def check(self) -> None:
        """Raises Invalid: empty, too_many."""
        count = len(self.references) + len(self.names)
        if not 0 < count <= MOST:
            raise Invalid(errors={"receipts": "too_many" if count else "empty"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The labels that are printed, and the lines for which there is none: unknown numbers, signs no bar code has."""

    labels: Sequence[Label]
    left: Sequence[str]


async def page(request: Request) -> Response:
    """The empty form; `?q=` is a number to begin with."""
    staff = await staff_of(request, "documents")
    wanted = asked_for(request)
    return _form(request, staff, LabelForm(receipts=wanted))


async def make(request: Request) -> Response:
    """The labels, to be printed by the browser."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, LabelForm)
    form.check()
    sheet = await request.app.state.db.read(sheet_of, staff.office, form.references, form.names)
    return render(
        request,
        "office/documents/labels_sheet.html",
        about=staff.office,
        staff=staff,
        sheet=sheet,
        form=form,
        bars=code128,
    )


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    typed = await typed_in(request, most=None)
    kept = LabelForm.model_construct(
        receipts=typed.get("receipts", ""), shelves=typed.get("shelves", ""), size=typed.get("size", "roll62")
    )
    return _form(request, staff, kept, refusal)


def sheet_of(session: Session, office: Office, references: Sequence[str], shelves: Sequence[str]) -> Sheet:
    """A label for each number that the office knows, in any case of letters, and for each shelf."""
    kinds = {kind.id: kind.code for kind in queries.types_of(session, office.id)}
    labels, left = [], []
    for reference in references:
        document = queries.document_scanned(session, office.id, reference)
        if document is None or not is_printable(document.reference):
            left.append(reference)
            continue
        kind, shelf = kinds[document.type_id], document.shelf or ""
        labels.append(Label(document.reference, document.reference, kind, shelf))
    for shelf in shelves:
        code = shelf_code(shelf)
        if is_printable(code):
            labels.append(Label(code, code))
        else:
            left.append(shelf)
    return Sheet(labels, left)


def _form(request: Request, staff: SignedIn, form: LabelForm, refusal: Refusal | None = None) -> Response:
    return staff_page(
        request,
        staff,
        "office/documents/labels.html",
        refusal,
        told=told_by_fault(FAULTS, most=MOST),
        form=form,
        sizes=SIZES,
        most=MOST,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/documents/labels", page, name="labels"),
    Route("/office/documents/labels", make, methods=["POST"], name="label_sheet"),
]
