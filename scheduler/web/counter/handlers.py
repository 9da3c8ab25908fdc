"""The counter's pages and forms: load, one step, a template."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Counter
from scheduler.domain.errors import Invalid, NothingToUndo, Refusal, SignInNeeded
from scheduler.domain.stages import TicketStage
from scheduler.flow import calls, counters, handovers, undo
from scheduler.flow.access import SignedIn
from scheduler.web.access import staff_of
from scheduler.web.counter import scans, view
from scheduler.web.counter.forms import CallForm, HandoverForm, PauseForm, ScanForm, TicketForm
from scheduler.web.forms import form_of
from scheduler.web.problems import sentence
from scheduler.web.staff import NonceForm, actor, done_once, in_place, new_nonce, now_of, see_other, sign_in_first
from scheduler.web.wording import Wording


async def page(request: Request) -> Response:
    """The screen; `?about=` is a number to tell about. Somebody who signed in without a counter is asked for one."""
    staff = await staff_of(request, "counter")
    if staff.counter is None:
        return sign_in_first(request)
    found = await _found(request, staff, staff.counter)
    if request.headers.get("X-Stamp", found.stamp) != found.stamp:
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    about = request.query_params.get("about", "").replace("\0", "")
    if not about:
        return _rendered(request, found)
    seen = await request.app.state.db.read(scans.seen, staff.office, about, now_of(request))
    return _rendered(request, found, seen=seen)


async def create_scan(request: Request) -> Response:
    """Somebody's pass: the one who was called here is served from now on, of others it says where they are."""
    staff, counter = await _here(request)
    form = await form_of(request, ScanForm)
    seen = await request.app.state.db.read(scans.seen, staff.office, form.text, now_of(request))
    if seen.stage == TicketStage.CALLED and seen.counter == counter.number:
        return await _step(request, staff, form, calls.serve, seen.number)
    return _rendered(request, await _found(request, staff, counter), seen=seen)


async def create_call(request: Request) -> Response:
    """The next, or a given number with a reason."""
    staff, counter = await _here(request)
    form = await form_of(request, CallForm)
    return await _step(request, staff, form, calls.call, counter.number, ticket=form.ticket, reason=form.reason)


async def create_recall(request: Request) -> Response:
    """Called once more."""
    staff, counter = await _here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, calls.recall, form.ticket, at=counter)


async def create_service(request: Request) -> Response:
    """Somebody without a pass at hand has come to the counter."""
    staff, counter = await _here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, calls.serve, form.ticket, at=counter)


async def create_absence(request: Request) -> Response:
    """Called and not come."""
    staff, counter = await _here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, calls.miss, form.ticket, at=counter)


async def create_handover(request: Request) -> Response:
    """The ticked documents change hands."""
    staff, counter = await _here(request)
    form = await form_of(request, HandoverForm)
    if form.visit and not form.document:
        raise Invalid(errors={"document": "missing"})
    proof = form.proof(by_supervisor=staff.role == "supervisor")
    return await _step(request, staff, form, handovers.hand_over, form.ticket, form.document or None, proof, at=counter)


async def create_departure(request: Request) -> Response:
    """The visit ends here, with what was handed over or without."""
    staff, counter = await _here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, handovers.leave, form.ticket, at=counter)


async def undo_step(request: Request) -> Response:
    """The last step of the number that this counter had last."""
    staff, counter = await _here(request)
    form = await form_of(request, TicketForm)
    if form.ticket != (await _found(request, staff, counter)).last:
        raise NothingToUndo
    await _step(request, staff, form, undo.undo_last, form.ticket)
    after = (await _found(request, staff, counter)).card
    # Where the hall has filled meanwhile, an undone handover waits outside: the clerk must be told.
    return see_other(request, "counter", **({} if after else {"about": form.ticket}))


async def open_counter(request: Request) -> Response:
    """May be called to again."""
    return await _set_state(request, NonceForm, counters.open_counter)


async def pause_counter(request: Request) -> Response:
    """Nobody is called here for a while, for a reason."""
    return await _set_state(request, PauseForm, counters.pause_counter)


