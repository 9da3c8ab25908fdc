"""Visits that staff book, move and cancel for citizens who have no phone at hand: at the counter or by telephone."""

from datetime import timedelta
from functools import partial

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.booking import AlreadyBooked, PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import Invalid, Refusal, Unknown
from scheduler.domain.text import codes
from scheduler.domain.text.dates import read_date
from scheduler.flow.core.local_time import today_of
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.staff import SignedIn
from scheduler.web.office.booking.appointments_view import appointments_on
from scheduler.web.office.booking.pages import (
    choosing,
    counted,
    moving,
    one_visit,
    rendered,
    searching,
    short_of,
    to_visit,
)
from scheduler.web.shared import qr
from scheduler.web.shared.booking import on_behalf, on_behalf_view
from scheduler.web.shared.booking.answers import answers_refused, to_show_again
from scheduler.web.shared.booking.form import BookingForm
from scheduler.web.shared.forms import asked_for, form_of, id_in_path
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at

log = structlog.get_logger()

PAPERS = ("a6", "a4", "roll")
FURTHEST = timedelta(days=3_660)
"""How far from today a day's list may be asked for."""


class SearchForm(NonceForm):
    text: Line


class MoveForm(NonceForm):
    slot: Number


async def index(request: Request) -> Response:
    """The field to look for a visit; `?q=` is a registration number that another page leads here with."""
    staff = await staff_of(request, "documents")
    wanted = asked_for(request)
    return await _search(request, staff, wanted) if wanted else searching(request, staff)


async def search(request: Request) -> Response:
    """A registration number, a nomor jadwal or a scanned pass, which is a secret and stays out of addresses."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, SearchForm)
    return await _search(request, staff, form.text)


async def _search(request: Request, staff: SignedIn, wanted: str) -> Response:
    """To the visit that a number leads to, or to booking one."""
    log.info("visit_looked_for", by=actor(staff))
    now = now_of(request)
    look_up = partial(request.app.state.db.read, on_behalf_view.found_by, staff.office, wanted, now=now)
    found = await counted(request, staff, look_up)
    if found.several:
        return searching(request, staff, wanted=wanted, several=found.several)
    if found.short is not None:
        return to_visit(request, found.short)
    return RedirectResponse(request.url_for("booking_for", document=found.document_id).path, 303)


async def choose(request: Request) -> Response:
    """Days and times for a document that nobody has booked yet; for one that is booked, its visit."""
    staff = await staff_of(request, "documents")
    return await choosing(request, staff)


async def create(request: Request) -> Response:
    """Book on behalf, by the rules that hold for citizens. What cannot be taken is shown again."""
    staff = await staff_of(request, "documents")
    answers = await to_show_again(request)
    if answers is not None and answers.faults:
        raise Invalid(errors=answers.faults, typed=True)
    if answers is not None:
        return await choosing(request, staff, answers=answers)
    form = await form_of(request, BookingForm)
    made = await request.app.state.db.write(
        on_behalf.book_for,
        staff.office,
        id_in_path(request, DocumentUnknown, "document"),
        form,
        by=actor(staff),
        now=now_of(request),
    )
    return to_visit(request, made.short, done=True)


async def invite(request: Request) -> Response:
    """A document is booked for before its turn, since its people are here and something is kept for them."""
    staff = await staff_of(request, "documents")
    await form_of(request, NonceForm)
    document = id_in_path(request, DocumentUnknown, "document")
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(on_behalf.invite_for_reserved, staff.office, document, **facts)
    return RedirectResponse(request.url_for("booking_for", document=document).path, 303)


async def visit(request: Request) -> Response:
    """One visit, and what may be done with it."""
    staff = await staff_of(request, "documents")
    return await one_visit(request, staff)


async def choose_again(request: Request) -> Response:
    """Days and times to move a visit to."""
    staff = await staff_of(request, "documents")
    return await moving(request, staff)


async def move(request: Request) -> Response:
    """Another time for the same visit; pass, QR and nomor jadwal stay."""
    staff = await staff_of(request, "documents")
    form, short = await form_of(request, MoveForm), short_of(request)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(on_behalf.move_for, staff.office, short, form.slot, **facts)
    return to_visit(request, short, done=True)


async def cancel(request: Request) -> Response:
    """The visit is given up; its documents stay."""
    staff = await staff_of(request, "documents")
    await form_of(request, NonceForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(on_behalf.cancel_for, staff.office, short_of(request), **facts)
    return to_visit(request, short_of(request))


async def slip(request: Request) -> Response:
    """The visit on paper: A6, with `?paper=` the same on A4, or a roll of 80 mm."""
    staff = await staff_of(request, "documents", changes=True)
    look_up = partial(request.app.state.db.read, on_behalf_view.visit_of, staff.office, short_of(request))
    found = await counted(request, staff, look_up)
    if not found.has_slip:
        raise PassUnknown
    asked = request.query_params.get("paper", "")
    return rendered(
        request,
        staff,
        "office/booking/slip.html",
        visit=found,
        picture=qr.svg(pass_of(found.booking)),
        paper=asked if asked in PAPERS else PAPERS[0],
        back=request.url_for("booked_visit", short=codes.written_short(found.booking.short)).path,
    )


async def today(request: Request) -> Response:
    """Who is expected on a day, to print: for the day on which the power fails."""
    staff = await staff_of(request, "documents")
    day = today_of(staff.office, now_of(request))
    asked = read_date(request.query_params.get("day", ""))
    if asked is not None and abs(asked - day) <= FURTHEST:
        day = asked
    found = await request.app.state.db.read(appointments_on, staff.office, day)
    return rendered(request, staff, "office/booking/appointments.html", day=day, appointments=found)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above what it was about; a visit that is booked already is shown."""
    name = getattr(request.scope.get("endpoint"), "__name__", "")
    if not isinstance(refusal, Unknown):
        try:
            match name:
                case "create" if isinstance(refusal, AlreadyBooked):
                    return await choosing(request, staff)
                case "create":
                    return await choosing(request, staff, refusal, await answers_refused(request, refusal))
                case "move":
                    return await moving(request, staff, refusal)
                case "cancel":
                    return await one_visit(request, staff, refusal)
        except Refusal as second:
            return searching(request, staff, second)
    return searching(request, staff, refusal)


ROUTES: list[BaseRoute] = [
    Route("/office/bookings", index, name="bookings"),
    Route("/office/bookings/searches", search, methods=["POST"], name="booking_searches"),
    Route("/office/bookings/searches", to_page_above),
    Route("/office/bookings/today", today, name="appointments"),
    Route("/office/bookings/of/{document:int}", choose, name="booking_for"),
    Route("/office/bookings/of/{document:int}", create, methods=["POST"], name="new_booking"),
    Route("/office/bookings/of/{document:int}/invitation", invite, methods=["POST"], name="booking_invitation"),
    Route("/office/bookings/{short}", visit, name="booked_visit"),
    Route("/office/bookings/{short}/slot", choose_again, name="booked_slot"),
    Route("/office/bookings/{short}/slot", move, methods=["POST"], name="new_slot"),
    Route("/office/bookings/{short}/cancellation", cancel, methods=["POST"], name="booked_cancellation"),
    Route("/office/bookings/{short}/slip", slip, name="booked_slip"),
]
