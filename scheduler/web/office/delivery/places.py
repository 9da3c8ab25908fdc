"""Places where documents are handed over besides the office. Clerks see them, supervisors change them."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Place
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.delivery.refusals import PlaceUnknown
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.delivery import places
from scheduler.flow.delivery.places import PlacePlan
from scheduler.flow.destinations.whereabouts import places_of
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import Form, form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import in_place, see_other, staff_at, staff_page
from scheduler.web.shared.told import told_by_field

KINDS = {
    "kecamatan": N_("Kecamatan"),
    "kelurahan": N_("Kelurahan"),
    "post": N_("Kantor pos"),
    "visit": N_("Kunjungan rumah"),
    "other": N_("Lainnya"),
}
FAULTS = {
    "name": N_("Nama tempat wajib diisi, paling panjang 60 huruf."),
    "kind": N_("Pilih jenis tempat."),
    "address": N_("Alamat paling panjang 200 huruf."),
    "hours": N_("Jam buka paling panjang 100 huruf."),
    "phone": N_("Telepon paling panjang 30 angka."),
}


class PlaceForm(NonceForm):
    """place: the one that is changed; none is a new one."""

    place: Number | None = None
    name: Line = ""
    kind: Line = ""
    address: Line = ""
    hours: Line = ""
    phone: Line = ""

    @property
    def plan(self) -> PlacePlan:
        """What is asked for."""
        return PlacePlan(self.name, self.kind, self.address, self.hours, self.phone)


class ClosingForm(NonceForm):
    """closed: whether nothing new goes there from now on."""

    place: Number
    closed: bool = False


class Typed(Form):
    """What stands in the form."""

    place: str = ""
    name: str = ""
    kind: str = "kelurahan"
    address: str = ""
    hours: str = ""
    phone: str = ""


async def page(request: Request) -> Response:
    """The places. `?place=` is the one that is changed, `?done=` the one that was."""
    staff = await staff_of(request, "documents")
    wanted = request.query_params.get("place", "")
    return await _rendered(request, staff, Typed(place=wanted if wanted.isdecimal() else ""))


async def keep(request: Request) -> Response:
    """A new place, or one as the form says."""
    staff = await staff_of(request, "office")
    form = await form_of(request, PlaceForm)
    change = partial(changed, request, staff, Deed.PLACE_CHANGED)
    if form.place is None:
        place = await change(places.add_place, form.plan)
    else:
        place = await change(places.change_place, form.place, form.plan)
    return see_other(request, "places", done=str(place.id))


async def close(request: Request) -> Response:
    """Nothing new goes to a place, or it does again."""
    staff = await staff_of(request, "office")
    form = await form_of(request, ClosingForm)
    await changed(request, staff, Deed.PLACE_CHANGED, places.close_place, form.place, closed=form.closed)
    return see_other(request, "places")


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed."""
    sent = await typed_in(request, most=250)
    typed = Typed(**{name: sent[name] for name in Typed.model_fields if name in sent})
    return await _rendered(request, staff, typed, refusal)


async def _rendered(request: Request, staff: SignedIn, typed: Typed, refusal: Refusal | None = None) -> Response:
    found: list[Place] = list(await request.app.state.db.read(places_of, staff.office.id))
    by_id = {str(place.id): place for place in found}
    chosen = by_id.get(typed.place)
    if typed.place and chosen is None and refusal is None:
        raise PlaceUnknown
    if chosen is not None and not typed.name and refusal is None:
        typed = Typed(place=typed.place, **{name: getattr(chosen, name) for name in PlacePlan.__slots__})
    return staff_page(
        request,
        staff,
        "office/delivery/places.html",
        refusal,
        told=told_by_field(FAULTS),
        places=found,
        chosen=chosen,
        typed=typed,
        kinds=KINDS,
        done=by_id.get(request.query_params.get("done", "")),
        leads=staff.leads,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/places", page, name="places"),
    Route("/office/places", keep, methods=["POST"], name="place"),
    Route("/office/places/closing", close, methods=["POST"], name="place_closing"),
]
