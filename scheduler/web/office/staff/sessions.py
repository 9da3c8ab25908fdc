"""Everybody who is signed in at the office, in which browser, since when; and the end of any of it."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.staff.refusals import SessionUnknown
from scheduler.flow.staff import SignedIn
from scheduler.flow.staff.people import end_session_of
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.browsers import browsers_at
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page

DONE: Mapping[str, str] = {"ended": N_("Sesi itu sudah diakhiri.")}


async def page(request: Request) -> Response:
    """All sessions. `?done=` is what was changed."""
    return await _rendered(request, await staff_of(request, "manage"))


async def end(request: Request) -> Response:
    """One of them ends. Raises SessionUnknown."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    number, facts = id_in_path(request, SessionUnknown, "session"), {"by": actor(staff), "now": now_of(request)}
    whose = await request.app.state.db.write(end_session_of, staff.office, number, **facts)
    request.app.state.endings.tell()
    note(request, "sessions_ended", staff=whose, office=staff.office.code, by=actor(staff), ended=1)
    return see_other(request, "sessions", done="ended")


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list."""
    return await _rendered(request, staff, refusal)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    found = await request.app.state.db.read(browsers_at, staff.office, now_of(request))
    done = DONE.get(request.query_params.get("done", ""))
    return staff_page(request, staff, "office/staff/sessions.html", refusal, browsers=found, done=done)


ROUTES: list[BaseRoute] = [
    Route("/office/staff/sessions", page, name="sessions"),
    Route("/office/staff/sessions/{session:int}/end", end, methods=["POST"], name="session_end"),
]
