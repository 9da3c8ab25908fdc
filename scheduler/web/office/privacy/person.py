"""The page by which an office answers one person who asks what it keeps of them, or that it be erased.

NIK and codes go by POST alone: none stands in an address, a log or the history of a browser.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.privacy.refusals import (
    DocumentOnItsWay,
    DocumentUnderWay,
    NotConfirmed,
    RequestUnderWay,
    TalkUnderWay,
    VisitUnderWay,
)
from scheduler.domain.refusals import Refusal
from scheduler.flow.privacy import erasing, exporting
from scheduler.flow.privacy.erasing import Erased
from scheduler.flow.staff import SignedIn
from scheduler.pictures.disk import on_disk
from scheduler.web.office.privacy import files
from scheduler.web.office.privacy.person_view import ERASED, Found, found_of
from scheduler.web.shared.forms import form_of, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at, staff_page

PLACE = "manage"
TEMPLATE = "office/privacy/person.html"
FOUND = (DocumentUnderWay, DocumentOnItsWay, VisitUnderWay, RequestUnderWay, TalkUnderWay)
"""Refusals of somebody who was found."""


class PersonForm(NonceForm):
    """Whose data it is. proved: that the clerk has looked at who asks."""

    person: Line = ""
    proved: bool = False


async def page(request: Request) -> Response:
    """Where a NIK or a code is typed."""
    staff = await staff_of(request, PLACE)
    return _page(request, staff)


async def look(request: Request) -> Response:
    """How much there is of somebody, and what an erasure would leave: counts. Raises PersonUnknown, SeveralPeople."""
    staff = await staff_of(request, PLACE)
    form = await form_of(request, PersonForm)
    return await _found(request, staff, form.person)


async def take_along(request: Request) -> Response:
    """All of it as a file. Raises NotConfirmed, PersonUnknown, SeveralPeople."""
    staff = await staff_of(request, PLACE)
    form = await _proved(request)
    state = request.app.state
    made = await state.db.write(exporting.export, staff.office, form.person, by=actor(staff), now=now_of(request))
    content = await on_disk(files.zipped, made, staff.office, state.vault, state.pages)
    headers = {"Content-Disposition": 'attachment; filename="data-pribadi.zip"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)


async def erase(request: Request) -> Response:
    """Erase what may go; the answer lists what stays. Raises NotConfirmed, and what `erasing.erase` raises."""
    staff = await staff_of(request, PLACE)
    form = await _proved(request)
    state = request.app.state
    erased = await state.db.write(erasing.erase, staff.office, form.person, by=actor(staff), now=now_of(request))
    for mark in erased.marks:
        await on_disk(state.vault.drop, mark)
    return _page(request, staff, erased=erased)


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above what was found, or above the empty form with what was typed."""
    typed = (await typed_in(request)).get("person", "") if request.method == "POST" else ""
    if isinstance(refusal, FOUND):
        return await _found(request, staff, typed, refusal)
    return _page(request, staff, refusal, typed=typed)


async def _proved(request: Request) -> PersonForm:
    form = await form_of(request, PersonForm)
    if not form.proved:
        raise NotConfirmed
    return form


async def _found(request: Request, staff: SignedIn, typed: str, refusal: Refusal | None = None) -> Response:
    found = await request.app.state.db.read(found_of, staff.office, typed, now_of(request))
    return _page(request, staff, refusal, found=found, typed=typed)


def _page(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    *,
    typed: str = "",
    found: Found | None = None,
    erased: Erased | None = None,
) -> Response:
    return staff_page(request, staff, TEMPLATE, refusal, typed=typed, found=found, erased=erased, erased_words=ERASED)


ROUTES: list[BaseRoute] = [
    Route("/office/settings/person", page, name="person_data"),
    Route("/office/settings/person", look, methods=["POST"], name="person_found"),
    Route("/office/settings/person/file", take_along, methods=["POST"], name="person_file"),
    Route("/office/settings/person/erasure", erase, methods=["POST"], name="person_erasure"),
]
