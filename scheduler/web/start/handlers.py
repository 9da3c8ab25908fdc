"""The pages of a first start. Before there is a manager they are for the browser that opened the one-time address,
from then on for whoever manages the office.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.offices.called import preset_name
from scheduler.domain.offices.lobby import suggested
from scheduler.domain.offices.presets import HOURS_PRESETS
from scheduler.domain.refusals import CrossOrigin, Invalid, NotAllowed, Refusal, SignInNeeded
from scheduler.domain.staff.password_rules import SHORTEST, refuse_weak
from scheduler.domain.staff.refusals import LooksOnly, PasswordCommon, PasswordNeeded, PasswordsDiffer, PasswordShort
from scheduler.domain.start import (
    STEPS,
    TRIED,
    Progress,
    StartAddressUnknown,
    StartElsewhere,
    step_after,
    step_before,
)
from scheduler.flow.calendar.public_holidays import public_holidays
from scheduler.flow.staff import SignedIn, sign_in_anew
from scheduler.flow.start import addresses, steps
from scheduler.flow.start.seen import seen_of
from scheduler.health.finding import Verdict
from scheduler.health.looking import Looks
from scheduler.health.settings import is_loopback
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import headers_of, page_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.agents import browser_named
from scheduler.web.shared.staff.known_browsers import remember_browser
from scheduler.web.shared.staff.locking import ask_for_password
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import actor, now_of, sign_in_first
from scheduler.web.shared.staff.sessions import forget, hashed, is_secure, refuse_in_the_open, remember
from scheduler.web.shared.staff.surroundings import around_of
from scheduler.web.shared.throttling import looked_up
from scheduler.web.shared.told import sentence
from scheduler.web.start import answers, questions, view
from scheduler.web.start.answers import READERS, By
from scheduler.web.start.view import Facts, StartPage

PATIENCE = 2.0
"""Seconds for which the last page waits for what is looked at; the page of health says the rest."""
COOKIE, PATH = "giliran-start", "/start"
FIRST = ("office", "manager")
"""Steps that the browser with the address may take, before anybody can sign in."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Who goes on: somebody who manages the office, or nobody yet but the browser with the address (cookie)."""

    office: Office | None
    staff: SignedIn | None = None
    cookie: str = ""

    @property
    def progress(self) -> Progress:
        return Progress() if self.office is None else Progress.of(self.office.starting)


async def welcome(request: Request) -> Response:
    """What the one-time address leads to; it is used only when the button is pressed, so that no program that looks at
    links ahead uses it up. Whoever opened it comes back by it. Raises StartAddressUnknown, TooManyTries.
    """
    if await _goes_on(request):
        return RedirectResponse(PATH, 303)
    await _looked_at(request)
    return render(request, "start/welcome.html", office=None, staff=None, code=request.path_params["code"])


async def begin(request: Request) -> Response:
    """This browser goes on from here. Raises StartAddressUnknown, TooManyTries, SignInInTheOpen."""
    refuse_in_the_open(request)
    if await _goes_on(request):
        return RedirectResponse(PATH, 303)
    await _looked_at(request)
    value = await request.app.state.db.write(addresses.open_address, request.path_params["code"], now=now_of(request))
    response = RedirectResponse(PATH, 303)
    remember(request, response, value, name=COOKIE, path=PATH)
    return response


async def where(request: Request) -> Response:
    """To the first step that nobody has answered or left; after the last to the page that opens the office."""
    whose = await _whose(request)
    return _to(request, whose.progress.next)


async def page(step: str, request: Request) -> Response:
    """A question. `?preset=` begins with usual hours; of the lobby also a hall that was measured."""
    whose = await _at(request, step)
    if isinstance(whose, Response):
        return whose
    found = await _found(request, whose, step)
    if step == "lobby":
        hall = answers.measured_of(request.query_params)
        if hall is not None:
            suggestion = suggested(hall)
            values = {**found.values, **request.query_params, "lobby_limit": str(suggestion.limit)}
            found = replace(found, values=values, suggestion=suggestion)
    return _rendered(request, whose, found)


async def answer(step: str, request: Request) -> Response:
    """An answer is kept by the ordinary step of the settings, and the next question comes.

    Raises what that step raises.
    """
    whose = await _at(request, step)
    if isinstance(whose, Response):
        return whose
    typed = await answers.typed_of(request)
    if "leave" in typed and step not in FIRST:
        assert whose.office is not None
        await request.app.state.db.write(steps.leave, whose.office, step)
        return _to(request, step_after(step))
    if step == "manager":
        return await _managed(request, whose, typed)
    if whose.staff is None:
        holidays = public_holidays((now_of(request).year, now_of(request).year + 1))
        facts = {"now": now_of(request)}
        named = answers.named_of(typed)
        await request.app.state.db.write(steps.name_office, whose.cookie, named, holidays, **facts)
        return _to(request, step_after(step))
    change = None if step in TRIED else READERS[step](typed, By(actor(whose.staff), now_of(request)))
    await request.app.state.db.write(steps.answer, whose.staff.office, step, change)
    return _to(request, step_after(step))


