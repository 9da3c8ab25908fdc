"""One tap on a full day: tell me when there is room; another takes it back. And one that joins a family's visit."""

from datetime import date
from functools import partial
from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.invitations.refusals import InvitationUnknown
from scheduler.flow.booking.joining import join
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.invitations.waitlist import stop_waiting, wait_for
from scheduler.web.shared.booking.turns import in_turn
from scheduler.web.shared.forms import LARGEST_ID, Form, form_of
from scheduler.web.shared.throttling import looked_up


class DayForm(Form):
    day: date


class JoiningForm(Form):
    """The slot of the visit that was shown."""

    slot: int | None = Field(default=None, ge=1, le=LARGEST_ID)


async def create_wait(request: Request) -> Response:
    """Wait for a seat on a day, from the page of an invitation."""
    return await _day_taken(request, wait_for, back="invitation")


async def end_wait(request: Request) -> Response:
    return await _day_taken(request, stop_waiting, back="invitation")


async def create_wait_of_ticket(request: Request) -> Response:
    """Wait for a seat on a day, from the page on which a booked visit is moved."""
    return await _day_taken(request, wait_for, back="slot_choice")


async def end_wait_of_ticket(request: Request) -> Response:
    return await _day_taken(request, stop_waiting, back="slot_choice")


@in_turn
async def create_joining(request: Request) -> Response:
    """The documents go over to the visit, whose page is next."""
    form = await form_of(request, JoiningForm)
    booking = await _written(request, join, slot_id=form.slot, by="citizen")
    return RedirectResponse(request.url_for("ticket", code=pass_of(booking)).path, status_code=303)


async def _day_taken(request: Request, step: Any, *, back: str) -> Response:
    form = await form_of(request, DayForm)
    await _written(request, step, form.day)
    return RedirectResponse(request.url_for(back, code=request.path_params["code"]).path, status_code=303)


async def _written(request: Request, step: Any, *args: Any, **facts: Any) -> Any:
    state, code = request.app.state, request.path_params["code"]
    attempt = partial(state.db.write, step, code, *args, **facts, now=state.clock())
    return await looked_up(request, "code", attempt, failures=(InvitationUnknown,))
