"""Browsers in which somebody of the staff has signed in before: what strangers guess elsewhere does not touch them.

A cookie says which persons, by number, and a number of the browser's own. It is signed, opens nothing, and
goes to the sign-in alone: without it everything works, and whoever has it guesses on a count of its own.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from scheduler import keys

LASTS = timedelta(days=365)
MOST = 12
"""Persons of one browser; beyond these whoever signed in longest ago is forgotten."""
_WRITTEN = re.compile(
    r"(?P<said>(?P<day>\d{1,6})\.(?P<browser>[0-9a-f]{32})\.(?P<persons>\d{1,18}(-\d{1,18})*))"
    r"\.(?P<signature>[\w-]{22})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser by its number, and who signed in there, the latest first."""

    number: str
    persons: tuple[int, ...]


def browser_of(request: Request, person_id: int) -> str | None:
    """The number of a browser in which a person has signed in within a year; None of any other."""
    found = _read(request)
    return found.number if found is not None and person_id in found.persons else None


def remember_browser(request: Request, response: Response, person_id: int, *, is_secure: bool) -> None:
    """Let the browser say next time that this person has signed in there."""
    before = _read(request) or Browser(secrets.token_hex(16), ())
    persons = [person_id, *(each for each in before.persons if each != person_id)][:MOST]
    said = f"{_day(request.app.state.clock())}.{before.number}.{'-'.join(map(str, persons))}"
    response.set_cookie(
        _name(is_secure=is_secure),
        f"{said}.{keys.ring().sign(_signed(said))}",
        max_age=int(LASTS.total_seconds()),
        path=request.url_for("login").path,
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def _read(request: Request) -> Browser | None:
    written = next(filter(None, (request.cookies.get(_name(is_secure=each)) for each in (True, False))), "")
    found = _WRITTEN.fullmatch(written)
    if found is None or not keys.ring().is_signed(_signed(found["said"]), found["signature"]):
        return None
    age = _day(request.app.state.clock()) - int(found["day"])
    return Browser(found["browser"], tuple(map(int, found["persons"].split("-")))) if 0 <= age <= LASTS.days else None


def _name(*, is_secure: bool) -> str:
    return "__Secure-giliran-known" if is_secure else "giliran-known"


def _day(now: datetime) -> int:
    return int(now.timestamp() // timedelta(days=1).total_seconds())


def _signed(said: str) -> str:
    """What is signed, said to be of this cookie: others are signed by the same key."""
    return f"staff {said}"
