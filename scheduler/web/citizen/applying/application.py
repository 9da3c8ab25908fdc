"""The page of an application: a form of sections, each kept for itself; once it is sent, where it stands."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db import queries
from scheduler.domain.applying.applicants import People
from scheduler.domain.applying.procedures import RELATIONS
from scheduler.domain.applying.refusals import ApplicationUnknown, PhoneCodeGone, PhoneCodeWrong, PhoneFaulty
from scheduler.domain.applying.upload_refusals import UploadsPaused
from scheduler.domain.refusals import N_, CrossOrigin, Invalid, Refusal, TooManyTries, TriesPaused, Unavailable
from scheduler.domain.text.residence import FAULTS as RESIDENCE_FAULTS
from scheduler.flow.applying import applying, phone_codes
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.applying.phone_codes import Rules
from scheduler.messages.notices.documents.papers import STOPPED, instead_of
from scheduler.pictures.disk import on_disk
from scheduler.web.citizen.applying.headline import HEADLINES, SENTENCES
from scheduler.web.citizen.applying.owner import by_code, is_theirs, known_from_now, strangers_page
from scheduler.web.citizen.applying.sending import code_facts
from scheduler.web.citizen.applying.view import ApplicationShown, application_shown, code_rules, sends_by_itself
from scheduler.web.citizen.shared.lost_link import Typed
from scheduler.web.citizen.shared.refusal_page import refused, refused_nowhere
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.pages import language_of, render
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.throttling import looked_up
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

UNKEPT = N_("Belum tersimpan. Perbaiki isian yang ditandai, lalu tekan Simpan lagi.")


class PeopleForm(Form):
    """Who applies, for whom, and where they live; it takes whatever was typed, so that it can be shown again."""

    relation: Typed = ""
    holder: Typed = ""
    nik: Typed = ""
    kk: Typed = ""
    applicant: Typed = ""
    kelurahan: Typed = ""
    rt: Typed = ""
    rw: Typed = ""

    @property
    def people(self) -> People:
        """The people as the step takes them."""
        return People(**self.model_dump())


class PhoneForm(Form):
    """A phone as it was typed."""

    phone: Typed = ""


class CodeForm(Form):
    """A code as it was typed."""

    digits: Typed = ""


async def application(request: Request) -> Response:
    """The page of an application. `?edit=people` or `phone` opens a section that is filled in."""
    return await _rendered(request)


async def keep_people(request: Request) -> Response:
    """Keep the first section: who applies, and for whom. Raises what `fill_in` raises.

    Numbers that were typed are shown whole in this answer alone, to be checked by who typed them.
    """
    form = await form_of(request, PeopleForm)
    request.state.typed = form
    await _written(request, applying.fill_in, form.people)
    typed = form.people.tidy
    if not typed.nik and not typed.kk:
        return _back(request, "phone")
    del request.state.typed
    return await _rendered(request, checks=typed)


async def keep_phone_number(request: Request) -> Response:
    """Keep the second section, the phone: a code goes to it where one can."""
    form = await form_of(request, PhoneForm)
    request.state.typed = form
    state = request.app.state
    facts = {"training": state.training, "rules": code_rules(state.settings), "asker": asker_of(request)}
    await _written(request, keep_phone, form.phone, **facts)
    return _back(request, "phone")


async def confirm_phone(request: Request) -> Response:
    """The code that came to the phone. Raises PhoneCodeWrong, and PhoneCodeGone with its last try."""
    form = await form_of(request, CodeForm)
    left = await _written(request, phone_codes.confirm, form.digits)
    if left == 0:
        raise PhoneCodeGone
    if left is not None:
        raise PhoneCodeWrong(left=left)
    return _back(request, "phone")


async def send_application(request: Request) -> Response:
    """Send the application, or what was asked for again; the browser that does is known from then on."""
    state = request.app.state
    await _written(request, send, training=state.training, rules=code_rules(state.settings))
    return await known_from_now(request, _back(request))


NO_FORM = ApplicationUnknown | CrossOrigin | TooManyTries | Unavailable
"""Refusals of somebody who has no form of ours in front of them; one from another site comes before any route."""


async def refused_application(request: Request, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed; where there is no form, on a page of its own.

    Who typed wrong digits has an application before them, and is led back to it.
    """
    if isinstance(refusal, TriesPaused):
        return await refused(request, refusal)
    if isinstance(refusal, NO_FORM) and not hasattr(request.state, "typed"):
        is_unknown = isinstance(refusal, ApplicationUnknown)
        return await (refused if is_unknown else refused_nowhere)(request, refusal)
    return await _rendered(request, refusal)


