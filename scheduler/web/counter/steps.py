"""The counter's forms: each runs one step, once however often it is sent, and leads back to the screen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import Counter, Office
from scheduler.domain.counter import NothingToUndo
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import TicketStage
from scheduler.flow.counter import calls, counter_problems, counters, handovers, parking, undo
from scheduler.flow.door import help_wanted
from scheduler.flow.screens import screens
from scheduler.flow.staff import SignedIn
from scheduler.web.counter import scans, view
from scheduler.web.counter.card import Card
from scheduler.web.counter.forms import (
    AsideForm,
    CallForm,
    PauseForm,
    ProblemForm,
    ScanForm,
    TicketForm,
    TransferForm,
)
from scheduler.web.counter.handover_form import HandoverForm
from scheduler.web.counter.screen import choices_of, found_at, here, rendered
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.fields import CallTakenForm, NonceForm
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, now_of, see_other


async def create_scan(request: Request) -> Response:
    """Somebody's pass: the one who was called here is served from now on, of others the screen says where they are."""
    staff, counter = await here(request)
    form = await form_of(request, ScanForm)
    seen = await request.app.state.db.read(scans.seen, staff.office, form.text, now_of(request))
    if seen.stage == TicketStage.CALLED and seen.counter == counter.number:
        return await _step(request, staff, form, "serve", calls.serve, seen.number, then={"about": seen.number})
    return rendered(request, await found_at(request, staff, counter), seen=seen)


async def create_call(request: Request) -> Response:
    """Call the next number, or a given one with a reason."""
    staff, counter = await here(request)
    form = await form_of(request, CallForm)
    if form.given and not form.ticket:
        raise Invalid(errors={"ticket": "missing"})
    return await _step(request, staff, form, "call", calls.call, counter.number, ticket=form.ticket, reason=form.reason)


async def create_recall(request: Request) -> Response:
    """The number at this counter is called once more."""
    staff, counter = await here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, "recall", calls.recall, form.ticket, at=counter)


async def create_service(request: Request) -> Response:
    """Somebody without a pass at hand has come to the counter."""
    staff, counter = await here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, "serve", calls.serve, form.ticket, at=counter)


async def create_absence(request: Request) -> Response:
    """The number was called, and nobody has come."""
    staff, counter = await here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, "miss", calls.miss, form.ticket, at=counter, then={"moved": form.ticket})


async def create_pause(request: Request) -> Response:
    """The number at this counter is set aside for a while."""
    staff, counter = await here(request)
    form = await form_of(request, AsideForm)
    facts = form.facts(staff.office, now_of(request))
    then = {"moved": form.ticket}
    return await _step(
        request, staff, form, "park", parking.park, form.ticket, at=counter, then=then, told=form.choice, **facts
    )


async def create_resumption(request: Request) -> Response:
    """Somebody who was set aside is back in the line, at the old place."""
    staff, _ = await here(request)
    form = await form_of(request, TicketForm)
    return await _step(request, staff, form, "resume", parking.resume, form.ticket)


async def create_transfer(request: Request) -> Response:
    """The number at this counter goes on to another service or counter, and keeps its place."""
    staff, counter = await here(request)
    form = await form_of(request, TransferForm)
    then = {"moved": form.ticket}
    return await _step(
        request, staff, form, "transfer", parking.transfer, form.ticket, at=counter, then=then, **form.facts()
    )


async def create_problem(request: Request) -> Response:
    """Something is wrong with a document, or with who came for it."""
    staff, counter = await here(request)
    form = await form_of(request, ProblemForm)
    return await _step(
        request,
        staff,
        form,
        "report_problem",
        counter_problems.report_problem,
        form.ticket,
        at=counter,
        then={"moved": form.ticket},
        reason=form.reason,
        references=form.references(),
        note=form.note,
        wait=form.wait,
    )


async def create_handover(request: Request) -> Response:
    """The ticked documents change hands, once what the citizen has to check was asked; then the next may be called."""
    staff, counter = await here(request)
    form = await form_of(request, HandoverForm)
    by_supervisor = staff.leads
    if not (form.sure or form.next):
        found = await found_at(request, staff, counter)
        _refuse_lacking(found.card, form, by_supervisor=by_supervisor)
        if found.card is not None and found.card.hands_over:
            return rendered(request, found, choices=await choices_of(request), is_checking=True)
    facts = {"chosen": form, "by_supervisor": by_supervisor}
    then = {"handed": form.ticket}
    handed = await _step(request, staff, form, "hand_over", _hand_over, form.ticket, at=counter, then=then, **facts)
    if form.next:
        await _step(request, staff, form, "call_after", calls.call_if_any, counter.number)
    return handed


