"""The document types of an office: added from the catalogue or of its own, named, moved, retired and taken up again.

What to bring for each stands on a page of its own (`documents/types.py`), which clerks see too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office, Service
from scheduler.domain.offices.called import TypeName, preset_name
from scheduler.domain.offices.offer import NewType, TypeFacts, of_catalogue
from scheduler.domain.offices.presets import CATALOGUE, CHILD, HOUSEHOLD, PERSON
from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.offices import offered_types
from scheduler.flow.offices.offered_types import facts_of, materials_of, visits_of_type
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import Form, form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault

OWN = "own"
"""`?add=` for a type that is in no catalogue."""
LONGEST_SPELLINGS = 2_000
Spellings = Annotated[str, StringConstraints(max_length=LONGEST_SPELLINGS, pattern=r"^[^\x00]*$")]
"""One a line."""

WHOSE_WORDS = {
    PERSON: N_("seorang warga"),
    CHILD: N_("seorang anak"),
    HOUSEHOLD: N_("satu keluarga"),
}
CHANNEL_WORDS = {"office": N_("diambil di kantor"), "self_print": N_("dicetak sendiri oleh warga")}
WHICH_AKTA = N_("Nama ini menyebut akta yang mana. Warga lain bisa ikut membacanya; tulis saja akta pencatatan sipil.")
FAULTS = {
    ("name", "akta"): WHICH_AKTA,
    ("name", ANY): N_("Nama untuk warga wajib diisi, paling panjang 60 huruf."),
    ("short_name", "akta"): WHICH_AKTA,
    ("short_name", ANY): N_("Nama pendek paling panjang 30 huruf."),
    ("name_en", "akta"): WHICH_AKTA,
    ("name_en", ANY): N_("Nama dalam bahasa Inggris paling panjang 60 huruf."),
    ("short_name_en", "akta"): WHICH_AKTA,
    ("short_name_en", ANY): N_("Nama pendek dalam bahasa Inggris paling panjang 30 huruf."),
    ("code", "taken"): N_("Kode itu sudah dipakai jenis dokumen lain. Tulis kode lain."),
    ("code", ANY): N_("Kode hanya huruf, angka, spasi, titik, dan tanda hubung, paling panjang 30."),
    ("spellings", "long"): N_("Tulisan lain: paling banyak 30 baris, masing-masing paling panjang 60 huruf."),
    ("spellings", "string_too_long"): N_(
        "Tulisan lain: paling banyak 30 baris, masing-masing paling panjang 60 huruf."
    ),
    ("spellings", ANY): N_("Salah satu tulisan itu sudah berarti jenis dokumen lain. Hapus dari daftar."),
    ("letter", "retired"): N_(
        "Layanan jenis ini sudah dihentikan. Buka lagi layanannya, atau pindahkan jenis ini ke layanan lain dulu."
    ),
    ("letter", ANY): N_("Pilih layanan yang masih dibuka."),
    ("minutes", ANY): N_("Menit di loket: 1-120."),
    ("channel", ANY): N_("Pilih cara penyerahan."),
    ("material", ANY): N_("Pilih blangko dari daftar."),
    ("whose", ANY): N_("Pilih milik siapa dokumen ini."),
}


class TypeForm(NonceForm):
    """What a type is called and how it is handed over, as the form sends it. type: the code of the one that is changed;
    none is a new one, of which the code, the letter of its service and its minutes are said too. seen: the stamp of
    what was shown.
    """

    type: Line = ""
    seen: Line = ""
    code: Line = ""
    letter: Line = ""
    minutes: Number = 5
    visit_only: bool = False
    name: Line = ""
    short_name: Line = ""
    name_en: Line = ""
    short_name_en: Line = ""
    spellings: Spellings = ""
    channel: Line = "office"
    material: Line = ""
    whose: Line = PERSON

    @property
    def facts(self) -> TypeFacts:
        """What the type is to be."""
        name = TypeName(self.name, self.short_name, self.name_en, self.short_name_en)
        return TypeFacts(name, self.spellings.splitlines(), self.channel, self.material or None, self.whose)

    @property
    def new(self) -> NewType:
        """The same of one that is new."""
        return NewType(self.code, self.letter, self.minutes, not self.visit_only, self.facts)


class MovingForm(NonceForm):
    """type: its code; letter: of the service at which it is handed over from now on."""

    type: Line = ""
    letter: Line = ""


class TypeNamed(NonceForm):
    """Which type is meant: its code."""

    type: Line = ""


class Typed(Form):
    """What stands in the form."""

    type: str = ""
    seen: str = ""
    code: str = ""
    letter: str = ""
    minutes: str = "5"
    visit_only: str = ""
    name: str = ""
    short_name: str = ""
    name_en: str = ""
    short_name_en: str = ""
    spellings: str = ""
    channel: str = "office"
    material: str = ""
    whose: str = PERSON


@dataclass(frozen=True, slots=True)
class Shown:
    """A type with its service, and how many visits are booked that fetch it."""

    kind: DocumentType
    service: Service
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Types:
    """All types of an office, those it has retired apart; what it could offer besides; its services and blanks."""

    open: Sequence[Shown]
    retired: Sequence[Shown]
    more: Sequence[str]
    services: Sequence[Service]
    materials: Sequence[str]

    def of(self, code: str) -> Shown | None:
        """The type of a code."""
        return next((each for each in (*self.open, *self.retired) if each.kind.code == code), None)


async def page(request: Request) -> Response:
    """The types. `?type=` is the one that is changed; `?add=` one of the catalogue, or `own`, that is to be added."""
    staff, query = await staff_of(request, "manage"), request.query_params
    return await _rendered(request, staff, Typed(type=query.get("type", "")), add=query.get("add", ""))


async def keep(request: Request) -> Response:
    """Add a type, or change one as the form says. Who added one is led to what to bring for it, if that is theirs."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, TypeForm)
    write, at = request.app.state.db.write, {"by": actor(staff), "now": now_of(request)}
    if form.type:
        await write(offered_types.describe_type, staff.office, form.type, form.facts, seen=form.seen, **at)
        return see_other(request, "offer_types", done=form.type)
    kind = await write(offered_types.add_type, staff.office, form.new, **at)
    if not staff.leads:
        return see_other(request, "offer_types", done=kind.code)
    return see_other(request, "document_types", type=kind.code, added="1")


