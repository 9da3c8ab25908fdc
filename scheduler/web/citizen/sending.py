"""What the ways of sending a file have in common: who may, and how what has come becomes pages."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from starlette.requests import Request

from scheduler.clock import Clock
from scheduler.db.models import ApplicationPage
from scheduler.domain.errors import Refusal, Unavailable
from scheduler.flow import uploads
from scheduler.pictures.keeping import Kept, forget, keep
from scheduler.pictures.vault import Vault
from scheduler.web.citizen.application_owner import by_code


def code_of(request: Request) -> str:
    """The code in the path."""
    code: str = request.path_params["code"]
    return code


def now_of(request: Request) -> datetime:
    """The one reading of the clock of a request."""
    clock: Clock = request.app.state.clock
    return clock()


async def begin(request: Request, position: int, *, size: int) -> str:
    """The token of a new upload; the parts of those that gave way to it go. Raises what `uploads.begin` does."""
    begun: uploads.Begun = await by_code(
        request,
        request.app.state.db.write(uploads.begin, code_of(request), position, size=size, now=now_of(request)),
    )
    for token in begun.given_up:
        vault_of(request).parts.drop(token)
    return begun.token


async def become_pages(request: Request, token: str, *, most_pages: int) -> Sequence[ApplicationPage] | None:
    """All of a file is here: draw it anew, keep it, and put it in its place. None where another is at it.

    Raises a refusal of upload_errors, and DiskFull; then the upload is refused, and nothing of it is left. Raises
    Unavailable; then nobody knows what was written: its parts stay, and the same may be asked again.
    """
    db, vault = request.app.state.db, vault_of(request)
    if not await db.write(uploads.claim, token, now=now_of(request)):
        return None
    try:
        kept = await keep(vault, vault.parts.path(token), most_pages=most_pages)
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


async def _put(request: Request, token: str, kept: list[Kept]) -> Sequence[ApplicationPage]:
    """Name them in rows. Files go only where surely no row names them; `drop_loose` takes what is left."""
    vault = vault_of(request)
    try:
        pages: Sequence[ApplicationPage] = await request.app.state.db.write(
            uploads.finish, code_of(request), token, kept, now=now_of(request)
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
    """The upload came to nothing."""
    await request.app.state.db.write(uploads.refuse, token, why=why)
    vault_of(request).parts.drop(token)


def vault_of(request: Request) -> Vault:
    """The folder of files."""
    vault: Vault = request.app.state.vault
    return vault
