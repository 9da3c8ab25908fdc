"""Who works at the office: the manager's page. What is done here holds at once, on every open page."""

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.refusals import Refusal
from scheduler.domain.staff.password_rules import SHORTEST
from scheduler.domain.staff.refusals import StaffUnknown
from scheduler.flow.core.replays import Answered
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.flow.staff import SignedIn, people
from scheduler.web.office.staff.forms import DONE, HINTS, LockForm, NewForm, RolesForm, SecretForm, Typed, told
from scheduler.web.office.staff.invitations import invited
from scheduler.web.office.staff.view import member_page, members_page
from scheduler.web.shared.forms import clean, form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.browsers import ROLES
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.staff.sessions import hashed


async def page(request: Request) -> Response:
    """Everybody. `?done=` is what was changed."""
    return await _all(request, await staff_of(request, "manage"), Typed())


async def add(request: Request) -> Response:
    """Somebody new, who chooses a password by the link that is shown then, or is told the one that was typed.

    Raises Invalid, StaffNameLeft, PasswordsDiffer, PasswordShort, PasswordCommon.
    """
    staff = await staff_of(request, "manage")
    form = await form_of(request, NewForm)
    has_password = bool(form.password or form.again)
    kept = await hashed(request, form.good_password(staff, form.name)) if has_password else None
    added = await request.app.state.db.write(_add_once, staff.office, form, kept, by=actor(staff), now=now_of(request))
    _noted(request, staff, "staff_added", added, roles=" ".join(form.roles))
    return see_other(request, "staff", done="added") if has_password else await invited(request, staff, added)


async def set_lock(request: Request) -> Response:
    """After how many minutes a page of the office asks for the password. Raises Invalid."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, LockForm)
    plan = Plan(lock_minutes=form.lock_minutes)
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(offices.edit_office, staff.office.code, plan, **facts)
    return see_other(request, "staff", done="locking")


async def member(request: Request) -> Response:
    """One member of the staff. Raises StaffUnknown."""
    return await _one(request, await staff_of(request, "manage"))


async def change_roles(request: Request) -> Response:
    """Somebody gets other roles. Raises Invalid, StaffUnknown, LastManager."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, RolesForm)
    which = id_in_path(request, StaffUnknown, "staff")
    wanted, facts = " ".join(form.roles), {"by": actor(staff), "now": now_of(request)}
    write = request.app.state.db.write
    ended = await write(people.change_roles, staff.office, which, wanted, places=form.places, **facts)
    _noted(request, staff, "roles_changed", which, roles=wanted, ended=ended)
    return _see(request, which, "roles")


async def set_password(request: Request) -> Response:
    """Give somebody a password, which they are told, and change: one's own is changed where the old one is asked.

    Raises StaffUnknown, WorksElsewhere, PasswordsDiffer, PasswordShort, PasswordCommon.
    """
    staff = await staff_of(request, "manage")
    if id_in_path(request, StaffUnknown, "staff") == staff.staff_id:
        return see_other(request, "account")
    form = await form_of(request, SecretForm)
    which, database = id_in_path(request, StaffUnknown, "staff"), request.app.state.db
    name = (await database.read(people.staff_by_id, staff.office, which)).name
    kept = await hashed(request, form.good_password(staff, name))
    ended = await database.write(
        people.give_password,
        staff.office,
        which,
        kept,
        manager=staff.person_id,
        by=actor(staff),
        now=now_of(request),
    )
    _noted(request, staff, "password_changed", which, ended=ended)
    return _see(request, which, "password")


async def end_sessions(request: Request) -> Response:
    """All sessions of somebody at this office end. Raises StaffUnknown."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    which = id_in_path(request, StaffUnknown, "staff")
    ended = await request.app.state.db.write(
        people.end_sessions_of, staff.office, which, by=actor(staff), now=now_of(request)
    )
    _noted(request, staff, "sessions_ended", which, ended=ended)
    return _see(request, which, "sessions")


async def remove(request: Request) -> Response:
    """Somebody works at the office no more. Raises StaffUnknown, LastManager."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    which, facts = id_in_path(request, StaffUnknown, "staff"), {"by": actor(staff), "now": now_of(request)}
    ended = await request.app.state.db.write(people.remove, staff.office, which, **facts)
    _noted(request, staff, "staff_removed", which, ended=ended)
    return see_other(request, "staff", done="removed")


