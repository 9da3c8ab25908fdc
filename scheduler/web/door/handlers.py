"""The door's pages and forms: load, one step, a template."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain import codes
from scheduler.domain.errors import Invalid, PassUnknown, Refusal
from scheduler.flow import lobby
from scheduler.flow.invitations import pass_of
from scheduler.web import qr
from scheduler.web.access import Throttle, staff_of
from scheduler.web.door import answers, scans, view
from scheduler.web.door.scans import Asked
from scheduler.web.forms import form_of
from scheduler.web.problems import sentence
from scheduler.web.staff import Line, NonceForm, Number, actor, in_place, new_nonce, now_of, see_other
from scheduler.web.wording import Wording

GUESSES = 120
"""Unknown numbers of five digits that one member of staff may try in a quarter of an hour."""


class ScanForm(NonceForm):
    """A pass code, a nomor jadwal, a number of today or a registration number; or the answer it goes on from."""

    text: Line = ""
    of: Line = ""
    early: bool = False


class WalkInForm(NonceForm):
    service: Line


class MoveForm(NonceForm):
    of: Line
    slot: Number


class CorrectionForm(NonceForm):
    ticket: Line
    people: Number | None = None
    priority: bool | None = None
    escort: bool | None = None


class ChangeForm(NonceForm):
    by: Literal["1", "-1"]


class CountForm(NonceForm):
    people: Number
    reason: Line = ""


async def page(request: Request) -> Response:
    """The screen; `?answer=` is the nonce of the scan whose answer stands there."""
    staff = await staff_of(request, "door")
    nonce = request.query_params.get("answer", "").replace("\0", "")
    return _rendered(request, await request.app.state.db.read(view.door_page, staff.office, nonce, now_of(request)))


async def create_scan(request: Request) -> Response:
    """Somebody showed something."""
    form = await form_of(request, ScanForm)
    if not form.text and not form.of:
        raise Invalid(errors={"text": "missing"})
    return await _answered(request, Asked(form.text, form.of, form.early), form.nonce)


async def create_walk_in(request: Request) -> Response:
    """A number for a queue in which nothing is handed over."""
    form = await form_of(request, WalkInForm)
    return await _answered(request, Asked(service=form.service), form.nonce)


async def move_to_today(request: Request) -> Response:
    """Somebody came on the wrong day and takes a free time of today; then they are scanned as if they had just come."""
    staff = await staff_of(request, "door")
    form = await form_of(request, MoveForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    code = await request.app.state.db.write(scans.fit_in_today, staff.office, form.of, form.slot, **facts)
    return await _answered(request, Asked(text=code), form.nonce)


async def create_correction(request: Request) -> Response:
    """One tap on how many came, that they go first, or that somebody goes to them."""
    staff = await staff_of(request, "door")
    form = await form_of(request, CorrectionForm)
    answer = await request.app.state.db.write(
        scans.correct, staff.office, form.ticket, form.nonce,
        people=form.people, priority=form.priority, escort=form.escort, by=actor(staff), now=now_of(request),
    )  # fmt: skip
    return see_other(request, "door", answer=answer.key)


async def create_change(request: Request) -> Response:
    """One person more or less who has no number."""
    staff = await staff_of(request, "door")
    form = await form_of(request, ChangeForm)
    await request.app.state.db.write(
        scans.change, staff.office, int(form.by), form.nonce, by=actor(staff), now=now_of(request)
    )
    return see_other(request, "door")


async def create_count(request: Request) -> Response:
    """Counted again: so many are inside."""
    staff = await staff_of(request, "door")
    form = await form_of(request, CountForm)
    facts = {"reason": form.reason, "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(lobby.recount, staff.office, form.people, **facts)
    return see_other(request, "door")


async def slip(request: Request) -> Response:
    """A number on paper, with the same QR as on the phone."""
    staff = await staff_of(request, "door")
    found = await request.app.state.db.read(view.slip_of, staff.office, request.path_params["number"], now_of(request))
    picture = qr.svg(pass_of(found.booking))
    response: Response = request.app.state.pages.render(
        request, "door/slip.html", zone=staff.office.timezone, slip=found, picture=picture, now=now_of(request)
    )
    return response


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands where the answers stand."""
    staff = await in_place(request, refusal, lambda: staff_of(request, "door"))
    if isinstance(staff, Response):
        return staff
    now = now_of(request)
    status, body = answers.of_refusal(refusal, now)
    page = await request.app.state.db.read(view.page_with, staff.office, answers.read(body), now)
    return _rendered(request, page, status)


async def _answered(request: Request, asked: Asked, nonce: str) -> Response:
    """Answer a scan; guesses at numbers of five digits are counted against who makes them."""
    staff = await staff_of(request, "door")
    throttle: Throttle = request.app.state.throttle
    guess = codes.read_short(asked.text) is not None
    if guess:
        await throttle.refuse("short", str(staff.staff_id), GUESSES)
    answer = await request.app.state.db.write(
        scans.scan, staff.office, asked, nonce, by=actor(staff), now=now_of(request)
    )
    if guess and answer.kind == PassUnknown.code:
        await throttle.count("short", str(staff.staff_id), GUESSES)
    return see_other(request, "door", answer=answer.key)


def _rendered(request: Request, page: view.DoorPage, status: int = 200) -> Response:
    def told(answer: answers.DoorAnswer, say: Wording) -> str:
        return sentence(answer.refusal, say)

    response: Response = request.app.state.pages.render(
        request, "door/page.html", status=status, zone=page.office.timezone,
        page=page, told=told, nonce=new_nonce, now=now_of(request),
    )  # fmt: skip
    return response


ROUTES: list[BaseRoute] = [
    Route("/door", page, name="door"),
    Route("/door/scans", create_scan, methods=["POST"], name="door_scans"),
    Route("/door/walk-ins", create_walk_in, methods=["POST"], name="door_walk_ins"),
    Route("/door/moves", move_to_today, methods=["POST"], name="door_moves"),
    Route("/door/corrections", create_correction, methods=["POST"], name="door_corrections"),
    Route("/door/changes", create_change, methods=["POST"], name="door_changes"),
    Route("/door/counts", create_count, methods=["POST"], name="door_counts"),
    Route("/door/slips/{number}", slip, name="door_slip"),
]
