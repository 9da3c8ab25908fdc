"""A message reached somebody whom it was not for: asked once more, then nothing more goes to that number."""

from collections.abc import Callable
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.booking import PassUnknown
from scheduler.domain.invitations.refusals import InvitationUnknown
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.contact.wrong_number import not_mine, not_mine_by_application, not_mine_by_pass
from scheduler.flow.invitations.invitations import known_invitation
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import office_of_path
from scheduler.web.shared.throttling import Begins, looked_up

Step = Callable[..., Office]


async def ask_of_invitation(request: Request) -> Response:
    return await _ask(request, office_of_invitation, "invitation")


async def ask_of_ticket(request: Request) -> Response:
    return await _ask(request, office_of_pass, "ticket")


async def ask_of_application(request: Request) -> Response:
    return await _ask(request, office_of_application, "application")


async def stop_of_application(request: Request) -> Response:
    return await _stop(request, not_mine_by_application)


async def stop_of_invitation(request: Request) -> Response:
    return await _stop(request, not_mine)


async def stop_of_ticket(request: Request) -> Response:
    return await _stop(request, not_mine_by_pass)


async def stopped(request: Request) -> Response:
    """Said after a number was stopped; a page of its own, so that loading it again does nothing."""
    office = await office_of_path(request)
    return _page(request, office)


def office_of_invitation(session: Session, code: str) -> Office:
    """The office of an invitation. Raises InvitationUnknown."""
    return queries.office_by_id(session, known_invitation(session, code).office_id)


def office_of_pass(session: Session, code: str) -> Office:
    """The office of a pass. Raises PassUnknown."""
    booking = queries.booking_by_code(session, code)
    if booking is None:
        raise PassUnknown
    return queries.office_by_id(session, booking.office_id)


def office_of_application(session: Session, code: str) -> Office:
    """The office of an application. Raises ApplicationUnknown, also for one not sent: nobody was sent its link."""
    application = application_by_code(session, code)
    if application.document_id is None:
        raise ApplicationUnknown
    return queries.office_by_id(session, application.office_id)


async def _ask(request: Request, query: Step, page: str) -> Response:
    code = request.path_params["code"]
    office = await _looked_up(request, partial(request.app.state.db.read, query, code))
    back = request.url_for(page, code=code).path
    return _page(request, office, action=request.url.path, back=back)


async def _stop(request: Request, step: Step) -> Response:
    begins = partial(request.app.state.db.write, step, request.path_params["code"], now=request.app.state.clock())
    office = await _looked_up(request, begins)
    return RedirectResponse(request.url_for("number_stopped", office=office.code).path, status_code=303)


async def _looked_up(request: Request, begins: Begins[Office]) -> Office:
    failures = (InvitationUnknown, PassUnknown, ApplicationUnknown)
    return await looked_up(request, "code", begins, failures=failures)


def _page(request: Request, office: Office, *, action: str | None = None, back: str | None = None) -> Response:
    return render(request, "citizen/contact/wrong_number.html", about=office, office=office, action=action, back=back)
