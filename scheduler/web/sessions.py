"""A password is looked at, and what it opens is kept in a cookie that no script can read."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from scheduler import passwords
from scheduler.db import queries
from scheduler.db.models import Staff
from scheduler.domain.errors import SignInWrong
from scheduler.flow import access as steps
from scheduler.web.access import cookie_name, in_turn
from scheduler.web.askers import asker_of

# Argon2 takes 64 MiB for each password it looks at: two at a time, whatever comes in.
HASHING = ThreadPoolExecutor(2, thread_name_prefix="argon2")


async def staff_by_password(request: Request, office: str, name: str, password: str) -> tuple[Staff, str | None]:
    """Who it is, and a newer hash of the password where the old one is weak. Raises SignInWrong, TooManyTries.

    office: its code; "" where there is only one. Guesses from one address at one name are counted.
    """
    return await in_turn(
        request, "sign_in", _verified(request, office, name, password),
        failures=(SignInWrong,), who=f"{asker_of(request)} {office} {name.casefold()}",
    )  # fmt: skip


def remember(request: Request, response: Response, value: str, *, name: str = "", path: str = "/") -> None:
    """Let a browser keep a session's value: under the staff cookie's name, or another one for some paths alone."""
    response.set_cookie(
        name or cookie_name(request), value, max_age=int(steps.SESSION_LASTS.total_seconds()), path=path,
        secure=is_secure(request), httponly=True, samesite="lax",
    )  # fmt: skip


def forget(request: Request, response: Response, *, name: str = "", path: str = "/") -> None:
    """Let a browser drop what `remember` let it keep."""
    response.delete_cookie(name or cookie_name(request), path=path, secure=is_secure(request))


def is_secure(request: Request) -> bool:
    """Whether the office is on https."""
    on_tls: bool = request.app.state.settings.on_tls
    return on_tls


async def _verified(request: Request, office: str, name: str, password: str) -> tuple[Staff, str | None]:
    """An unknown name takes as long as a wrong password."""
    staff: Staff | None = await request.app.state.db.read(_staff, office, name)
    kept = staff.password_hash if staff else None
    fits, newer = await asyncio.get_running_loop().run_in_executor(HASHING, passwords.look_at, password, kept)
    if staff is None or not fits:
        raise SignInWrong
    return staff, newer


def _staff(session: Session, code: str, name: str) -> Staff | None:
    offices = queries.offices(session)
    office = queries.office_by_code(session, code) if code else offices[0] if len(offices) == 1 else None
    return steps.staff_by_name(session, office.id, name) if office else None
