"""A first proof was right: the answer that leads to the next step of signing in, or to where one works.

Where one works and the page that one wanted go along from step to step, as fields of its form. Whoever changes them
gets no further: each step asks the database what comes next.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.refusals import NotAllowed, SignInNeeded, SignInWrong
from scheduler.domain.staff.roles import may_act, may_look
from scheduler.flow import staff as steps
from scheduler.flow.staff import SignedIn, WorkPlace, entering
from scheduler.flow.staff.choosing import CHOOSING
from scheduler.flow.staff.entering import SECOND, SETTING_UP, Entered, First, Wish
from scheduler.web.shared.forms import Form, clean
from scheduler.web.shared.staff.access import cookie_name, home_of
from scheduler.web.shared.staff.agents import browser_named
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.known_browsers import remember_browser
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of
from scheduler.web.shared.staff.sessions import forget, is_secure, remember
from scheduler.web.shared.staff.trusted_browsers import keep_trusted, trusted_of

PLACE = "door|office|place|counter-[1-9][0-9]{0,2}"
PATH = "/login"
"""Where alone the cookie of a step goes."""
ROUTES_OF_STEPS = {CHOOSING: "choosing_office", SECOND: "second_factor", SETTING_UP: "setting_up"}
_NAMES = {CHOOSING: "giliran-choosing", SECOND: "giliran-second", SETTING_UP: "giliran-setting-up"}


class WhereForm(Form):
    """Where one works now, and the page that one wanted to be at. office: its code, where it was said."""

    place: Annotated[str, StringConstraints(pattern=rf"^(|{PLACE})$")] = ""
    next: Line = ""
    office: Line = ""

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


def where_of(request: Request) -> WhereForm:
    """What the address says of where somebody works and wanted to be."""
    asked = request.query_params
    place = asked.get("place", "")
    return WhereForm(
        place=place if re.fullmatch(PLACE, place) else "",
        next=clean(asked.get("next", ""))[:200],
        office=clean(asked.get("office", ""))[:200],
    )


async def entered(request: Request, form: WhereForm, staff_id: int, person_id: int, first: First) -> Response:
    """Go as far as a first proof leads. staff_id: of the office that was said, or any of the person's.

    Raises SignInWrong, NotAllowed where they do not work at such a place, Invalid for an unknown counter.
    """
    database, now = request.app.state.db, now_of(request)
    first = replace(first, trusted=trusted_of(request))
    at, wish = await wish_of(request, form, staff_id, person_id)
    found: Entered = await database.write(entering.enter, staff_id, first, wish, now=now)
    return answer(request, form, found, at)


async def wish_of(request: Request, form: WhereForm, staff_id: int, person_id: int) -> tuple[WorkPlace, Wish]:
    """Where somebody works and wants to go on. Raises SignInWrong, NotAllowed."""
    places: Sequence[WorkPlace] = await request.app.state.db.read(steps.works_at, person_id)
    is_chosen = bool(form.office) or len(places) <= 1
    at = next((each for each in places if each.staff_id == staff_id), None)
    if at is None:  # let go since they have proven who they are
        raise SignInWrong
    if is_chosen:
        try:
            form.placed_for(at.roles)
        except NotAllowed:
            note(request, "sign_in_failed", staff=at.staff_id, office=at.office.code, why="place")
            raise
    instead = request.cookies.get(cookie_name(request))
    return at, Wish(is_chosen, form.counter if is_chosen else None, instead, browser_named(request))


def answer(request: Request, form: WhereForm, found: Entered, at: WorkPlace) -> Response:
    """To the next step, to the page that one works at, or to the question whether to take over the counter."""
    response: Response = RedirectResponse(where_next(request, form, found, at), 303)
    keep(request, response, form, found, at)
    return response


def where_next(request: Request, form: WhereForm, found: Entered, at: WorkPlace) -> str:
    """The address to which one goes on."""
    if found.step:
        fields = {"place": form.place, "next": form.next, "office": form.office}
        kept = urlencode({name: value for name, value in fields.items() if value})
        return f"{request.url_for(ROUTES_OF_STEPS[found.step]).path}?{kept}".rstrip("?")
    if not found.is_free:
        return request.url_for("counter_taking", number=form.counter).path
    return _where_to(request, form, at.roles)


def keep(request: Request, response: Response, form: WhereForm, found: Entered, at: WorkPlace) -> None:
    """Let the browser keep what it goes on with: the session itself, or that of the next step alone."""
    if found.trusted:
        keep_trusted(request, response, found.trusted)
    if found.step:
        remember(request, response, found.cookie, name=step_cookie(request, found.step), path=PATH)
        return
    note(request, "signed_in", staff=at.staff_id, office=at.office.code, place=form.place.partition("-")[0])
    remember(request, response, found.cookie)
    remember_browser(request, response, at.person_id, is_secure=is_secure(request))


async def in_step(request: Request, step: str) -> SignedIn:
    """Who has come as far as a step. Raises SignInNeeded."""
    cookie = request.cookies.get(step_cookie(request, step))
    found: SignedIn | None = None
    if cookie:
        found = await request.app.state.db.read(steps.signed_in, cookie, now_of(request), step)
    if found is None:
        raise SignInNeeded
    return found


def leave_step(request: Request, response: Response, step: str) -> None:
    """Let the browser drop the cookie of a step that is over."""
    forget(request, response, name=step_cookie(request, step), path=PATH)


def step_cookie(request: Request, step: str) -> str:
    """A name that a browser takes for some paths alone, where the office has https only from there."""
    return f"__Secure-{_NAMES[step]}" if is_secure(request) else _NAMES[step]


def _where_to(request: Request, form: WhereForm, roles: Sequence[str]) -> str:
    """Back to where one wanted to be, if that is a page of ours for the place one works at."""
    at_desk = {"door": "door", "place": "place_home"}.get(form.place) or home_of(roles)
    page = at_desk if form.counter is None else "counter"
    home = request.url_for(page).path
    theirs = ["/" + home.split("/")[1], request.url_for("account").path]
    if may_act(roles, "place"):
        theirs.append(request.url_for("place_home").path)
    if may_act(roles, "manage"):
        theirs.append(request.url_for("start").path)
    return form.next if any(is_below(form.next, first) for first in theirs) else home


def is_below(path: str, first: str) -> bool:
    """Whether a path is that of a surface, or below it."""
    return path == first or path.startswith((f"{first}/", f"{first}?"))
