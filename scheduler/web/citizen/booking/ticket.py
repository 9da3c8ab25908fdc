"""The pass: its page with the QR, and what a citizen may do with a booking without an account."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.board.pass_picture import PassWords, pass_picture
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.invitations.refusals import NothingReady
from scheduler.domain.refusals import N_, Invalid
from scheduler.domain.text import codes
from scheduler.flow.booking.adding import add
from scheduler.flow.booking.bookings import cancel, move_booking
from scheduler.flow.booking.joining import join_by_pass
from scheduler.flow.core.knowing import prove_reference
from scheduler.flow.core.limits import refuse_move
from scheduler.flow.counter.handovers import leave_by_pass
from scheduler.web.citizen.booking.invitation import waiting_paths
from scheduler.web.citizen.booking.plain_pass import PICTURE, marked_pass, plain_pass
from scheduler.web.citizen.booking.put_together import put_together
from scheduler.web.citizen.booking.ticket_page import TicketPage
from scheduler.web.citizen.booking.ticket_state import invitation_of
from scheduler.web.citizen.booking.ticket_view import changes_of, page_and_beside, ticket_page
from scheduler.web.citizen.shared.ticket_forms import AddForm, JoinForm, MoveForm, ProofForm
from scheduler.web.shared import qr
from scheduler.web.shared.booking.answers import Answers, answers_of, to_show_again
from scheduler.web.shared.booking.chooser import chooser_of
from scheduler.web.shared.booking.turns import in_turn
from scheduler.web.shared.booking.waiting_and_joining import Beside, beside_visit
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import is_fragment, render
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.staff.proven_browsers import is_known, let_know
from scheduler.web.shared.throttling import looked_up, proven
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

T = TypeVar("T")

PAGE = "citizen/booking/ticket.html"
TICKETS = "t"
"""The pages of passes, for a browser that is known there."""
FOR_A_POCKET = "private, no-cache"
"""A phone that drops the page in a pocket brings it back from its own cache, without internet; others keep nothing. Of
a visit that is over it keeps nothing either: offline.js drops its copy when it reads "no-store".
"""


async def ticket(request: Request) -> Response:
    """The page of a pass; one that asks whether what it has `seen` still holds is told so (204), or to load itself
    again (205).
    """
    plain = await put_together(request, plain_pass, marked_pass, _drawn, kept=request.app.state.drawings)
    if plain is not None:
        plain.headers["Cache-Control"] = FOR_A_POCKET
        return plain
    if (seen := request.query_params.get("seen")) is not None:
        return Response(status_code=204 if seen == (await _page_of(request)).watch else 205)
    page, beside = await _found(request, page_and_beside)
    request.state.office = page.office
    known = is_known(request, TICKETS, page.booking.code_hash)
    again = await _way_to_choose_again(request, page) if known else None
    picture = qr.svg(page.code) if page.shows_pass else None
    context = _context(request, page, beside, picture=picture, known=known) | {"again": again}
    response = render(request, PAGE, about=page.office, **context)
    response.headers["Cache-Control"] = FOR_A_POCKET if page.shows_pass else "no-store"
    return response


def _drawn(request: Request, marked: tuple[TicketPage, Beside]) -> str:
    """The whole page as text, of a visit that is ahead: it says nothing that depends on who opens it."""
    page, beside = marked
    context = _context(request, page, beside, picture=PICTURE, known=False)
    text: str = request.app.state.pages.text(request, PAGE, about=page.office, **context)
    return text


def _context(request: Request, page: TicketPage, beside: Beside, *, picture: str | None, known: bool) -> dict[str, Any]:
    """What the templates of the page ask for. known: whether the browser has proven that the pass is its own."""
    state = request.app.state
    return {
        "page": page,
        "picture": picture,
        "now": state.clock(),
        "push_key": state.push_key,
        "sentence": sentence,
        "again": None,
        "asks_digits": bool(page.papers) and not known,
        **_ways(request, page, beside),
    }


async def qr_picture(request: Request) -> Response:
    """The pass as a PNG to keep. Raises PassUnknown for one that opens nothing any more."""
    page = await _page_of(request)
    if not page.shows_pass:
        raise PassUnknown
    say = wording_of(request)
    name = f"giliran-{page.short}.png"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    picture = await asyncio.to_thread(pass_picture, page.code, _words_of(page, say))
    return Response(picture, media_type="image/png", headers=headers)


def _words_of(page: TicketPage, say: Wording) -> PassWords:
    """What stands beside the QR; of somebody in today's queue without a time only the number."""
    time = page.slot.starts_at if page.slot else None
    return PassWords(
        label=say.text(N_("Nomor jadwal")),
        number=page.short,
        day=say.day(time) if time else "",
        hour=say.clock_zone(time) if time else "",
        office=page.office.name,
    )