async def move(request: Request) -> Response:
    """Hand a type over at another service."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, MovingForm)
    at = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(offered_types.move_type, staff.office, form.type, form.letter, **at)
    return see_other(request, "offer_types", done=form.type)


async def retire(request: Request) -> Response:
    """Take no more documents of a type."""
    return await _done(request, offered_types.retire_type)


async def resume(request: Request) -> Response:
    """Hand a type over again."""
    return await _done(request, offered_types.resume_type)


async def _done(request: Request, step: Callable[..., None]) -> Response:
    staff = await staff_of(request, "manage")
    form = await form_of(request, TypeNamed)
    at = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(step, staff.office, form.type, **at)
    return see_other(request, "offer_types", done=form.type)


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed."""
    sent = await typed_in(request, most=LONGEST_SPELLINGS)
    typed = Typed(**{name: sent[name] for name in Typed.model_fields if name in sent})
    add = "" if typed.type or "name" not in sent else OWN
    return await _rendered(request, staff, typed, refusal, add=add, is_form="name" in sent)


async def _rendered(
    request: Request,
    staff: SignedIn,
    typed: Typed,
    refusal: Refusal | None = None,
    *,
    add: str = "",
    is_form: bool = False,
) -> Response:
    types: Types = await request.app.state.db.read(types_of_office, staff.office, typed.type)
    chosen = types.of(typed.type)
    if not is_form:
        typed = _of_kind(chosen.kind) if chosen else _of_catalogue(add, types) if add else typed
    is_overtaken = isinstance(refusal, ChangedMeanwhile)
    if chosen is not None and (is_overtaken or not is_form):
        typed = typed.model_copy(update={"seen": facts_of(chosen.kind).stamp})
    return staff_page(
        request,
        staff,
        "office/offices/types.html",
        refusal,
        told=told_by_fault(FAULTS),
        types=types,
        chosen=chosen,
        typed=typed,
        add=add if add == OWN or add in types.more else "",
        faults=refusal.errors if refusal else {},
        is_overtaken=is_overtaken,
        done=types.of(request.query_params.get("done", "")),
        preset_name=preset_name,
        **WORDS,
    )


def types_of_office(session: Session, office: Office, wanted: str) -> Types:
    """All types of an office as the page shows them. wanted: the code of the one whose visits are counted."""
    services = {each.id: each for each in queries.all_services_of(session, office.id)}
    kinds = sorted(queries.types_of(session, office.id), key=lambda kind: kind.id)
    shown = [
        Shown(kind, services[kind.service_id], visits_of_type(session, kind) if kind.code == wanted else 0)
        for kind in kinds
    ]
    known = {kind.code.casefold() for kind in kinds}
    return Types(
        open=[each for each in shown if each.kind.retired_at is None],
        retired=[each for each in shown if each.kind.retired_at is not None],
        more=[code for code in CATALOGUE if code.casefold() not in known],
        services=queries.services_of(session, office.id),
        materials=materials_of(session, office),
    )


def _of_kind(kind: DocumentType) -> Typed:
    """The form of a type as it is."""
    return _of_facts(facts_of(kind), type=kind.code, minutes=str(kind.minutes))


def _of_catalogue(code: str, types: Types) -> Typed:
    """The form of a type that is to be added, filled with what the catalogue says of it."""
    if code not in CATALOGUE:
        return Typed()
    new = of_catalogue(code, [each.letter for each in types.services])
    return _of_facts(
        new.facts,
        code=code,
        letter=new.letter,
        minutes=str(new.minutes),
        visit_only="" if new.hands_over else "true",
    )


def _of_facts(facts: TypeFacts, **more: str) -> Typed:
    told: Mapping[str, Any] = {
        "name": facts.name.name,
        "short_name": facts.name.short,
        "name_en": facts.name.name_en,
        "short_name_en": facts.name.short_en,
        "spellings": "\n".join(facts.spellings),
        "channel": facts.channel,
        "material": facts.material or "",
        "whose": facts.whose,
    }
    return Typed(**told, **more)


WORDS: Mapping[str, Any] = {"whose_words": WHOSE_WORDS, "channel_words": CHANNEL_WORDS}

ROUTES: list[BaseRoute] = [
    Route("/office/settings/types", page, name="offer_types"),
    Route("/office/settings/types", keep, methods=["POST"], name="offer_type"),
    Route("/office/settings/types/moving", move, methods=["POST"], name="offer_type_moving"),
    Route("/office/settings/types/retiring", retire, methods=["POST"], name="offer_type_retiring"),
    Route("/office/settings/types/resuming", resume, methods=["POST"], name="offer_type_resuming"),
]
