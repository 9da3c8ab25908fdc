"""Whoever has not got the file of what is printed at home asks for it once more, and sees what became of it."""

from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.invitations.refusals import InvitationUnknown
from scheduler.domain.proofs import PhoneDigitsWrong
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes, emails
from scheduler.flow.delivery.file_asking import FileWish, ask_file, take_file_back
from scheduler.web.citizen.delivery.files_view import FilesPage, files_page
from scheduler.web.citizen.shared.lost_link import Typed
from scheduler.web.shared.forms import LARGEST_ID, form_of
from scheduler.web.shared.pages import language_of, render
from scheduler.web.shared.refusal_responses import zone_of_request
from scheduler.web.shared.throttling import looked_up, tried
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
MOST = 50
"""Documents of one form."""


class FileForm(BaseModel):
    """What is asked for; it takes whatever was typed, so that it can be shown again."""

    document: list[Id] = Field(default_factory=list, max_length=MOST)
    email: Typed = ""
    phone4: Typed = ""


class FileEndForm(BaseModel):
    document: Id


async def files(request: Request) -> Response:
    """The files, and what became of what was asked for."""
    return await _rendered(request, await _read(request))


async def ask_files(request: Request) -> Response:
    """Ask for some of them. A refusal stands on the page, with what was typed. Raises what `ask_file` does."""
    page, form = await _read(request), await form_of(request, FileForm)
    request.state.again = partial(_rendered, request, page, typed=form)
    code, wish = request.path_params["code"], FileWish(form.document, form.email, form.phone4)
    step = partial(request.app.state.db.write, ask_file, code, wish, now=request.app.state.clock())
    await tried(request, "phone_digits", step, failures=(PhoneDigitsWrong,), who=codes.read(code) or code)
    return _back(request)


async def end_files(request: Request) -> Response:
    """Take back what was asked for of one document."""
    code, form, state = request.path_params["code"], await form_of(request, FileEndForm), request.app.state
    step = partial(state.db.write, take_file_back, code, form.document, now=state.clock())
    await looked_up(request, "code", step, failures=(InvitationUnknown,))
    return _back(request)


async def _read(request: Request) -> FilesPage:
    state = request.app.state
    found = partial(state.db.read, files_page, request.path_params["code"], now=state.clock())
    page: FilesPage = await looked_up(request, "code", found, failures=(InvitationUnknown,))
    request.state.zone = page.office.timezone
    return page


async def _rendered(
    request: Request, page: FilesPage, refusal: Refusal | None = None, *, typed: FileForm | None = None
) -> Response:
    told = sentence(refusal, Wording(language_of(request), zone_of_request(request))) if refusal else ""
    return render(
        request,
        "citizen/delivery/files.html",
        status=refusal.status if refusal else 200,
        zone=page.office.timezone,
        page=page,
        refusal=refusal,
        told=told,
        typed=typed,
        here=request.url_for("files", code=page.code).path,
        longest=emails.LONGEST,
    )


def _back(request: Request) -> Response:
    return RedirectResponse(request.url_for("files", code=request.path_params["code"]).path, status_code=303)
