"""Staff sign in, at a counter, at the door or in the office, and sign out again.

Whoever works at several offices, and did not say at which they are now, is asked once the password fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import structlog
from pydantic import StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.refusals import CrossOrigin, NotAllowed, Refusal, SignInNeeded
from scheduler.domain.staff.refusals import PasswordNeeded, StaffUnknown
from scheduler.flow import staff as steps
from scheduler.flow.staff import SignedIn, WorkPlace, choosing
from scheduler.flow.staff.at_places import anybody_at_a_place
from scheduler.flow.staff.choosing import CHOOSING
from scheduler.flow.staff.entering import Entered, First
from scheduler.web.shared.forms import clean, form_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import headers_of, page_of
from scheduler.web.shared.staff.access import EVERYBODY, cookie_name, staff_of
from scheduler.web.shared.staff.entering import WhereForm, answer, entered, in_step, is_below, leave_step, where_of
from scheduler.web.shared.staff.fields import Line, Number
from scheduler.web.shared.staff.locking import Kept, UnlockForm, ask_for_password, kept_of_form
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of, sign_in_first
from scheduler.web.shared.staff.passkeys import unfit
from scheduler.web.shared.staff.providers import signed_out
from scheduler.web.shared.staff.sessions import forget, refuse_in_the_open, staff_by_password
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

log = structlog.get_logger()

LARGE_BODIES = {"/login/unlocking": 262_144}
"""With the password a form of the office goes along, in longer letters where it had been sent in parts."""


class SignInForm(WhereForm):
    name: Line = ""
    password: Annotated[str, StringConstraints(max_length=500)] = ""


class OfficeForm(WhereForm):
    """At which office somebody is now. staff: the number by which they work there."""

    staff: Number


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The offices that one may work at, and the counters of the largest of them.

    member: who is signed in already, but at no counter, and wanted the counter's page.
    """

    offices: Sequence[Office]
    counters: list[int]
    member: SignedIn | None = None
    has_desks: bool = False
    """Whether anybody works for a kecamatan or kelurahan."""


async def page(request: Request) -> Response:
    """Who are you, and where do you work today?"""
    form = SignInForm(next=clean(request.query_params.get("next", ""))[:200])
    form.place = "place" if is_below(form.next, request.url_for("place_home").path) else ""
    member = await _without_counter(request) if is_below(form.next, request.url_for("counter").path) else None
    if member is not None:
        form.name, form.office = member.name, member.office.code
    return await _rendered(request, form, member=member)


async def create(request: Request) -> Response:
    """A name and a password become a session in a cookie that no script can read."""
    form = await form_of(request, SignInForm)
    refuse_in_the_open(request)
    staff, password = await staff_by_password(request, form.office, form.name, form.password)
    return await entered(request, form, staff.id, staff.person_id, First(password))


async def ask_office(request: Request) -> Response:
    """At which office one is now, for whoever works at several. Raises SignInNeeded."""
    member, places = await _choosing(request)
    return _choice(request, where_of(request), member, places)


async def choose_office(request: Request) -> Response:
    """The office is chosen, and one goes on there. Raises SignInNeeded, StaffUnknown, NotAllowed."""
    member, places = await _choosing(request)
    form = await form_of(request, OfficeForm)
    chosen = next((each for each in places if each.staff_id == form.staff), None)
    if chosen is None:
        raise StaffUnknown
    form.placed_for(chosen.roles)
    cookie, is_free = await request.app.state.db.write(
        choosing.choose,
        member.session_id,
        chosen.staff_id,
        form.counter,
        now=now_of(request),
        instead_of=request.cookies.get(cookie_name(request)),
    )
    response = answer(request, form, Entered(cookie, "", is_free), chosen)
    leave_step(request, response, CHOOSING)
    return response


async def ask_to_take_over(request: Request) -> Response:
    """Whether to take over a counter at which another browser works."""
    staff = await staff_of(request, "counter")
    number = request.path_params["number"]
    taken = await request.app.state.db.read(steps.who_sits_at, staff.session_id, number, now_of(request))
    return render(request, "signin/taking.html", number=number, taken=taken, told=lambda say: sentence(taken, say))


async def take_over(request: Request) -> Response:
    """The counter is this browser's now, and the other one is told."""
    staff = await staff_of(request, "counter")
    lost = await request.app.state.db.write(
        steps.sit_down, staff.session_id, request.path_params["number"], take_over=True, now=now_of(request)
    )
    if lost:
        log.info("counter_taken_over", by=staff.staff_id, session=staff.session_id, from_sessions=lost)
    return RedirectResponse(request.url_for("counter").path, 303)


async def destroy(request: Request) -> Response:
    """Sign out: the session is revoked, not only forgotten; and at the provider too, for whoever came in by one."""
    try:
        staff = await staff_of(request, EVERYBODY)
    except Refusal:
        staff = None
    if staff is not None:
        await request.app.state.db.write(steps.leave, staff.session_id, now=now_of(request))
        request.app.state.endings.tell()
        note(request, "signed_out", staff=staff.staff_id, office=staff.office.code)
    response = await signed_out(request)
    forget(request, response)
    return response


