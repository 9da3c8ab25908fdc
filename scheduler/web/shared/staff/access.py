"""Who may: staff by a session that can be revoked, machines by a token, everybody against guessing by a throttle."""

import asyncio
import contextlib
import math
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlmodel import Session
from starlette.requests import HTTPConnection, Request

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Office, Token
from scheduler.domain.guessing import DIGITS
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.proofs import DigitsWrong
from scheduler.domain.refusals import NotAllowed, Refusal, SignInNeeded, TooManyTries, TriesPaused, Unavailable
from scheduler.domain.staff.refusals import PasswordNeeded
from scheduler.domain.text import codes
from scheduler.flow.core import counting
from scheduler.flow.core.local_time import today_of
from scheduler.flow.staff import SEEN_EVERY, SignedIn, note_seen, note_token_used, signed_in, token_of
from scheduler.runtime.clock import Clock
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.pages import is_fragment

T = TypeVar("T")

MOST = {
    "code": 600,  # codes that do not exist, from one address, which may be that of a carrier's town
    "ref3": DIGITS.free,  # wrong last digits for one pass, whoever tries
    "short": 120,  # numbers that do not exist, by one member of staff or token
    "pairing": 20,  # codes that no screen shows, by one member of staff
    "hook": 30,  # calls with a wrong signature or secret, from one address to one account
    "link": 200,  # requests for a link from one address; all count, so that counting gives no hint
    "link_of": 5,  # requests for the link of one registration number, known or not, from anywhere
    "begin": 200,  # applications begun from one address, which may be that of a whole village
    "channel_test": 20,  # test messages of one member of staff
    "phone_digits": DIGITS.free,  # wrong ends of the phone of one application, whoever tries
    "kiosk_proof": DIGITS.free,  # wrong proofs for one visit, at whatever kiosk
    "kiosk": 60,  # numbers that nobody has, typed at one kiosk
    "kiosk_typed": 120,  # what is typed at one kiosk, known or not: registration numbers follow one another
    "sign_in_noted": 1,  # lines of the log that tell of an account, or an address, that is refused
    "kiosk_numbers": 20,  # numbers without a document that one kiosk gives; whoever wants more asks the guard
}
"""How many of each kind there may be within a quarter of an hour: few of a thing that is asked for, more of an address,
which many may share. Passwords and codes for phones have rules of their own (`flow/staff/signing_in.py`,
`flow/applying/phone_codes.py`).
"""
KEPT = frozenset({"ref3", "phone_digits", "pairing", "link_of", "kiosk", "kiosk_proof", "kiosk_typed"})
"""Kinds that guard something that few guesses would find: counted in the database. The rest is noise."""
PAUSED = frozenset({"ref3", "phone_digits", "kiosk_proof"})
"""Kinds of KEPT that patience would find within days: each wrong try after the first few costs a longer pause."""
WINDOW = timedelta(minutes=15)
NOTED_WITHIN = 1.0
"""Seconds for which a request waits at most until it is written down that somebody asks."""

MAY: dict[str, frozenset[str]] = {
    "guard": frozenset({"door"}),
    "clerk": frozenset({"door", "counter", "documents"}),
    "supervisor": frozenset({"door", "counter", "documents", "office"}),
}
EVERYBODY = "door"
"""A place where all may be who are signed in."""
OFFICE_PAGES = frozenset({"documents", "office"})
"""Places whose pages say at their top how many conversations and applications wait, and lock when they are left alone.
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many conversations or applications wait for a clerk, and how long the one has that has waited longest."""

    count: int
    longest: timedelta | None


class Throttle:
    """Counts what could be guessing, by kind and asker: the kinds of KEPT for all processes, the rest in this one."""

    def __init__(self, clock: Clock, database: Database) -> None:
        self._clock, self._database = clock, database
        self._counted: OrderedDict[tuple[str, str], list[datetime]] = OrderedDict()
        """When each was counted, oldest first. Whose latest is oldest stands first."""

    async def take(self, kind: str, who: str) -> None:
        """Count one more try, as one operation with the look whether there may be. Raises TooManyTries.

        Whoever is refused costs no write: a look comes first.
        """
        await self.refuse(kind, who)
        if kind not in KEPT:
            self.count(kind, who)
            return
        now = self._clock()
        if kind in PAUSED:
            count = await self._database.write(counting.attempt, kind, who, DIGITS, now=now)
        else:
            count = await self._database.write(counting.take, kind, who, most=MOST[kind], within=WINDOW, now=now)
        if not count:
            await self.refuse(kind, who)  # another one came in between: by now it says for how long
            raise TooManyTries

    async def was_right(self, kind: str, who: str) -> None:
        """A try of KEPT that was taken was right: with it go the wrong ones before it, where they cost a pause."""
        if kind not in PAUSED:
            await self.give_back(kind, who)
            return
        with contextlib.suppress(Unavailable):
            await self._database.write(counting.forget, kind, who)

    async def give_back(self, kind: str, who: str) -> None:
        """A try of KEPT that was taken was none after all. Where that cannot be written now, one try less is left."""
        with contextlib.suppress(Unavailable):
            await self._database.write(counting.give_back, kind, who)

    async def refuse(self, kind: str, who: str) -> None:
        """Raises TooManyTries once there were as many tries as may be; TriesPaused, which is one, while they pause."""
        if kind not in KEPT:
            if len(self._lately(kind, who)) >= MOST[kind]:
                raise TooManyTries
            return
        wait: timedelta = await self._database.read(counting.wait, kind, who, most=MOST[kind], now=self._clock())
        if wait and kind in PAUSED:
            raise TriesPaused(seconds=math.ceil(wait.total_seconds()))
        if wait:
            raise TooManyTries

    def count(self, kind: str, who: str) -> None:
        """Write down one try, of no kind of KEPT. More than there may be are not kept: nobody would wait longer."""
        self._counted[kind, who] = [*self._lately(kind, who), self._clock()][: MOST[kind]]
        self._counted.move_to_end((kind, who))
        self._forget()

    def is_first(self, kind: str, who: str) -> bool:
        """Whether this is the first of a kind, none of KEPT, within the window; it is counted."""
        is_first = not self._lately(kind, who)
        self.count(kind, who)
        return is_first

    def _lately(self, kind: str, who: str) -> list[datetime]:
        since = self._clock() - WINDOW
        return [at for at in self._counted.get((kind, who), ()) if at > since]

    def _forget(self) -> None:
        """Who has not been counted within the window is forgotten, or guessing would fill the memory."""
        since = self._clock() - WINDOW
        while self._counted[first := next(iter(self._counted))][-1] <= since:
            del self._counted[first]