def _hand_over(
    session: Session, office: Office, number: str, *, chosen: HandoverForm, by_supervisor: bool, by: str, now: datetime
) -> None:
    """Hand over what a form in which nothing lacks says."""
    card = view.card_at(session, office, number, now)
    _refuse_lacking(card, chosen, by_supervisor=by_supervisor)
    handovers.hand_over(
        session, office, number, chosen.document, chosen.proof(by_supervisor=by_supervisor), by=by, now=now
    )


def _refuse_lacking(card: Card | None, form: HandoverForm, *, by_supervisor: bool) -> None:
    """Raises IllegalStep where the form is of another number than the card; Invalid, naming what it lacks."""
    if card is None or card.number != form.ticket.upper():
        raise IllegalStep(stage="elsewhere")
    lacks = form.lacks(card, by_supervisor=by_supervisor)
    if lacks:
        raise Invalid(errors=lacks)


async def create_departure(request: Request) -> Response:
    """The visit ends here, with what was handed over or without."""
    staff, counter = await here(request)
    form = await form_of(request, TicketForm)
    return await _step(
        request, staff, form, "leave", handovers.leave, form.ticket, at=counter, then={"moved": form.ticket}
    )


async def undo_step(request: Request) -> Response:
    """Take back the last step of the number that this counter had last. Raises NothingToUndo."""
    staff, counter = await here(request)
    form = await form_of(request, TicketForm)
    if form.ticket != (await found_at(request, staff, counter)).last:
        raise NothingToUndo
    await _step(request, staff, form, "undo_last", undo.undo_last, form.ticket)
    after = (await found_at(request, staff, counter)).card
    # Where the hall has filled meanwhile, an undone handover waits outside: the clerk must be told.
    return see_other(request, "counter", **({} if after else {"about": form.ticket}))


async def open_counter(request: Request) -> Response:
    """The counter is open: numbers may be called to it again."""
    return await _set_state(request, NonceForm, counters.open_counter)


async def pause_counter(request: Request) -> Response:
    """Nobody is called to the counter for a while, for a reason."""
    return await _set_state(request, PauseForm, counters.pause_counter)


async def close_counter(request: Request) -> Response:
    """The counter is closed."""
    return await _set_state(request, PauseForm, counters.close_counter)


async def send_outside(request: Request) -> Response:
    """Those inside for whom no counter is open wait outside."""
    staff, _ = await here(request)
    return await _step(request, staff, await form_of(request, NonceForm), "send_outside", counters.send_outside)


async def take_call(request: Request) -> Response:
    """Somebody of the counters goes to the kiosk that has called."""
    staff, _ = await here(request)
    form = await form_of(request, CallTakenForm)
    await request.app.state.db.write(help_wanted.take_call, staff.office, form.since, now=now_of(request))
    return see_other(request, "counter")


async def test_sounds(request: Request) -> Response:
    """All screens play the sentence of a test."""
    staff, _ = await here(request)
    await request.app.state.db.write(screens.test_sounds, staff.office)
    return see_other(request, "counter", tested="1")


async def _step(
    request: Request,
    staff: SignedIn,
    form: NonceForm,
    operation: str,
    step: Callable[..., Any],
    *args: Any,
    at: Counter | None = None,
    then: dict[str, Any] | None = None,
    told: Any = None,
    **facts: Any,
) -> Response:
    """Run one step, once however often its form is sent; then the screen as it is after it.

    operation: what the step is called where its answer is kept. at: the counter at which the number (the first of args)
    must stand for it. then: what the screen is asked for. told: what the form said, where the step's facts are reckoned
    from the present moment.
    """
    now = now_of(request)

    def work(session: Session) -> tuple[int, dict[str, Any]]:
        if at is not None:
            view.refuse_elsewhere(session, at, args[0])
        step(session, staff.office, *args, by=actor(staff), now=now, **facts)
        return 200, {}

    key, asked = f"counter:{operation}:{form.nonce}", (args, told or facts)
    await request.app.state.db.write(done_once, staff.office, key, asked, work=work, now=now)
    return see_other(request, "counter", **(then or {}))


async def _set_state(request: Request, form_type: type[NonceForm], step: Callable[..., Any]) -> Response:
    staff, counter = await here(request)
    form = await form_of(request, form_type)
    facts: dict[str, Any] = {}
    if isinstance(form, PauseForm):
        facts["outside_by"] = actor(staff) if form.outside else None
        if step is counters.pause_counter:
            facts["reason"] = form.reason
    await request.app.state.db.write(step, staff.office, counter.number, now=now_of(request), **facts)
    return see_other(request, "counter")
