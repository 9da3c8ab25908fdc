"""Browsers that have proven to belong to whom a code was given: by digits that stand on no page, or since they made it.

They keep that in a signed cookie, one for each kind of page, which no script can read. It holds for the code alone and
for what was proven; nothing of it is kept here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from scheduler import keys
from scheduler.web.shared.staff.sessions import is_secure

LASTS = timedelta(days=180)
"""As long as a family waits for its documents."""
MOST = 20
"""Codes that one browser is known for; the oldest gives way. A cookie goes with every request, so it stays small."""
PATHS = {"a": "/a/", "t": "/"}
"""By kind of page, where what was proven is kept and asked for: a visit is booked at its invitation, and elsewhere."""
EPOCH = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


def is_known(request: HTTPConnection, pages: str, code_hash: bytes, fact: str = "") -> bool:
    """Whether this browser has proven that a code is its own.

    pages: the first part of their address, "a" or "t". fact: what was proven; once it has changed it holds no more.
    """
    today = _day(request)
    return any(
        mark == _mark(code_hash)
        and today - LASTS.days <= day <= today
        and keys.ring().is_signed(_said(pages, code_hash, day, fact), signature)
        for mark, day, signature in _kept(request, pages)
    )


def let_know(request: HTTPConnection, response: Response, pages: str, code_hash: bytes, fact: str = "") -> None:
    """Let a browser be known for a code from now on, which it has just proven to be its own."""
    day, mark = _day(request), _mark(code_hash)
    signature = keys.ring().sign(_said(pages, code_hash, day, fact))
    _keep(request, response, pages, [(mark, day, signature), *_others(request, pages, mark)][:MOST])


def drop_code(request: HTTPConnection, response: Response, pages: str, code_hash: bytes) -> None:
    """Let a browser be known for a code no more."""
    _keep(request, response, pages, _others(request, pages, _mark(code_hash)))


def forget_browser(request: HTTPConnection, response: Response) -> None:
    """Let a browser drop all that it was known by."""
    for pages, path in PATHS.items():
        response.delete_cookie(_name(request, pages), path=path, secure=is_secure(request))


def _keep(request: HTTPConnection, response: Response, pages: str, told: Sequence[tuple[str, int, str]]) -> None:
    value = "~".join(f"{mark}.{day}.{signature}" for mark, day, signature in told)
    response.set_cookie(
        _name(request, pages),
        value,
        max_age=int(LASTS.total_seconds()) if told else 0,
        path=PATHS[pages],
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _others(request: HTTPConnection, pages: str, mark: str) -> list[tuple[str, int, str]]:
    return [each for each in _kept(request, pages) if each[0] != mark]


def _kept(request: HTTPConnection, pages: str) -> list[tuple[str, int, str]]:
    """What a browser says: of which code, since which day, and how that was signed; newest first."""
    parts = (each.split(".") for each in request.cookies.get(_name(request, pages), "").split("~")[:MOST])
    told = (part for part in parts if len(part) == 3 and part[1].isascii() and part[1].isdigit() and len(part[1]) < 6)
    return [(mark, int(day), signature) for mark, day, signature in told]


def _said(pages: str, code_hash: bytes, day: int, fact: str) -> str:
    return f"{pages} {code_hash.hex()} {day} {fact}"


def _mark(code_hash: bytes) -> str:
    """What finds the entry of a code among a few; it leads nobody to the code."""
    return code_hash.hex()[:12]


def _day(request: HTTPConnection) -> int:
    """Days since the first of 2020."""
    now: datetime = request.app.state.clock()
    return (now - EPOCH).days


def _name(request: HTTPConnection, pages: str) -> str:
    return f"{'__Secure-' if is_secure(request) else ''}giliran-{pages}"
