"""Another office is added to the installation by a manager of one, after its example."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.calendar.calendar import ZONES
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.staff import SignedIn
from scheduler.flow.start.another import add_office
from scheduler.flow.start.steps import Named
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm, Number
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400, pattern=r"^[^\x00]*$")]
FAULTS: Mapping[str, str] = {
    "empty": N_("wajib diisi"),
    "missing": N_("wajib diisi"),
    "too_long": N_("terlalu panjang"),
    "string_too_long": N_("terlalu panjang"),
    "hidden": N_("ada tanda yang tidak terlihat; hapus, lalu ketik ulang tanpa menyalin"),
    "phone": N_("tulis nomor yang bisa ditelepon, misalnya 0771-123456"),
    "zone": N_("pilih salah satu zona waktu"),
    "int_parsing": N_("tulis angka"),
    "taken": N_("sudah dipakai; tulis yang lain"),
    "code": N_("hanya huruf kecil, angka, dan tanda hubung, 2 sampai 40; bukan screen atau static"),
}
"""What is wrong with a field; a range is said as it is."""
NOT_UNDERSTOOD, BETWEEN = N_("belum benar"), N_("dari {least} sampai {most}")


class OfficeForm(NonceForm):
    """code: "" is made of the name. lobby_limit: how many people the hall may hold."""

    name: Text = ""
    code: Text = ""
    address: Text = ""
    phone: Text = ""
    timezone: Text = ""
    lobby_limit: Number


async def new_office(request: Request) -> Response:
    """The form, with the zone and the limit of the office that is the example."""
    staff = await staff_of(request, "manage")
    usual = {"timezone": staff.office.timezone, "lobby_limit": str(staff.office.lobby_limit)}
    return _rendered(request, staff, usual)


async def add(request: Request) -> Response:
    """The office is there, and is opened to citizens by its own first steps. Raises Invalid, which names the fields."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, OfficeForm)
    named = Named(form.name, form.address, form.phone, form.timezone, form.code)
    facts = {"staff_id": staff.staff_id, "now": now_of(request)}
    office = await request.app.state.db.write(add_office, staff.office, named, form.lobby_limit, **facts)
    return see_other(request, "regency", added=office.code)


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    return _rendered(request, staff, await typed_in(request, most=400), refusal)


def _rendered(request: Request, staff: SignedIn, values: Mapping[str, str], refusal: Refusal | None = None) -> Response:
    return staff_page(
        request,
        staff,
        "office/regency/new.html",
        refusal,
        values=values,
        faults=refusal.errors if refusal else {},
        said={"faults": FAULTS, "else": NOT_UNDERSTOOD, "between": BETWEEN},
        zones=ZONES,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/regency/new", new_office, name="regency_new"),
    Route("/office/regency/new", add, methods=["POST"], name="regency_added"),
]