async def ask_password(request: Request) -> Response:
    """The password of whoever is signed in, where pages of the office are locked; `?next=` is where one was going."""
    staff = await staff_of(request, EVERYBODY)
    if not staff.is_locked(now_of(request)):
        return RedirectResponse(request.url_for("office").path, 303)
    return await ask_for_password(request, PasswordNeeded(), Kept(request.query_params.get("next", "")[:2000]))


async def unlock(request: Request) -> Response:
    """The password fits, and one goes on to where one was going, with what was typed there."""
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, UnlockForm)
    if form.unlock_password or staff.is_locked(now_of(request)):  # else it was proven in another tab, by a provider
        await _prove(request, staff, form.unlock_password)
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=204)
    home = request.url_for("office").path
    surfaces = (request.url_for(name).path for name in ("office", "account", "start", "place_home"))
    to = form.unlock_to if any(is_below(form.unlock_to, first) for first in surfaces) else home
    return RedirectResponse(to, 307 if form.unlock_again and to == form.unlock_to else 303)


async def _prove(request: Request, staff: SignedIn, typed: str) -> None:
    """Raises PasswordNeeded where nothing was typed, which is no try; SignInWrong, SignInPaused."""
    if not typed:
        raise PasswordNeeded
    here = f"session {staff.session_id}"
    _, password = await staff_by_password(request, staff.office.code, staff.name, typed, here=here)
    await request.app.state.db.write(steps.prove, staff.session_id, now=now_of(request), password=password)
    note(request, "page_unlocked", staff=staff.staff_id, office=staff.office.code)


async def refused_password(request: Request, refusal: Refusal) -> Response:
    """The form for the password again with all that goes along; or the way to sign in where the session has ended."""
    if isinstance(refusal, CrossOrigin):
        return page_of(request, refusal)
    try:
        if isinstance(refusal, SignInNeeded) and not isinstance(refusal, PasswordNeeded):
            return sign_in_first(request)
        return await ask_for_password(request, refusal, await kept_of_form(request))
    except SignInNeeded:
        return sign_in_first(request)


async def refused(request: Request, refusal: Refusal) -> Response:
    """The form to sign in again, with what was typed except the password; or the choice of an office once more."""
    if isinstance(refusal, CrossOrigin):
        return page_of(request, refusal)
    if request.url.path.endswith("/office") and not isinstance(refusal, SignInNeeded):
        return await _choice_again(request, refusal)
    try:
        form = await form_of(request, SignInForm)
    except Refusal:
        form = SignInForm()
    return await _rendered(request, form, refusal)


async def _without_counter(request: Request) -> SignedIn | None:
    """Who is signed in, and may work at a counter, but never said at which."""
    try:
        staff = await staff_of(request, "counter")
    except (SignInNeeded, NotAllowed):
        return None
    return staff if staff.counter is None else None


async def _rendered(
    request: Request, form: SignInForm, refusal: Refusal | None = None, *, member: SignedIn | None = None
) -> Response:
    found = replace(await request.app.state.db.read(sign_in_page), member=member)

    def told(say: Wording) -> str:
        return sentence(refusal, say) if refusal else ""

    response = render(
        request,
        "signin/page.html",
        status=refusal.status if refusal else 200,
        page=found,
        form=form,
        passkeys_fit=unfit(request.app.state.settings) is None,
        told=told,
        provider=request.app.state.provider,
        drawn=now_of(request),
    )
    response.headers.update(headers_of(refusal) if refusal else {})
    return response


def sign_in_page(session: Session) -> SignInPage:
    """The offices and the counters that can be chosen."""
    offices = queries.offices(session)
    most = max((len(queries.counters_of(session, office.id)) for office in offices), default=0)
    return SignInPage(offices, list(range(1, most + 1)), has_desks=anybody_at_a_place(session))


async def _choosing(request: Request) -> tuple[SignedIn, Sequence[WorkPlace]]:
    """Who has proven who they are, and where they work. Raises SignInNeeded."""
    member = await in_step(request, CHOOSING)
    return member, await request.app.state.db.read(steps.works_at, member.person_id)


async def _choice_again(request: Request, refusal: Refusal) -> Response:
    try:
        member, places = await _choosing(request)
    except SignInNeeded:
        return sign_in_first(request)
    form = await form_of(request, WhereForm)
    return _choice(request, form, member, places, refusal)


def _choice(
    request: Request,
    form: WhereForm,
    member: SignedIn,
    places: Sequence[WorkPlace],
    refusal: Refusal | None = None,
) -> Response:
    return render(
        request,
        "signin/offices.html",
        status=refusal.status if refusal else 200,
        form=form,
        member=member,
        places=places,
        told=lambda say: sentence(refusal, say) if refusal else "",
    )
