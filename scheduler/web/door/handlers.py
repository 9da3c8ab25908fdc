"""The door's pages and forms: load, one step, a template."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.domain.text import codes
from scheduler.flow.screens.devices import TABLET
from scheduler.flow.staff import SignedIn
from scheduler.web.door import hall, leaving
from scheduler.web.door.forms import (
    CorrectionForm,
    DepartureForm,
    DoorForm,
    MoveForm,
    ScanForm,
    UndoForm,
    WalkInForm,
)
from scheduler.web.door.offline import offline_script, waiting_page
from scheduler.web.door.shared import answers, scans, view
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.door.shared.devices import Beats, keep_key, key_of
from scheduler.web.door.shared.scans import Asked
from scheduler.web.shared.forms import clean, form_of
from scheduler.web.shared.live import keep_live
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import new_nonce
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

REASONS = (
    N_("Hitungan rutin"),
    N_("Ada yang masuk tanpa tercatat"),
    N_("Ada yang keluar tanpa tercatat"),
    N_("Setelah gangguan"),
)
"""Why people are counted again; whatever else it is, the guard writes."""


async def page(request: Request) -> Response:
    """The screen; `?answer=` is the nonce of the scan whose answer stands there, `&printed=` its number on paper."""
    staff = await staff_of(request, "door")
    nonce, printed = (clean(request.query_params.get(name, "")) for name in ("answer", "printed"))
    found = await request.app.state.db.read(view.door_page, staff.office, nonce, now_of(request))
    response = rendered(request, found, printed=printed)
    key = key_of(request, TABLET)
    if key and not request.headers.get("HX-Request"):
        keep_key(request, response, TABLET, key)  # as long again as browsers keep it
    return response


async def live(websocket: WebSocket) -> None:
    """That something changed in the hall, by a socket, as it changes: the page looks then."""
    await keep_live(websocket, "door", _version)


async def create_scan(request: Request) -> Response:
    """Somebody showed something."""
    form = await form_of(request, ScanForm)
    if not form.text and not form.of:
        raise Invalid(errors={"text": "missing"})
    return await answered(request, Asked(form.text, form.of, form.early), form.nonce, form)


async def create_walk_in(request: Request) -> Response:
    """A number for a queue in which nothing is handed over."""
    form = await form_of(request, WalkInForm)
    return await answered(request, Asked(service=form.service), form.nonce, form)


async def create_move(request: Request) -> Response:
    """Somebody takes a free time they were offered: who came on the wrong day, or without a booking on a full one."""
    staff = await staff_of(request, "door")
    form = await form_of(request, MoveForm)
    answer = await request.app.state.db.write(
        scans.move_to, staff.office, form.of, form.slot, form.nonce, by=actor(staff), now=now_of(request)
    )
    return see_other(request, "door", answer=answer.key)


async def create_correction(request: Request) -> Response:
    """One tap on how many came, that they go first, or that somebody goes to them."""
    staff = await staff_of(request, "door")
    form = await form_of(request, CorrectionForm)
    now = now_of(request)
    form.refuse_old(staff.office, now)
    answer = await request.app.state.db.write(
        scans.correct,
        staff.office,
        form.ticket,
        form.nonce,
        people=form.people,
        priority=form.priority,
        escort=form.escort,
        by=actor(staff),
        now=now,
    )
    return see_other(request, "door", answer=answer.key)


async def create_departure(request: Request) -> Response:
    """Somebody with a number goes home; asked once more before the visit ends."""
    staff = await staff_of(request, "door")
    form = await form_of(request, DepartureForm)
    if not form.text and not form.of:
        raise Invalid(errors={"text": "missing"})
    now, asked = now_of(request), Asked(form.text, form.of)
    form.refuse_old(staff.office, now)
    answer = await _step_counted(request, staff, leaving.depart, asked, form.nonce, sure=form.sure, now=now)
    return see_other(request, "door", answer=answer.key)


async def create_undo(request: Request) -> Response:
    """Somebody has not gone home after all."""
    staff = await staff_of(request, "door")
    form = await form_of(request, UndoForm)
    now = now_of(request)
    form.refuse_old(staff.office, now)
    answer = await request.app.state.db.write(
        leaving.undo_departure, staff.office, form.of, form.nonce, by=actor(staff), now=now
    )
    return see_other(request, "door", answer=answer.key)


@in_place(staff_at("door"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands where the answers stand."""
    now = now_of(request)
    status, body = answers.of_refusal(refusal, now)
    page = await request.app.state.db.read(view.page_with, staff.office, answers.read(body), now)
    return rendered(request, page, status)


async def answered(request: Request, asked: Asked, nonce: str, form: DoorForm | None = None) -> Response:
    """Answer a scan; guesses at numbers of five digits are counted against who makes them.

    form: says how long ago the scan was, where it was kept in the browser.
    """
    staff = await staff_of(request, "door")
    now = now_of(request)
    if form is not None:
        form.refuse_old(staff.office, now)
        asked = replace(asked, seen_at=form.seen_at(now))
    answer = await _step_counted(request, staff, scans.scan, asked, nonce, now=now)
    return see_other(request, "door", answer=answer.key)


async def _step_counted(
    request: Request,
    staff: SignedIn,
    step: Callable[..., DoorAnswer],
    asked: Asked,
    nonce: str,
    *,
    now: datetime,
    **facts: Any,
) -> DoorAnswer:
    """Take a step about what was shown; a number of five digits that nobody has is counted. Raises TooManyTries."""
    state, who = request.app.state, str(staff.staff_id)
    guess = codes.read_short(asked.text) is not None
    if guess:
        await state.throttle.refuse("short", who)
    answer: DoorAnswer = await state.db.write(step, staff.office, asked, nonce, by=actor(staff), now=now, **facts)
    if guess and answer.kind == PassUnknown.code:
        state.throttle.count("short", who)
    return answer


def rendered(request: Request, page: view.DoorPage, status: int = 200, *, printed: str = "") -> Response:
    """The screen. printed: the number that has just come out of the printer."""

    def told(answer: answers.DoorAnswer, say: Wording) -> str:
        return sentence(answer.refusal, say)

    now = now_of(request)
    return render(
        request,
        "door/page.html",
        status=status,
        about=page.office,
        page=page,
        told=told,
        nonce=new_nonce,
        now=now,
        reasons=REASONS,
        sentence=sentence,
        printed=printed,
        beats=Beats(request.url_for("door_beats").path, now) if key_of(request, TABLET) else None,
    )


async def _version(websocket: WebSocket, staff: SignedIn) -> str:
    """What tells one board of the office from another."""
    newest = websocket.app.state.boards.newest(staff.office.code)
    return f"{newest[0]} {newest[1]}" if newest else "-"


ROUTES: list[BaseRoute] = [
    Route("/door", page, name="door"),
    WebSocketRoute("/door/live", live, name="door_live"),
    Route("/door/scans", create_scan, methods=["POST"], name="door_scans"),
    Route("/door/walk-ins", create_walk_in, methods=["POST"], name="door_walk_ins"),
    Route("/door/moves", create_move, methods=["POST"], name="door_moves"),
    Route("/door/corrections", create_correction, methods=["POST"], name="door_corrections"),
    Route("/door/departures", create_departure, methods=["POST"], name="door_departures"),
    Route("/door/undos", create_undo, methods=["POST"], name="door_undos"),
    *hall.ROUTES,
    Route("/door/offline.js", offline_script, name="door_offline_script"),
    Route("/door/waiting", waiting_page, name="door_waiting"),
]
