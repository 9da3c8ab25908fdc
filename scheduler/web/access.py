"""Who may: staff by a session that can be revoked, machines by a token, everybody against guessing by a throttle."""

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar
from weakref import WeakValueDictionary

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from sqlmodel import Session
from starlette.requests import HTTPConnection, Request

from scheduler.db import queries
from scheduler.db.engine import Database
from scheduler.db.models import Office, Token
from scheduler.domain import codes
from scheduler.domain.errors import DigitsWrong, NotAllowed, OfficeUnknown, Refusal, SignInNeeded, TooManyTries
from scheduler.flow.access import SignedIn, signed_in, token_of

T = TypeVar("T")

WRONG_DIGITS = 5
"""Wrong last digits for one pass within a quarter of an hour."""

MAY: dict[str, frozenset[str]] = {
    "guard": frozenset({"door"}),
    "clerk": frozenset({"door", "counter", "documents"}),
    "supervisor": frozenset({"door", "counter", "documents", "office"}),
}
OFFICE_PAGES = frozenset({"documents", "office"})
"""Places whose pages say at their top how many conversations and applications wait."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many conversations or applications wait for a clerk, and how long the one has that has waited longest."""

    count: int
    longest: timedelta | None


class Throttle:
    """Counts failed look-ups within a quarter of an hour, in this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def turn(self, kind: str, who: str) -> asyncio.Lock:
        """Held by whoever guesses: of many guesses at once all would be tried before the first is counted."""
        return self._turns.setdefault((kind, who), asyncio.Lock())

    async def refuse(self, kind: str, who: str, most: int) -> None:
        """Raises TooManyTries once there were `most` failures."""
        if not await self._limiter.test(_limit(most), kind, who):
            raise TooManyTries

    async def count(self, kind: str, who: str, most: int) -> None:
        """Write down one failure."""
        await self._limiter.hit(_limit(most), kind, who)


@cache
def _limit(most: int) -> RateLimitItemPerMinute:
    """So many in a quarter of an hour."""
    return RateLimitItemPerMinute(most, 15)


async def looked_up(
    request: Request, kind: str, look_up: Awaitable[T], *, failures: tuple[type[Refusal], ...], most: int, who: str = ""
) -> T:
    """Wait for a look-up that could be guessing; its failures count against the asker. Raises TooManyTries."""
    throttle: Throttle = request.app.state.throttle
    asker = who or (request.client.host if request.client else "-")
    try:
        await throttle.refuse(kind, asker, most)
    except TooManyTries:
        _drop(look_up)
        raise
    try:
        return await look_up
    except failures:
        await throttle.count(kind, asker, most)
        raise


async def in_turn(
    request: Request, kind: str, look_up: Awaitable[T], *, failures: tuple[type[Refusal], ...], most: int, who: str
) -> T:
    """Like `looked_up`, one at a time for each `who`: for what few guesses would find. Raises TooManyTries."""
    throttle: Throttle = request.app.state.throttle
    try:
        async with throttle.turn(kind, who):
            return await looked_up(request, kind, look_up, failures=failures, most=most, who=who)
    finally:
        _drop(look_up)


async def proven(request: Request, step: Awaitable[T]) -> T:
    """Wait for a step that asks for the last digits; wrong ones count against the pass, whoever tries."""
    code: str = request.path_params["code"]
    return await in_turn(
        request, "ref3", step, failures=(DigitsWrong,), most=WRONG_DIGITS, who=codes.read(code) or code
    )


def cookie_name(request: HTTPConnection) -> str:
    """The staff cookie; bound to host and https where the office has that."""
    return "__Host-giliran" if request.app.state.settings.base_url.startswith("https://") else "giliran"


async def staff_of(request: HTTPConnection, place: str) -> SignedIn:
    """Who is signed in, if they may be at a place (a word of MAY). Raises SignInNeeded, NotAllowed."""
    cookie = request.cookies.get(cookie_name(request))
    database: Database = request.app.state.db
    is_page = place in OFFICE_PAGES and request.scope["type"] == "http"
    now = request.app.state.clock()
    found, waiting = await database.read(_at_work, cookie, now, is_page=is_page) if cookie else (None, (None, None))
    if found is None:
        raise SignInNeeded
    if place not in MAY[found.role]:
        raise NotAllowed
    request.state.zone, request.state.role = found.office.timezone, found.role
    request.state.waiting, request.state.applications = waiting
    return found


def _at_work(
    session: Session, cookie: str, now: datetime, *, is_page: bool
) -> tuple[SignedIn | None, tuple[Waiting | None, Waiting | None]]:
    """Who a cookie belongs to, and for a page of the office what waits there: conversations, and applications."""
    found = signed_in(session, cookie, now)
    if found is None or not is_page:
        return found, (None, None)
    talks = _waiting(*queries.conversations_waiting(session, found.office.id), now)
    return found, (talks, _waiting(*queries.applications_waiting(session, found.office.id), now))


def _waiting(count: int, since: datetime | None, now: datetime) -> Waiting:
    return Waiting(count, max(now - since, timedelta()) if since else None)


async def office_of_path(request: Request) -> Office:
    """The office named in the path. Raises OfficeUnknown."""
    database: Database = request.app.state.db
    code: str = request.path_params["office"]
    office = await database.read(queries.office_by_code, code) if code.isprintable() else None
    if office is None:
        raise OfficeUnknown
    request.state.zone = office.timezone
    return office


async def machine_of(request: Request, office: Office, scope: str) -> str:
    """The `by` of a machine whose token holds for an office and a scope. Raises SignInNeeded, NotAllowed."""
    token = await token_of_request(request)
    if token is None:
        raise SignInNeeded
    if token.office_id != office.id or scope not in token.scopes.split():
        raise NotAllowed
    return f"token:{token.id}"


async def token_of_request(request: Request) -> Token | None:
    """The token in the Authorization header; None where there is none. Raises SignInNeeded if it does not hold."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if not value:
        return None
    if kind.lower() != "bearer":
        raise SignInNeeded
    database: Database = request.app.state.db
    token = await database.read(token_of, value.strip())
    if token is None:
        raise SignInNeeded
    return token


def _drop(awaitable: Awaitable[object]) -> None:
    """A coroutine that is not wanted after all must be closed, or Python warns."""
    if isinstance(awaitable, Coroutine):
        awaitable.close()
