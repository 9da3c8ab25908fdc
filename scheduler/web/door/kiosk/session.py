"""A screen becomes the kiosk and stays it: its session opens no other page, whatever is tapped, until staff come.

The session gets a new value that holds at the kiosk alone, in a cookie that a browser sends to the kiosk's own pages
alone; a name and a password of the office lead back.
"""

from typing import Annotated

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.refusals import NotAllowed, SignInNeeded
from scheduler.domain.staff.roles import may_act
from scheduler.flow.staff import SignedIn
from scheduler.flow.staff.entering import First
from scheduler.flow.staff.sessions import confine, sign_out, signed_in
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.entering import WhereForm, entered
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of
from scheduler.web.shared.staff.sessions import forget, is_secure, remember, staff_by_password

PLACE = "kiosk"
PATH = "/door/kiosk"


class LeaveForm(NonceForm):
    name: Line = ""
    password: Annotated[str, StringConstraints(max_length=500)] = Field(default="", repr=False)


async def kiosk_of(request: Request) -> SignedIn:
    """The session of this kiosk. Raises SignInNeeded."""
    cookie = request.cookies.get(_cookie(request))
    found: SignedIn | None = None
    if cookie:
        found = await request.app.state.db.read(signed_in, cookie, now_of(request), PLACE)
    if found is None:
        raise SignInNeeded
    request.state.office = found.office
    return found


async def begin(request: Request) -> Response:
    """Whoever is signed in makes this screen the kiosk."""
    staff = await staff_of(request, "door")
    await form_of(request, NonceForm)
    value = await request.app.state.db.write(confine, staff.session_id, PLACE)
    response = RedirectResponse(request.url_for("kiosk").path, 303)
    forget(request, response)
    remember(request, response, value, name=_cookie(request), path=PATH)
    return response


async def end(request: Request) -> Response:
    """To the guard's page, for whoever knows a password, or to the code that is asked besides: strangers stand here.

    Raises SignInWrong, SignInPaused, TooManyTries, NotAllowed.
    """
    kiosk = await kiosk_of(request)
    form = await form_of(request, LeaveForm)
    request.state.name = form.name
    staff, password = await staff_by_password(
        request, kiosk.office.code, form.name, form.password, here=f"kiosk of {kiosk.staff_id}"
    )
    if not may_act(staff.roles.split(), "door"):
        raise NotAllowed
    where = WhereForm(place="door", office=kiosk.office.code)
    response = await entered(request, where, staff.id, staff.person_id, First(password))
    await request.app.state.db.write(sign_out, kiosk.session_id, now=now_of(request))
    note(request, "signed_out", staff=kiosk.staff_id, office=kiosk.office.code, place=PLACE)
    forget(request, response, name=_cookie(request), path=PATH)
    return response


def _cookie(request: Request) -> str:
    """A name that a browser takes for one path, where the office has https only from there."""
    return "__Secure-giliran-kiosk" if is_secure(request) else "giliran-kiosk"
