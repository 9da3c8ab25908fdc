"""Whose a document is and who is told of it, put right by a clerk, who says why."""

from collections.abc import Mapping

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Document, Office
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import N_, ReasonRequired, Refusal
from scheduler.flow.contact.wrong_number import confirm_phone
from scheduler.flow.documents.people import People, correct_people
from scheduler.flow.documents.residence import correct_residence
from scheduler.flow.offices.kelurahan import offered_kelurahan
from scheduler.flow.staff import SignedIn
from scheduler.web.office.shared.residence import ResidenceForm, residence_faults
from scheduler.web.shared.forms import LONGEST, clean, form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page

FAULTS: Mapping[str, str] = {
    "holder": N_("Tulis nama pemilik dokumen."),
    "applicant": N_("Tulis nama lengkap dengan huruf."),
    "nik": N_("NIK itu tidak mungkin benar. NIK terdiri dari 16 angka."),
    "phone": N_("Ini bukan nomor ponsel."),
    "reason": ReasonRequired.sentence,
}


class PeopleForm(ResidenceForm):
    """What is left empty stays as it is, but for where the holder lives: that is as it was typed.

    lives: whether the form asked for that.
    """

    reference: Line
    holder: Line = ""
    applicant: Line = ""
    nik: Line = ""
    phone: Line = ""
    reason: Line = ""
    lives: bool = False


async def page(request: Request) -> Response:
    """Whose a document is; `?q=` is its registration number."""
    staff = await staff_of(request, "documents", changes=True)
    return await _rendered(request, staff, request.query_params.get("q", ""), {})


async def correct(request: Request) -> Response:
    """Put right all that the form says of a document's people in one step, or nothing of it."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, PeopleForm)
    by, now, reason = actor(staff), now_of(request), form.reason.strip()
    people = People(form.holder or None, form.applicant or None, form.nik or None)

    def work(session: Session) -> None:
        if form.phone.strip():
            if not reason:
                raise ReasonRequired
            confirm_phone(session, staff.office, form.reference, form.phone, by=by, now=now, note=reason)
        document = correct_people(session, staff.office, form.reference, people, reason=reason, by=by, now=now)
        if form.lives:
            lives = form.residence(staff.office, document.kelurahan)
            correct_residence(session, staff.office, form.reference, lives, reason=reason, by=by, now=now)

    await request.app.state.db.write(work)
    return see_other(request, "documents", q=form.reference)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """What is wrong stands beside its field; the form keeps what was typed."""
    typed = await typed_in(request)
    return await _rendered(request, staff, typed.get("reference", ""), typed, refusal)


def _document(session: Session, office: Office, reference: str) -> Document | None:
    return queries.document_by_reference(session, office.id, reference)


async def _rendered(
    request: Request, staff: SignedIn, reference: str, typed: Mapping[str, str], refusal: Refusal | None = None
) -> Response:
    wanted = clean(reference).strip()[:LONGEST]
    found = await request.app.state.db.read(_document, staff.office, wanted)
    refusal = refusal or (None if found else DocumentUnknown(reference=wanted))
    errors = refusal.errors if refusal else {}
    faults = {name: FAULTS[name] for name in errors if name in FAULTS} | residence_faults(errors)
    if isinstance(refusal, ReasonRequired):
        faults = {"reason": ReasonRequired.sentence}
    kelurahan = await request.app.state.db.read(offered_kelurahan, staff.office)
    return staff_page(
        request,
        staff,
        "office/documents/people.html",
        refusal,
        document=found,
        typed=typed,
        faults=faults,
        kelurahan=kelurahan,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/documents/people", page, name="document_people"),
    Route("/office/documents/people", correct, methods=["POST"], name="document_people_correcting"),
]
