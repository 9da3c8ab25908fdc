"""The kiosk: a tablet at the door that people use themselves. It knows no names, and asks staff for what it may not."""

from datetime import timedelta
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.booking import PassUnknown
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.proofs import ProofNeeded, ProofWrong
from scheduler.domain.refusals import Refusal, SignInNeeded, SignInWrong
from scheduler.domain.text import codes
from scheduler.flow.door import help_wanted
from scheduler.flow.screens import devices
from scheduler.flow.screens.device_watch import until_morning
from scheduler.flow.screens.devices import Kiosk
from scheduler.flow.staff import SignedIn
from scheduler.web.door.kiosk import steps, voice
from scheduler.web.door.kiosk.screen import screen
from scheduler.web.door.kiosk.session import (
    PATH,
    PLACE,
    ask_code,
    beat,
    begin,
    code_screen,
    end,
    end_by_code,
    forget_member,
    kiosk_of,
)
from scheduler.web.door.kiosk.steps import KioskAnswer
from scheduler.web.door.shared import answers, prints, scans, view
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.door.shared.devices import keep_key, key_of, maker_of
from scheduler.web.door.shared.scans import Asked
from scheduler.web.shared.forms import clean, form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number, Scanned
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.throttling import Throttle, tried

SPARE = timedelta(minutes=30)
"""So long after its script should have begun the page anew the browser does, should the script be stuck."""
UNKNOWN = frozenset({PassUnknown.code, DocumentUnknown.code, TicketUnknown.code})


class ShownForm(NonceForm):
    """What a scanner read or somebody typed; typed: on a screen for that."""

    text: Scanned
    typed: bool = False


class QueueForm(NonceForm):
    service: Line


class AnswerForm(NonceForm):
    """of: the answer on the screen, for what goes on from it."""

    of: Line


class MoveForm(AnswerForm):
    """proof: what is asked of whoever has shown no pass."""

    slot: Number
    proof: Line = ""


class PeopleForm(AnswerForm):
    people: Number


class HelpForm(AnswerForm):
    priority: bool = False


async def page(request: Request) -> Response:
    """The first screen, or the answer of `?answer=`; staff who are signed in are asked whether this is to be a kiosk.

    An answer that has stood for some minutes is nobody's: the first screen again.
    """
    try:
        kiosk = await kiosk_of(request)
    except SignInNeeded:
        return await _start(request, await staff_of(request, "door"))
    nonce = clean(request.query_params.get("answer", ""))
    found = await request.app.state.db.read(steps.answer_here, kiosk.office, nonce, now_of(request))
    if nonce and found is None:
        return see_other(request, "kiosk")
    response = await screen(request, kiosk, "door/kiosk/answer.html" if found else "door/kiosk/page.html", found)
    forget_member(request, response)
    if not request.headers.get("HX-Request"):
        keep_key(request, response, PLACE, key_of(request, PLACE))  # as long again as browsers keep it
        if found is None:
            seconds = (until_morning(now_of(request), kiosk.office.timezone) + SPARE).total_seconds()
            response.headers["Refresh"] = f"{seconds:.0f};url={request.url_for('kiosk').path}"
    return response


async def with_qr(request: Request) -> Response:
    """How a QR is held to the reader, or to the camera."""
    return await screen(request, await kiosk_of(request), "door/kiosk/qr.html")


async def typing(request: Request) -> Response:
    """A pad for the number on a receipt or a slip."""
    return await screen(request, await kiosk_of(request), "door/kiosk/typing.html")


async def with_nothing(request: Request) -> Response:
    """A queue that needs no document, or staff, who look for people by name."""
    return await screen(request, await kiosk_of(request), "door/kiosk/nothing.html")


async def leaving(request: Request) -> Response:
    """A name and a password are asked for: only staff leave the kiosk."""
    return await screen(request, await kiosk_of(request), "door/kiosk/leaving.html")


async def create_scan(request: Request) -> Response:
    """Somebody showed or typed something."""
    kiosk = await kiosk_of(request)
    form = await form_of(request, ShownForm)
    answer = await _answer(request, kiosk, Asked(form.text), form.nonce)
    return see_other(request, "kiosk", answer=answer.key, **({"typed": "1"} if form.typed else {}))


