"""What door, counter and office page share: who is at work, the way to sign in, and what one field was given."""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Booking, Office
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.refusals import CrossOrigin, NotAllowed, Refusal, SignInNeeded, Unavailable
from scheduler.domain.staff.refusals import PasswordNeeded
from scheduler.domain.text import codes
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.replays import Answered, once
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.staff.locking import ask_for_password

T = TypeVar("T")

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]
"""One line of a form; what no database can keep is refused before it gets there."""
Password = Annotated[str, StringConstraints(max_length=500)]
"""As it was typed; where it is a field, `repr=False`."""
LONGEST = 100
"""Letters of anything that is shown and ours."""
Scanned = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$"),
    AfterValidator(lambda text: text[: LONGEST + 1]),
]
"""What a scanner read: the QR code on a certificate or of a bank is no fault of whoever shows it, however long."""
Number = Annotated[int, Field(ge=-1, le=1_000_000_000)]
TICKET = re.compile(r"([A-Za-z])[- ]?(\d{3,4})", re.ASCII)


def new_nonce() -> str:
    """A form's nonce: the same form sent twice is one step."""
    return secrets.token_urlsafe(12)


class NonceForm(BaseModel):
    """Every form of a staff page carries a nonce."""

    nonce: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = Field(default_factory=new_nonce)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was scanned or typed into the one field: a pass code, a nomor jadwal, or a registration number."""

    pass_code: str | None = None
    short: str | None = None
    reference: str | None = None


def recognised(session: Session, office: Office, text: str, now: datetime) -> Shown:
    """What a text is, by its shape and by what the office has. Raises TicketUnknown for a number not given today."""
    text = text.strip()
    number = TICKET.fullmatch(text)
    if number is not None:
        return Shown(pass_code=pass_of(booking_of_number(session, office, "-".join(number.groups()).upper(), now)))
    if codes.read(text) is not None and queries.booking_by_code(session, text) is not None:
        return Shown(pass_code=text)
    short = codes.read_short(text)
    if short is not None and queries.booking_by_short(session, office.id, short) is not None:
        return Shown(short=text)
    for spelling in (text, text.upper()):
        if queries.document_by_reference(session, office.id, spelling) is not None:
            return Shown(reference=spelling)
    if codes.read(text) is not None or _is_foreign(text):
        return Shown(pass_code=text)
    return Shown(short=text) if short is not None else Shown(reference=text)


def _is_foreign(text: str) -> bool:
    """Whether it can only be somebody else's QR code: an address, or longer than any number."""
    return "://" in text or len(text) > LONGEST


def booking_of_number(session: Session, office: Office, number: str, now: datetime) -> Booking:
    """The visit of one of today's numbers. Raises TicketUnknown."""
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number) if day else None
    booking = session.get(Booking, ticket.booking_id) if ticket else None
    if booking is None:
        raise TicketUnknown(ticket=number)
    return booking


def actor(staff: SignedIn) -> str:
    """Who history says it was."""
    return f"staff:{staff.staff_id}"


def now_of(request: Request) -> datetime:
    """The moment of a request; the clock is read where it is handled."""
    now: datetime = request.app.state.clock()
    return now


def done_once(
    session: Session, office: Office, key: str, asked: tuple[Any, ...],
    *, work: Callable[[Session], Answered], now: datetime, refused: Callable[[Refusal], Answered] | None = None,
) -> Answered:  # fmt: skip
    """A step whose form may be sent twice. Without `refused` a refusal is raised, and nothing of it is kept."""
    request = keys.ring().look_up("request", repr(asked)).hex()
    return once(session, office.id, key, request, work=work, refused=refused or _raise, now=now)


def see_other(request: Request, name: str, **query: str) -> Response:
    """To a page by its name, after a form was taken."""
    path = request.url_for(name).path
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)


def sign_in_first(request: Request) -> Response:
    """To the sign-in page, and from there back to where one wanted to be."""
    here = "/" + request.url.path.split("/")[1]
    if request.method == "GET":
        here = f"{request.url.path}?{request.url.query}".rstrip("?")
    where = f"{request.url_for('login').path}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": where})
    return RedirectResponse(where, 303)


def _raise(refusal: Refusal) -> Answered:
    raise refusal


async def in_place(request: Request, refusal: Refusal, who: Callable[[], Awaitable[T]]) -> T | Response:
    """Who is at work, for a page that shows them a refusal in place; or the answer where it cannot be shown there."""
    answer = await _elsewhere(request, refusal)
    if answer is not None:
        return answer
    try:
        return await who()
    except Refusal as first:
        return await _elsewhere(request, first) or page_of(request, first)


async def _elsewhere(request: Request, refusal: Refusal) -> Response | None:
    """The way to sign in, or a page of its own for what has nothing to do with the page it came from."""
    if isinstance(refusal, PasswordNeeded):
        return await ask_for_password(request, refusal)
    if isinstance(refusal, SignInNeeded):
        return sign_in_first(request)
    return page_of(request, refusal) if isinstance(refusal, CrossOrigin | NotAllowed | Unavailable) else None
