"""Visits that staff book, move and cancel for citizens who have no phone at hand: at the counter or by telephone."""

from collections.abc import Awaitable
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeVar

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain import codes
from scheduler.domain.errors import AlreadyBooked, DocumentUnknown, PassUnknown, Refusal, Unknown
from scheduler.flow.access import SignedIn
from scheduler.flow.day import today_of
from scheduler.flow.invitations import pass_of
from scheduler.web import qr
from scheduler.web.access import looked_up, staff_of
from scheduler.web.booking.chooser import Wish
from scheduler.web.booking.form import LARGEST_ID, BookingForm
from scheduler.web.forms import form_of
from scheduler.web.nearest import to_page_above
from scheduler.web.office import bookings_steps, bookings_view
from scheduler.web.problems import sentence
from scheduler.web.staff import Line, NonceForm, Number, actor, in_place, now_of
from scheduler.web.wording import Wording

log = structlog.get_logger()
T = TypeVar("T")

GUESSES = 120
"""Numbers that do not exist, from one member of staff within a quarter of an hour."""
PAPERS = ("a6", "roll")
FURTHEST = timedelta(days=3_660)
"""How far from today a day's list may be asked for."""


class SearchForm(NonceForm):
    text: Line


class MoveForm(NonceForm):
    slot: Number


async def index(request: Request) -> Response:
    """The field to look for a visit; `?q=` is a registration number that another page leads here with."""
    staff = await staff_of(request, "documents")
    wanted = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    return await _search(request, staff, wanted) if wanted else _searching(request, staff)


async def search(request: Request) -> Response:
    """A registration number, a nomor jadwal or a scanned pass, which is a secret and stays out of addresses."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, SearchForm)
    return await _search(request, staff, form.text)


async def _search(request: Request, staff: SignedIn, wanted: str) -> Response:
    """To the visit that a number leads to, or to booking one."""
    log.info("visit_looked_for", by=actor(staff))
    now = now_of(request)
    look_up = request.app.state.db.read(bookings_view.found_by, staff.office, wanted, now=now)
    found = await _counted(request, staff, look_up)
    if found.short is not None:
        return _to_visit(request, found.short)
    return RedirectResponse(request.url_for("booking_for", document=found.document_id).path, 303)


async def choose(request: Request) -> Response:
    """Days and times for a document that nobody has booked yet; for one that is booked, its visit."""
    staff = await staff_of(request, "documents")
    return await _choosing(request, staff)


async def create(request: Request) -> Response:
    """Book on behalf, by the rules that hold for citizens."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, BookingForm)
    short = await request.app.state.db.write(
        bookings_steps.book_for, staff.office, _document(request), form, by=actor(staff), now=now_of(request)
    )
    return _to_visit(request, short, done=True)


async def visit(request: Request) -> Response:
    """One visit, and what may be done with it."""
    staff = await staff_of(request, "documents")
    return await _visit(request, staff)


async def choose_again(request: Request) -> Response:
    """Days and times to move a visit to."""
    staff = await staff_of(request, "documents")
    return await _moving(request, staff)


async def move(request: Request) -> Response:
    """Another time for the same visit; pass, QR and nomor jadwal stay."""
    staff = await staff_of(request, "documents")
    form, short = await form_of(request, MoveForm), _short(request)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(bookings_steps.move_for, staff.office, short, form.slot, **facts)
    return _to_visit(request, short, done=True)


