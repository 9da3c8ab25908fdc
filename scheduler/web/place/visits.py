"""Visits that a place books, moves, prints and gives up for its people."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Booking
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.domain.text import codes
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.place import steps, view
from scheduler.web.place.desk import Desk, address, counted, desk_of, drawn, short_of, to_visit
from scheduler.web.shared import qr
from scheduler.web.shared.booking.answers import Answers, answers_of, to_show_again
from scheduler.web.shared.booking.chooser import Wish
from scheduler.web.shared.booking.form import BookingForm
from scheduler.web.shared.forms import Form, form_of, id_in_path
from scheduler.web.shared.staff.fields import Number
from scheduler.web.shared.staff.pages import now_of

PAPERS = ("a4", "a6", "roll")


class MoveForm(Form):
    slot: Number


class NothingForm(Form):
    """A form that says no more than that it was sent."""


async def choose(request: Request) -> Response:
    """Days and times for a document that was shown; where the place has booked it already, its visit."""
    return await choosing(request, await desk_of(request))


async def create(request: Request) -> Response:
    """Book for whoever stands there, by the rules of the office's own desk. What cannot be taken is shown again."""
    desk = await desk_of(request)
    answers = await to_show_again(request)
    if answers is not None and answers.faults:
        raise Invalid(errors=answers.faults, typed=True)
    if answers is not None:
        return await choosing(request, desk, answers=answers)
    form = await form_of(request, BookingForm)
    document, facts = id_in_path(request, DocumentUnknown, "document"), {"by": desk.by, "now": now_of(request)}
    made = await request.app.state.db.write(steps.book_at, desk.office, desk.place, document, form, **facts)
    return to_visit(request, desk, made.short, done="booked")


async def invite(request: Request) -> Response:
    """What was shown may be booked for before its turn, since its people are here and something is kept for them."""
    desk = await desk_of(request)
    await form_of(request, NothingForm)
    document, facts = id_in_path(request, DocumentUnknown, "document"), {"by": desk.by, "now": now_of(request)}
    await request.app.state.db.write(steps.invite_at, desk.office, desk.place, document, **facts)
    return RedirectResponse(address(request, desk, "place_document", document=document), 303)


async def coming(request: Request) -> Response:
    """What the place booked and is still to come."""
    return await listing(request, await desk_of(request))


async def visit(request: Request) -> Response:
    """One visit of the place, and what may be done with it."""
    return await one_visit(request, await desk_of(request))


async def choose_again(request: Request) -> Response:
    """Days and times to move a visit to."""
    return await moving(request, await desk_of(request))


async def move(request: Request) -> Response:
    """Another time for the same visit; pass, QR and nomor jadwal stay, so that its slip is still good."""
    desk = await desk_of(request)
    form, short = await form_of(request, MoveForm), short_of(request)
    facts = {"by": desk.by, "now": now_of(request)}
    await request.app.state.db.write(steps.move_at, desk.office, desk.place, short, form.slot, **facts)
    return to_visit(request, desk, short, done="moved")


async def give_up(request: Request) -> Response:
    """The visit is given up; its documents stay at the office."""
    desk = await desk_of(request)
    await form_of(request, NothingForm)
    facts = {"by": desk.by, "now": now_of(request)}
    await request.app.state.db.write(steps.give_up_at, desk.office, desk.place, short_of(request), **facts)
    return to_visit(request, desk, short_of(request), done="given_up")


async def slip(request: Request) -> Response:
    """The visit on paper, while it stands: on A4, with `?paper=` on A6 or a roll of 80 mm. Raises PassUnknown."""
    desk = await desk_of(request)
    look_up = partial(request.app.state.db.read, view.visit_page, desk.office, desk.place, short_of(request))
    found = await counted(request, desk, look_up)
    if not found.has_slip:
        raise PassUnknown
    asked = request.query_params.get("paper", "")
    return drawn(
        request,
        desk,
        "office/booking/slip.html",
        visit=found,
        picture=qr.svg(pass_of(found.booking)),
        paper=asked if asked in PAPERS else PAPERS[0],
        back=address(request, desk, "place_visit", short=codes.written_short(found.booking.short)),
    )


async def choosing(
    request: Request, desk: Desk, refusal: Refusal | None = None, answers: Answers | None = None
) -> Response:
    """Days and times for a document, with what was answered."""
    document, answers = id_in_path(request, DocumentUnknown, "document"), answers or answers_of(request)
    look_up = partial(view.to_book, fetch=answers.fetch, by=desk.by, now=now_of(request))
    found = await request.app.state.db.read(look_up, desk.office, desk.place, document, answers.wish)
    if isinstance(found, Booking):
        return to_visit(request, desk, found.short)
    here = address(request, desk, "place_document", document=document)
    return drawn(
        request,
        desk,
        "place/book.html",
        refusal,
        visit=found,
        page=found.page,
        chooser=found.page.chooser,
        here=here,
        action=here,
        shown_again=here,
        answers=answers,
        wish=answers.wish,
        choice=found.page.choice,
    )


async def moving(request: Request, desk: Desk, refusal: Refusal | None = None) -> Response:
    """Days and times to move a visit to."""
    wish, short = Wish.of(request.query_params.get("day"), request.query_params.get("days")), short_of(request)
    read, now = request.app.state.db.read, now_of(request)
    look_up = partial(read, view.to_move, desk.office, desk.place, short, wish, now=now)
    found, chooser = await counted(request, desk, look_up)
    here = address(request, desk, "place_slot", short=codes.written_short(short))
    return drawn(request, desk, "place/move.html", refusal, visit=found, chooser=chooser, here=here, wish=wish)


async def one_visit(request: Request, desk: Desk, refusal: Refusal | None = None) -> Response:
    """One visit, and what may be done with it. `?done=` is what was just done."""
    look_up = partial(request.app.state.db.read, view.visit_page, desk.office, desk.place, short_of(request))
    found = await counted(request, desk, look_up)
    done = "" if refusal else request.query_params.get("done", "")
    return drawn(request, desk, "place/visit.html", refusal, visit=found, done=done)


async def listing(request: Request, desk: Desk, refusal: Refusal | None = None) -> Response:
    """The visits of the place that are still to come."""
    found = await request.app.state.db.read(view.coming, desk.office, desk.place, now=now_of(request))
    return drawn(request, desk, "place/visits.html", refusal, coming=found, here_name="place_visits")
