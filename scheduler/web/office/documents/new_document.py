"""A document is registered by hand, as an export would have brought it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.delivery.refusals import DeliveryFixed, NotPrintable, PlaceClosed, PlaceNeeded, PlaceUnknown
from scheduler.domain.documents.refusals import DocumentDiffers
from scheduler.domain.offices.refusals import TypeUnknown
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.flow.destinations.destinations import AWAY
from scheduler.flow.documents.documents import NewDocument, apply_for
from scheduler.flow.offices.kelurahan import offered_kelurahan
from scheduler.flow.staff import SignedIn
from scheduler.intake.people import email_of, kk_of, nik_of, phone_of
from scheduler.intake.row_faults import Doubt
from scheduler.web.office.documents.remembered_search import METHODS
from scheduler.web.office.documents.search_view import choices_of
from scheduler.web.office.shared.residence import ResidenceForm, residence_faults
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Reason = Literal["first", "changed", "damaged", "lost", "moved_in"]
REASONS: Mapping[Reason, str] = {
    "first": N_("Baru pertama"),
    "changed": N_("Data berubah"),
    "damaged": N_("Rusak"),
    "lost": N_("Hilang"),
    "moved_in": N_("Pindah datang"),
}
READ: Mapping[str, Callable[[str], str | None]] = {
    "nik": nik_of,
    "kk": kk_of,
    "phone": phone_of,
    "email": email_of,
}
FAULTS: Mapping[str, str] = {
    "reference": N_("Isi nomor registrasi, paling panjang 64 huruf."),
    "type": N_("Pilih jenis dokumen."),
    "holder": N_("Isi nama pemilik."),
    "nik": N_("NIK itu tidak mungkin benar. NIK terdiri dari 16 angka."),
    "kk": N_("Nomor KK terdiri dari 16 angka."),
    "phone": N_("Ini bukan nomor ponsel."),
    "email": N_("Ini bukan alamat e-mail."),
}
WHERE: Mapping[type[Refusal], tuple[str, str]] = {
    PlaceNeeded: ("place", PlaceNeeded.sentence),
    PlaceUnknown: ("place", PlaceUnknown.sentence),
    PlaceClosed: ("place", N_("Tempat itu sedang tidak menerima dokumen. Pilih tempat lain.")),
    NotPrintable: ("channel", N_("Jenis ini tidak bisa dicetak sendiri.")),
    DeliveryFixed: ("channel", N_("Jenis ini hanya dilayani di kantor.")),
}
"""Refusals of where a document is to be handed over: the field, and what is wrong with it."""
LONG = N_("Terlalu panjang, atau berisi tanda yang tidak bisa disimpan.")


class NewForm(ResidenceForm):
    reference: Annotated[Text, StringConstraints(min_length=1, max_length=64)]
    type: Annotated[Text, StringConstraints(min_length=1)]
    holder: Annotated[Text, StringConstraints(min_length=1)]
    nik: Text = ""
    kk: Text = ""
    applicant: Text = ""
    phone: Text = ""
    email: Text = ""
    reason: Reason | None = None
    channel: Literal["office", "branch", "post", "self_print"] | None = None
    place: Text = ""
    language: Literal["id", "en"] = "id"
    note: Text = ""

    def document(self, office: Office) -> NewDocument:
        """The document that is to be registered. Raises Invalid with every field that cannot be right."""
        numbers: dict[str, str | None] = {}
        lives, unread = self.read(office)
        faults = dict(unread)
        for name, reader in READ.items():
            try:
                numbers[name] = reader(typed) if (typed := getattr(self, name)) else None
            except Doubt:
                faults[name] = "doubtful"
        if faults:
            raise Invalid(errors=faults)
        return NewDocument(
            reference=self.reference,
            type=self.type,
            holder=self.holder,
            applicant=self.applicant or None,
            reason=self.reason,
            channel=self.channel,
            place=self._named_place(),
            language=self.language,
            note=self.note or None,
            nik=numbers["nik"],
            kk=numbers["kk"],
            phone=numbers["phone"],
            email=numbers["email"],
            kelurahan=lives.kelurahan,
            rt=lives.rt,
            rw=lives.rw,
        )

    def _named_place(self) -> str | None:
        """A place that was chosen and then left, since the channel needs none, does not count."""
        return self.place or None if self.channel in (None, *AWAY) else None


async def page(request: Request) -> Response:
    """The empty form."""
    return await _rendered(request, await staff_of(request, "documents"), {})


async def create(request: Request) -> Response:
    """Register a document, and go to its page; the same form again changes nothing."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, NewForm)
    document, _ = await request.app.state.db.write(
        apply_for, staff.office, form.document(staff.office), by=actor(staff), now=now_of(request)
    )
    return see_other(request, "documents", q=document.reference)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """What is wrong stands beside its field; the form keeps what was typed."""
    typed = await typed_in(request, most=400)
    return await _rendered(request, staff, typed, refusal)


async def _rendered(
    request: Request, staff: SignedIn, typed: Mapping[str, str], refusal: Refusal | None = None
) -> Response:
    faults = _faults(refusal, typed)
    choices = await request.app.state.db.read(choices_of, staff)
    kelurahan = await request.app.state.db.read(offered_kelurahan, staff.office)
    return staff_page(
        request,
        staff,
        "office/documents/new_document.html",
        refusal,
        typed=typed,
        faults=faults,
        choices=choices,
        reasons=REASONS,
        channels=METHODS,
        kelurahan=kelurahan,
        differs=isinstance(refusal, DocumentDiffers),
    )


def _faults(refusal: Refusal | None, typed: Mapping[str, str]) -> dict[str, str]:
    """Field -> what is wrong with it."""
    if isinstance(refusal, TypeUnknown):
        return {"type": TypeUnknown.sentence}
    if isinstance(refusal, DocumentDiffers):
        return {"reference": DocumentDiffers.sentence}
    if refusal is not None and type(refusal) in WHERE:
        name, said = WHERE[type(refusal)]
        return {name: said}
    errors = refusal.errors if refusal else {}
    found = {name: LONG if len(typed.get(name, "")) > 200 else FAULTS.get(name, LONG) for name in errors}
    return {**found, **residence_faults(errors)}


ROUTES: list[BaseRoute] = [
    Route("/office/documents/new", page, name="new_document"),
    Route("/office/documents/new", create, methods=["POST"], name="new_document_create"),
]