async def calendar_entry(request: Request) -> Response:
    """The visit as an entry for a calendar. Raises PassUnknown for one that never had a time."""
    from scheduler.web.citizen.booking.ics import calendar_of, time_of  # noqa: PLC0415 - a start need not wait for icalendar

    page = await _page_of(request)
    if time_of(page) is None:
        raise PassUnknown
    say = wording_of(request)
    state = request.app.state
    changes = await state.db.read(changes_of, page.booking.id)
    body = calendar_of(page, say, changes=changes, base_url=state.settings.base_url, now=state.clock())
    # Not "attachment": a phone that knows calendars opens its own sheet, any other browser saves the file all the same.
    headers = {"Content-Disposition": 'inline; filename="jadwal.ics"'}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


async def slot_choice(request: Request) -> Response:
    """Days and times to move the booking to. Raises IllegalStep, ChangeTooLate, ChangeLimit where that stays."""
    return await _choice_page(request, answers_of(request))


async def _choice_page(request: Request, answers: Answers) -> Response:
    """The page of other times with what was answered on it."""
    state = request.app.state
    page = await _page_of(request)
    if not page.can_change:
        raise IllegalStep(stage=page.booking.stage)
    await state.db.read(refuse_move, page.office, page.booking, now=state.clock())
    asked, booking = answers.wish, page.booking
    more = await _beside(request, page)
    beside: Beside = more["beside"]
    wish = asked if asked.day else replace(asked, day=beside.first_day or page.day)
    chooser = await state.db.read(
        chooser_of,
        page.office,
        booking.service_id,
        units=booking.units,
        wish=wish,
        now=state.clock(),
        kept=beside.kept,
    )
    template = "citizen/booking/_times.html" if is_fragment(request) else "citizen/booking/slot.html"
    here = request.url_for("slot_choice", code=page.code).path
    return render(
        request,
        template,
        status=Invalid.status if answers.faults else 200,
        about=page.office,
        page=page,
        chooser=chooser,
        here=here,
        shown_again=here,
        answers=answers,
        mine=page.booking.slot_id,
        wish=wish,
        **more,
    )


@in_turn
async def change_slot(request: Request) -> Response:
    """Move the booking; pass, QR and nomor jadwal stay. What cannot be taken is shown again."""
    answers = await to_show_again(request)
    if answers is not None:
        return await _choice_page(request, answers)
    form = await form_of(request, MoveForm)
    request.state.choices = form
    page = await _page_of(request)
    await _proven(request, move_booking, form.slot, ref4=form.ref4)
    return _known_from_now(request, page, _to_ticket(request))


async def cancel_booking(request: Request) -> Response:
    """Cancel the booking: its slot is given back."""
    form = await form_of(request, ProofForm)
    page = await _page_of(request)
    await _proven(request, cancel, ref4=form.ref4)
    return _known_from_now(request, page, _to_ticket(request))


@in_turn
async def join_visit(request: Request) -> Response:
    """Let the visit fetch as well what its household has had made since."""
    form = await form_of(request, JoinForm)
    request.state.choices = form
    return await _once_known(request, join_by_pass, form.invitation, ref4=form.ref4)


