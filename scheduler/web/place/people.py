"""The first page of a place: somebody shows a slip and a KTP, and the way leads to booking for them."""

from functools import partial
from typing import Annotated

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Document
from scheduler.domain.place import NotShown
from scheduler.domain.refusals import Refusal
from scheduler.flow.place.batches import batches_of
from scheduler.flow.place.showing import show
from scheduler.flow.staff.at_places import places_of_staff
from scheduler.web.place.desk import Desk, address, desk_of, drawn
from scheduler.web.shared.booking.on_behalf_view import kept_before_turn
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.throttling import Throttle, tried

Shown = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class ShownForm(Form):
    """What a citizen has with them. proof: the NIK, or the whole name of a holder whose NIK is not known."""

    reference: Shown
    proof: Shown


async def home(request: Request) -> Response:
    """To the desk of whoever works for one place; of several one is chosen."""
    staff = await staff_of(request, "place")
    places = await request.app.state.db.read(places_of_staff, staff.staff_id)
    if len(places) == 1:
        return RedirectResponse(request.url_for("place_desk", place=places[0].id).path, 303)
    return staff_page(request, staff, "place/choose.html", places=places)


async def page(request: Request) -> Response:
    """What to type of whoever stands there, and what is on its way to the place."""
    return await looking(request, await desk_of(request))


async def look(request: Request) -> Response:
    """A registration number and the holder's NIK, which stand in no address, lead to one document.

    Wrong ones are counted against the number, whoever tries, and all look-ups against who makes them. Raises NotShown,
    TooManyTries.
    """
    desk = await desk_of(request)
    form = await form_of(request, ShownForm)
    throttle: Throttle = request.app.state.throttle
    await throttle.take("place_finds", str(desk.staff.staff_id))
    facts = {"by": desk.by, "now": now_of(request)}
    step = partial(request.app.state.db.write, show, desk.office, form.reference, form.proof, **facts)
    who = f"{desk.office.id} {''.join(form.reference.split()).casefold()}"
    found: Document = await tried(request, "place_proof", step, failures=(NotShown,), who=who)
    return RedirectResponse(address(request, desk, "place_document", document=found.id), 303)


async def looking(request: Request, desk: Desk, refusal: Refusal | None = None, *, reference: str = "") -> Response:
    """The first page. reference: what was typed and refused; a NIK or a name is typed again. Where it is not a shown
    document's turn yet, and something is kept for who comes here, that is offered.
    """
    batches = await request.app.state.db.read(batches_of, desk.place, now=now_of(request))
    on_the_way = sum(batch.received_at is None and batch.closed_at is None for batch in batches)
    kept = kept_before_turn(refusal)
    context = {"reference": reference, "on_the_way": on_the_way, "kept": kept, "here_name": "place_desk"}
    return drawn(request, desk, "place/desk.html", refusal, **context)
