"""Staff sign in, at a counter, at the door or in the office, and sign out again."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pwdlib import PasswordHash
from pydantic import BaseModel, StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.db.models import Office, Staff
from scheduler.domain.errors import CrossOrigin, NotAllowed, Refusal, SignInWrong
from scheduler.flow import access as steps
from scheduler.web.access import MAY, cookie_name, in_turn, staff_of
from scheduler.web.forms import form_of
from scheduler.web.problems import page_of, sentence
from scheduler.web.staff import Line, now_of
from scheduler.web.wording import Wording

# Argon2 takes 64 MiB for each password it looks at: two at a time, whatever comes in.
HASHING = ThreadPoolExecutor(2, thread_name_prefix="argon2")
FAILURES = 10
PLACES = {"door": "door", "office": "documents"}
"""Where one may work besides a counter, and the page of it."""


class SignInForm(BaseModel):
    office: Line = ""
    name: Line = ""
    password: Annotated[str, StringConstraints(max_length=500)] = ""
    place: Annotated[str, StringConstraints(pattern=r"^(|door|office|counter-[1-9][0-9]{0,2})$")] = ""
    next: Line = ""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The offices that one may work at, and the counters of the largest of them."""

    offices: Sequence[Office]
    counters: list[int]


async def page(request: Request) -> Response:
    """Who are you, and where do you work today?"""
    return await _rendered(request, SignInForm(next=request.query_params.get("next", "").replace("\0", "")[:200]))


async def create(request: Request) -> Response:
    """A name and a password become a session in a cookie that no script can read."""
    form = await form_of(request, SignInForm)
    staff, newer_hash = await in_turn(
        request, "sign_in", _verified(request, form),
        failures=(SignInWrong,), most=FAILURES, who=f"{_address(request)} {form.office} {form.name.casefold()}",
    )  # fmt: skip
    form.place = form.place or ("door" if staff.role == "guard" else "office")
    counter = int(form.place.partition("-")[2]) if form.place.startswith("counter-") else None
    if _right_of(form.place) not in MAY[staff.role]:
        raise NotAllowed
    cookie = await request.app.state.db.write(
        steps.sign_in, staff.id, counter, now=now_of(request), password_hash=newer_hash
    )
    response = RedirectResponse(_where_to(request, form, counter), 303)
    response.set_cookie(
        cookie_name(request), cookie, max_age=int(steps.SESSION_LASTS.total_seconds()), path="/",
        secure=request.app.state.settings.base_url.startswith("https://"), httponly=True, samesite="lax",
    )  # fmt: skip
    return response


async def destroy(request: Request) -> Response:
    """Sign out: the session is revoked, not only forgotten."""
    try:
        staff = await staff_of(request, "door")
    except Refusal:
        staff = None
    if staff is not None:
        await request.app.state.db.write(steps.sign_out, staff.session_id, now=now_of(request))
    response = RedirectResponse(request.url_for("login").path, 303)
    response.delete_cookie(
        cookie_name(request), path="/", secure=request.app.state.settings.base_url.startswith("https://")
    )
    return response


async def refused(request: Request, refusal: Refusal) -> Response:
    """The form again, with what was typed except the password."""
    if isinstance(refusal, CrossOrigin):
        return page_of(request, refusal)
    try:
        form = await form_of(request, SignInForm)
    except Refusal:
        form = SignInForm()
    return await _rendered(request, form, refusal)


async def _rendered(request: Request, form: SignInForm, refusal: Refusal | None = None) -> Response:
    found = await request.app.state.db.read(sign_in_page)

    def told(say: Wording) -> str:
        return sentence(refusal, say) if refusal else ""

    response: Response = request.app.state.pages.render(
        request, "signin/page.html", status=refusal.status if refusal else 200, page=found, form=form, told=told
    )
    return response


def sign_in_page(session: Session) -> SignInPage:
    """The offices and the counters that can be chosen."""
    offices = queries.offices(session)
    most = max((len(queries.counters_of(session, office.id)) for office in offices), default=0)
    return SignInPage(offices, list(range(1, most + 1)))


async def _verified(request: Request, form: SignInForm) -> tuple[Staff, str | None]:
    """Who it is, and a newer hash of the password where the old one is weak. Raises SignInWrong.

    An unknown name takes as long as a wrong password.
    """
    staff: Staff | None = await request.app.state.db.read(_staff, form.office, form.name)
    kept = staff.password_hash if staff else None
    fits, newer = await asyncio.get_running_loop().run_in_executor(HASHING, _verify, form.password, kept)
    if staff is None or not fits:
        raise SignInWrong
    return staff, newer


def _staff(session: Session, code: str, name: str) -> Staff | None:
    offices = queries.offices(session)
    office = queries.office_by_code(session, code) if code else offices[0] if len(offices) == 1 else None
    return steps.staff_by_name(session, office.id, name) if office else None


def _verify(password: str, kept: str | None) -> tuple[bool, str | None]:
    fits, newer = _hasher().verify_and_update(password, kept or _nobodys())
    return fits and kept is not None, newer


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def _right_of(place: str) -> str:
    return "counter" if place.startswith("counter-") else PLACES[place]


def _where_to(request: Request, form: SignInForm, counter: int | None) -> str:
    """Back to where one wanted to be, if that is a page of ours for the place one works at."""
    home = request.url_for("counter" if counter is not None else PLACES[form.place]).path
    first = "/" + home.split("/")[1]
    return form.next if form.next == first or form.next.startswith((f"{first}/", f"{first}?")) else home


def _address(request: Request) -> str:
    return request.client.host if request.client else "-"
