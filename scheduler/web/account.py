"""One's own account: another password, and where else one is signed in."""

from collections.abc import Mapping

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_, Refusal, SignInWrong
from scheduler.domain.staff.password_rules import SHORTEST, refuse_weak
from scheduler.domain.staff.refusals import PasswordSame, PasswordsDiffer, SessionUnknown
from scheduler.flow.staff import SignedIn
from scheduler.flow.staff.people import change_own_password
from scheduler.flow.staff.sessions import end_own, end_sessions
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.staff.access import EVERYBODY, MAY, staff_of
from scheduler.web.shared.staff.browsers import ROLES, browsers_of
from scheduler.web.shared.staff.fields import NonceForm, Password
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.staff.sessions import hashed, staff_by_password
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

DONE: Mapping[str, str] = {
    "password": N_("Kata sandi diganti. Di perangkat lain Anda harus masuk lagi."),
    "ended": N_("Sesi itu sudah diakhiri."),
    "others": N_("Semua sesi lain sudah diakhiri."),
}
OLD_WRONG = N_("Kata sandi lama tidak cocok.")


class PasswordForm(NonceForm):
    """The old password, the new one, and the new one again."""

    old: Password = Field(default="", repr=False)
    password: Password = Field(default="", repr=False)
    again: Password = Field(default="", repr=False)


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
    await request.app.state.db.write(end_own, staff.staff_id, number, now=now_of(request))
    _ended(request, staff, "sessions_ended", ended=1)
    return see_other(request, "account", done="ended")


async def end_others(request: Request) -> Response:
    """All of one's own other browsers are signed out."""
    staff = await staff_of(request, EVERYBODY)
    await form_of(request, NonceForm)
    ended = await request.app.state.db.write(end_sessions, staff.staff_id, now=now_of(request), but=staff.session_id)
    _ended(request, staff, "sessions_ended", ended=ended)
    return see_other(request, "account", done="others")


@in_place(staff_at(EVERYBODY))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the forms; no password is shown again."""
    return await _rendered(request, staff, refusal)


def _ended(request: Request, staff: SignedIn, event: str, *, ended: int) -> None:
    """Sockets look at their cookies, and a line of the log is written. ended: how many sessions were."""
    request.app.state.endings.tell()
    by = f"staff:{staff.staff_id}"
    note(request, event, staff=staff.staff_id, office=staff.office.code, by=by, ended=ended)


def _told(refusal: Refusal, say: Wording) -> str:
    return sentence(refusal, say, said=OLD_WRONG if isinstance(refusal, SignInWrong) else None)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    browsers = await request.app.state.db.read(browsers_of, staff.staff_id, now_of(request))

    return staff_page(
        request,
        staff,
        "signin/account.html",
        refusal,
        told=_told,
        browsers=browsers,
        roles=ROLES,
        shortest=SHORTEST,
        done=DONE.get(request.query_params.get("done", "")),
        has_office="documents" in MAY[staff.role],
    )


ROUTES: list[BaseRoute] = [
    Route("/account", page, name="account"),
    Route("/account/password", change_password, methods=["POST"], name="own_password"),
    Route("/account/sessions/end", end_others, methods=["POST"], name="own_sessions_end"),
    Route("/account/sessions/{session:int}/end", end_session, methods=["POST"], name="own_session_end"),
]
