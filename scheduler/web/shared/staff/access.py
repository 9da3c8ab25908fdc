"""Who may: staff by a session that can be revoked, machines by a token."""

import asyncio
import contextlib
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session
from starlette.requests import HTTPConnection, Request

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import Office, Token
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import NotAllowed, SignInNeeded, Unavailable
from scheduler.domain.staff.refusals import LooksOnly, PasswordNeeded
from scheduler.domain.staff.roles import may_act, may_look
from scheduler.flow.core.local_time import today_of
from scheduler.flow.staff import SEEN_EVERY, SignedIn, note_seen, note_token_used, second, signed_in, token_of
from scheduler.flow.staff.second import Due
from scheduler.web.shared.pages import is_fragment
from scheduler.web.shared.security import SAFE
from scheduler.web.shared.staff.ringing import Ringing, ringing_for

NOTED_WITHIN = 1.0
"""Seconds for which a request waits at most until it is written down that somebody asks."""

EVERYBODY = "account"
"""A place where all may be who are signed in: what is their own."""
OFFICE_PAGES = frozenset({"desk", "documents", "office", "manage", "trial", "figures"})
"""Places whose pages say at their top how many conversations and applications wait."""


LOCKING = OFFICE_PAGES | {"place"}
"""Places whose pages lock when they are left alone."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many conversations or applications wait for a clerk, and how long the one has that has waited longest."""

    count: int
    longest: timedelta | None


Waits = tuple[Waiting | None, Waiting | None, Waiting | None]
"""Conversations, applications and requests of citizens."""
NOTHING: Waits = (None, None, None)


def home_of(roles: Iterable[str]) -> str:
    """The name of the route that somebody of these roles works from, beside a counter: of a guard the door, of whoever
    leads the day or the office its first page.
    """
    roles = tuple(roles)
    if may_act(roles, "figures"):
        return "office"
    pages = (("documents", "documents"), ("manage", "staff"), ("door", "door"), ("place", "place_home"))
    return next((name for place, name in pages if may_look(roles, place)), "account")


def cookie_name(request: HTTPConnection) -> str:
    """The staff cookie; bound to host and https where the office has that."""
    return "__Host-giliran" if request.app.state.settings.on_tls else "giliran"


async def staff_of(request: HTTPConnection, place: str, *, changes: bool | None = None) -> SignedIn:
    """Who is signed in, if they may be at a place (`domain/staff/roles.py`).

    changes: whether what is asked for is only for those who act there. None: as the method says, so that who only looks
    is refused every form; False of a form that only asks something, True of a page by which more is shown than the
    pages show to everybody, so that it is written down. Raises SignInNeeded, NotAllowed, LooksOnly, PasswordNeeded.
    """
    cookie = request.cookies.get(cookie_name(request))
    database: Database = request.app.state.db
    is_page = place in OFFICE_PAGES and request.scope["type"] == "http"
    now = request.app.state.clock()
    found, waiting, ringing, due = (
        await database.read(_at_work, cookie, now, is_page=is_page) if cookie else (None, NOTHING, (), None)
    )
    if found is None:
        raise SignInNeeded
    if not found.looks_at(place):
        request.state.home = home_of(found.roles)
        raise NotAllowed
    looks_only = not found.acts_at(place)
    if looks_only and (changes if changes is not None else not _only_reads(request)):
        raise LooksOnly
    request.state.office, request.state.staff, request.state.looks_only = found.office, found, looks_only
    request.state.ringing, request.state.second_factor_due = ringing, due
    request.state.waiting, request.state.applications, request.state.requests = waiting
    request.state.lock_minutes = found.office.lock_minutes if place in LOCKING else 0
    if place in LOCKING and found.is_locked(now):
        raise PasswordNeeded
    if _is_by_hand(request) and now - found.seen_at >= SEEN_EVERY:
        minutes = found.office.lock_minutes
        await _noted(database.write(note_seen, found.session_id, lock_minutes=minutes, now=now))
    return found


def _only_reads(request: HTTPConnection) -> bool:
    """Whether a request changes nothing by its method: a page, or a socket."""
    return not isinstance(request, Request) or request.method in SAFE


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
) -> tuple[SignedIn | None, Waits, Sequence[Ringing], Due | None]:
    """Who a cookie belongs to, and for a page of the office what waits there: conversations, applications, and requests
    of citizens; for those who lead the alarms that ring; and the second proof that they still have to set up.
    """
    found = signed_in(session, cookie, now)
    if found is None or not is_page:
        return found, NOTHING, (), None
    office = found.office.id
    waits = (
        _waiting(*queries.conversations_waiting(session, office), now),
        _waiting(*queries.applications_waiting(session, office), now),
        _waiting(*queries.requests_waiting(session, office), now),
    )
    leads = found.looks_at("office") or found.looks_at("manage")
    return found, waits, ringing_for(session, office, now) if leads else (), second.due(session, found, now)


def _waiting(count: int, since: datetime | None, now: datetime) -> Waiting:
    return Waiting(count, max(now - since, timedelta()) if since else None)


async def office_of_path(request: Request) -> Office:
    """The office named in the path. Raises OfficeUnknown."""
    database: Database = request.app.state.db
    code: str = request.path_params["office"]
    office = await database.read(queries.office_by_code, code) if code.isprintable() else None
    if office is None:
        raise OfficeUnknown
    request.state.office = office
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
