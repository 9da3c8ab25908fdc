"""Whoever was sent a link to work at an office reads who asks, and chooses a password or signs in as who they are."""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Staff
from scheduler.domain.refusals import CrossOrigin, Refusal
from scheduler.domain.staff.password_rules import SHORTEST, refuse_weak
from scheduler.domain.staff.refusals import JoinLinkUnknown, PasswordsDiffer
from scheduler.flow.staff import LookedAt
from scheduler.flow.staff import joining as steps
from scheduler.flow.staff.entering import First
from scheduler.flow.staff.joining import Joining
from scheduler.web.shared.forms import Form, clean, form_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import headers_of, page_of
from scheduler.web.shared.staff.browsers import ROLES
from scheduler.web.shared.staff.entering import WhereForm, entered
from scheduler.web.shared.staff.fields import Line, Password
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of
from scheduler.web.shared.staff.sessions import hashed, refuse_in_the_open, staff_by_password
from scheduler.web.shared.throttling import looked_up
from scheduler.web.shared.told import sentence


class NewPasswordForm(Form):
    """A password, twice."""

    password: Password = Field(default="", repr=False)
    again: Password = Field(default="", repr=False)


class KnownForm(Form):
    """Whoever has an account for another office. office: its code; empty where the name is theirs alone."""

    office: Line = ""
    name: Line = ""
    password: Password = Field(default="", repr=False)


async def page(request: Request) -> Response:
    """Who asks whom to work where, and the ways to say yes. Raises what `joining` does."""
    return await _rendered(request, await _found(request))


async def choose_password(request: Request) -> Response:
    """A password is chosen, and one is signed in. Raises PasswordsDiffer, PasswordShort, PasswordCommon too."""
    found = await _found(request)
    form = await form_of(request, NewPasswordForm)
    refuse_in_the_open(request)
    if form.password != form.again:
        raise PasswordsDiffer
    refuse_weak(form.password, names=(found.staff.name, found.office.name, found.office.code))
    kept = await hashed(request, form.password)
    joined = await request.app.state.db.write(steps.join, _code(request), kept, now=now_of(request))
    return await _signed_in(request, joined, found, kept)


async def join_as_known(request: Request) -> Response:
    """Whoever works at another office is the same person here. Raises SignInWrong, SignInPaused, AlreadyHere too."""
    found = await _found(request)
    form = await form_of(request, KnownForm)
    refuse_in_the_open(request)
    known, password = await staff_by_password(request, form.office, form.name, form.password)
    facts = {"now": now_of(request)}
    joined = await request.app.state.db.write(steps.join_as, _code(request), known.id, password, **facts)
    return await _signed_in(request, joined, found, password.newer or password.kept)


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above the forms as long as the link holds; no password is shown again."""
    if isinstance(refusal, CrossOrigin) or request.method != "POST":
        return page_of(request, refusal)
    found = await _found(request)
    form = await request.form()
    typed = {name: clean(str(form.get(name, "")))[:200] for name in ("name", "office")}
    return await _rendered(request, found, refusal, typed=typed)


def _code(request: Request) -> str:
    code: str = request.path_params["code"]
    return code


async def _found(request: Request) -> Joining:
    database, now = request.app.state.db, now_of(request)
    found: Joining = await looked_up(
        request, "code", lambda: database.read(steps.joining, _code(request), now), failures=(JoinLinkUnknown,)
    )
    request.state.office = found.office
    return found


async def _signed_in(request: Request, joined: Staff, found: Joining, kept: str) -> Response:
    """On to where one's own account is, or to what is asked beside the password first: no link goes round it."""
    request.app.state.endings.tell()
    note(request, "staff_joined", staff=joined.id, office=found.office.code)
    where = WhereForm(office=found.office.code, next=f"{request.url_for('account').path}?done=joined")
    return await entered(request, where, joined.id, joined.person_id, First(LookedAt(kept)))


async def _rendered(
    request: Request, found: Joining, refusal: Refusal | None = None, *, typed: dict[str, str] | None = None
) -> Response:
    offices = await request.app.state.db.read(queries.offices)
    response = render(
        request,
        "signin/joining.html",
        status=refusal.status if refusal else 200,
        about=found.office,
        found=found,
        provider=request.app.state.provider,
        others=[office for office in offices if office.id != found.office.id],
        roles=ROLES,
        shortest=SHORTEST,
        typed=typed or {"name": "", "office": ""},
        told=lambda say: sentence(refusal, say) if refusal else "",
    )
    response.headers.update(headers_of(refusal) if refusal else {})
    return response


ROUTES: list[BaseRoute] = [
    Route("/join/{code}", page, name="joining_staff"),
    Route("/join/{code}/password", choose_password, methods=["POST"], name="joining_password"),
    Route("/join/{code}/account", join_as_known, methods=["POST"], name="joining_account"),
]