async def ready(request: Request) -> Response:
    """What is done, what was left, what the machine still lacks, and the way on. `?opened` says that it just opened."""
    staff = await staff_of(request, "manage")
    return await _ready(request, staff)


async def open_office(request: Request) -> Response:
    """Citizens are let in. Raises StartIncomplete."""
    staff = await staff_of(request, "manage")
    typed = await answers.typed_of(request)
    facts = {"applies_online": typed.get("applies_online") == "1", "by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(steps.open_office, staff.office, **facts)
    return RedirectResponse(f"{request.url_for('start_ready').path}?opened=1", 303)


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above the question that it was about, with what was typed; no password is shown again."""
    if isinstance(refusal, PasswordNeeded):
        return await ask_for_password(request, refusal)
    if isinstance(refusal, SignInNeeded):
        return sign_in_first(request)
    if isinstance(refusal, CrossOrigin | NotAllowed | LooksOnly | StartAddressUnknown | StartElsewhere):
        return page_of(request, refusal)
    step = request.url.path.removeprefix(f"{PATH}/").partition("/")[0]
    if step == "ready":
        return await _ready(request, await staff_of(request, "manage"), refusal)
    if step not in STEPS:
        return page_of(request, refusal)
    whose = await _at(request, step)
    if isinstance(whose, Response):
        return whose
    found = await _found(request, whose, step)
    typed = await answers.typed_of(request) if request.method == "POST" else {**found.values, **request.query_params}
    shown = {name: value for name, value in typed.items() if name not in ("password", "again")}
    return _rendered(request, whose, replace(found, values=shown, faults=_faults(refusal)), refusal)


def _faults(refusal: Refusal) -> Mapping[str, str]:
    if isinstance(refusal, PasswordsDiffer):
        return {"again": "different"}
    return {"password": "password"} if isinstance(refusal, PasswordShort | PasswordCommon) else refusal.errors


async def _managed(request: Request, whose: Whose, typed: Mapping[str, str]) -> Response:
    """The first manager is there and signed in.

    Raises PasswordsDiffer, PasswordShort, PasswordCommon, Invalid; SignInNeeded where the same was sent twice.
    """
    if whose.staff is not None:
        return _to(request, step_after("manager"))
    assert whose.office is not None
    refuse_in_the_open(request)
    form = await request.form()
    password, again, name = str(form.get("password", "")), str(form.get("again", "")), typed.get("name", "")
    if not name:
        raise Invalid(errors={"name": "empty"})
    if password != again:
        raise PasswordsDiffer
    refuse_weak(password, names=(name, whose.office.name, whose.office.code))
    kept = await hashed(request, password)
    write, now = request.app.state.db.write, now_of(request)
    try:
        staff = await write(steps.first_manager, whose.cookie, name, kept, now=now)
    except StartElsewhere:
        if await request.app.state.db.read(addresses.is_wanted):
            raise
        raise SignInNeeded from None
    cookie, _ = await write(sign_in_anew, staff.id, None, now=now, browser=browser_named(request))
    note(request, "office_has_manager", staff=staff.id, office=whose.office.code)
    response = _to(request, step_after("manager"))
    remember(request, response, cookie)
    forget(request, response, name=COOKIE, path=PATH)
    remember_browser(request, response, staff.person_id, is_secure=is_secure(request))
    return response


async def _goes_on(request: Request) -> bool:
    """Whether no address is needed any more: this browser has opened one, or somebody manages an office."""
    found = await request.app.state.db.read(_by_address, request.cookies.get(COOKIE), now_of(request))
    return isinstance(found, Whose) or not found


async def _looked_at(request: Request) -> None:
    code: str = request.path_params["code"]
    read = request.app.state.db.read
    await looked_up(request, "start", lambda: read(addresses.look_at, code), failures=(StartAddressUnknown,))


async def _whose(request: Request) -> Whose:
    """Who goes on. Raises StartElsewhere while nobody can sign in yet; SignInNeeded, NotAllowed, LooksOnly."""
    cookie = request.cookies.get(COOKIE)
    found = await request.app.state.db.read(_by_address, cookie, now_of(request))
    if isinstance(found, Whose):
        request.state.office = found.office
        return found
    if found:
        raise StartElsewhere
    staff = await staff_of(request, "manage")
    return Whose(staff.office, staff)


def _by_address(session: Session, cookie: str | None, now: Any) -> Whose | bool:
    """Whose browser has the address; else whether one is wanted still."""
    try:
        return Whose(addresses.set_up_by(session, cookie, now), cookie=cookie or "")
    except StartElsewhere:
        return addresses.is_wanted(session)


async def _at(request: Request, step: str) -> Whose | Response:
    """Who may answer a step, or where they are led instead: to what comes first, or out of what is over."""
    whose = await _whose(request)
    if whose.staff is None:
        if step not in FIRST or (step == "manager" and whose.office is None):
            return _to(request, whose.progress.next)
        return whose
    if whose.staff.office.starting is None:
        return RedirectResponse(request.url_for("settings").path, 303)
    return whose


async def _found(request: Request, whose: Whose, step: str) -> StartPage:
    values, facts = await request.app.state.db.read(_shown, whose.office, step)
    if step == "hours" and request.method == "GET":
        values = view.hours_of(request.query_params.get("preset", "")) or values
    return StartPage(step, whose.office, whose.progress, values, facts)


def _shown(session: Session, office: Office | None, step: str) -> tuple[dict[str, str], Facts]:
    return view.values_of(session, office, step), view.facts_of(session, office, step)


def _to(request: Request, step: str | None) -> RedirectResponse:
    return RedirectResponse(request.url_for(f"start_{step or 'ready'}").path, 303)


def _tried_at(request: Request, step: str) -> str:
    """The page on which a step is tried; it is told where to lead back to."""
    page = request.url_for(questions.QUESTIONS[step].tried).path
    back = {"back": request.url_for(f"start_{step}").path}
    return f"{page}?{urlencode(back)}{questions.QUESTIONS[step].part}"


def _rendered(request: Request, whose: Whose, found: StartPage, refusal: Refusal | None = None) -> Response:
    question = questions.QUESTIONS[found.step]
    general = [questions.FAULTS_OF[name] for name in found.faults if name in questions.FAULTS_OF]
    response = render(
        request,
        f"start/{'tried' if found.step in TRIED else found.step}.html",
        status=refusal.status if refusal else 200,
        about=whose.office,
        office=whose.office,
        staff=whose.staff,
        page=found,
        question=question,
        steps=STEPS,
        words=questions,
        first=FIRST,
        before=step_before(found.step),
        goes=_tried_at(request, found.step) if found.step in TRIED else "",
        presets=HOURS_PRESETS,
        preset_name=preset_name,
        shortest=SHORTEST,
        told=_told(refusal, general),
    )
    response.headers.update(headers_of(refusal) if refusal else {})
    return response


def _told(refusal: Refusal | None, general: list[str]) -> Callable[[Any], str]:
    """The refusal in a sentence; where it is beside the fields, that it is there."""
    return lambda say: "" if refusal is None else " ".join(map(say.text, general)) or sentence(refusal, say)


async def _ready(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    looks: Looks = request.app.state.looks
    base_url: str = request.app.state.settings.base_url
    around = await around_of(request, staff.office.id)
    await asyncio.wait([asyncio.wrap_future(each) for each in looks.begin(around)], timeout=PATIENCE)
    only_said = Progress.of(staff.office.starting).done.intersection(TRIED)
    only_said -= await request.app.state.db.read(seen_of, staff.office)
    seen = [each for each in looks.seen(around) if each.finding and each.finding.verdict is not Verdict.GOOD]
    response = render(
        request,
        "start/ready.html",
        status=refusal.status if refusal else 200,
        about=staff.office,
        staff=staff,
        office=staff.office,
        progress=Progress.of(staff.office.starting),
        only_said=only_said,
        steps=STEPS,
        words=questions,
        checks=seen,
        was_opened="opened" in request.query_params,
        base_url=base_url,
        is_here_only=is_loopback(urlsplit(base_url).hostname or ""),
        told=_told(refusal, []),
    )
    response.headers.update(headers_of(refusal) if refusal else {})
    return response


ROUTES: list[BaseRoute] = [
    Route(PATH, where, name="start"),
    *(
        route
        for each in STEPS
        for route in (
            Route(f"{PATH}/{each}", partial(page, each), name=f"start_{each}"),
            Route(f"{PATH}/{each}", partial(answer, each), methods=["POST"], name=f"start_{each}_answered"),
        )
    ),
    Route(f"{PATH}/ready", ready, name="start_ready"),
    Route(f"{PATH}/ready", open_office, methods=["POST"], name="start_opened"),
    Route(f"{PATH}/{{code}}", welcome, name="start_address"),
    Route(f"{PATH}/{{code}}", begin, methods=["POST"], name="start_begun"),
]