async def looked_up(
    request: Request, kind: str, look_up: Awaitable[T], *, failures: tuple[type[Refusal], ...], who: str = ""
) -> T:
    """Wait for a look-up that could be guessing; its failures count against the asker. Raises TooManyTries."""
    throttle: Throttle = request.app.state.throttle
    asker = who or asker_of(request)
    try:
        await throttle.refuse(kind, asker)
    except TooManyTries:
        _drop(look_up)
        raise
    try:
        return await look_up
    except failures:
        throttle.count(kind, asker)
        raise


async def tried(
    request: Request, kind: str, attempt: Awaitable[T], *, failures: tuple[type[Refusal], ...], who: str
) -> T:
    """Wait for what few guesses would find: counted before it is tried, and given back where it was no failure, so that
    of many at once no more are tried than may fail. kind: of KEPT. Raises TooManyTries.
    """
    throttle: Throttle = request.app.state.throttle
    try:
        await throttle.take(kind, who)
        try:
            found = await attempt
        except failures:
            raise
        except Refusal:
            await throttle.give_back(kind, who)
            raise
        await throttle.was_right(kind, who)
        return found
    finally:
        _drop(attempt)


async def proven(request: Request, step: Awaitable[T], *, is_known: bool = False) -> T:
    """Wait for a step that asks for the last digits; wrong ones count against the pass, whoever tries.

    is_known: in a browser that has proven that the pass is its own they count by themselves, so that nobody who guesses
    elsewhere keeps its people from moving their visit.
    """
    code: str = request.path_params["code"]
    who = codes.read(code) or code
    return await tried(request, "ref3", step, failures=(DigitsWrong,), who=f"{who} known" if is_known else who)


def cookie_name(request: HTTPConnection) -> str:
    """The staff cookie; bound to host and https where the office has that."""
    return "__Host-giliran" if request.app.state.settings.on_tls else "giliran"


async def staff_of(request: HTTPConnection, place: str) -> SignedIn:
    """Who is signed in, if they may be at a place (a word of MAY). Raises SignInNeeded, NotAllowed, PasswordNeeded."""
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
    request.state.lock_minutes = found.office.lock_minutes if place in OFFICE_PAGES else 0
    if place in OFFICE_PAGES and found.is_locked(now):
        raise PasswordNeeded
    if _is_by_hand(request) and now - found.seen_at >= SEEN_EVERY:
        minutes = found.office.lock_minutes
        await _noted(database.write(note_seen, found.session_id, lock_minutes=minutes, now=now))
    return found


def _is_by_hand(request: HTTPConnection) -> bool:
    """Whether somebody asks, and not a page by itself: by sockets, for pictures, for fragments every few seconds."""
    if not isinstance(request, Request):
        return False
    by_itself = is_fragment(request) or request.headers.get("Sec-Fetch-Dest") == "image"
    return not (request.method == "GET" and by_itself)


async def _noted(writing: Awaitable[None]) -> None:
    """Wait for what is written down beside; a database that cannot keep it now, or is slow to, hinders nobody."""
    with contextlib.suppress(Unavailable, TimeoutError):
        async with asyncio.timeout(NOTED_WITHIN):
            await writing


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
    """The token in the Authorization header; None where there is none.

    Raises SignInNeeded if it does not hold, TokenExpired if it does no more.
    """
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if not value:
        return None
    if kind.lower() != "bearer":
        raise SignInNeeded
    database: Database = request.app.state.db
    now = request.app.state.clock()
    token, today = await database.read(_token, value.strip(), now)
    if token is None:
        raise SignInNeeded
    if token.used_on is None or token.used_on < today:
        await _noted(database.write(note_token_used, token.id, day=today))
    return token


def _token(session: Session, value: str, now: datetime) -> tuple[Token | None, date]:
    """A token that holds, and today at its office. Raises TokenExpired."""
    token = token_of(session, value, now)
    return token, today_of(session.get_one(Office, token.office_id), now) if token else now.date()


def _drop(awaitable: Awaitable[object]) -> None:
    """A coroutine that is not wanted after all must be closed, or Python warns."""
    if isinstance(awaitable, Coroutine):
        awaitable.close()
