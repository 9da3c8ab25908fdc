"""What the office hands over: who collects it, what to bring, how long it takes. Clerks see, supervisors change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office
from scheduler.domain.custody.collecting import KINDS
from scheduler.domain.offices.presets import REASONS
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.custody.collectors import brought_by, collectors_of
from scheduler.flow.offices.types import TypePlan, edit_type
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import in_place, see_other, staff_at, staff_page
from scheduler.web.shared.told import told_by_field

Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
"""One thing a line."""

REASON_WORDS = {
    "first": N_("Pertama kali"),
    "changed": N_("Perubahan data"),
    "moved_in": N_("Pindah datang"),
    "damaged": N_("Rusak"),
    "lost": N_("Hilang"),
}
FAULTS = {
    "minutes": N_("Menit: {allowed}."),
    "collectors": N_("Pilih paling sedikit satu pengambil."),
    "bring": N_("Yang dibawa: paling banyak 12 baris, masing-masing paling panjang 100 huruf."),
    "collector_bring": N_("Yang dibawa: paling banyak 12 baris, masing-masing paling panjang 100 huruf."),
    "file_page": N_("Alamat halaman: mulai dengan https://, paling panjang 200 huruf."),
}


class TypeForm(NonceForm):
    """A document type as the form sends it."""

    type: Line
    minutes: Number
    collectors: list[Line] = Field(default_factory=list)
    take_back: list[Line] = Field(default_factory=list)
    police_letter: list[Line] = Field(default_factory=list)
    bring_first: Text = ""
    bring_changed: Text = ""
    bring_moved_in: Text = ""
    bring_damaged: Text = ""
    bring_lost: Text = ""
    with_holder: Text = ""
    with_family: Text = ""
    with_parent: Text = ""
    with_guardian: Text = ""
    with_proxy: Text = ""
    file_by_message: bool = False
    file_page: Line = ""

    @property
    def plan(self) -> TypePlan:
        """What is asked for."""
        return TypePlan(
            minutes=self.minutes,
            collectors=self.collectors,
            bring={reason: _lines(getattr(self, f"bring_{reason}")) for reason in REASONS},
            collector_bring={kind: _lines(getattr(self, f"with_{kind}")) for kind in KINDS},
            take_back=self.take_back,
            file_by_message=self.file_by_message,
            file_page=self.file_page,
            police_letter=self.police_letter,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A document type with the plan that says what it is now."""

    kind: DocumentType
    plan: TypePlan


async def page(request: Request) -> Response:
    """The document types. `?type=` is the one that is changed, `?done=` the one that was."""
    staff = await staff_of(request, "documents")
    return await _rendered(request, staff, request.query_params.get("type"))


async def change(request: Request) -> Response:
    """Change one type as the form says."""
    staff = await staff_of(request, "office")
    form = await form_of(request, TypeForm)
    request.state.typed = form
    await request.app.state.db.write(edit_type, staff.office, form.type, form.plan)
    return see_other(request, "document_types", done=form.type)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed."""
    typed = getattr(request.state, "typed", None)
    return await _rendered(request, staff, typed.type if typed else None, refusal, typed.plan if typed else None)


def types_shown(session: Session, office: Office) -> list[Shown]:
    """Every type that an office hands over, in the order they were made."""
    return [Shown(kind, plan_of(kind)) for kind in queries.types_handed_over(session, office.id)]


def plan_of(kind: DocumentType) -> TypePlan:
    """A type as it is, with the usual where the office has said nothing."""
    return TypePlan(
        minutes=kind.minutes,
        collectors=collectors_of([kind]),
        bring={reason: kind.bring.get(reason, []) for reason in REASONS},
        collector_bring={each: brought_by(kind, each) for each in KINDS},
        take_back=kind.take_back,
        file_by_message=kind.file_by_message,
        file_page=kind.file_page or "",
        police_letter=kind.police_letter,
    )


async def _rendered(
    request: Request, staff: SignedIn, wanted: str | None, refusal: Refusal | None = None, typed: TypePlan | None = None
) -> Response:
    shown: list[Shown] = await request.app.state.db.read(types_shown, staff.office)
    found = next((each for each in shown if each.kind.code == wanted), None)
    return staff_page(
        request,
        staff,
        "office/documents/types.html",
        refusal,
        told=told_by_field(FAULTS),
        types=shown,
        kinds=KINDS,
        reasons=REASON_WORDS,
        found=found if staff.leads else None,
        added="added" in request.query_params,
        plan=typed or (found.plan if found else None),
        done=request.query_params.get("done"),
    )


def _lines(text: str) -> Sequence[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


ROUTES: list[BaseRoute] = [
    Route("/office/types", page, name="document_types"),
    Route("/office/types", change, methods=["POST"], name="document_type"),
]
