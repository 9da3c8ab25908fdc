"""The supervisor's view of the hall, live; from it counters are opened and closed and places kept free, by one tap."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from scheduler.domain.refusals import Refusal
from scheduler.flow.counter import counters
from scheduler.flow.door import help_wanted
from scheduler.flow.hall import people_count
from scheduler.flow.staff import SignedIn, signing_in
from scheduler.web.office.hall import view
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.live import keep_live
from scheduler.web.shared.public.reasons import REASONS
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import CallTakenForm, Line, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


class CounterForm(Form):
    """A counter's steps come to the same however often sent: these forms need no nonce, and a picture stays equal."""

    counter: Annotated[int, Field(ge=1, le=999)]


class BreakForm(CounterForm):
    reason: Line = ""


class PlacesForm(Form):
    places: Number


class EmptyingForm(Form):
    reason: Line = ""


class OpeningForm(Form):
    people: Number


async def page(request: Request) -> Response:
    """The hall as it is now."""
    return await _rendered(request, await staff_of(request, "office"))


async def live(websocket: WebSocket) -> None:
    """What changes by itself in the hall, by a socket, as it changes."""
    await keep_live(websocket, "office", _picture)


async def open_counter(request: Request) -> Response:
    """A counter may call again."""
    form = await form_of(request, CounterForm)
    return await _step(request, counters.open_counter, form.counter)


async def pause_counter(request: Request) -> Response:
    """A counter takes a break."""
    form = await form_of(request, BreakForm)
    return await _step(request, counters.pause_counter, form.counter, reason=form.reason)


async def close_counter(request: Request) -> Response:
    """A counter is shut."""
    form = await form_of(request, CounterForm)
    return await _step(request, counters.close_counter, form.counter)


async def send_outside(request: Request) -> Response:
    """Those inside for whom no counter is open wait outside."""
    return await _step_by(request, counters.send_outside)


async def reserve(request: Request) -> Response:
    """So many places stay free of the queue today."""
    form = await form_of(request, PlacesForm)
    return await _step_by(request, people_count.reserve, form.places)


async def empty(request: Request) -> Response:
    """Everybody out: nobody comes in or is called until the hall is opened again."""
    form = await form_of(request, EmptyingForm)
    return await _step_by(request, people_count.empty_hall, reason=form.reason)


async def open_hall(request: Request) -> Response:
    """The hall is open again, with so many inside."""
    form = await form_of(request, OpeningForm)
    return await _step_by(request, people_count.open_hall, people=form.people)


async def take_call(request: Request) -> Response:
    """Somebody goes to the kiosk that has called."""
    form = await form_of(request, CallTakenForm)
    return await _step(request, help_wanted.take_call, form.since)


async def see_guesses(request: Request) -> Response:
    """A supervisor has read that somebody tries passwords."""
    staff = await staff_of(request, "office")
    await request.app.state.db.write(signing_in.seen, staff.office.id)
    return see_other(request, "hall")


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the hall as it is now."""
    return await _rendered(request, staff, refusal)


async def _step(request: Request, step: Callable[..., Any], *args: Any, **facts: Any) -> Response:
    staff = await staff_of(request, "office")
    await request.app.state.db.write(step, staff.office, *args, now=now_of(request), **facts)
    return see_other(request, "hall")


async def _step_by(request: Request, step: Callable[..., Any], *args: Any, **facts: Any) -> Response:
    """Run a step that is written down under a name."""
    return await _step(request, step, *args, by=actor(await staff_of(request, "office")), **facts)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    database, now = request.app.state.db, now_of(request)
    codes_daily = request.app.state.settings.phone_codes_daily
    found = await database.read(view.hall_page, staff, now, codes_daily=codes_daily)
    measured = await database.read(view.accuracy, staff, now)
    return staff_page(request, staff, "office/hall/page.html", refusal, measured=measured, page=found, reasons=REASONS)


async def _picture(websocket: WebSocket, staff: SignedIn) -> str:
    state = websocket.app.state
    codes_daily = state.settings.phone_codes_daily
    found = await state.db.read(view.hall_page, staff, state.clock(), codes_daily=codes_daily)
    text: str = state.pages.text(websocket, "office/hall/_live.html", about=staff.office, page=found, reasons=REASONS)
    return text


ROUTES: list[BaseRoute] = [
    Route("/office/hall", page, name="hall"),
    WebSocketRoute("/office/hall/live", live, name="hall_live"),
    Route("/office/hall/openings", open_counter, methods=["POST"], name="hall_openings"),
    Route("/office/hall/breaks", pause_counter, methods=["POST"], name="hall_breaks"),
    Route("/office/hall/closings", close_counter, methods=["POST"], name="hall_closings"),
    Route("/office/hall/outside", send_outside, methods=["POST"], name="hall_outside"),
    Route("/office/hall/reserve", reserve, methods=["POST"], name="hall_reserve"),
    Route("/office/hall/emptyings", empty, methods=["POST"], name="hall_emptyings"),
    Route("/office/hall/guesses/seen", see_guesses, methods=["POST"], name="hall_guesses_seen"),
    Route("/office/hall/help", take_call, methods=["POST"], name="hall_help"),
    Route("/office/hall/reopenings", open_hall, methods=["POST"], name="hall_reopenings"),
]
