"""An invitation: what is ready, when to fetch it, and the booking that comes of it."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.booking import SlotFull
from scheduler.domain.invitations.refusals import InvitationUnknown
from scheduler.domain.refusals import Invalid
from scheduler.domain.text import codes
from scheduler.flow.booking.bookings import Asked, Booked, book_one
from scheduler.flow.booking.together import BOOKING
from scheduler.flow.contact.links import renew_link
from scheduler.flow.core.consents import consent_of_booking
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.delivery.delivery_method import want_paper
from scheduler.web.citizen.booking.plain_invitation import marked_invitation, plain_invitation
from scheduler.web.citizen.booking.plain_refusal import drawn_refusal, marked_refusal, plain_refusal
from scheduler.web.citizen.booking.put_together import put_together
from scheduler.web.shared.booking.answers import Answers, answers_of, to_show_again
from scheduler.web.shared.booking.form import BookingForm
from scheduler.web.shared.booking.invitation_view import InvitationPage, invitation_page
from scheduler.web.shared.booking.turns import in_turn
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import is_fragment, language_of, render
from scheduler.web.shared.staff.proven_browsers import let_know
from scheduler.web.shared.throttling import looked_up
from scheduler.web.shared.told import sentence

PAGE = "citizen/booking/invitation.html"
DOCUMENTS = "documents"
"""The part of the form in which documents are chosen; times and collectors follow from it."""


async def invitation(request: Request) -> Response:
    """The page of an invitation, or of it only the days and times where htmx asks for another day."""
    kept = request.app.state.drawings
    plain = await put_together(request, plain_invitation, marked_invitation, _drawn, kept=kept)
    return plain or await _page(request, answers_of(request))


def _drawn(request: Request, page: InvitationPage) -> str:
    """The whole page as text."""
    context = _context(request, page, answers_of(request))
    text: str = request.app.state.pages.text(request, PAGE, about=page.office, **context)
    return text


async def _page(request: Request, answers: Answers) -> Response:
    """The page with what was answered on it."""
    state = request.app.state
    page = await looked_up(
        request,
        "code",
        partial(
            state.db.read, invitation_page, request.path_params["code"], answers.wish, answers.fetch, now=state.clock()
        ),
        failures=(InvitationUnknown,),
    )
    request.state.office = page.office
    context = _context(request, page, answers)
    part = "citizen/booking/fetching/_chosen.html" if context["of_documents"] else "citizen/booking/_times.html"
    template = part if is_fragment(request) and page.chooser else PAGE
    status = Invalid.status if answers.faults else 200
    return render(request, template, status=status, about=page.office, **context)


def _context(request: Request, page: InvitationPage, answers: Answers) -> dict[str, Any]:
    """What the templates of the page ask for."""
    here = request.url_for("invitation", code=page.code).path
    return {
        "page": page,
        "chooser": page.chooser,
        "here": here,
        "shown_again": request.url_for("booking", code=page.code).path if page.chooser else None,
        "answers": answers,
        "wish": answers.wish,
        "choice": page.choice,
        "of_documents": is_fragment(request) and request.headers.get("HX-Trigger") == DOCUMENTS,
        "sentence": sentence,
        "beside": page.beside,
        "choose": here,
        **waiting_paths(request, "waiting", page.code),
    }


def waiting_paths(request: Request, name: str, code: str) -> dict[str, Any]:
    """Where the buttons of a waiting list lead, and that of documents that could join the visit."""
    return {
        "waiting": request.url_for(name, code=code).path,
        "not_waiting": request.url_for(f"end_of_{name}", code=code).path,
        "joining": request.url_for(f"joining{name.removeprefix('waiting')}", code=code).path,
    }


@in_turn
async def create_booking(request: Request) -> Response:
    """Take the slot; a second booking is refused with a link to the first. What cannot be taken is shown again.

    A slot that is full is refused without asking the writer where that is certain: most presses are, when many press.
    """
    answers = await to_show_again(request)
    if answers is not None:
        return await _page(request, answers)
    form = await form_of(request, BookingForm)
    request.state.choices = form
    full = await _refused_as_full(request, form)
    if full is not None:
        return full
    state = request.app.state
    asked = asked_by(form, request.path_params["code"], now=state.clock())
    if form.tell_me:
        take = partial(state.db.write, book_and_consent, asked)
    else:
        take = partial(state.db.write_together, BOOKING, asked)
    try:
        booking = await looked_up(request, "code", take, failures=(InvitationUnknown,))
    except SlotFull:  # it is full by now for everybody, so that the same page may be put together
        full = await _refused_as_full(request, form)
        if full is None:
            raise
        return full
    response = RedirectResponse(request.url_for("ticket", code=booking.code).path, status_code=303)
    let_know(request, response, "t", codes.hash_of(booking.code))
    return response


async def _refused_as_full(request: Request, form: BookingForm) -> Response | None:
    """The refusal of a slot that is full, without the writer; None where it is not certain."""
    look = partial(plain_refusal, form=form, language=language_of(request))
    kept = request.app.state.refusals_drawn
    return await put_together(request, look, marked_refusal, drawn_refusal, kept=kept, status=SlotFull.status)


def asked_by(form: BookingForm, code: str, *, now: datetime) -> Asked:
    """What the form asks for."""
    return Asked(code, form.slot, form.people, form.who, CITIZEN, now, form.wishes, form.fetch)


def book_and_consent(session: Session, asked: Asked) -> Booked:
    """The step of a form by which messages may be sent. Raises what `book` raises."""
    booked = book_one(session, asked)
    consent_of_booking(session, booked.id, by=CITIZEN, now=asked.now)
    return booked


async def ask_paper(request: Request) -> Response:
    """What can be printed at home is wanted on paper; the page then offers the times."""
    await looked_up(
        request,
        "code",
        partial(request.app.state.db.write, want_paper, request.path_params["code"], now=request.app.state.clock()),
        failures=(InvitationUnknown,),
    )
    return RedirectResponse(request.url_for("invitation", code=request.path_params["code"]).path, status_code=303)


async def renew(request: Request) -> Response:
    """An expired link is made good again and leads to its page."""
    await looked_up(
        request,
        "code",
        partial(request.app.state.db.write, renew_link, request.path_params["code"], now=request.app.state.clock()),
        failures=(InvitationUnknown,),
    )
    return RedirectResponse(request.url_for("invitation", code=request.path_params["code"]).path, status_code=303)
