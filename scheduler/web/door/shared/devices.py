"""Browsers at the door that have a name: the cookie that each keeps, and the beat by which it says that it works."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scheduler.flow.screens import device_watch
from scheduler.flow.screens.device_watch import TROUBLES, Beat, Heard
from scheduler.flow.screens.devices import Kind, Maker
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.staff.agents import browser_named
from scheduler.web.shared.staff.fields import Line, Number
from scheduler.web.shared.staff.pages import now_of
from scheduler.web.shared.staff.sessions import is_secure

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between which pages are drawn; nothing reckons with days beyond."""
KEPT_FOR = timedelta(days=400)
"""From the last time the page was opened: the longest that browsers keep a cookie."""
PATHS: dict[Kind, str] = {"kiosk": "/door/kiosk", "tablet": "/door"}
"""Where alone a browser sends the key of each kind."""


class BeatForm(Form):
    """What the script of a page says (`static/door/beat.js`).

    drawn: when the page was drawn, as the page was told. build: the mark of its files. oldest: seconds since the first
    of the steps that wait. at: milliseconds of its own clock.
    """

    drawn: Annotated[AwareDatetime, Field(ge=FIRST, le=LAST)] | None = None
    build: Line = ""
    waiting: Number | None = None
    oldest: Number = 0
    battery: Annotated[int, Field(ge=0, le=100)] | None = None
    charging: bool | None = None
    trouble: Line = ""
    at: Annotated[int, Field(ge=0, le=10**14)] | None = None


@dataclass(frozen=True, slots=True)
class Beats:
    """What a page needs to beat: where to, and since when it is drawn."""

    path: str
    drawn: datetime


def key_of(request: Request, kind: Kind) -> str:
    """The key that the browser has of a kind; "" for none."""
    return request.cookies.get(_cookie(request, kind), "")


def keep_key(request: Request, response: Response, kind: Kind, key: str) -> None:
    """Let the browser keep a key for as long as browsers do."""
    response.set_cookie(
        _cookie(request, kind),
        key,
        max_age=int(KEPT_FOR.total_seconds()),
        path=PATHS[kind],
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop_key(request: Request, response: Response, kind: Kind) -> None:
    """Let the browser drop a key."""
    response.delete_cookie(_cookie(request, kind), path=PATHS[kind], secure=is_secure(request))


def maker_of(request: Request, staff: SignedIn, kind: Kind) -> Maker:
    """Who makes this browser a device, and which it is already. kind: whose cookie is looked for first."""
    other: Kind = "tablet" if kind == "kiosk" else "kiosk"
    keys = [key for key in (key_of(request, kind), key_of(request, other)) if key]
    return Maker(staff.staff_id, staff.session_id, browser_named(request), keys)


async def take_beat(request: Request, kind: Kind, staff: SignedIn | None = None) -> Response:
    """A device works, and says how it is; it is told whether its page is to begin anew. Raises DeviceUnknown.

    staff: who is signed in there. Of somebody who is at another office in that browser its own office learns nothing.
    """
    form, now, database = await form_of(request, BeatForm), now_of(request), request.app.state.db
    heard: Heard = await database.read(device_watch.who_beats, kind, key_of(request, kind))
    session_id = staff.session_id if staff and staff.office.id == heard.office_id else None
    if not heard.was_just_heard(session_id, now):
        await database.write_beside(device_watch.hear, heard.device_id, _beat(request, form, session_id, now), now=now)
    mark = request.app.state.asset_mark
    is_old = form.drawn is not None and device_watch.is_old(form.drawn, now, heard.zone)
    return JSONResponse({"again": is_old or form.build != mark}, headers={"Cache-Control": "no-store"})


def _beat(request: Request, form: BeatForm, session_id: int | None, now: datetime) -> Beat:
    says_time = form.at is not None and not request.app.state.clock.is_training
    return Beat(
        build=form.build,
        session_id=session_id,
        browser=browser_named(request),
        waiting=None if form.waiting is None else max(form.waiting, 0),
        oldest=timedelta(seconds=max(form.oldest, 0)),
        battery=form.battery,
        charging=form.charging,
        trouble=frozenset(form.trouble.split()) & frozenset(TROUBLES),
        clock_off=datetime.fromtimestamp(form.at / 1000, UTC) - now if says_time and form.at is not None else None,
    )


def _cookie(request: Request, kind: Kind) -> str:
    """A name that a browser takes for one path, where the office has https only from there."""
    return f"__Secure-giliran-{kind}" if is_secure(request) else f"giliran-{kind}"