def keep_phone(session: Session, code: str, written: str, *, training: bool, **facts: Any) -> bool:
    """`phone_codes.keep_phone`, told whether a code can be sent from this office; returns whether one was."""
    office = queries.office_by_id(session, application_by_code(session, code).office_id)
    return phone_codes.keep_phone(session, code, written, sends=sends_by_itself(office, training=training), **facts)


def send(session: Session, code: str, *, training: bool, rules: Rules, now: Any) -> None:
    """Send an application, told whether its phone has to be confirmed; or what was asked for again, if it was sent."""
    found = application_by_code(session, code)
    sends = sends_by_itself(queries.office_by_id(session, found.office_id), training=training)
    if found.document_id is not None:
        applying.send_again(session, code, now=now)
        return
    asks_code = phone_codes.asks_code(session, found, sends=sends, rules=rules, now=now)
    applying.send(session, code, asks_code=asks_code, now=now)


async def _written(request: Request, step: Any, *args: Any, **facts: Any) -> Any:
    """One step on the application of the path."""
    state = request.app.state
    begins = partial(state.db.write, step, request.path_params["code"], *args, now=state.clock(), **facts)
    return await by_code(request, begins)


def _back(request: Request, section: str = "") -> Response:
    here = request.url_for("application", code=request.path_params["code"]).path
    return RedirectResponse(f"{here}#{section}" if section else here, status_code=303)


async def _rendered(request: Request, refusal: Refusal | None = None, *, checks: People | None = None) -> Response:
    if not await looked_up(request, "code", partial(is_theirs, request), failures=(ApplicationUnknown,)):
        return await strangers_page(request, refusal)
    state, code, language = request.app.state, request.path_params["code"], language_of(request)
    facts = code_facts(request)
    shown = state.db.read(application_shown, code, language=language, **facts)
    page: ApplicationShown = await shown
    request.state.office = page.office
    here = request.url_for("application", code=page.code).path
    say = wording_of(request)
    typed = getattr(request.state, "typed", None)
    is_paused = page.takes_files and await on_disk(state.space.is_low)
    return render(
        request,
        "citizen/applying/application.html",
        status=refusal.status if refusal else 200,
        about=page.office,
        page=page,
        headline=say.text(HEADLINES[page.state]).format(type=say.type(page.kind.code)),
        here=here,
        refusal=refusal,
        told=_told(refusal, typed, say),
        faults=_faults(refusal),
        typed=typed if isinstance(typed, PeopleForm) else None,
        phone=typed if isinstance(typed, PhoneForm) else None,
        checks=checks,
        edit=request.query_params.get("edit") or _editing(typed),
        relations=RELATIONS,
        residence_faults=RESIDENCE_FAULTS,
        link=f"{state.settings.base_url.rstrip('/')}{here}",
        standing=_standing(page, say),
        stopped=STOPPED,
        instead_of=instead_of,
        paused=UploadsPaused.sentence if is_paused else "",
    )


def _standing(page: ApplicationShown, say: Wording) -> str:
    """The sentence on where an application stands that was sent; empty where there is none."""
    sent = page.sent
    if sent is None:
        return ""
    if sent.elsewhere is not None:
        return sentence(sent.elsewhere, say)
    return say.text(SENTENCES.get(page.said, "")).format(
        type=say.type(page.kind.code),
        expected=say.day(sent.expected) if sent.expected else "",
        day=say.day(sent.collected_at) if sent.collected_at else "",
        days=page.office.keep_files_days,
        reason=sent.reason,
    )


def _told(refusal: Refusal | None, typed: object, say: Wording) -> str:
    """What a refusal says above the form."""
    if refusal is None:
        return ""
    has_marks = isinstance(refusal, Invalid) and isinstance(typed, PeopleForm)
    return sentence(refusal, say, said=UNKEPT if has_marks else None)


def _faults(refusal: Refusal | None) -> Mapping[str, str]:
    """What is wrong, by field of the people's section, and "phone"."""
    if isinstance(refusal, Invalid):
        return dict(refusal.errors)
    return {"phone": "phone"} if isinstance(refusal, PhoneFaulty) else {}


def _editing(typed: object) -> str:
    return (
        "people" if isinstance(typed, PeopleForm) else "phone" if isinstance(typed, PhoneForm) and typed.phone else ""
    )
