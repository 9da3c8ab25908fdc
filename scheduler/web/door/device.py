"""This tablet in the office's list: it gets a name there, and is missed when it falls silent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Refusal
from scheduler.domain.screens import DeviceUnknown
from scheduler.flow.screens import devices
from scheduler.flow.staff import SignedIn, signed_in
from scheduler.web.door.shared.devices import drop_key, keep_key, key_of, maker_of, take_beat
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import cookie_name, staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page

KIND = devices.TABLET


class NameForm(NonceForm):
    """How the office calls this tablet; "" leaves it to the program."""

    name: Line = ""


async def page(request: Request) -> Response:
    """Whether this tablet is to be watched, and how it is called."""
    return await _rendered(request, await staff_of(request, "door"))


async def create(request: Request) -> Response:
    """This browser is a tablet of the office. Raises Invalid, HiddenSigns, DeviceNameTaken, TooManyDevices."""
    staff = await staff_of(request, "door")
    form = await form_of(request, NameForm)
    request.state.name = form.name
    maker = maker_of(request, staff, KIND)
    key = await changed(
        request, staff, Deed.DEVICE_CHANGED, devices.become, KIND, form.name, maker, now=now_of(request)
    )
    response = see_other(request, "door")
    keep_key(request, response, KIND, key)
    return response


async def beat(request: Request) -> Response:
    """The tablet's page works, whoever is signed in there or nobody; one that is no device any more is told to stop."""
    if not key_of(request, KIND):
        return Response(status_code=204)
    cookie = request.cookies.get(cookie_name(request))
    found = await request.app.state.db.read(signed_in, cookie, now_of(request)) if cookie else None
    try:
        return await take_beat(request, KIND, found)
    except DeviceUnknown:
        response = Response(status_code=204)
        drop_key(request, response, KIND)
        return response


@in_place(staff_at("door"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the name that was typed."""
    return await _rendered(request, staff, refusal)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    database, maker = request.app.state.db, maker_of(request, staff, KIND)
    own = await database.read(devices.device_by, staff.office, maker.keys)
    name = getattr(request.state, "name", None)
    if name is None:
        name = await database.read(devices.name_for, staff.office, KIND, maker)
    return staff_page(request, staff, "door/device.html", refusal, own=own, name=name, longest=devices.LONGEST_NAME)


ROUTES: list[BaseRoute] = [
    Route("/door/device", page, name="door_device"),
    Route("/door/device", create, methods=["POST"], name="door_devices"),
    Route("/door/beats", beat, methods=["POST"], name="door_beats"),
]