async def create_walk_in(request: Request) -> Response:
    """A number for a queue in which nothing is handed over; on paper too, since no phone has it."""
    kiosk = await kiosk_of(request)
    form = await form_of(request, QueueForm)
    answer = await _answer(request, kiosk, Asked(service=form.service), form.nonce)
    if answer.ticket and kiosk.office.printer:
        await _print(request, kiosk, answer.ticket)
        return see_other(request, "kiosk", answer=answer.key, printed="1")
    return see_other(request, "kiosk", answer=answer.key)


async def create_move(request: Request) -> Response:
    """Somebody came on the wrong day and takes a free time that the answer offered."""
    kiosk = await kiosk_of(request)
    form = await form_of(request, MoveForm)
    found = await _refuse_over(request, kiosk, form.of)
    request.state.of = form.of
    await _refuse_unproven(request, found.said, form.proof)
    answer = await request.app.state.db.write(
        scans.move_to, kiosk.office, form.of, form.slot, form.nonce, by=kiosk.by, now=now_of(request)
    )
    return see_other(request, "kiosk", answer=answer.key)


async def set_people(request: Request) -> Response:
    """So many came with the number on the screen."""
    kiosk = await kiosk_of(request)
    form = await form_of(request, PeopleForm)
    answer = await request.app.state.db.write(
        steps.set_people, kiosk.office, form.of, form.people, form.nonce, by=kiosk.by, now=now_of(request)
    )
    return see_other(request, "kiosk", answer=answer.key)


async def create_call(request: Request) -> Response:
    """Somebody calls staff, whatever stands on the screen."""
    kiosk = await kiosk_of(request)
    await request.app.state.db.write(help_wanted.call_staff, kiosk.office, now=now_of(request))
    return see_other(request, "kiosk_called")


async def called(request: Request) -> Response:
    """Staff are on their way."""
    return await screen(request, await kiosk_of(request), "door/kiosk/called.html")


async def create_help(request: Request) -> Response:
    """Somebody with a number asks for the guard."""
    kiosk = await kiosk_of(request)
    form = await form_of(request, HelpForm)
    answer = await request.app.state.db.write(
        steps.ask_for_help,
        kiosk.office,
        form.of,
        form.nonce,
        priority=form.priority,
        by=kiosk.by,
        now=now_of(request),
    )
    return see_other(request, "kiosk", answer=answer.key)