async def close_counter(request: Request) -> Response:
    """Shut."""
    return await _set_state(request, NonceForm, counters.close_counter)


async def send_outside(request: Request) -> Response:
    """Those inside for whom no counter is open wait outside."""
    staff, _ = await _here(request)
    return await _step(request, staff, await form_of(request, NonceForm), counters.send_outside)


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands on the screen, above the card as it is now."""
    here = await in_place(request, refusal, lambda: _here(request))
    if isinstance(here, Response):
        return here
    return _rendered(request, await _found(request, *here), refusal=refusal)


async def _here(request: Request) -> tuple[SignedIn, Counter]:
    """Who works at which counter. Raises SignInNeeded where none was chosen."""
    staff = await staff_of(request, "counter")
    if staff.counter is None:
        raise SignInNeeded
    return staff, staff.counter


async def _step(
    request: Request, staff: SignedIn, form: NonceForm, step: Callable[..., Any], *args: Any,
    at: Counter | None = None, **facts: Any,
) -> Response:  # fmt: skip
    """Run one step, once however often its form is sent; then the screen as it is after it.

    at: the counter at which the number (the first of args) must stand for it.
    """
    now = now_of(request)

    def work(session: Session) -> tuple[int, dict[str, Any]]:
        if at is not None:
            view.refuse_elsewhere(session, at, args[0])
        step(session, staff.office, *args, by=actor(staff), now=now, **facts)
        return 200, {}

    key, asked = f"counter:{step.__name__}:{form.nonce}", (args, facts)
    await request.app.state.db.write(done_once, staff.office, key, asked, work=work, now=now)
    return see_other(request, "counter")


async def _set_state(request: Request, form_type: type[NonceForm], step: Callable[..., Any]) -> Response:
    staff, counter = await _here(request)
    form = await form_of(request, form_type)
    facts = {"reason": form.reason} if isinstance(form, PauseForm) else {}
    await request.app.state.db.write(step, staff.office, counter.number, now=now_of(request), **facts)
    return see_other(request, "counter")


async def _found(request: Request, staff: SignedIn, counter: Counter) -> view.CounterPage:
    found: view.CounterPage = await request.app.state.db.read(view.counter_page, staff, counter, now_of(request))
    return found


def _rendered(
    request: Request, found: view.CounterPage, *, seen: scans.Seen | None = None, refusal: Refusal | None = None
) -> Response:
    def told(say: Wording) -> str:
        return sentence(refusal, say) if refusal else ""

    response: Response = request.app.state.pages.render(
        request, "counter/page.html", status=refusal.status if refusal else 200, zone=found.office.timezone,
        page=found, card=found.card, seen=seen, told=told, refusal=refusal, nonce=new_nonce,
        auto="" if request.headers.get("HX-Request") else "autofocus",
    )  # fmt: skip
    return response


ROUTES: list[BaseRoute] = [
    Route("/counter", page, name="counter"),
    Route("/counter/scans", create_scan, methods=["POST"], name="counter_scans"),
    Route("/counter/calls", create_call, methods=["POST"], name="counter_calls"),
    Route("/counter/recalls", create_recall, methods=["POST"], name="counter_recalls"),
    Route("/counter/services", create_service, methods=["POST"], name="counter_services"),
    Route("/counter/absences", create_absence, methods=["POST"], name="counter_absences"),
    Route("/counter/handovers", create_handover, methods=["POST"], name="counter_handovers"),
    Route("/counter/departures", create_departure, methods=["POST"], name="counter_departures"),
    Route("/counter/undos", undo_step, methods=["POST"], name="counter_undos"),
    Route("/counter/opening", open_counter, methods=["POST"], name="counter_opening"),
    Route("/counter/break", pause_counter, methods=["POST"], name="counter_break"),
    Route("/counter/closing", close_counter, methods=["POST"], name="counter_closing"),
    Route("/counter/outside", send_outside, methods=["POST"], name="counter_outside"),
]
