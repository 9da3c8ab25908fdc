"""Pages of an application as its own page sends and shows them; all of it works without JavaScript."""

import asyncio
from functools import partial
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from scheduler.domain.applying.upload_refusals import (
    MOST_BYTES,
    DrawingBusy,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    PhoneFirst,
    TooManyAtOnce,
    UploadsBusy,
    UploadsPaused,
    UploadUnknown,
)
from scheduler.domain.refusals import Refusal, WrongMediaType
from scheduler.flow.applying import taking_back, uploads
from scheduler.flow.applying.open_items import item_of, page_by_mark
from scheduler.pictures.disk import on_disk
from scheduler.pictures.small import small_of
from scheduler.web.citizen.applying.owner import by_code
from scheduler.web.citizen.applying.sending import (
    become_pages,
    begin,
    code_facts,
    code_of,
    give_up,
    hashed_asker,
    now_of,
    refuse_to_send,
    space_of,
    vault_of,
)
from scheduler.web.shared.attached import attached

MOST_AT_ONCE = 10
MOST_READ = 100
"""Parts of a form; one with more is no form of ours."""
FORM_UNREADABLE = 400
"""How starlette says that a form is cut off, or has more parts."""
MEGABYTE = 1024 * 1024
MOST_OF_FORM = 3 * MOST_BYTES + MEGABYTE
LARGE_BODIES = {"/a/*/items/*/pages": MOST_OF_FORM, "/a/*/uploads/*": MEGABYTE}
"""A form with several photos (what is larger comes one file after the other), and a piece of a file."""
PIECE = 512 * 1024
LONGEST = 900.0
"""Seconds in which a form must be here: a photo over a slow line, and nobody who only holds a place."""


async def create_pages(request: Request) -> Response:
    """Every file of a form in its order; the first that is refused is told beside its item, the others stay.

    Of more than `MOST_AT_ONCE` the first are taken.
    """
    position, state = request.path_params["position"], request.app.state
    may = partial(state.db.read, refuse_to_send, code_of(request), position, **code_facts(request))
    try:
        await by_code(request, may)
        if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
            raise WrongMediaType
        with state.forms.through(hashed_asker(request) or "", _length_of(request)):
            await on_disk(_refuse_forms, request, state.forms.promised)
            return await _taken(request, position)
    except (PhoneFirst, UploadsPaused, UploadsBusy) as refusal:  # before anything of it was read
        return _back(request, position, [refusal])


def _length_of(request: Request) -> int:
    """Bytes that a form says it has; as many as it may have where it says nothing."""
    told = request.headers.get("Content-Length", "")
    return int(told) if told.isdecimal() else MOST_OF_FORM


def _refuse_forms(request: Request, length: int) -> None:
    """Raises UploadsPaused where there is no room for what all forms may have, in their folder or in that of files."""
    space_of(request).refuse(length)
    request.app.state.form_space.refuse(length)


async def _taken(request: Request, position: int) -> Response:
    refused: list[Refusal] = []
    try:
        async with (
            asyncio.timeout(LONGEST) as until,
            request.form(max_files=MOST_READ, max_fields=MOST_READ) as form,
        ):
            until.reschedule(None)
            files = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
            for file in files[:MOST_AT_ONCE]:
                stay = sum(isinstance(each, DrawingBusy) for each in refused)
                try:
                    if stay == uploads.MOST_OPEN:  # one more would cost the first of them
                        raise UploadsBusy
                    await _take(request, position, file, draws=not stay)
                except Refusal as refusal:
                    refused.append(refusal)
    except TimeoutError:
        return _back(request, position, [FileUnreadable()])
    except HTTPException as error:
        if error.status_code != FORM_UNREADABLE:
            raise
        return _back(request, position, [FileUnreadable()])
    refused.extend(TooManyAtOnce() for _ in files[MOST_AT_ONCE:])
    if not files:
        refused.append(FileEmpty())
    return _back(request, position, refused)


async def draw_pages(request: Request) -> Response:
    """Draw once more the files of an item that have come whole, and could not be since too much was sent at once."""
    position = request.path_params["position"]
    found = partial(request.app.state.db.read, uploads.arrived, code_of(request), position, now=now_of(request))
    item, here = await by_code(request, found)
    refused: list[Refusal] = []
    for token, size in here:
        try:
            await become_pages(request, token, size=size, most_pages=item.most_pages)
        except DrawingBusy as refusal:  # whoever comes after it would wait as long, one after the other
            refused.append(refusal)
            break
        except Refusal as refusal:
            refused.append(refusal)
    return _back(request, position, refused)


async def _take(request: Request, position: int, file: UploadFile, *, draws: bool) -> None:
    """Receive a file, and make pages of it. draws: False where one before waits to be drawn; then it waits as well.

    Raises what `begin` and `become_pages` do; after DrawingBusy the file is here.
    """
    size = file.size or 0
    if size > MOST_BYTES:
        raise FileTooLarge
    db, code, parts = request.app.state.db, code_of(request), vault_of(request).parts
    token = await begin(request, position, size=size)
    item = await db.read(item_of, code, position)
    try:
        at = 0
        while piece := await file.read(PIECE):
            await on_disk(parts.write, token, at, piece)
            at += len(piece)
        await db.write(uploads.note_received, token, start=0, end=at, now=now_of(request))
    except BaseException:
        await give_up(request, token, why="given_up")
        raise
    if not draws:
        raise DrawingBusy
    if await become_pages(request, token, size=size, most_pages=item.most_pages) is None:
        raise UploadUnknown


async def show_page(request: Request) -> Response:
    """One page of the application as it was drawn."""
    return attached(await _content(request))


async def show_small(request: Request) -> Response:
    """The same page as it stands in a list."""
    return attached(small_of(await _content(request)))


async def _content(request: Request) -> bytes:
    """What is kept of the page of the path."""
    found = partial(request.app.state.db.read, page_by_mark, code_of(request), request.path_params["mark"])
    page = await by_code(request, found)
    return await on_disk(vault_of(request).get, page.mark)


async def remove_page(request: Request) -> Response:
    """Take a page back, by the form; its file goes at once."""
    return _back(request, await _removed(request), [])


async def delete_page(request: Request) -> Response:
    """Take a page back, by a script; its file goes at once."""
    return JSONResponse({"item": await _removed(request)})


async def _removed(request: Request) -> int:
    mark = request.path_params["mark"]
    item = await by_code(
        request,
        partial(request.app.state.db.write, taking_back.remove_page, code_of(request), mark, now=now_of(request)),
    )
    await on_disk(vault_of(request).drop, mark)
    position: int = item.position
    return position


def _back(request: Request, position: int, refused: list[Refusal]) -> Response:
    """Back to the item; `?item=` and `?why=` tell what was refused of how many, without the name of a file.

    Of several refusals the first that asks for something; what stays and waits stands there anyway.
    """
    here = request.url_for("application", code=code_of(request)).path
    first = min(refused, key=lambda each: isinstance(each, DrawingBusy), default=None)
    told = {"item": position, "why": first.code, "refused": len(refused)} if first else {}
    query = f"?{urlencode(told)}" if told else ""
    return RedirectResponse(f"{here}{query}#item-{position}", status_code=303)
