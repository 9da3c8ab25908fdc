"""A file sent piece by piece, so that a broken network costs one piece and not the photo.

POST announces it, PATCH appends, HEAD says where to go on, DELETE gives it up. Refusals are JSON here: a script reads
them.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial, wraps
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from scheduler.db.models import ApplicationPage, Upload
from scheduler.domain.applying.upload_refusals import (
    DrawingBusy,
    FileUnreadable,
    OffsetDiffers,
    UploadsBusy,
    UploadsPaused,
    UploadUnknown,
    sentence_of,
)
from scheduler.domain.refusals import BodyTooLarge, Invalid, Refusal
from scheduler.flow.applying import open_uploads, uploads
from scheduler.flow.applying.open_items import live_pages
from scheduler.pictures.disk import on_disk
from scheduler.pictures.parts import FRAME, Parts, whole_frames
from scheduler.pictures.space import Space
from scheduler.web.citizen.applying.owner import by_code
from scheduler.web.citizen.applying.piece_gate import PieceGate, Place
from scheduler.web.citizen.applying.sending import become_pages, begin, code_of, give_up, now_of, space_of, vault_of
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.told import sentence

MOST_PIECE = 512 * 1024
MOST_DIGITS = 12
PAUSE = {"Retry-After": "30"}
"""Seconds until a browser asks again whether files are taken."""
SOON = 5
"""Seconds after which a file that could not be drawn may be asked for again."""

Handler = Callable[[Request], Awaitable[Response]]


def told_to_scripts(handler: Handler) -> Handler:
    """A refusal becomes its code and its sentence in the reader's language, and where to go on."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            return _refused(request, refusal)
        except ClientDisconnect:  # the piece comes again; whoever sent half of it hears nothing
            return Response(status_code=400)

    return answered


@told_to_scripts
async def create_upload(request: Request) -> Response:
    """Announce a file by its Upload-Length; where it goes is in Location."""
    size = _number(request, "Upload-Length")
    token = await begin(request, request.path_params["position"], size=size)
    here = request.url_for("upload", code=code_of(request), token=token).path
    return Response(status_code=201, headers={"Location": here, "Upload-Offset": "0"})


@told_to_scripts
async def look_at_upload(request: Request) -> Response:
    """How many bytes of an upload are here, and how many it has."""
    upload, _ = await _found(request)
    return Response(headers={"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size)})


@told_to_scripts
async def append(request: Request) -> Response:
    """The next piece of an upload. With the last one the file becomes pages; the same asked again gets the same answer.

    Of a piece that ends in the middle of a file, or that has to give way to others, its whole frames are taken: the
    answer says where to go on. An empty piece at the end asks what became of the file, where that answer was lost;
    while the file is drawn, the answer is that all of it is here. Where too much is drawn already, the answer says so
    with the same offset, and the file stays.
    """
    start = _number(request, "Upload-Offset")
    upload, item = await _found(request)
    if upload.state not in open_uploads.UNDER_WAY:
        return await _what_became(request, upload, item)
    _refuse_elsewhere(upload, start)
    gate: PieceGate = request.app.state.pieces
    received = start
    with gate.through(upload.token, asker_of(request)) as place:
        piece = await _piece(request, place)
        _refuse_elsewhere(upload, start, len(piece))
        if piece:
            try:
                received = await _received(request, upload, start, piece, is_cut=place.until.expired())
            except UploadUnknown:  # ended meanwhile
                return await _what_became(request, *await _found(request))
    if received < upload.size:
        return _so_far(received)
    try:
        pages = await become_pages(request, upload.token, size=upload.size, most_pages=item.most_pages)
    except DrawingBusy:
        raise DrawingBusy(offset=received) from None
    return await _what_became(request, *await _found(request)) if pages is None else _pages(pages)


@told_to_scripts
async def delete_upload(request: Request) -> Response:
    """Give an upload up."""
    upload, _ = await _found(request)
    await give_up(request, upload.token, why="given_up")
    return Response(status_code=204)


async def _found(request: Request) -> Any:
    token = request.path_params["token"]
    return await by_code(request, partial(request.app.state.db.read, uploads.upload_of, code_of(request), token))


def _refuse_elsewhere(upload: Upload, start: int, length: int = 0) -> None:
    """Raises OffsetDiffers for a piece that is not the next one, or goes beyond the file."""
    if start != upload.received or start + length > upload.size:
        raise OffsetDiffers(offset=upload.received)


async def _received(request: Request, upload: Upload, start: int, piece: bytes, *, is_cut: bool) -> int:
    """Keep a piece; returns how many bytes are on the disk. One request of this process at a time is at it.

    is_cut: more of it was to come; then less than a frame is nothing.

    Raises UploadUnknown where the upload has ended; then nothing is kept. Raises UploadsPaused, OffsetDiffers,
    PieceTooSmall.
    """
    parts, token = vault_of(request).parts, upload.token
    if is_cut and len(piece) < FRAME:
        return start
    piece = whole_frames(piece, start=start, size=upload.size)
    async with parts.turn(token):
        now, _ = await _found(request)
        _refuse_elsewhere(now, start)
        await on_disk(_keep, space_of(request), parts, token, start, piece)
        try:
            received: int = await request.app.state.db.write(
                uploads.note_received, token, start=start, end=start + len(piece), now=now_of(request)
            )
        except UploadUnknown:
            parts.drop(token)
            raise
    return received


def _keep(space: Space, parts: Parts, token: str, start: int, piece: bytes) -> None:
    space.refuse(len(piece))
    parts.write(token, start, piece)


async def _what_became(request: Request, upload: Upload, item: Any) -> Response:
    if upload.state in open_uploads.UNDER_WAY:
        return _so_far(upload.received)
    if upload.state == open_uploads.DONE:
        return _pages(await request.app.state.db.read(live_pages, item))
    why = upload.why or ""
    say = wording_of(request)
    told = say.text(sentence_of(why) or FileUnreadable.sentence).replace("{most}", str(item.most_pages))
    return JSONResponse({"code": why, "detail": told}, 422)


async def _piece(request: Request, place: Place) -> bytes:
    """The body, read no further than a piece may go, and no longer than it has its place. Raises BodyTooLarge."""
    piece = bytearray()
    with suppress(TimeoutError):
        async with place.until:
            async for chunk in request.stream():
                piece += chunk
                if len(piece) > MOST_PIECE:
                    raise BodyTooLarge
    return bytes(piece)


def _number(request: Request, name: str) -> int:
    """A header that is a number of bytes. Raises Invalid."""
    told = request.headers.get(name, "")
    if not (told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS):
        raise Invalid(errors={name: "missing"})
    return int(told)


def _so_far(received: int) -> Response:
    return Response(status_code=204, headers={"Upload-Offset": str(received)})


def _pages(pages: Sequence[ApplicationPage]) -> Response:
    told = [{"mark": page.mark, "width": page.width, "height": page.height, "hint": page.hint} for page in pages]
    return JSONResponse({"pages": told})


def _refused(request: Request, refusal: Refusal) -> Response:
    told = sentence(refusal, wording_of(request))
    offset = refusal.facts.get("offset")
    headers = {} if offset is None else {"Upload-Offset": str(offset)}
    if isinstance(refusal, UploadsPaused | UploadsBusy):
        headers.update(PAUSE)
    if isinstance(refusal, DrawingBusy):
        headers["Retry-After"] = str(SOON)
    return JSONResponse({"code": refusal.code, "detail": told}, refusal.status, headers)
