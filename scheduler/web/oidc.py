"""Staff prove by an account at a provider of OpenID Connect who they are: to sign in, to link it, to join, to unlock.

They leave by a form of ours, and come back to one address, whatever for. What goes along is kept by their browser in a
cookie that only this server can open: one for each that left, since several tabs may.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.domain.oidc import AttemptOver, IdentityUnknown
from scheduler.domain.refusals import N_, CrossOrigin, Refusal, SignInNeeded
from scheduler.domain.staff.second_factor import PROVIDER
from scheduler.flow.core import counting
from scheduler.flow.staff import joining as joining_steps
from scheduler.flow.staff import linking, works_at
from scheduler.flow.staff.entering import First
from scheduler.flow.staff.identities import Account, identity_of
from scheduler.oidc.attempts import LASTS, Attempt, Purpose, opened, tag_of
from scheduler.oidc.settings import CALLBACK
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import headers_of, page_of, wording_of
from scheduler.web.shared.staff.access import EVERYBODY, staff_of
from scheduler.web.shared.staff.entering import WhereForm, entered
from scheduler.web.shared.staff.fields import NonceForm, Password
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of, see_other
from scheduler.web.shared.staff.providers import leading_to, note_came_by, provider_of
from scheduler.web.shared.staff.sessions import is_secure, refuse_in_the_open, staff_by_password
from scheduler.web.shared.told import sentence

if TYPE_CHECKING:
    from scheduler.oidc.provider import Provider

USED = "oidc_state"
"""What is counted: an attempt that somebody came back from."""
MOST_TABS = 4
"""Attempts that one browser keeps at a time; beyond these the oldest is forgotten."""


class LinkForm(NonceForm):
    """Whoever links an account gives the password once more."""

    password: Password = Field(default="", repr=False)


async def enter(request: Request) -> Response:
    """To the provider, to sign in. Raises ProviderOff, ProviderAway, ProviderFaulty, TooManyTries."""
    form = await form_of(request, WhereForm)
    refuse_in_the_open(request)
    return await _leave(request, Purpose.ENTER, office=form.office, place=form.place, next=form.next)


async def unlock(request: Request) -> Response:
    """To the provider, for a page of the office that was left alone. Raises SignInNeeded, and what `enter` does."""
    staff = await staff_of(request, EVERYBODY)
    await form_of(request, NonceForm)
    return await _leave(request, Purpose.UNLOCK, session=str(staff.session_id))


async def link(request: Request) -> Response:
    """To the provider, to say which account there is one's own; the password is given once more.

    Raises SignInWrong, SignInPaused, and what `enter` does.
    """
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, LinkForm)
    provider_of(request)
    here = f"session {staff.session_id}"
    await staff_by_password(request, staff.office.code, staff.name, form.password, here=here)
    return await _leave(request, Purpose.LINK, session=str(staff.session_id))


async def unlink(request: Request) -> Response:
    """One's own account there opens nothing here any more. Raises LastWay."""
    staff = await staff_of(request, EVERYBODY)
    await form_of(request, NonceForm)
    await request.app.state.db.write(linking.unlink_own, staff.session_id, now=now_of(request))
    request.app.state.endings.tell()
    note(request, "identity_unlinked", staff=staff.staff_id, office=staff.office.code, by=f"staff:{staff.staff_id}")
    return see_other(request, "account", done="unlinked")


async def join(request: Request) -> Response:
    """To the provider, for whoever was asked by a link to work here. What the link is worth is seen on coming back."""
    await form_of(request, NonceForm)
    refuse_in_the_open(request)
    return await _leave(request, Purpose.JOIN, code=request.path_params["code"])


async def come_back(request: Request) -> Response:
    """Somebody comes back from the provider, and goes on with what they left for.

    Raises AttemptOver, ProviderDenied, ProviderAway, ProviderFaulty, ProviderClock, and what each purpose does.
    """
    provider, query = provider_of(request), request.query_params
    attempt = opened(request.cookies.get(_cookie(request, tag_of(query.get("state", ""))), ""), now=now_of(request))
    if attempt is None or not attempt.belongs_to(query.get("state", ""), provider.told.issuer):
        raise AttemptOver
    request.state.attempt = attempt
    facts = {"most": 1, "within": LASTS, "now": now_of(request)}
    if not await request.app.state.db.write(counting.take, USED, attempt.state, **facts):
        raise AttemptOver
    said = await provider.proven(attempt, dict(query))
    account = Account(provider.label, provider.told.issuer, said.subject)
    second = PROVIDER if said.methods & provider.told.second_factor else None
    response = await GOING_ON[attempt.purpose](request, attempt.facts, account, second)
    response.delete_cookie(_cookie(request, attempt.tag), secure=is_secure(request))
    return response


async def refused(request: Request, refusal: Refusal) -> Response:
    """A page that says what was wrong, with the way back to where one left from."""
    if isinstance(refusal, CrossOrigin):
        return page_of(request, refusal)
    attempt: Attempt | None = getattr(request.state, "attempt", None)
    back, words = _way_back(request, attempt)
    response = render(
        request,
        "signin/provider.html",
        status=refusal.status,
        sentence=sentence(refusal, wording_of(request)),
        code=refusal.code,
        back=back,
        words=words,
    )
    response.headers.update(headers_of(refusal))
    if attempt is not None:
        response.delete_cookie(_cookie(request, attempt.tag), secure=is_secure(request))
    return response


