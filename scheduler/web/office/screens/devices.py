"""Tablets and kiosks of the office: called otherwise, and ended so that nothing of them holds."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Refusal
from scheduler.domain.screens import DeviceUnknown
from scheduler.flow.screens import devices
from scheduler.flow.staff import SignedIn
from scheduler.web.office.screens import devices_view, handlers, view
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page

IN_PATH = "device"


class NameForm(NonceForm):
    """How a device is called from now on."""

    name: Line = ""


async def page(request: Request) -> Response:
    """One tablet or kiosk, to be called otherwise or taken off the list."""
    return await _rendered(request, await staff_of(request, "office"))


async def rename(request: Request) -> Response:
    """It is called otherwise. Raises Invalid, HiddenSigns, DeviceNameTaken, DeviceUnknown."""
    staff = await staff_of(request, "office")
    form = await form_of(request, NameForm)
    request.state.name = form.name
    step = partial(changed, request, staff, Deed.DEVICE_CHANGED, devices.rename)
    await step(id_in_path(request, DeviceUnknown, IN_PATH), form.name)
    return see_other(request, "screens", done="device_renamed")


async def remove(request: Request) -> Response:
    """Its key and whoever is signed in there hold no more. Raises DeviceUnknown."""
    staff = await staff_of(request, "office")
    await form_of(request, NonceForm)
    step = partial(changed, request, staff, Deed.DEVICE_CHANGED, devices.remove)
    if await step(id_in_path(request, DeviceUnknown, IN_PATH), now=now_of(request)):
        request.app.state.endings.tell()
    return see_other(request, "screens", done="device_removed")


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the name that was typed; of a device that is gone, above the list."""
    if isinstance(refusal, DeviceUnknown):
        return await handlers.rendered(request, staff, refusal)
    try:
        return await _rendered(request, staff, refusal)
    except DeviceUnknown as gone:
        return await handlers.rendered(request, staff, gone)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    found: view.ScreensPage = await request.app.state.db.read(view.screens_page, staff, now_of(request))
    row = found.device(id_in_path(request, DeviceUnknown, IN_PATH))
    context: dict[str, Any] = {"row": row, "name": getattr(request.state, "name", row.device.name)}
    return staff_page(
        request,
        staff,
        "office/screens/device.html",
        refusal,
        words=devices_view,
        now=found.now,
        longest=devices.LONGEST_NAME,
        **context,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/screens/devices/{device:int}", page, name="device"),
    Route("/office/screens/devices/{device:int}/name", rename, methods=["POST"], name="device_name"),
    Route("/office/screens/devices/{device:int}/removal", remove, methods=["POST"], name="device_removal"),
]
