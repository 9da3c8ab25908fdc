"""One's own account: another password, where else one is signed in, and the way to another office where one works."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_, Refusal, SignInWrong
from scheduler.domain.staff.password_rules import SHORTEST, refuse_weak
from scheduler.domain.staff.refusals import PasswordNeeded, PasswordSame, PasswordsDiffer, SessionUnknown
from scheduler.flow.staff import SignedIn, second, works_at
from scheduler.flow.staff.choosing import change_office
from scheduler.flow.staff.identities import latest_identity
from scheduler.flow.staff.own_factors import end_others as end_all_others
from scheduler.flow.staff.people import change_own_password
from scheduler.flow.staff.persons import has_password
from scheduler.flow.staff.sessions import end_own
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.staff.access import EVERYBODY, home_of, staff_of
from scheduler.web.shared.staff.browsers import ROLES, browsers_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number, Password
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.staff.sessions import hashed, remember, staff_by_password
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

DONE: Mapping[str, str] = {
    "password": N_("Kata sandi diganti. Di perangkat lain Anda harus masuk lagi."),
    "ended": N_("Sesi itu sudah diakhiri."),
    "joined": N_("Kata sandi Anda berlaku mulai sekarang. Anda sudah masuk."),
    "elsewhere": N_("Anda sekarang bekerja di kantor ini."),
    "joined_by": N_("Akun Anda terhubung, dan Anda sudah masuk."),
    "linked": N_("Akun itu terhubung. Mulai sekarang Anda bisa masuk dengannya."),
    "unlinked": N_("Akun itu diputuskan. Anda masuk dengan kata sandi saja."),
    "unlocked": N_("Halaman kantor terbuka lagi. Kembali ke tab yang tadi untuk melanjutkan."),
    "others": N_("Semua sesi lain sudah diakhiri."),
}
THERE = frozenset({"settings", "figures", "hall", "blanks", "inbox", "screens", "start"})
"""Pages that one may go on at in another office, by the names of their routes; else it is one's own account."""
OLD_WRONG = N_("Kata sandi lama tidak cocok.")
OWN_WRONG = N_("Kata sandi tidak cocok.")


class PasswordForm(NonceForm):
    """The old password, the new one, and the new one again."""

    old: Password = Field(default="", repr=False)
    password: Password = Field(default="", repr=False)
    again: Password = Field(default="", repr=False)


class ElsewhereForm(NonceForm):
    """The number by which one works at the other office. to: the page to go on at, a word of `THERE`.

    days: which days that page is to show, as pages of figures have them in their address.
    """

    staff: Number
    to: Line = ""
    days: Annotated[str, StringConstraints(pattern=r"^(span=(day|week)&day=\d{4}-\d\d-\d\d)?$")] = ""


async def page(request: Request) -> Response:
    """One's own account. `?done=` is what was changed."""
    return await _rendered(request, await staff_of(request, EVERYBODY))


async def change_password(request: Request) -> Response:
    """Another password; all other browsers must sign in anew.

    Raises SignInWrong, TooManyTries, PasswordsDiffer, PasswordSame, PasswordShort, PasswordCommon.
    """
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, PasswordForm)
    if form.password != form.again:
        raise PasswordsDiffer
    if form.password == form.old:
        raise PasswordSame
    refuse_weak(form.password, names=(staff.name, staff.office.name, staff.office.code))
    here = f"session {staff.session_id}"
    _, old = await staff_by_password(request, staff.office.code, staff.name, form.old, here=here)
    kept = await hashed(request, form.password)
    ended = await request.app.state.db.write(
        change_own_password,
        staff.office,
        staff.staff_id,
        kept,
        old=old,
        within=staff.session_id,
        now=now_of(request),
    )
    _ended(request, staff, "password_changed", ended=ended)
    return see_other(request, "account", done="password")


async def end_session(request: Request) -> Response:
    """One of one's own other browsers is signed out. Raises SessionUnknown."""
    staff = await staff_of(request, EVERYBODY)
    await form_of(request, NonceForm)
    number = id_in_path(request, SessionUnknown, "session")
    await request.app.state.db.write(end_own, staff.person_id, number, now=now_of(request))
    _ended(request, staff, "sessions_ended", ended=1)
    return see_other(request, "account", done="ended")


async def end_others(request: Request) -> Response:
    """All of one's own other browsers are signed out."""
    staff = await staff_of(request, EVERYBODY)
    await form_of(request, NonceForm)
    ended = await request.app.state.db.write(end_all_others, staff.session_id, now=now_of(request))
    _ended(request, staff, "sessions_ended", ended=ended)
    return see_other(request, "account", done="others")


async def go_elsewhere(request: Request) -> Response:
    """Work on at another office where one works too, without the password. Raises PasswordNeeded, StaffUnknown."""
    staff = await staff_of(request, EVERYBODY)
    now = now_of(request)
    if staff.is_locked(now):
        raise PasswordNeeded
    form = await form_of(request, ElsewhereForm)
    cookie = await request.app.state.db.write(change_office, staff.session_id, form.staff, now=now)
    _ended(request, staff, "office_changed", ended=1)
    days = dict(parse_qsl(form.days)) if form.to == "figures" else {}
    to_page = form.to in THERE
    response = see_other(request, form.to, **days) if to_page else see_other(request, "account", done="elsewhere")
    remember(request, response, cookie)
    return response


@in_place(staff_at(EVERYBODY))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the forms; no password is shown again."""
    said = OWN_WRONG if request.url.path.startswith(f"{request.url_for('account').path}/identity") else OLD_WRONG
    return await _rendered(request, staff, refusal, wrong=said)


def _ended(request: Request, staff: SignedIn, event: str, *, ended: int) -> None:
    """Sockets look at their cookies, and a line of the log is written. ended: how many sessions were."""
    request.app.state.endings.tell()
    by = f"staff:{staff.staff_id}"
    note(request, event, staff=staff.staff_id, office=staff.office.code, by=by, ended=ended)


async def _rendered(
    request: Request, staff: SignedIn, refusal: Refusal | None = None, *, wrong: str = OLD_WRONG
) -> Response:
    """wrong: what is said of a password that is not theirs."""

    def told(refusal: Refusal, say: Wording) -> str:
        return sentence(refusal, say, said=wrong if isinstance(refusal, SignInWrong) else None)

    database, provider = request.app.state.db, request.app.state.provider
    browsers = await database.read(browsers_of, staff.person_id, now_of(request))
    places = await database.read(works_at, staff.person_id)
    return staff_page(
        request,
        staff,
        "signin/account.html",
        refusal,
        told=told,
        has_password=await database.read(has_password, staff.person_id),
        provider=provider,
        identity=await database.read(latest_identity, staff.person_id),
        browsers=browsers,
        roles=ROLES,
        shortest=SHORTEST,
        done=DONE.get(request.query_params.get("done", "")),
        places=places,
        factors=await database.read(second.held_by, staff.person_id),
        asking=await database.read(second.first_to_ask, staff.person_id),
        home=home_of(staff.roles),
    )


ROUTES: list[BaseRoute] = [
    Route("/account", page, name="account"),
    Route("/account/office", go_elsewhere, methods=["POST"], name="other_office"),
    Route("/account/password", change_password, methods=["POST"], name="own_password"),
    Route("/account/sessions/end", end_others, methods=["POST"], name="own_sessions_end"),
    Route("/account/sessions/{session:int}/end", end_session, methods=["POST"], name="own_session_end"),
]