async def cancel(request: Request) -> Response:
    """The visit is given up; its documents stay."""
    staff = await staff_of(request, "documents")
    await form_of(request, NonceForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(bookings_steps.cancel_for, staff.office, _short(request), **facts)
    return _to_visit(request, _short(request))


async def slip(request: Request) -> Response:
    """The visit on paper: A6, or a roll of 80 mm with `?paper=roll`."""
    staff = await staff_of(request, "documents")
    look_up = request.app.state.db.read(bookings_view.visit_of, staff.office, _short(request))
    found = await _counted(request, staff, look_up)
    if not found.has_slip:
        raise PassUnknown
    asked = request.query_params.get("paper", "")
    return _rendered(
        request, staff, "office/slip.html",
        visit=found, picture=qr.svg(pass_of(found.booking)), paper=asked if asked in PAPERS else PAPERS[0],
    )  # fmt: skip


async def today(request: Request) -> Response:
    """Who is expected on a day, to print: for the day on which the power fails."""
    staff = await staff_of(request, "documents")
    day = today_of(staff.office, now_of(request))
    with suppress(ValueError):
        asked = date.fromisoformat(request.query_params.get("day", ""))
        day = asked if abs(asked - day) <= FURTHEST else day
    found = await request.app.state.db.read(bookings_view.appointments_on, staff.office, day)
    return _rendered(request, staff, "office/appointments.html", day=day, appointments=found)


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above what it was about; a visit that is booked already is shown."""
    staff = await in_place(request, refusal, lambda: staff_of(request, "documents"))
    if isinstance(staff, Response):
        return staff
    name = getattr(request.scope.get("endpoint"), "__name__", "")
    if not isinstance(refusal, Unknown):
        try:
            match name:
                case "create" if isinstance(refusal, AlreadyBooked):
                    return await _choosing(request, staff)
                case "create":
                    return await _choosing(request, staff, refusal)
                case "move":
                    return await _moving(request, staff, refusal)
                case "cancel":
                    return await _visit(request, staff, refusal)
        except Refusal as second:
            return _searching(request, staff, second)
    return _searching(request, staff, refusal)


async def _choosing(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    wish, document = Wish.of(request.query_params.get("day"), request.query_params.get("days")), _document(request)
    found = await request.app.state.db.read(bookings_view.to_book, staff.office, document, wish, now=now_of(request))
    if found.booked is not None:
        return _to_visit(request, found.booked)
    here = request.url_for("booking_for", document=document).path
    return _rendered(
        request, staff, "office/book.html", refusal,
        visit=found, page=found.page, chooser=found.page.chooser, here=here, action=here, wish=wish,
    )  # fmt: skip


async def _moving(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    wish, short = Wish.of(request.query_params.get("day"), request.query_params.get("days")), _short(request)
    look_up = request.app.state.db.read(bookings_view.to_move, staff.office, short, wish, now=now_of(request))
    found, chooser = await _counted(request, staff, look_up)
    here = request.url_for("booked_slot", short=codes.written_short(short)).path
    return _rendered(request, staff, "office/move.html", refusal, visit=found, chooser=chooser, here=here, wish=wish)


async def _visit(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    look_up = request.app.state.db.read(bookings_view.visit_of, staff.office, _short(request))
    found = await _counted(request, staff, look_up)
    done = refusal is None and "done" in request.query_params
    return _rendered(request, staff, "office/visit.html", refusal, visit=found, done=done)


def _searching(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    wanted = request.query_params.get("q", "").replace("\0", "").strip()[:200]
    return _rendered(request, staff, "office/bookings.html", refusal, wanted=wanted)


async def _counted(request: Request, staff: SignedIn, look_up: Awaitable[T]) -> T:
    """Numbers that do not exist count against who tries them. Raises TooManyTries."""
    return await looked_up(request, "short", look_up, failures=(Unknown,), most=GUESSES, who=str(staff.staff_id))


def _document(request: Request) -> int:
    found: int = request.path_params["document"]
    if found > LARGEST_ID:
        raise DocumentUnknown
    return found


def _short(request: Request) -> int:
    short = codes.read_short(request.path_params["short"])
    if short is None:
        raise PassUnknown
    return short


def _to_visit(request: Request, short: int, *, done: bool = False) -> Response:
    path = request.url_for("booked_visit", short=codes.written_short(short)).path
    return RedirectResponse(f"{path}?done=1" if done else path, 303)


def _rendered(
    request: Request, staff: SignedIn, template: str, refusal: Refusal | None = None, **context: object
) -> Response:
    def told(say: Wording) -> str:
        return sentence(refusal, say) if refusal else ""

    response: Response = request.app.state.pages.render(
        request, template, status=refusal.status if refusal else 200, zone=staff.office.timezone,
        staff=staff, told=told, now=now_of(request), **context,
    )  # fmt: skip
    return response


ROUTES: list[BaseRoute] = [
    Route("/office/bookings", index, name="bookings"),
    Route("/office/bookings/searches", search, methods=["POST"], name="booking_searches"),
    Route("/office/bookings/searches", to_page_above),
    Route("/office/bookings/today", today, name="appointments"),
    Route("/office/bookings/of/{document:int}", choose, name="booking_for"),
    Route("/office/bookings/of/{document:int}", create, methods=["POST"], name="new_booking"),
    Route("/office/bookings/{short}", visit, name="booked_visit"),
    Route("/office/bookings/{short}/slot", choose_again, name="booked_slot"),
    Route("/office/bookings/{short}/slot", move, methods=["POST"], name="new_slot"),
    Route("/office/bookings/{short}/cancellation", cancel, methods=["POST"], name="booked_cancellation"),
    Route("/office/bookings/{short}/slip", slip, name="booked_slip"),
]