async def _enter(request: Request, facts: Mapping[str, str], account: Account, second: str | None) -> Response:
    """On to a code, the choice of an office, or where one works. Raises IdentityUnknown, NotAllowed, Invalid."""
    database, form = request.app.state.db, WhereForm(**facts)
    identity = await database.read(identity_of, account)
    places = await database.read(works_at, identity.person_id) if identity else ()
    if not places:
        note(request, "sign_in_failed", staff=None, office=None, why="identity")
        raise IdentityUnknown(provider=account.provider)
    at = next((each for each in places if each.office.code == form.office), None)
    if at is None:  # they are asked at which of their own
        form.office, at = "", places[0]
    return await _entered(request, form, at.staff_id, at.person_id, First(account=account, second=second))


async def _entered(request: Request, form: WhereForm, staff_id: int, person_id: int, first: First) -> Response:
    response = await entered(request, form, staff_id, person_id, first)
    note_came_by(request, response)
    return response


async def _link(request: Request, facts: Mapping[str, str], account: Account, _second: str | None) -> Response:
    """The account is one's own from now on. Raises SignInNeeded, IdentityTaken, IdentityHere."""
    staff = await staff_of(request, EVERYBODY)
    if str(staff.session_id) != facts["session"]:
        raise SignInNeeded
    await request.app.state.db.write(linking.link, staff.session_id, account, now=now_of(request))
    note(request, "identity_linked", staff=staff.staff_id, office=staff.office.code, by=f"staff:{staff.staff_id}")
    return see_other(request, "account", done="linked")


async def _join(request: Request, facts: Mapping[str, str], account: Account, second: str | None) -> Response:
    """One works here from now on, and is signed in. Raises what `flow/staff/joining.join_by` does."""
    database = request.app.state.db
    joined = await database.write(joining_steps.join_by, facts["code"], account, now=now_of(request))
    office = await database.read(queries.office_by_id, joined.office_id)
    request.app.state.endings.tell()
    note(request, "staff_joined", staff=joined.id, office=office.code)
    form = WhereForm(office=office.code, next=f"{request.url_for('account').path}?done=joined_by")
    return await _entered(request, form, joined.id, joined.person_id, First(account=account, second=second))


async def _unlock(request: Request, facts: Mapping[str, str], account: Account, _second: str | None) -> Response:
    """The office's pages are open again in this browser. Raises SignInNeeded, IdentityUnknown."""
    staff = await staff_of(request, EVERYBODY)
    if str(staff.session_id) != facts["session"]:
        raise SignInNeeded
    await request.app.state.db.write(linking.prove_again, staff.session_id, account, now=now_of(request))
    note(request, "page_unlocked", staff=staff.staff_id, office=staff.office.code)
    return see_other(request, "account", done="unlocked")


GoesOn = Callable[[Request, Mapping[str, str], Account, str | None], Awaitable[Response]]
"""With what went along, whose account it is, and the word for a second factor that the provider has asked for."""
GOING_ON: Mapping[Purpose, GoesOn] = {
    Purpose.ENTER: _enter,
    Purpose.LINK: _link,
    Purpose.JOIN: _join,
    Purpose.UNLOCK: _unlock,
}


async def _leave(request: Request, purpose: Purpose, **facts: str) -> Response:
    """Leave for the provider, with what this browser keeps until it comes back. Raises what `enter` does."""
    provider = provider_of(request)
    throttle, asker = request.app.state.throttle, asker_of(request)
    await throttle.refuse("provider", asker)
    throttle.count("provider", asker)
    attempt = Attempt.new(purpose, provider.told.issuer, now=now_of(request), **facts)
    response = leading_to(request, await provider.address_for(attempt), provider)
    secure = is_secure(request)
    for name in _too_many(request, provider):
        response.delete_cookie(name, secure=secure)
    response.set_cookie(
        _cookie(request, attempt.tag),
        attempt.sealed(),
        max_age=int(LASTS.total_seconds()),
        secure=secure,
        httponly=True,
        samesite="lax",  # it goes along where the provider sends somebody back
    )
    return response


def _too_many(request: Request, provider: "Provider") -> list[str]:
    """Cookies of attempts that are over, or older than so many others."""
    begins, now = _cookie(request, ""), now_of(request)
    kept = {name: opened(value, now=now) for name, value in request.cookies.items() if name.startswith(begins)}
    newest = sorted((each.begun, name) for name, each in kept.items() if each and each.issuer == provider.told.issuer)
    stay = {name for _, name in newest[-(MOST_TABS - 1) :]}
    return [name for name in kept if name not in stay]


def _cookie(request: Request, tag: str) -> str:
    """Bound to host and https where the office has that."""
    return f"{'__Host-' if is_secure(request) else ''}giliran-oidc-{tag}"


def _way_back(request: Request, attempt: Attempt | None) -> tuple[str, str]:
    """Where one left from, and what the button there says."""
    path, facts = request.url.path, attempt.facts if attempt else {}
    if path.startswith("/account") or (attempt and attempt.purpose is Purpose.LINK):
        return request.url_for("account").path, N_("Kembali ke Akun saya")
    if attempt and attempt.purpose is Purpose.JOIN:
        return request.url_for("joining_staff", code=facts["code"]).path, N_("Kembali ke undangan")
    if attempt and attempt.purpose is Purpose.UNLOCK:
        return request.url_for("locked").path, N_("Kembali")
    return request.url_for("login").path, N_("Kembali ke halaman masuk")


ROUTES: list[BaseRoute] = [
    Route("/login/oidc", enter, methods=["POST"], name="provider_enter"),
    Route("/login/oidc/proof", unlock, methods=["POST"], name="provider_unlock"),
    Route(CALLBACK, come_back, name="provider_back"),
    Route("/account/identity", link, methods=["POST"], name="provider_link"),
    Route("/account/identity/end", unlink, methods=["POST"], name="provider_unlink"),
    Route("/join/{code}/oidc", join, methods=["POST"], name="provider_join"),
]
