"""A screen becomes the kiosk and stays it: its key opens no other page, whatever is tapped, until staff come.

It is a device of the office, with a key in a cookie that a browser sends to the kiosk's own pages alone, and that holds
until the office takes it off its list: over nights, power cuts and upgrades. A name and a password of the office lead
back.
"""

from functools import partial
from typing import Annotated

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import NotAllowed, SignInNeeded
from scheduler.domain.staff.roles import may_act
from scheduler.flow.audit.settings import Doing, noted
from scheduler.flow.screens import devices
from scheduler.flow.screens.devices import Kiosk
from scheduler.flow.staff.entering import First
from scheduler.web.door.shared.devices import PATHS, drop_key, keep_key, key_of, maker_of, take_beat
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.entering import WhereForm, entered
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of
from scheduler.web.shared.staff.sessions import forget, staff_by_password

PLACE = devices.KIOSK
PATH = PATHS[PLACE]


class BeginForm(NonceForm):
    """name: how the office calls this kiosk; "" leaves it to the program."""

    name: Line = ""


class LeaveForm(NonceForm):
    name: Line = ""
    password: Annotated[str, StringConstraints(max_length=500)] = Field(default="", repr=False)


async def kiosk_of(request: Request) -> Kiosk:
    """The kiosk that this browser is. Raises SignInNeeded."""
    key = key_of(request, PLACE)
    found: Kiosk | None = await request.app.state.db.read(devices.kiosk_by, key) if key else None
    if found is None:
        raise SignInNeeded
    request.state.office = found.office
    return found


async def begin(request: Request) -> Response:
    """Whoever is signed in makes this screen the kiosk.

    Raises Invalid, HiddenSigns, DeviceNameTaken, TooManyDevices.
    """
    staff = await staff_of(request, "door")
    form = await form_of(request, BeginForm)
    request.state.name = form.name
    maker = maker_of(request, staff, PLACE)
    step = partial(changed, request, staff, Deed.DEVICE_CHANGED, devices.become, PLACE, form.name, maker)
    key: str = await step(now=now_of(request))
    response = RedirectResponse(request.url_for("kiosk").path, 303)
    forget(request, response)
    drop_key(request, response, devices.TABLET)
    keep_key(request, response, PLACE, key)
    return response


async def beat(request: Request) -> Response:
    """The kiosk's page works, and says how it is. Raises SignInNeeded where this is no kiosk any more."""
    await kiosk_of(request)
    return await take_beat(request, PLACE)


async def end(request: Request) -> Response:
    """To the guard's page, for whoever knows a password, or to the code that is asked besides: strangers stand here.

    Raises SignInWrong, SignInPaused, TooManyTries, NotAllowed.
    """
    kiosk = await kiosk_of(request)
    form = await form_of(request, LeaveForm)
    request.state.name = form.name
    staff, password = await staff_by_password(
        request, kiosk.office.code, form.name, form.password, here=f"kiosk {kiosk.device_id}"
    )
    if not may_act(staff.roles.split(), "door"):
        raise NotAllowed
    where = WhereForm(place="door", office=kiosk.office.code)
    response = await entered(request, where, staff.id, staff.person_id, First(password))
    doing = Doing(Deed.DEVICE_CHANGED, f"staff:{staff.id}", now_of(request))
    key: str = await request.app.state.db.write(
        noted, doing, devices.leave_kiosk, kiosk.office, kiosk.device_id, staff.id, now=doing.now
    )
    note(request, "signed_out", staff=kiosk.staff_id, office=kiosk.office.code, place=PLACE)
    drop_key(request, response, PLACE)
    keep_key(request, response, devices.TABLET, key)
    return response