@in_turn
async def add_documents(request: Request) -> Response:
    """Let the visit fetch as well what was left out when it was booked."""
    form = await form_of(request, AddForm)
    request.state.choices = form
    return await _once_known(request, add, form.document, ref4=form.ref4)


async def choose_again(request: Request) -> Response:
    """From a visit that is over to the one that took its place, or to its invitation, for whoever knows more than the
    pass. Raises DigitsWrong, DigitsTooFew, NothingReady.
    """
    form = await form_of(request, ProofForm)
    page = await _page_of(request)
    way = await proven(request, partial(request.app.state.db.read, _way_by_digits, request, page, form.ref4))
    return _known_from_now(request, page, RedirectResponse(way, 303))


async def go_home(request: Request) -> Response:
    """Leave today's queue; the documents stay."""
    form = await form_of(request, ProofForm)
    return await _once_known(request, leave_by_pass, ref4=form.ref4)


async def _page_of(request: Request) -> TicketPage:
    """The page of the pass in the path. Raises PassUnknown, TooManyTries."""
    page: TicketPage = await _found(request, ticket_page)
    request.state.office = page.office
    return page


async def _found(request: Request, read: Callable[..., T]) -> T:
    """What is read of the pass in the path. Raises PassUnknown, TooManyTries."""
    state = request.app.state
    find = partial(state.db.read, read, request.path_params["code"], now=state.clock())
    return await looked_up(request, "code", find, failures=(PassUnknown,))


async def _beside(request: Request, page: TicketPage) -> dict[str, Any]:
    """What stands beside the visit, and where its buttons lead."""
    state = request.app.state
    return _ways(request, page, await state.db.read(beside_visit, page.office, page.booking, now=state.clock()))


def _ways(request: Request, page: TicketPage, beside: Beside) -> dict[str, Any]:
    choose = request.url_for("slot_choice", code=page.code).path
    return {"beside": beside, "choose": choose, **waiting_paths(request, "waiting_of_ticket", page.code)}


async def _proven(request: Request, step: object, *args: object, ref4: str) -> None:
    code, state = request.path_params["code"], request.app.state
    plain = codes.read(code)
    known = plain is not None and is_known(request, TICKETS, codes.hash_of(plain))
    begins = partial(state.db.write, step, code, *args, ref4=ref4, by="citizen", now=state.clock())
    await proven(request, begins, is_known=known)


async def _once_known(request: Request, step: object, *args: object, ref4: str) -> Response:
    """Take a step for which the pass alone does not do: the digits, or a browser that has proven before to be the
    citizen's. A visit without documents has no digits.
    """
    page, state = await _page_of(request), request.app.state
    if page.papers and not is_known(request, TICKETS, page.booking.code_hash):
        await _proven(request, step, *args, ref4=ref4)
        return _known_from_now(request, page, _to_ticket(request))
    await state.db.write(step, page.code, *args, ref4=None, by="citizen", now=state.clock())
    return _to_ticket(request)


async def _way_to_choose_again(request: Request, page: TicketPage) -> str | None:
    """Where a visit that is over goes on, for a browser that has shown that the pass is its own."""
    way: str | None = await request.app.state.db.read(_way_on, request, page)
    return way


def _way_by_digits(session: Session, request: Request, page: TicketPage, ref4: str) -> str:
    prove_reference(session, page.booking, ref4)
    way = _way_on(session, request, page)
    if way is None:
        raise NothingReady
    return way


def _way_on(session: Session, request: Request, page: TicketPage) -> str | None:
    """The page of the visit that took this one's place, or of the invitation to book again; None without either."""
    if page.later is not None:
        return request.url_for("ticket", code=page.later.pass_code).path
    code = invitation_of(session, page)
    return request.url_for("invitation", code=code).path if code else None


def _known_from_now(request: Request, page: TicketPage, response: Response) -> Response:
    let_know(request, response, TICKETS, page.booking.code_hash)
    return response


def _to_ticket(request: Request) -> Response:
    return RedirectResponse(request.url_for("ticket", code=request.path_params["code"]).path, status_code=303)
