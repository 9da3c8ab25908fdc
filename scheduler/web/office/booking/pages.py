"""The pages of visits, drawn: to look for one, to choose a time, and one visit."""

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Document
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.refusals import Refusal, Unknown
from scheduler.domain.text import codes
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.booking import on_behalf_view
from scheduler.web.shared.booking.answers import Answers, answers_of
from scheduler.web.shared.booking.chooser import Wish
from scheduler.web.shared.forms import asked_for, id_in_path
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.throttling import Begins, looked_up

T = TypeVar("T")


async def choosing(
    request: Request, staff: SignedIn, refusal: Refusal | None = None, answers: Answers | None = None
) -> Response:
    """Days and times for a document, with what was answered; where it is booked already, to its visit."""
    document, answers = id_in_path(request, DocumentUnknown, "document"), answers or answers_of(request)
    look_up = partial(on_behalf_view.to_book, fetch=answers.fetch, now=now_of(request))
    found = await request.app.state.db.read(look_up, staff.office, document, answers.wish)
    if found.booked is not None:
        return to_visit(request, found.booked)
    here = request.url_for("booking_for", document=document).path
    return rendered(
        request,
        staff,
        "office/booking/book.html",
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


async def moving(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    """Days and times to move a visit to."""
    wish, short = Wish.of(request.query_params.get("day"), request.query_params.get("days")), short_of(request)
    look_up = partial(request.app.state.db.read, on_behalf_view.to_move, staff.office, short, wish, now=now_of(request))
    found, chooser = await counted(request, staff, look_up)
    here = request.url_for("booked_slot", short=codes.written_short(short)).path
    return rendered(
        request, staff, "office/booking/move.html", refusal, visit=found, chooser=chooser, here=here, wish=wish
    )


async def one_visit(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    """One visit, and what may be done with it."""
    look_up = partial(request.app.state.db.read, on_behalf_view.visit_of, staff.office, short_of(request))
    found = await counted(request, staff, look_up)
    done = refusal is None and "done" in request.query_params
    return rendered(request, staff, "office/booking/visit.html", refusal, visit=found, done=done)


def searching(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    *,
    wanted: str = "",
    several: Sequence[Document] = (),
) -> Response:
    """The field to look for a visit; several: documents of which one is meant. Where it is not a document's turn yet,
    and something is kept for who comes to staff, that is offered.
    """
    wanted = wanted or asked_for(request)
    kept = on_behalf_view.kept_before_turn(refusal)
    return rendered(request, staff, "office/booking/page.html", refusal, wanted=wanted, several=several, kept=kept)


async def counted(request: Request, staff: SignedIn, look_up: Begins[T]) -> T:
    """Wait for a look-up: numbers that do not exist count against who tries them. Raises TooManyTries."""
    return await looked_up(request, "short", look_up, failures=(Unknown,), who=str(staff.staff_id))


def short_of(request: Request) -> int:
    """The nomor jadwal of the path. Raises PassUnknown."""
    short = codes.read_short(request.path_params["short"])
    if short is None:
        raise PassUnknown
    return short


def to_visit(request: Request, short: int, *, done: bool = False) -> Response:
    """To the page of a visit."""
    path = request.url_for("booked_visit", short=codes.written_short(short)).path
    return RedirectResponse(f"{path}?done=1" if done else path, 303)


def rendered(
    request: Request, staff: SignedIn, template: str, refusal: Refusal | None = None, **context: Any
) -> Response:
    """A page of visits; a refusal stands above it."""
    return staff_page(request, staff, template, refusal, now=now_of(request), **context)
