"""A service that lasts too long is ended from here: its clerk has gone, or has forgotten it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import Refusal
from scheduler.flow.counter.services import end_service
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import Form, asked_for, form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page


class EndingForm(Form):
    ticket: Line
    reason: Line = ""


async def page(request: Request) -> Response:
    """The form that ends the visit of `?ticket=`."""
    return _rendered(request, await staff_of(request, "office"), asked_for(request, "ticket"))


async def end(request: Request) -> Response:
    """The visit ends, with what was handed over so far. Sent again it finds nobody who is being served."""
    staff = await staff_of(request, "office")
    form = await form_of(request, EndingForm)
    facts = {"reason": form.reason, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(end_service, staff.office, form.ticket, **facts)
    return see_other(request, "hall")


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps the number."""
    return _rendered(request, staff, (await typed_in(request)).get("ticket", ""), refusal)


def _rendered(request: Request, staff: SignedIn, ticket: str, refusal: Refusal | None = None) -> Response:
    return staff_page(request, staff, "office/hall/ending.html", refusal, ticket=ticket)


ROUTES: list[BaseRoute] = [
    Route("/office/hall/ending", page, name="hall_ending"),
    Route("/office/hall/ending", end, methods=["POST"], name="hall_endings"),
]
