"""How many are inside, as the guard counts them: one more or less, counted anew, everybody out, open again."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.flow.door import help_wanted
from scheduler.flow.hall import people_count
from scheduler.flow.staff import SignedIn
from scheduler.web.door.forms import ChangeForm, CountForm, EmptyingForm, OpeningForm
from scheduler.web.door.shared import scans
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import CallTakenForm, NonceForm
from scheduler.web.shared.staff.pages import actor, now_of, see_other


async def create_change(request: Request) -> Response:
    """One person more or less who has no number."""
    staff = await staff_of(request, "door")
    form = await form_of(request, ChangeForm)
    form.refuse_old(staff.office, now_of(request))
    return await _done(request, staff, form, "change_by_one", people_count.change_by_one, int(form.by))


async def create_count(request: Request) -> Response:
    """Counted again: so many are inside."""
    staff = await staff_of(request, "door")
    form = await form_of(request, CountForm)
    return await _done(request, staff, form, "recount", people_count.recount, form.people, reason=form.why)


async def create_emptying(request: Request) -> Response:
    """Everybody out: nobody comes in or is called until the hall is opened again."""
    staff = await staff_of(request, "door")
    form = await form_of(request, EmptyingForm)
    return await _done(request, staff, form, "empty_hall", people_count.empty_hall, reason=form.reason)


async def create_opening(request: Request) -> Response:
    """The hall is open again, with so many inside."""
    staff = await staff_of(request, "door")
    form = await form_of(request, OpeningForm)
    return await _done(request, staff, form, "open_hall", people_count.open_hall, people=form.people)


async def take_call(request: Request) -> Response:
    """The guard goes to the kiosk that has called."""
    staff = await staff_of(request, "door")
    form = await form_of(request, CallTakenForm)
    await request.app.state.db.write(help_wanted.take_call, staff.office, form.since, now=now_of(request))
    return see_other(request, "door")


async def _done(
    request: Request,
    staff: SignedIn,
    form: NonceForm,
    operation: str,
    step: Callable[..., Any],
    *args: Any,
    **facts: Any,
) -> Response:
    await request.app.state.db.write(
        scans.once_in_hall,
        staff.office,
        operation,
        step,
        form.nonce,
        *args,
        by=actor(staff),
        now=now_of(request),
        **facts,
    )
    return see_other(request, "door")


ROUTES: list[BaseRoute] = [
    Route("/door/changes", create_change, methods=["POST"], name="door_changes"),
    Route("/door/counts", create_count, methods=["POST"], name="door_counts"),
    Route("/door/emptyings", create_emptying, methods=["POST"], name="door_emptyings"),
    Route("/door/openings", create_opening, methods=["POST"], name="door_openings"),
    Route("/door/help", take_call, methods=["POST"], name="door_help"),
]
