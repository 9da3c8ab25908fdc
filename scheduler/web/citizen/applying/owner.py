"""Whose an application is: until it is sent whoever has its link fills it in, then its page opens for who shows more.

What shows whose it is are the last four digits of the phone on record, once in a browser; the browser that sent it need
not. Others who have the link, from a history or a message that was passed on, see initials and how far it has come.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Office
from scheduler.domain.applying.applied import Step
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.proofs import PhoneDigitsNeeded, PhoneDigitsWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.domain.text.names import initials
from scheduler.flow.applying.applications import application_by_code, application_code
from scheduler.flow.core.knowing import knows_phone
from scheduler.web.citizen.applying.standing import steps_shown
from scheduler.web.citizen.shared.lost_link import Typed
from scheduler.web.shared.forms import Form, form_of, typed_in
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.staff.proven_browsers import is_known, let_know
from scheduler.web.shared.throttling import Begins, looked_up, tried
from scheduler.web.shared.told import sentence

T = TypeVar("T")

APPLICATIONS = "a"
"""The pages of applications, for a browser that is known there."""


@dataclass(frozen=True, slots=True)
class Owner:
    """By what an application is known to be somebody's. phone: on record for what was sent; empty for none."""

    code_hash: bytes
    is_sent: bool
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StrangersPage:
    """What whoever has the link alone sees of an application that was sent. has_phone: whether they can prove more."""

    office: Office
    code: str
    type: str
    who: str
    steps: list[Step]
    has_phone: bool


class PhoneDigitsForm(Form):
    """The last four digits of a phone, as they were typed."""

    phone4: Typed = ""


async def is_theirs(request: Request) -> bool:
    """Whether all of the application of the path may be shown to this browser. Raises ApplicationUnknown."""
    owner = await _owner(request)
    return not owner.is_sent or is_known(request, APPLICATIONS, owner.code_hash, owner.phone)


async def by_code(request: Request, look_up: Begins[T]) -> T:
    """Wait for what is asked or done with the code of the path, in a browser that may see all of its application.

    Codes that do not exist count against whoever tries. Raises PhoneDigitsNeeded, ApplicationUnknown.
    """

    async def theirs() -> T:
        if not await is_theirs(request):
            raise PhoneDigitsNeeded
        return await look_up()

    return await looked_up(request, "code", theirs, failures=(ApplicationUnknown,))


async def prove_phone(request: Request) -> Response:
    """Show all of the application in this browser from now on, to whoever types the end of the phone.

    Raises PhoneDigitsWrong.
    """
    code: str = request.path_params["code"]
    form = await form_of(request, PhoneDigitsForm)
    response = RedirectResponse(request.url_for("application", code=code).path, status_code=303)
    if await looked_up(request, "code", partial(is_theirs, request), failures=(ApplicationUnknown,)):
        return response
    told = partial(request.app.state.db.read, _refuse_wrong, code, form.phone4)
    await tried(request, "phone_digits", told, failures=(PhoneDigitsWrong,), who=codes.read(code) or code)
    return await known_from_now(request, response)


async def known_from_now(request: Request, response: Response) -> Response:
    """Let this browser see all of the application of the path, once it is sent."""
    owner: Owner = await request.app.state.db.read(owner_of, request.path_params["code"])
    let_know(request, response, APPLICATIONS, owner.code_hash, owner.phone)
    return response


async def strangers_page(request: Request, refusal: Refusal | None) -> Response:
    """Initials, how far an application has come, and the question that opens all of it."""
    state = request.app.state
    page: StrangersPage = await state.db.read(_strangers_page, request.path_params["code"], now=state.clock())
    request.state.office = page.office
    said = sentence(refusal, wording_of(request)) if refusal else ""
    return render(
        request,
        "citizen/applying/stranger.html",
        status=refusal.status if refusal else 200,
        about=page.office,
        page=page,
        refusal=refusal,
        said=said,
        told=(await typed_in(request)).get("phone4", ""),
    )


def owner_of(session: Session, code: str) -> Owner:
    """Whose the application of a code is. Raises ApplicationUnknown."""
    application = application_by_code(session, code)
    document = session.get(Document, application.document_id) if application.document_id else None
    return Owner(application.code_hash, document is not None, (document.phone or "") if document else "")


async def _owner(request: Request) -> Owner:
    """The owner as the request found it: what the request sends was a draft before, and is still theirs."""
    if not hasattr(request.state, "owner"):
        request.state.owner = await request.app.state.db.read(owner_of, request.path_params["code"])
    owner: Owner = request.state.owner
    return owner


def _refuse_wrong(session: Session, code: str, phone4: str) -> None:
    document = session.get_one(Document, application_by_code(session, code).document_id)
    if not knows_phone(document, "".join(phone4.split())):
        raise PhoneDigitsWrong


def _strangers_page(session: Session, code: str, *, now: datetime) -> StrangersPage:
    application = application_by_code(session, code)
    document = session.get_one(Document, application.document_id)
    kind = session.get_one(DocumentType, document.type_id)
    return StrangersPage(
        office=queries.office_by_id(session, application.office_id),
        code=application_code(application),
        type=kind.code,
        who=initials(document.holder),
        steps=list(steps_shown(session, application, document, kind, now=now)),
        has_phone=bool(document.phone),
    )
