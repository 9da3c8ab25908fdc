"""Somebody is done on a device that is not their own: the browser drops what it keeps of these pages for them.

Scripts do it by themselves, and alone where there is no internet. Without any the browser is told to by a header,
which it takes from https only; the header names no cookies, since that would sign everybody out of all that shares the
domain.
"""

from collections.abc import Callable
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.booking import PassUnknown
from scheduler.domain.text import codes
from scheduler.flow.applying.applications import application_by_code
from scheduler.web.citizen.contact.wrong_number import office_of_pass
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import cookie_name, office_of_path
from scheduler.web.shared.staff.proven_browsers import drop_code, forget_browser
from scheduler.web.shared.throttling import looked_up

PAGES, ALL = '"cache"', '"cache", "storage"'
"""What a browser is told to clear: copies of pages; the worker with its tickets and what scripts have put away too."""


async def clear_device(request: Request) -> Response:
    """Drop all that is kept, from the page of an application. A browser in which staff are signed in keeps what is
    theirs: scans of the door wait there until they are sent.
    """
    response = await _cleared(request, _office_of_application)
    forget_browser(request, response)
    response.headers["Clear-Site-Data"] = PAGES if cookie_name(request) in request.cookies else ALL
    return response


async def drop_ticket(request: Request) -> Response:
    """Drop one ticket, from its own page. Others that this browser keeps stay."""
    response = await _cleared(request, office_of_pass)
    drop_code(request, response, "t", codes.hash_of(codes.read(request.path_params["code"]) or ""))
    response.headers["Clear-Site-Data"] = PAGES
    return response


async def device_cleared(request: Request) -> Response:
    """Said after a device was cleared; a page of its own, so that loading it again does nothing."""
    office = await office_of_path(request)
    return render(request, "citizen/contact/device_cleared.html", about=office, office=office, here=request.url.path)


async def _cleared(request: Request, query: Callable[[Session, str], Office]) -> Response:
    found = partial(request.app.state.db.read, query, request.path_params["code"])
    office = await looked_up(request, "code", found, failures=(ApplicationUnknown, PassUnknown))
    return RedirectResponse(request.url_for("device_cleared", office=office.code).path, status_code=303)


def _office_of_application(session: Session, code: str) -> Office:
    return queries.office_by_id(session, application_by_code(session, code).office_id)
