"""What the ways of sending a file have in common: who may, and how what has come becomes pages."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import Application, ApplicationPage
from scheduler.domain.addresses import NOBODY
from scheduler.domain.applying.file_bounds import Bounds
from scheduler.domain.applying.upload_refusals import TooMuchFromHere, TooMuchToday, UploadsBusy
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.flow.applying import open_uploads, phone_codes, uploads
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.applying.open_items import item_of
from scheduler.flow.applying.phone_codes import Rules
from scheduler.pictures.disk import on_disk
from scheduler.pictures.keeping import Kept, forget, keep
from scheduler.pictures.space import Space
from scheduler.pictures.turns import Asker
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock
from scheduler.web.citizen.applying.owner import by_code
from scheduler.web.citizen.applying.view import code_rules, sends_by_itself
from scheduler.web.shared.askers import asker_of


def code_of(request: Request) -> str:
    """The code in the path."""
    code: str = request.path_params["code"]
    return code


def now_of(request: Request) -> datetime:
    """The one reading of the clock of a request."""
    clock: Clock = request.app.state.clock
    return clock()


def hashed_asker(request: Request) -> str | None:
    """Keyed hash of the address that a request is counted under, which tells nobody the address; None without one."""
    asker = asker_of(request)
    return None if asker == NOBODY else keys.ring().counted("files", asker).hex()


async def begin(request: Request, position: int, *, size: int) -> str:
    """The token of a new upload; the parts of uploads that gave way to it go.

    Raises UploadsPaused, and what `uploads.begin` does.
    """
    state = request.app.state
    await on_disk(space_of(request).refuse, size)
    facts = {"asker": hashed_asker(request), "bounds": state.bounds, **code_facts(request)}
    parts = vault_of(request).parts
    try:
        begun = await _begun(request, position, size, facts)
    except (UploadsBusy, TooMuchToday, TooMuchFromHere):
        application = (await state.db.read(application_by_code, code_of(request))).id
        room = await state.db.write(open_uploads.make_room, facts["asker"], application, size, now=facts["now"])
        if not room:
            raise
        for token in room:
            parts.drop(token)
        begun = await _begun(request, position, size, facts)
    for token in begun.given_up:
        parts.drop(token)
    return begun.token


async def _begun(request: Request, position: int, size: int, facts: dict[str, Any]) -> uploads.Begun:
    step = partial(request.app.state.db.write, begin_upload, code_of(request), position, size=size, **facts)
    begun: uploads.Begun = await by_code(request, step)
    return begun


def code_facts(request: Request) -> dict[str, Any]:
    """What tells whether a phone can be confirmed by a code now: `training`, `rules` and `now`."""
    state = request.app.state
    return {"training": state.training, "rules": code_rules(state.settings), "now": now_of(request)}


def begin_upload(
    session: Session,
    code: str,
    position: int,
    *,
    size: int,
    asker: str | None,
    bounds: Bounds,
    training: bool,
    rules: Rules,
    now: datetime,
) -> uploads.Begun:
    """`uploads.begin`, told whether the phone of this application has to be confirmed first."""
    asks_code = _asks_code(session, application_by_code(session, code), training=training, rules=rules, now=now)
    terms = uploads.Terms(asker, asks_code, bounds)
    return uploads.begin(session, code, position, size=size, terms=terms, now=now)


def refuse_to_send(session: Session, code: str, position: int, *, training: bool, rules: Rules, now: datetime) -> None:
    """What keeps a file from being sent for an item, before any of it is read.

    Raises ApplicationUnknown, ItemUnknown, ItemClosed, PhoneFirst.
    """
    item_of(session, code, position)
    application = application_by_code(session, code)
    asks_code = _asks_code(session, application, training=training, rules=rules, now=now)
    uploads.refuse_before_phone(application, asks_code=asks_code)


def _asks_code(session: Session, application: Application, *, training: bool, rules: Rules, now: datetime) -> bool:
    office = queries.office_by_id(session, application.office_id)
    sends = sends_by_itself(office, training=training)
    return phone_codes.asks_code(session, application, sends=sends, rules=rules, now=now)


async def become_pages(request: Request, token: str, *, size: int, most_pages: int) -> Sequence[ApplicationPage] | None:
    """All of a file is here: draw it anew, keep it, and put it in its place. None where another request is at it.

    Raises a refusal of upload_errors, and DiskFull; then the upload is refused, and nothing of it is left. Raises
    DrawingBusy, and Unavailable, after which nobody knows what was written: then its parts stay, and the same may be
    asked again.
    """
    db, vault = request.app.state.db, vault_of(request)
    if not await db.write(uploads.claim, token, now=now_of(request)):
        return None
    try:
        asker = await _asker(request, token)
        kept = await keep(vault, vault.parts.part(token, size), most_pages=most_pages, asker=asker)
        pages = await _put(request, token, kept)
    except Unavailable:
        with suppress(Unavailable):
            await db.write(uploads.let_go, token)
        raise
    except Refusal as refusal:
        await give_up(request, token, why=refusal.code)
        raise
    vault.parts.drop(token)
    return pages


async def _asker(request: Request, token: str) -> Asker:
    """Who waits for an upload: the phone that was confirmed, else the address from which it is sent."""
    sender: uploads.Sender = await request.app.state.db.read(uploads.sender_of, token)
    draft = str(sender.application_id)
    if sender.phone is not None:
        return Asker(sender.phone.hex(), draft, is_known=True)
    return Asker(asker_of(request), draft)


async def _put(request: Request, token: str, kept: list[Kept]) -> Sequence[ApplicationPage]:
    """Name an upload's pages in rows. Files go only where surely no row names them; `drop_loose` takes what is left."""
    vault = vault_of(request)
    try:
        pages: Sequence[ApplicationPage] = await request.app.state.db.write(
            uploads.finish, code_of(request), token, kept, bounds=request.app.state.bounds, now=now_of(request)
        )
    except Unavailable:
        raise
    except Refusal:
        forget(vault, kept)
        raise
    named = {page.mark for page in pages}
    forget(vault, [page for page in kept if page.mark not in named])
    return pages


async def give_up(request: Request, token: str, *, why: str) -> None:
    """An upload came to nothing: its parts go. why: the code of a refusal, or "given_up"."""
    await request.app.state.db.write(open_uploads.refuse, token, why=why)
    vault_of(request).parts.drop(token)


def space_of(request: Request) -> Space:
    """How much of the disk is left for files."""
    space: Space = request.app.state.space
    return space


def vault_of(request: Request) -> Vault:
    """The folder of files that citizens send."""
    vault: Vault = request.app.state.vault
    return vault
