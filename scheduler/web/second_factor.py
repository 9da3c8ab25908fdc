"""Signing in goes on after the password: the code that is asked, or an application that has to be set up first."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import CrossOrigin, Refusal, SignInNeeded
from scheduler.domain.staff.refusals import SetUpOver
from scheduler.flow.staff import SignedIn, authenticators, entering, second
from scheduler.flow.staff.entering import SECOND, SETTING_UP
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import headers_of, page_of
from scheduler.web.shared.staff.entering import (
    WhereForm,
    answer,
    in_step,
    keep,
    leave_step,
    where_next,
    where_of,
    wish_of,
)
from scheduler.web.shared.staff.fields import Line
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import now_of, sign_in_first
from scheduler.web.shared.staff.passkeys import unfit
from scheduler.web.shared.staff.setting_up import shown
from scheduler.web.shared.told import sentence


class CodeForm(WhereForm):
    """Six digits, or a code on paper. trust: not to ask in this browser for a while."""

    code: Line = ""
    trust: bool = False


async def ask_code(request: Request) -> Response:
    """The code that is asked beside the password. Raises SignInNeeded."""
    return await _asking(request, await in_step(request, SECOND), where_of(request))


async def prove(request: Request) -> Response:
    """The code is right, and one goes on. Raises SignInNeeded, CodePaused, CodeWrong, CodeUsed."""
    member = await in_step(request, SECOND)
    form = await form_of(request, CodeForm)
    at, wish = await wish_of(request, form, member.staff_id, member.person_id)
    await counted(request, member)
    now = now_of(request)
    found = await request.app.state.db.write(
        entering.prove_second, member.session_id, form.code, wish, now=now, trusts=form.trust
    )
    response = answer(request, form, found, at)
    leave_step(request, response, SECOND)
    return response


async def ask_to_set_up(request: Request) -> Response:
    """An office asks for codes, and there is no application yet. Raises SignInNeeded."""
    return await _setting_up(request, await in_step(request, SETTING_UP), where_of(request))


async def set_up(request: Request) -> Response:
    """The first code is right: the codes on paper are shown, this once, and one goes on from there.

    Raises SignInNeeded, CodePaused, CodeWrong, ClockDiffers, SetUpOver.
    """
    member = await in_step(request, SETTING_UP)
    form = await form_of(request, CodeForm)
    at, wish = await wish_of(request, form, member.staff_id, member.person_id)
    await counted(request, member)
    now = now_of(request)
    found, codes = await request.app.state.db.write(
        entering.confirm_set_up, member.session_id, form.code, wish, now=now
    )
    request.app.state.endings.tell()
    note(request, "second_factor_changed", staff=member.staff_id, office=member.office.code)
    response = render(
        request,
        "signin/recovery.html",
        about=member.office,
        member=member,
        codes=codes,
        onward=where_next(request, form, found, at),
    )
    keep(request, response, form, found, at)
    leave_step(request, response, SETTING_UP)
    return response


async def counted(request: Request, member: SignedIn) -> None:
    """Count a code before it is looked at. Raises CodePaused."""
    await request.app.state.db.write(second.count_try, member.person_id, now=now_of(request))


async def refused(request: Request, refusal: Refusal) -> Response:
    """The form again with the refusal above it, or the way to sign in where the step, or what it sets up, is over."""
    if isinstance(refusal, CrossOrigin):
        return page_of(request, refusal)
    if isinstance(refusal, SetUpOver):  # begun anew in another browser: there is nothing to go on with here
        return sign_in_first(request)
    step, show = (SETTING_UP, _setting_up) if request.url.path.endswith("/setup") else (SECOND, _asking)
    try:
        member = await in_step(request, step)
    except SignInNeeded:
        return sign_in_first(request)
    try:
        form: WhereForm = await form_of(request, WhereForm)
    except Refusal:
        form = WhereForm()
    return await show(request, member, form, refusal)


async def _asking(request: Request, member: SignedIn, form: WhereForm, refusal: Refusal | None = None) -> Response:
    database = request.app.state.db
    held = await database.read(second.held_by, member.person_id)
    days = await database.read(second.days_of_trust, member.person_id)
    fit = unfit(request.app.state.settings) is None
    return _rendered(request, "signin/code.html", member, form, refusal, held=held, days=days, passkeys_fit=fit)


async def _setting_up(request: Request, member: SignedIn, form: WhereForm, refusal: Refusal | None = None) -> Response:
    found = await request.app.state.db.read(authenticators.begun, member.person_id, member.session_id, now_of(request))
    return _rendered(request, "signin/setup.html", member, form, refusal, setting_up=shown(found.secret, member))


def _rendered(
    request: Request, template: str, member: SignedIn, form: WhereForm, refusal: Refusal | None, **context: object
) -> Response:
    request.state.office = member.office
    response = render(
        request,
        template,
        status=refusal.status if refusal else 200,
        about=member.office,
        member=member,
        form=form,
        told=lambda say: sentence(refusal, say) if refusal else "",
        **context,
    )
    response.headers.update(headers_of(refusal) if refusal else {})
    return response


ROUTES: list[BaseRoute] = [
    Route("/login/code", ask_code, name="second_factor"),
    Route("/login/code", prove, methods=["POST"], name="second_factor_proven"),
    Route("/login/setup", ask_to_set_up, name="setting_up"),
    Route("/login/setup", set_up, methods=["POST"], name="set_up"),
]
