"""The services of an office: which queues there are, with their letters, and what is handed over at each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.offices.offer import LETTERS, ServiceFacts, SlotFacts, tidy
from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.offices import services
from scheduler.flow.offices.counters import counters_in_use
from scheduler.flow.offices.services import service_facts
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import Form, form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault

FAULTS = {
    ("letter", "taken"): N_("Huruf itu sudah dipakai layanan lain. Pilih huruf lain."),
    ("letter", ANY): N_("Pilih satu huruf dari A sampai Z."),
    ("name", "taken"): N_("Sudah ada layanan dengan nama itu. Pakai nama lain."),
    ("name", "akta"): N_(
        "Nama ini menyebut akta yang mana. Semua orang membacanya di layar; tulis saja akta pencatatan sipil."
    ),
    ("name", ANY): N_("Nama layanan wajib diisi, paling panjang 60 huruf."),
    ("name_en", "akta"): N_(
        "Nama ini menyebut akta yang mana. Semua orang membacanya di layar; tulis saja akta pencatatan sipil."
    ),
    ("name_en", ANY): N_("Nama dalam bahasa Inggris paling panjang 60 huruf."),
    ("counters", ANY): N_("Pilih paling sedikit satu loket."),
    ("units", ANY): N_("Satuan per jadwal: 1-1000."),
    ("slot_minutes", ANY): N_("Panjang jadwal: 5-480 menit, atau kosongkan."),
    ("walk_ins", ANY): N_("Nomor tanpa jadwal: 0-900 sehari, atau kosongkan."),
}


class ServiceForm(NonceForm):
    """A service as the form sends it. service: the letter of the one that is changed; none is a new one.

    seen: the stamp of what was shown.
    """

    service: Line = ""
    seen: Line = ""
    letter: Line = ""
    name: Line = ""
    name_en: Line = ""
    counters: list[Number] = Field(default_factory=list)
    units: Number = 6
    slot_minutes: Number | None = None
    walk_ins: Number | None = None

    @property
    def facts(self) -> ServiceFacts:
        """What the service is to be."""
        return ServiceFacts(self.letter.upper(), tidy(self.name), tidy(self.name_en), self.counters)

    @property
    def slots(self) -> SlotFacts:
        """How many it takes, where it is new."""
        return SlotFacts(self.units, self.slot_minutes, self.walk_ins)


class ServiceNamed(NonceForm):
    """Which service is meant: its letter."""

    service: Line = ""


class Typed(Form):
    """What stands in the form."""

    service: str = ""
    seen: str = ""
    letter: str = ""
    name: str = ""
    name_en: str = ""
    units: str = "6"
    slot_minutes: str = ""
    walk_ins: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A service with the numbers of the counters that take it, and the codes of what is handed over there."""

    service: Service
    counters: Sequence[int]
    types: Sequence[str]
    stamp: str


@dataclass(frozen=True, slots=True)
class Offer:
    """All services of an office, those it has retired apart, the letters nobody has, the numbers of its counters."""

    open: Sequence[Shown]
    retired: Sequence[Shown]
    counters: Sequence[int]
    letters: Sequence[str] = field(default=())

    def of(self, letter: str) -> Shown | None:
        """The service of a letter."""
        return next((each for each in (*self.open, *self.retired) if each.service.letter == letter), None)


async def page(request: Request) -> Response:
    """The services. `?service=` is the letter of the one that is changed, `?new=` asks for the form of a new one."""
    staff = await staff_of(request, "manage")
    query = request.query_params
    return await _rendered(request, staff, Typed(service=query.get("service", "")), is_new="new" in query)


async def keep(request: Request) -> Response:
    """Add a service, or change one as the form says."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, ServiceForm)
    write, at = request.app.state.db.write, {"by": actor(staff), "now": now_of(request)}
    if form.service:
        kept = await write(services.edit_service, staff.office, form.service, form.facts, seen=form.seen, **at)
    else:
        kept = await write(services.add_service, staff.office, form.facts, form.slots, **at)
    return see_other(request, "offer", done=kept.letter)


async def retire(request: Request) -> Response:
    """Let nobody into a queue any more."""
    return await _done(request, services.retire_service)


async def resume(request: Request) -> Response:
    """Open a queue again."""
    return await _done(request, services.resume_service)


async def _done(request: Request, step: Callable[..., None]) -> Response:
    staff = await staff_of(request, "manage")
    form = await form_of(request, ServiceNamed)
    at = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(step, staff.office, form.service, **at)
    return see_other(request, "offer", done=form.service)


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed."""
    sent = await typed_in(request)
    typed = Typed(**{name: sent[name] for name in Typed.model_fields if name in sent})
    counters = [int(each) for each in map(str, (await request.form()).getlist("counters")) if each.isdecimal()]
    is_form = "letter" in sent
    return await _rendered(request, staff, typed, refusal, counters, is_form=is_form, is_new=is_form)


async def _rendered(
    request: Request,
    staff: SignedIn,
    typed: Typed,
    refusal: Refusal | None = None,
    counters: Sequence[int] | None = None,
    *,
    is_form: bool = False,
    is_new: bool = False,
) -> Response:
    offer: Offer = await request.app.state.db.read(offer_of, staff.office)
    chosen = offer.of(typed.service) if is_form or refusal is None else None
    if chosen is not None and not is_form:
        found = chosen.service
        typed = Typed(service=found.letter, letter=found.letter, name=found.name, name_en=found.name_en)
    is_overtaken = isinstance(refusal, ChangedMeanwhile)
    if chosen is not None and (is_overtaken or not is_form):
        typed = typed.model_copy(update={"seen": chosen.stamp})
    return staff_page(
        request,
        staff,
        "office/offices/services.html",
        refusal,
        told=told_by_fault(FAULTS),
        offer=offer,
        chosen=chosen,
        typed=typed,
        is_new=is_new and chosen is None,
        counters=counters if counters is not None else chosen.counters if chosen else offer.counters,
        faults=refusal.errors if refusal else {},
        is_overtaken=is_overtaken,
        done=offer.of(request.query_params.get("done", "")),
    )


def offer_of(session: Session, office: Office) -> Offer:
    """All services of an office as the page shows them."""
    kinds = queries.types_handed_over(session, office.id)
    facts = {each.id: service_facts(session, office, each) for each in queries.all_services_of(session, office.id)}
    shown = [
        Shown(
            each,
            facts[each.id].counters,
            [kind.code for kind in kinds if kind.service_id == each.id],
            facts[each.id].stamp,
        )
        for each in queries.all_services_of(session, office.id)
    ]
    used = {each.service.letter for each in shown}
    return Offer(
        open=[each for each in shown if each.service.retired_at is None],
        retired=[each for each in shown if each.service.retired_at is not None],
        counters=[each.number for each in counters_in_use(session, office)],
        letters=[letter for letter in LETTERS if letter not in used],
    )


ROUTES: list[BaseRoute] = [
    Route("/office/settings/services", page, name="offer"),
    Route("/office/settings/services", keep, methods=["POST"], name="offer_service"),
    Route("/office/settings/services/retiring", retire, methods=["POST"], name="offer_retiring"),
    Route("/office/settings/services/resuming", resume, methods=["POST"], name="offer_resuming"),
]
