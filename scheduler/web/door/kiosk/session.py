"""A screen becomes the kiosk and stays it: its key opens no other page, whatever is tapped, until staff come.

It is a device of the office, with a key in a cookie that a browser sends to the kiosk's own pages alone, and that holds
until the office takes it off its list: over nights, power cuts and upgrades. A name and a password of the office lead
back, and the code that is asked of whoever has one: until all of it was right the kiosk stays a kiosk.
"""

from functools import partial
from typing import Annotated

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import SignInNeeded
from scheduler.flow.screens import devices
from scheduler.flow.screens.devices import Kiosk
from scheduler.flow.screens.leaving_kiosk import Left, leave, leave_by_code
from scheduler.flow.staff import SignedIn, WorkPlace, second
from scheduler.flow.staff.entering import SECOND, Entered, First
from scheduler.web.door.kiosk.screen import screen
from scheduler.web.door.kiosk.steps import KioskAnswer
from scheduler.web.door.shared.devices import PATHS, drop_key, keep_key, key_of, maker_of, take_beat
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.entering import WhereForm, answer, in_step, step_cookie, wish_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of, see_other
from scheduler.web.shared.staff.sessions import forget, remember, staff_by_password

PLACE = devices.KIOSK
PATH = PATHS[PLACE]


class BeginForm(NonceForm):
    """name: how the office calls this kiosk; "" leaves it to the program."""

    name: Line = ""


class LeaveForm(NonceForm):
    name: Line = ""
    password: Annotated[str, StringConstraints(max_length=500)] = Field(default="", repr=False)


class CodeForm(NonceForm):
    """Six digits, or a code on paper."""

    code: Line = ""


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
    """To the guard's page, for whoever knows a password. Where a code is asked besides: to that, and the kiosk stays.

    Raises SignInWrong, SignInPaused, TooManyTries, NotAllowed, SetUpElsewhere.
    """
    kiosk = await kiosk_of(request)
    form = await form_of(request, LeaveForm)
    request.state.name = form.name
    staff, password = await staff_by_password(
        request, kiosk.office.code, form.name, form.password, here=f"kiosk {kiosk.device_id}"
    )
    at, wish = await wish_of(request, _where(kiosk), staff.id, staff.person_id)
    left: Left = await request.app.state.db.write(
        leave, kiosk.office, kiosk.device_id, staff.id, First(password), wish, now=now_of(request)
    )
    if left.key is not None:
        return _left(request, kiosk, left.entered, left.key, at)
    response = RedirectResponse(request.url_for("kiosk_code").path, 303)
    remember(request, response, left.entered.cookie, name=step_cookie(request, SECOND), path=PATH)
    return response


async def ask_code(request: Request) -> Response:
    """The code that is asked beside the password; whoever has not given that begins there."""
    kiosk = await kiosk_of(request)
    if await member_of(request, kiosk) is None:
        return see_other(request, "kiosk_leaving")
    return await code_screen(request, kiosk)


async def end_by_code(request: Request) -> Response:
    """The code is right, and the kiosk ends. Raises CodePaused, CodeWrong, CodeUsed, NotAllowed."""
    kiosk = await kiosk_of(request)
    member = await member_of(request, kiosk)
    if member is None:
        return see_other(request, "kiosk_leaving")
    form = await form_of(request, CodeForm)
    at, wish = await wish_of(request, _where(kiosk), member.staff_id, member.person_id)
    database, now = request.app.state.db, now_of(request)
    await database.write(second.count_try, member.person_id, now=now)
    left: Left = await database.write(leave_by_code, kiosk.office, kiosk.device_id, member, form.code, wish, now=now)
    assert left.key is not None
    return _left(request, kiosk, left.entered, left.key, at)


async def code_screen(
    request: Request, kiosk: Kiosk, said: KioskAnswer | None = None, *, status: int = 200
) -> Response:
    """The screen on which a code is typed. said: why the last one did not do."""
    member = await member_of(request, kiosk)
    held = await request.app.state.db.read(second.held_by, member.person_id) if member else None
    return await screen(request, kiosk, "door/kiosk/code.html", said, status=status, held=held)


async def member_of(request: Request, kiosk: Kiosk) -> SignedIn | None:
    """Whose password was right at this kiosk a moment ago; None where nobody's was."""
    try:
        member = await in_step(request, SECOND)
    except SignInNeeded:
        return None
    return member if member.office.id == kiosk.office.id else None


def forget_member(request: Request, response: Response) -> None:
    """Whoever stands at the first screen is somebody else: nobody goes on with a code from there."""
    name = step_cookie(request, SECOND)
    if name in request.cookies:
        forget(request, response, name=name, path=PATH)


def _where(kiosk: Kiosk) -> WhereForm:
    return WhereForm(place="door", office=kiosk.office.code)


def _left(request: Request, kiosk: Kiosk, found: Entered, key: str, at: WorkPlace) -> Response:
    """To the guard's page, with the session and the tablet's key."""
    response = answer(request, _where(kiosk), found, at)
    note(request, "signed_out", staff=kiosk.staff_id, office=kiosk.office.code, place=PLACE)
    forget_member(request, response)
    drop_key(request, response, PLACE)
    keep_key(request, response, devices.TABLET, key)
    return response
