"""A refusal stands above what it was about: a batch, a visit, the choice of a time, or what was looked for."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.booking import AlreadyBooked
from scheduler.domain.delivery.refusals import PlaceUnknown
from scheduler.domain.refusals import Refusal, Unknown
from scheduler.flow.staff import SignedIn
from scheduler.web.place import batches, people, visits
from scheduler.web.place.desk import Desk, desk_of
from scheduler.web.shared.booking.answers import answers_refused
from scheduler.web.shared.booking.proof_form import typed_of
from scheduler.web.shared.forms import clean
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.staff.pages import in_place, staff_at


@in_place(staff_at("place"))
async def refused(request: Request, _staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal on the page that it was about; of what is no place of theirs it has a page of its own."""
    if "place" not in request.path_params or isinstance(refusal, PlaceUnknown):
        request.state.home = "place_home"
        return page_of(request, refusal)
    desk = await desk_of(request)
    sent = dict(await request.form()) if request.method == "POST" else {}
    try:
        if "batch" in request.path_params:
            return await _of_batch(request, desk, refusal, sent)
        if "short" in request.path_params:
            return await _of_visit(request, desk, refusal)
        if _name(request) == "create":
            is_booked = isinstance(refusal, AlreadyBooked)  # pressed twice, or by somebody else: the visit is shown
            answers = None if is_booked else await answers_refused(request, refusal)
            return await visits.choosing(request, desk, None if is_booked else refusal, answers)
    except Refusal as second:
        return await people.looking(request, desk, second)
    return await people.looking(request, desk, refusal, reference=clean(str(sent.get("reference", "")))[:100])


async def _of_batch(request: Request, desk: Desk, refusal: Refusal, sent: Mapping[str, Any]) -> Response:
    if isinstance(refusal, Unknown):
        return await batches.listing(request, desk, refusal)
    if "position" in request.path_params:
        reason = clean(str(sent.get("reason", "")))[:200]
        return await batches.one_document(request, desk, refusal, typed=typed_of(sent), reason=reason)
    return await batches.one_batch(request, desk, refusal)


async def _of_visit(request: Request, desk: Desk, refusal: Refusal) -> Response:
    if isinstance(refusal, Unknown):
        return await visits.listing(request, desk, refusal)
    if _name(request) == "move":
        return await visits.moving(request, desk, refusal)
    return await visits.one_visit(request, desk, refusal)


def _name(request: Request) -> str:
    """The name of the handler that was asked."""
    return getattr(request.scope.get("endpoint"), "__name__", "")
