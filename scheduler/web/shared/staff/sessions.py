"""A password is looked at, and what it opens is kept in a cookie that no script can read."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from scheduler.db import queries
from scheduler.db.models import Office, Person, Staff
from scheduler.domain.guessing import ANYWHERE, HERE, account
from scheduler.domain.refusals import SignInInTheOpen, SignInPaused, SignInWrong, TooManyTries
from scheduler.flow import staff as steps
from scheduler.flow.staff import LookedAt, signing_in
from scheduler.flow.staff.signing_in import Tries
from scheduler.runtime import passwords
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.staff.access import cookie_name
from scheduler.web.shared.staff.hashing import Hashing
from scheduler.web.shared.staff.known_browsers import browser_of
from scheduler.web.shared.staff.noted import note

HASHING = Hashing()
HERE_ALONE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whom a name means, at which office, and what is kept of their password. plain: the account to count by, or the
    name where it is nobody's.
    """

    staff: Staff | None
    office: Office | None
    plain: str
    kept: str | None = None


async def staff_by_password(
    request: Request, office: str, name: str, password: str, *, here: str | None = None
) -> tuple[Staff, LookedAt]:
    """Whom a name and a password mean, and what the password fits, for the step that follows.

    Raises SignInWrong, SignInPaused, TooManyTries, Crowded.

    office: its code; "" where there is only one, or all of that name are one person, who may work at several.
    here: the place that counts by itself, a kiosk or a session.
    Tries count against the account that the name means, however it is spelled, and a name that is nobody's is answered
    and counted like any other.
    """
    database, clock = request.app.state.db, request.app.state.clock
    wanted: _Wanted = await database.read(_wanted, office, name)
    tries = _tries(request, wanted, here)
    kept = wanted.kept
    is_known = tries.kind == HERE
    with HASHING.place(tries.who if is_known else asker_of(request), is_known=is_known):
        try:
            await database.read(signing_in.refuse, tries, clock())
            begun: signing_in.Begun = await database.write(signing_in.begin, tries, now=clock())
        except TooManyTries as refusal:
            whose = tries.who if isinstance(refusal, SignInPaused) else asker_of(request)
            if request.app.state.throttle.is_first("sign_in_noted", whose):
                _note(request, "sign_in_refused", wanted)
            raise
        fits, newer = await HASHING.work(passwords.look_at, password, kept)  # of nobody it takes as long
    if wanted.staff is None or kept is None or not fits:
        if wanted.office is not None and begun.told:
            known = wanted.staff.id if wanted.staff else None
            await database.write(signing_in.was_wrong, wanted.office.id, begun.told, staff_id=known, now=clock())
        _note(request, "sign_in_failed", wanted)
        raise SignInWrong
    await database.write(signing_in.was_right, tries)
    return wanted.staff, LookedAt(kept, newer)


async def hashed(request: Request, password: str) -> str:
    """What is kept of a new password. Raises Crowded."""
    return await HASHING.run(asker_of(request), passwords.hash_of, password)


def remember(request: Request, response: Response, value: str, *, name: str = "", path: str = "/") -> None:
    """Let a browser keep a session's value: under the staff cookie's name, or another one for some paths alone."""
    response.set_cookie(
        name or cookie_name(request),
        value,
        max_age=int(steps.SESSION_LASTS.total_seconds()),
        path=path,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def forget(request: Request, response: Response, *, name: str = "", path: str = "/") -> None:
    """Let a browser drop what `remember` let it keep."""
    response.delete_cookie(name or cookie_name(request), path=path, secure=is_secure(request))


def refuse_in_the_open(request: Request) -> None:
    """Browsers keep a session's cookie over https alone, and on their own machine. Raises SignInInTheOpen."""
    origin = urlsplit(request.headers.get("Origin", ""))
    if is_secure(request) and origin.scheme == "http" and origin.hostname not in HERE_ALONE:
        raise SignInInTheOpen(address=request.app.state.settings.base_url + request.url_for("login").path)


def is_secure(request: HTTPConnection) -> bool:
    """Whether the office is on https."""
    on_tls: bool = request.app.state.settings.on_tls
    return on_tls


def _wanted(session: Session, code: str, name: str) -> _Wanted:
    plain, offices = steps.plain_name(name), queries.offices(session)
    office = queries.office_by_code(session, code) if code else offices[0] if len(offices) == 1 else None
    if office is not None:
        staff = steps.staff_by_name(session, office.id, name)
    elif not code:
        staff = steps.staff_named_anywhere(session, plain)
        office = queries.office_by_id(session, staff.office_id) if staff else None
    else:
        staff = None
    if staff is None:
        return _Wanted(None, office, f"nobody {office.id if office else code} {plain}")
    kept = session.get_one(Person, staff.person_id).password_hash
    return _Wanted(staff, office, account(staff.person_id, kept), kept)


def _note(request: Request, event: str, wanted: _Wanted) -> None:
    staff, office = wanted.staff, wanted.office
    note(request, event, staff=staff.id if staff else None, office=office.code if office else None)


def _tries(request: Request, wanted: _Wanted, here: str | None) -> Tries:
    """What tries count against. Strangers stand at a kiosk, so it counts by itself: neither do their guesses pause
    anybody elsewhere, nor can those of others keep staff from leaving it. So does whoever is signed in and is asked for
    their own password.
    """
    if here is not None:
        return Tries(HERE, f"{here} {wanted.plain}", here)
    browser = browser_of(request, wanted.staff.person_id) if wanted.staff else None
    if browser is not None:
        return Tries(HERE, f"{browser} {wanted.plain}", None)
    return Tries(ANYWHERE, wanted.plain, asker_of(request))
