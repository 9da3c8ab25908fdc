"""Somebody has proven who they are, and goes to where they work today: a counter, the door, the office."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Staff
from scheduler.domain.refusals import NotAllowed
from scheduler.domain.staff.roles import may_act, may_look
from scheduler.flow.staff import WorkPlace, sign_in_anew
from scheduler.web.shared.forms import Form
from scheduler.web.shared.staff.access import cookie_name
from scheduler.web.shared.staff.agents import browser_named
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.known_browsers import remember_browser
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import home_of, now_of, see_other
from scheduler.web.shared.staff.sessions import is_secure, remember

PLACE = "door|office|counter-[1-9][0-9]{0,2}"
CHOOSING_PATH = "/login"
"""Where alone the cookie goes of whoever has not chosen an office yet."""


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
        else:
            is_theirs = may_look(roles, "desk")
        if not is_theirs:
            raise NotAllowed


def to_choice(request: Request, form: WhereForm, chooses: str) -> Response:
    """To the question at which office one is now. chooses: the cookie that leads to it alone."""
    kept = urlencode({key: value for key, value in (("place", form.place), ("next", form.next)) if value})
    response = RedirectResponse(f"{request.url_for('choosing_office').path}?{kept}".rstrip("?"), 303)
    remember(request, response, chooses, name=choosing_cookie(request), path=CHOOSING_PATH)
    return response


def choosing_cookie(request: Request) -> str:
    """A name that a browser takes for some paths alone, where the office has https only from there."""
    return "__Secure-giliran-choosing" if is_secure(request) else "giliran-choosing"


def signed_in_response(request: Request, form: WhereForm, begun: tuple[str, bool], at: WorkPlace) -> Response:
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


async def joined_response(request: Request, joined: Staff) -> Response:
    """Whoever has just used a link to work here is signed in, and told so."""
    database = request.app.state.db
    cookie, _ = await database.write(
        sign_in_anew,
        joined.id,
        None,
        now=now_of(request),
        instead_of=request.cookies.get(cookie_name(request)),
        browser=browser_named(request),
    )
    office = await database.read(queries.office_by_id, joined.office_id)
    request.app.state.endings.tell()
    note(request, "staff_joined", staff=joined.id, office=office.code)
    response = see_other(request, "account", done="joined")
    remember(request, response, cookie)
    remember_browser(request, response, joined.person_id, is_secure=is_secure(request))
    return response


def _where_to(request: Request, form: WhereForm, roles: Sequence[str]) -> str:
    """Back to where one wanted to be, if that is a page of ours for the place one works at."""
    at_desk = "door" if form.place == "door" else home_of(roles)
    page = at_desk if form.counter is None else "counter"
    home = request.url_for(page).path
    return form.next if is_below(form.next, "/" + home.split("/")[1]) else home


def is_below(path: str, first: str) -> bool:
    """Whether a path is a page, or of those below it: an address of ours, whatever was asked for."""
    return path == first or path.startswith((f"{first}/", f"{first}?"))