async def bring_back(request: Request) -> Response:
    """Somebody works at the office again. Raises StaffUnknown."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    which = id_in_path(request, StaffUnknown, "staff")
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(people.bring_back, staff.office, which, **facts)
    _noted(request, staff, "staff_returned", which)
    return _see(request, which, "returned")


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list with what was typed, or above whom it was about; no password is shown again."""
    if "staff" in request.path_params and not isinstance(refusal, StaffUnknown):
        return await _one(request, staff, refusal)
    return await _all(request, staff, await _typed(request), refusal)


async def _typed(request: Request) -> Typed:
    """What stood in the form for somebody new."""
    form = await request.form() if request.method == "POST" else None
    if form is None or "name" not in form:
        return Typed()
    roles, places = (list(map(str, form.getlist(name))) for name in ("roles", "places"))
    chosen = [int(each) for each in places if re.fullmatch("[0-9]{1,9}", each)]
    return Typed(name=clean(str(form["name"]))[:250], roles=roles, places=chosen)


def _add_once(session: Session, office: Office, form: NewForm, kept: str | None, *, by: str, now: datetime) -> int:
    """The id of somebody new; the same form sent twice adds one."""

    def work(session: Session) -> Answered:
        roles = " ".join(form.roles)
        added = people.add_staff(session, office, form.name, roles, kept, places=form.places, by=by, now=now)
        return 200, {"staff": added.id}

    asked = ("staff", form.name, *form.roles, *form.places)
    _, body = done_once(session, office, f"staff:{form.nonce}", asked, work=work, now=now)
    return int(body["staff"])


def _noted(request: Request, staff: SignedIn, event: str, about: int, **facts: int | str) -> None:
    """Sockets look at their cookies, and a line of the log is written. about: whose id."""
    request.app.state.endings.tell()
    note(request, event, staff=about, office=staff.office.code, by=actor(staff), **facts)


def _see(request: Request, which: int, done: str) -> Response:
    return RedirectResponse(f"{request.url_for('member', staff=which).path}?done={done}", 303)


async def _all(request: Request, staff: SignedIn, typed: Typed, refusal: Refusal | None = None) -> Response:
    office: Office = staff.office
    found = await request.app.state.db.read(members_page, office, now_of(request))
    return _rendered(request, "office/staff/page.html", staff, refusal, page=found, typed=typed)


async def _one(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    found = await request.app.state.db.read(
        member_page, staff.office, id_in_path(request, StaffUnknown, "staff"), now_of(request)
    )
    return _rendered(request, "office/staff/member.html", staff, refusal, page=found)


def _rendered(request: Request, template: str, staff: SignedIn, refusal: Refusal | None, **context: Any) -> Response:
    return staff_page(
        request,
        staff,
        template,
        refusal,
        told=told,
        roles=ROLES,
        role_hints=HINTS,
        shortest=SHORTEST,
        done=DONE.get(request.query_params.get("done", "")),
        **context,
    )


_ONE = "/office/staff/{staff:int}"
ROUTES: list[BaseRoute] = [
    Route("/office/staff", page, name="staff"),
    Route("/office/staff", add, methods=["POST"], name="new_member"),
    Route("/office/staff/locking", set_lock, methods=["POST"], name="locking"),
    Route(_ONE, member, name="member"),
    Route(f"{_ONE}/roles", change_roles, methods=["POST"], name="member_roles"),
    Route(f"{_ONE}/password", set_password, methods=["POST"], name="member_password"),
    Route(f"{_ONE}/sessions", end_sessions, methods=["POST"], name="member_sessions"),
    Route(f"{_ONE}/removal", remove, methods=["POST"], name="member_removal"),
    Route(f"{_ONE}/return", bring_back, methods=["POST"], name="member_return"),
]
