"""Staff sign in, at a counter, at the door or in the office, and sign out again.

Whoever works at several offices, and did not say at which they are now, is asked once the password fits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

import structlog
from pydantic import StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.refusals import CrossOrigin, NotAllowed, Refusal, SignInNeeded, SignInWrong
from scheduler.domain.staff.refusals import PasswordNeeded, StaffUnknown
from scheduler.domain.staff.roles import may_act, may_look
from scheduler.flow import staff as steps
from scheduler.flow.staff import SignedIn, WorkPlace, choosing
from scheduler.flow.staff.at_places import anybody_at_a_place
from scheduler.web.shared.forms import Form, clean, form_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import headers_of, page_of
from scheduler.web.shared.staff.access import EVERYBODY, cookie_name, home_of, staff_of
from scheduler.web.shared.staff.agents import browser_named
from scheduler.web.shared.staff.fields import Line, Number
from scheduler.web.shared.staff.known_browsers import remember_browser
from scheduler.web.shared.staff.locking import Kept, UnlockForm, ask_for_password, kept_of_form
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of, sign_in_first
from scheduler.web.shared.staff.sessions import forget, is_secure, refuse_in_the_open, remember, staff_by_password
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

log = structlog.get_logger()

PLACE = "door|office|place|counter-[1-9][0-9]{0,2}"
CHOOSING_PATH = "/login"
"""Where alone the cookie goes of whoever has not chosen an office yet."""
LARGE_BODIES = {"/login/unlocking": 262_144}
"""With the password a form of the office goes along, in longer letters where it had been sent in parts."""


class WhereForm(Form):
    """Where one works now, and the page that one wanted to be at."""

    place: Annotated[str, StringConstraints(pattern=rf"^(|{PLACE})$")] = ""
    next: Line = ""

    @property
    def counter(self) -> int | None:
        """The number of the counter, if it is one."""
        return int(self.place.partition("-")[2]) if self.place.startswith("counter-") else None

    def placed_for(self, roles: Sequence[str]) -> None:
        """Whoever said nothing works where their roles let them. Raises NotAllowed."""
        self.place = self.place or ("door" if home_of(roles) == "door" else "office")
        if self.counter is not None:
            is_theirs = may_act(roles, "counter")
        elif self.place == "door":
            is_theirs = may_act(roles, "door")
        elif self.place == "place":
            is_theirs = may_act(roles, "place")
        else:
            is_theirs = may_look(roles, "desk") or may_act(roles, "place")
        if not is_theirs:
            raise NotAllowed


class SignInForm(WhereForm):
    office: Line = ""
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
    form.place = "place" if _is_below(form.next, request.url_for("place_home").path) else ""
    member = await _without_counter(request) if _is_below(form.next, request.url_for("counter").path) else None
    if member is not None:
        form.name, form.office = member.name, member.office.code
    return await _rendered(request, form, member=member)


async def create(request: Request) -> Response:
    """A name and a password become a session in a cookie that no script can read."""
    form = await form_of(request, SignInForm)
    refuse_in_the_open(request)
    staff, password = await staff_by_password(request, form.office, form.name, form.password)
    database, now, browser = request.app.state.db, now_of(request), browser_named(request)
    places = await database.read(steps.works_at, staff.person_id)
    if not form.office and len(places) > 1:
        chooses = await database.write(choosing.begin_choosing, staff.id, now=now, password=password, browser=browser)
        return _to_choice(request, form, chooses)
    at = next((each for each in places if each.staff_id == staff.id), None)
    if at is None:  # let go since the password was looked at
        raise SignInWrong
    try:
        form.placed_for(at.roles)
    except NotAllowed:
        note(request, "sign_in_failed", staff=staff.id, office=at.office.code, why="place")
        raise
    begun = await database.write(
        steps.sign_in_anew,
        staff.id,
        form.counter,
        now=now,
        password=password,
        instead_of=request.cookies.get(cookie_name(request)),
        browser=browser,
    )
    return _signed_in(request, form, begun, at)


async def ask_office(request: Request) -> Response:
    """At which office one is now, for whoever works at several. Raises SignInNeeded."""
    member, places = await _choosing(request)
    form = WhereForm(
        place=_known_place(request.query_params.get("place", "")),
        next=clean(request.query_params.get("next", ""))[:200],
    )
    return _choice(request, form, member, places)


async def choose_office(request: Request) -> Response:
    """The office is chosen, and one goes on there. Raises SignInNeeded, StaffUnknown, NotAllowed."""
    member, places = await _choosing(request)
    form = await form_of(request, OfficeForm)
    chosen = next((each for each in places if each.staff_id == form.staff), None)
    if chosen is None:
        raise StaffUnknown
    form.placed_for(chosen.roles)
    begun = await request.app.state.db.write(
        choosing.choose,
        member.session_id,
        chosen.staff_id,
        form.counter,
        now=now_of(request),
        instead_of=request.cookies.get(cookie_name(request)),
    )
    response = _signed_in(request, form, begun, chosen)
    forget(request, response, name=_choosing_cookie(request), path=CHOOSING_PATH)
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
    """Sign out: the session is revoked, not only forgotten."""
    try:
        staff = await staff_of(request, EVERYBODY)
    except Refusal:
        staff = None
    if staff is not None:
        await request.app.state.db.write(steps.leave, staff.session_id, now=now_of(request))
        request.app.state.endings.tell()
        note(request, "signed_out", staff=staff.staff_id, office=staff.office.code)
    response = RedirectResponse(request.url_for("login").path, 303)
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
    here = f"session {staff.session_id}"
    _, password = await staff_by_password(request, staff.office.code, staff.name, form.unlock_password, here=here)
    await request.app.state.db.write(steps.prove, staff.session_id, now=now_of(request), password=password)
    note(request, "page_unlocked", staff=staff.staff_id, office=staff.office.code)
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=204)
    home = request.url_for("office").path
    ours = _is_below(form.unlock_to, home) or _is_below(form.unlock_to, request.url_for("account").path)
    to = form.unlock_to if ours else home
    return RedirectResponse(to, 307 if form.unlock_again and to == form.unlock_to else 303)


async def refused_password(request: Request, refusal: Refusal) -> Response:
    """The form for the password again with all that goes along; or the way to sign in where the session has ended."""
    if isinstance(refusal, CrossOrigin):
        return page_of(request, refusal)
    try:
        if isinstance(refusal, SignInNeeded):
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
        told=told,
        drawn=now_of(request),
    )
    response.headers.update(headers_of(refusal) if refusal else {})
    return response


def sign_in_page(session: Session) -> SignInPage:
    """The offices and the counters that can be chosen."""
    offices = queries.offices(session)
    most = max((len(queries.counters_of(session, office.id)) for office in offices), default=0)
    return SignInPage(offices, list(range(1, most + 1)), has_desks=anybody_at_a_place(session))


def _to_choice(request: Request, form: SignInForm, chooses: str) -> Response:
    kept = urlencode({key: value for key, value in (("place", form.place), ("next", form.next)) if value})
    response = RedirectResponse(f"{request.url_for('choosing_office').path}?{kept}".rstrip("?"), 303)
    remember(request, response, chooses, name=_choosing_cookie(request), path=CHOOSING_PATH)
    return response


async def _choosing(request: Request) -> tuple[SignedIn, Sequence[WorkPlace]]:
    """Who has given the password, and where they work. Raises SignInNeeded."""
    cookie, database = request.cookies.get(_choosing_cookie(request)), request.app.state.db
    member = await database.read(steps.signed_in, cookie, now_of(request), choosing.CHOOSING) if cookie else None
    if member is None:
        raise SignInNeeded
    return member, await database.read(steps.works_at, member.person_id)


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


def _choosing_cookie(request: Request) -> str:
    """A name that a browser takes for some paths alone, where the office has https only from there."""
    return "__Secure-giliran-choosing" if is_secure(request) else "giliran-choosing"


def _known_place(place: str) -> str:
    return place if re.fullmatch(PLACE, place) else ""


def _signed_in(request: Request, form: WhereForm, begun: tuple[str, bool], at: WorkPlace) -> Response:
    """To the page that one works at, or to the question whether to take over the counter. begun: the cookie, and
    whether the counter was free.
    """
    cookie, is_free = begun
    note(request, "signed_in", staff=at.staff_id, office=at.office.code, place=form.place.partition("-")[0])
    where = _where_to(request, form, at.roles)
    response = RedirectResponse(where if is_free else request.url_for("counter_taking", number=form.counter).path, 303)
    remember(request, response, cookie)
    remember_browser(request, response, at.person_id, is_secure=is_secure(request))
    return response


def _where_to(request: Request, form: WhereForm, roles: Sequence[str]) -> str:
    """Back to where one wanted to be, if that is a page of ours for the place one works at."""
    at_desk = {"door": "door", "place": "place_home"}.get(form.place) or home_of(roles)
    page = at_desk if form.counter is None else "counter"
    home = request.url_for(page).path
    theirs = ["/" + home.split("/")[1], *(["/place"] if may_act(roles, "place") else [])]
    return form.next if any(_is_below(form.next, first) for first in theirs) else home


def _is_below(path: str, first: str) -> bool:
    return path == first or path.startswith((f"{first}/", f"{first}?"))
