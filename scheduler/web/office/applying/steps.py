"""What a clerk decides and answers on an application, and whose it is."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.applying.checking import ASKED, SENT
from scheduler.flow.applying import checking
from scheduler.flow.applying.applications import items_of
from scheduler.flow.applying.checking import Decision
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.replays import Answered
from scheduler.web.office.applying.pages import number_of, shown, to_case
from scheduler.web.office.shared.residence import ResidenceForm
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, now_of


class DecisionForm(NonceForm):
    """What a clerk decides on one item, and its mark on the page."""

    state: Line = ""
    why: Line = ""
    words: Annotated[str, Field(max_length=2 * checking.LONGEST)] = ""
    seen: Line = ""


class AnswerForm(NonceForm):
    """An answer, and the round that was on the page."""

    seen: Line = ""


class AcceptForm(AnswerForm):
    """despite: though another application for the same person and type is not over."""

    despite: bool = False


class RefusalForm(AnswerForm):
    """reason: in words for the citizen."""

    reason: Line = ""


class ClaimForm(NonceForm):
    """Whose the application was on the page."""

    was: Line = ""


class HolderForm(NonceForm):
    holder: Line = ""


async def decide(request: Request) -> Response:
    """Decide on one item and go on to the next; without a reason where one is needed, ask for it first."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, DecisionForm)
    number, position = number_of(request), request.path_params["position"]
    if form.state in ASKED and not form.why:
        return await shown(request, staff, number, item=position, ask=form.state, words=form.words)
    facts: dict[str, Any] = {"seen": form.seen, "by": actor(staff), "now": now_of(request)}
    wanted = Decision(form.state, form.why or None, form.words)

    def work(session: Session) -> int:
        checking.decide(session, staff.office, number, position, wanted, **facts)
        items = items_of(session, number)
        rest = [each.position for each in (*items[position + 1 :], *items[:position]) if each.state == SENT]
        return next(iter(rest), position)

    following = await request.app.state.db.write(work)
    return to_case(request, number, "decided", following)


async def undecide(request: Request) -> Response:
    """Take a decision back."""
    form = await form_of(request, DecisionForm)
    position = request.path_params["position"]
    return await _step(request, "undecided", checking.undecide, position, item=position, seen=form.seen)


async def ask(request: Request) -> Response:
    """Ask the citizen for all that lacks; the same form sent twice is one request."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, AnswerForm)
    now, number = now_of(request), number_of(request)

    def work(session: Session) -> Answered:
        checking.ask_again(session, staff.office, number, seen=form.seen, by=actor(staff), now=now)
        _, document = checking.sent_application(session, staff.office, number)
        return 200, {"done": "asked" if is_reachable(session, document) else "untold"}

    return await _answered(request, "ask", number, form, work)


async def accept(request: Request) -> Response:
    """The papers are complete; the same form sent twice is one acceptance."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, AcceptForm)
    now, number = now_of(request), number_of(request)

    def work(session: Session) -> Answered:
        facts: dict[str, Any] = {"seen": form.seen, "despite": form.despite, "by": actor(staff), "now": now}
        checking.accept(session, staff.office, number, **facts)
        return 200, {"done": "accepted"}

    return await _answered(request, "accept", number, form, work)


async def refuse(request: Request) -> Response:
    """The application cannot be done; without a reason that is refused, and the same form sent twice is one answer."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, RefusalForm)
    now, number = now_of(request), number_of(request)

    def work(session: Session) -> Answered:
        checking.refuse(session, staff.office, number, seen=form.seen, reason=form.reason, by=actor(staff), now=now)
        return 200, {"done": "refused"}

    return await _answered(request, "refuse", number, form, work)


async def settle(request: Request) -> Response:
    """The application's document was moved on elsewhere."""
    return await _step(request, "settled", checking.settle)


async def take(request: Request) -> Response:
    form = await form_of(request, ClaimForm)
    return await _step(request, "taken", checking.take, was=form.was or None)


async def release(request: Request) -> Response:
    form = await form_of(request, ClaimForm)
    return await _step(request, "released", checking.release, was=form.was or None)


async def correct(request: Request) -> Response:
    """The holder's name, spelt right."""
    form = await form_of(request, HolderForm)
    return await _step(request, "corrected", checking.correct_holder, form.holder)


async def correct_residence(request: Request) -> Response:
    """Where the holder lives, as the form has it: what is empty there is not known."""
    staff, number = await staff_of(request, "documents"), number_of(request)
    form, now = await form_of(request, ResidenceForm), now_of(request)

    def work(session: Session) -> None:
        _, document = checking.sent_application(session, staff.office, number)
        lives = form.residence(staff.office, document.kelurahan)
        checking.correct_residence(session, staff.office, number, lives, by=actor(staff), now=now)

    await request.app.state.db.write(work)
    return to_case(request, number, "residence")


async def confirm(request: Request) -> Response:
    """A clerk has called the phone: its number is right."""
    return await _step(request, "confirmed", checking.confirm_phone)


async def _answered(
    request: Request, what: str, number: int, form: AnswerForm, work: Callable[[Session], Answered]
) -> Response:
    staff = await staff_of(request, "documents")
    key, asked = f"application-{what}:{form.nonce}", (number, form.seen)
    write = request.app.state.db.write
    _, answer = await write(done_once, staff.office, key, asked, work=work, now=now_of(request))
    return to_case(request, number, answer["done"])


async def _step(
    request: Request, done: str, step: Callable[..., Any], *args: Any, item: int | None = None, **facts: Any
) -> Response:
    staff, number = await staff_of(request, "documents"), number_of(request)
    facts = {**facts, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(step, staff.office, number, *args, **facts)
    return to_case(request, number, done, item)


_ONE = "/office/applications/{number:int}"
ROUTES: list[BaseRoute] = [
    Route(f"{_ONE}/items/{{position:int}}/decision", decide, methods=["POST"], name="item_decision"),
    Route(f"{_ONE}/items/{{position:int}}/undoing", undecide, methods=["POST"], name="item_undoing"),
    Route(f"{_ONE}/request", ask, methods=["POST"], name="application_request"),
    Route(f"{_ONE}/acceptance", accept, methods=["POST"], name="application_acceptance"),
    Route(f"{_ONE}/refusal", refuse, methods=["POST"], name="application_refusal"),
    Route(f"{_ONE}/settlement", settle, methods=["POST"], name="application_settlement"),
    Route(f"{_ONE}/claim", take, methods=["POST"], name="application_claim"),
    Route(f"{_ONE}/claim/end", release, methods=["POST"], name="application_claim_end"),
    Route(f"{_ONE}/holder", correct, methods=["POST"], name="application_holder"),
    Route(f"{_ONE}/residence", correct_residence, methods=["POST"], name="application_residence"),
    Route(f"{_ONE}/phone/confirmation", confirm, methods=["POST"], name="application_phone"),
]
