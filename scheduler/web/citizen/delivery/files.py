"""Whoever has not got the file of what is printed at home asks for it once more, and sees what became of it."""

from functools import partial
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.text import emails
from scheduler.flow.delivery.file_asking import FileWish, ask_file, take_file_back
from scheduler.web.citizen.delivery.asking_page import ask, back, read_page, shown, take_back
from scheduler.web.citizen.delivery.files_view import files_page
from scheduler.web.citizen.shared.lost_link import Typed
from scheduler.web.shared.forms import LARGEST_ID, Form, form_of

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
MOST = 50
"""Documents of one form."""
HERE = ("citizen/delivery/files.html", "files")


class FileForm(Form):
    """What is asked for; it takes whatever was typed, so that it can be shown again."""

    document: list[Id] = Field(default_factory=list, max_length=MOST)
    email: Typed = ""
    phone4: Typed = ""


class FileEndForm(Form):
    document: Id


async def files(request: Request) -> Response:
    """The files, and what became of what was asked for."""
    return await shown(request, *HERE, await read_page(request, files_page), longest=emails.LONGEST)


async def ask_files(request: Request) -> Response:
    """Ask for some of them. A refusal stands on the page, with what was typed. Raises what `ask_file` does."""
    page, form = await read_page(request, files_page), await form_of(request, FileForm)
    request.state.again = partial(shown, request, *HERE, page, typed=form, longest=emails.LONGEST)
    await ask(request, ask_file, FileWish(form.document, form.email, form.phone4))
    return back(request, "files")


async def end_files(request: Request) -> Response:
    """Take back what was asked for of one document."""
    form = await form_of(request, FileEndForm)
    await take_back(request, take_file_back, form.document)
    return back(request, "files")
