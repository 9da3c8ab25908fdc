"""What a browser keeps that was trusted: chance, one for each person who asked for it there, for the sign-in alone."""

import re

from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.staff.second_factor import MOST_DAYS
from scheduler.web.shared.staff.sessions import is_secure

MOST = 8
"""Persons of one browser; the one who asked for it longest ago gives way."""
_VALUE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def trusted_of(request: Request) -> tuple[str, ...]:
    """What the browser keeps, the latest first."""
    written = request.cookies.get(_name(request), "")
    return tuple(each for each in written.split("~")[:MOST] if _VALUE.fullmatch(each))


def keep_trusted(request: Request, response: Response, value: str) -> None:
    """Let the browser keep one more."""
    response.set_cookie(
        _name(request),
        "~".join((value, *trusted_of(request))[:MOST]),
        max_age=MOST_DAYS * 24 * 60 * 60,
        path=request.url_for("login").path,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _name(request: Request) -> str:
    return f"{'__Secure-' if is_secure(request) else ''}giliran-trusted"