async def create_print(request: Request) -> Response:
    """The office's printer prints the number on the screen. Raises PaperOut, PrinterUnavailable with the number."""
    kiosk = await kiosk_of(request)
    form = await form_of(request, AnswerForm)
    said: DoorAnswer = await request.app.state.db.read(steps.own_answer, kiosk.office, form.of, now_of(request))
    if not kiosk.office.printer:
        raise TicketUnknown(ticket="-")
    await _print(request, kiosk, said.ticket or "", by_pass=said.by_pass)
    return see_other(request, "kiosk", answer=form.of, printed="1")


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands where the answers stand; of who would leave, prove something or begin, where they typed."""
    begins = request.method == "POST" and request.url.path == request.url_for("kiosk_begin").path
    return await (_refused_start if begins else _refused)(request, refusal)


@in_place(staff_at("door"))
async def _refused_start(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    return await _start(request, staff, refusal)


async def _start(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    """Whether this screen is to be a kiosk, and how it is called."""
    name = getattr(request.state, "name", None)
    if name is None:
        name = await request.app.state.db.read(devices.name_for, staff.office, PLACE, maker_of(request, staff, PLACE))
    return staff_page(request, staff, "door/kiosk/start.html", refusal, name=name, longest=devices.LONGEST_NAME)


@in_place(kiosk_of)
async def _refused(request: Request, kiosk: Kiosk, refusal: Refusal) -> Response:
    leaves = isinstance(refusal, SignInWrong) or request.url.path == request.url_for("kiosk_end").path
    if isinstance(refusal, ProofNeeded) and hasattr(request.state, "of"):
        found = await _refuse_over(request, kiosk, request.state.of)
        return await screen(request, kiosk, "door/kiosk/answer.html", found, status=refusal.status, fault=refusal)
    status, body = answers.of_refusal(refusal, now_of(request))
    template = "door/kiosk/leaving.html" if leaves else "door/kiosk/answer.html"
    answer, name = KioskAnswer(answers.read(body)), getattr(request.state, "name", "")
    if request.url.path == request.url_for("kiosk_code").path:
        return await code_screen(request, kiosk, answer, status=status)
    return await screen(request, kiosk, template, answer, status=status, name=name)


async def _answer(request: Request, kiosk: Kiosk, asked: Asked, nonce: str) -> DoorAnswer:
    """Answer a scan; what is typed, and numbers that are taken, are counted, since nobody sees who does it."""
    throttle: Throttle = request.app.state.throttle
    who = str(kiosk.device_id)
    if codes.read(asked.text) is None:
        await throttle.take("kiosk_numbers" if asked.service else "kiosk_typed", who)
    await throttle.take("kiosk", who)
    try:
        answer: DoorAnswer = await request.app.state.db.write(
            scans.scan, kiosk.office, asked, nonce, by=kiosk.by, now=now_of(request)
        )
    except Refusal:
        await throttle.give_back("kiosk", who)
        raise
    if answer.kind not in UNKNOWN:
        await throttle.give_back("kiosk", who)
    return answer


async def _refuse_unproven(request: Request, said: DoorAnswer, proof: str) -> None:
    """Guesses at one visit are counted, whatever kiosk they come from. Raises ProofNeeded, ProofWrong, TooManyTries."""
    about = f"visit {said.booking}" if said.booking else f"document {said.document}"
    look_up = partial(request.app.state.db.read, steps.refuse_unproven, said, proof)
    await tried(request, "kiosk_proof", look_up, failures=(ProofWrong,), who=about)


async def _refuse_over(request: Request, kiosk: Kiosk, of: str) -> KioskAnswer:
    """The answer on the screen. Raises TicketUnknown where it is no longer anybody's."""
    found: KioskAnswer | None = await request.app.state.db.read(steps.answer_here, kiosk.office, of, now_of(request))
    if found is None:
        raise TicketUnknown(ticket="-")
    return found


async def _print(request: Request, kiosk: Kiosk, number: str, *, by_pass: bool = False) -> None:
    """Print a number, with its pass for whoever has shown that, and of a visit that was made here: who typed the number
    of one that was booked at home has the pass there, or is somebody else.
    """
    slip = await request.app.state.db.read(view.slip_of, kiosk.office, number, now_of(request))
    await prints.print_number(request, kiosk.office, slip, with_pass=by_pass or slip.slot is None)


ROUTES: list[BaseRoute] = [
    Route(PATH, page, name="kiosk"),
    Route(PATH, begin, methods=["POST"], name="kiosk_begin"),
    Route(f"{PATH}/beats", beat, methods=["POST"], name="kiosk_beats"),
    Route(f"{PATH}/qr", with_qr, name="kiosk_qr"),
    Route(f"{PATH}/number", typing, name="kiosk_typing"),
    Route(f"{PATH}/nothing", with_nothing, name="kiosk_nothing"),
    Route(f"{PATH}/calls", called, name="kiosk_called"),
    Route(f"{PATH}/calls", create_call, methods=["POST"], name="kiosk_calls"),
    Route(f"{PATH}/voice", voice.spoken, name="kiosk_voice"),
    Route(f"{PATH}/end", leaving, name="kiosk_leaving"),
    Route(f"{PATH}/end", end, methods=["POST"], name="kiosk_end"),
    Route(f"{PATH}/end/code", ask_code, name="kiosk_code"),
    Route(f"{PATH}/end/code", end_by_code, methods=["POST"], name="kiosk_end_by_code"),
    Route(f"{PATH}/scans", create_scan, methods=["POST"], name="kiosk_scans"),
    Route(f"{PATH}/walk-ins", create_walk_in, methods=["POST"], name="kiosk_walk_ins"),
    Route(f"{PATH}/moves", create_move, methods=["POST"], name="kiosk_moves"),
    Route(f"{PATH}/people", set_people, methods=["POST"], name="kiosk_people"),
    Route(f"{PATH}/help", create_help, methods=["POST"], name="kiosk_help"),
    Route(f"{PATH}/prints", create_print, methods=["POST"], name="kiosk_prints"),
]
