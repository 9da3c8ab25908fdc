"""Two questions and a checklist, one page each, that lead to an application of one's own."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Office, Procedure, Requirement
from scheduler.domain.applying.procedures import ASKS, TOPICS
from scheduler.domain.applying.refusals import ProcedureUnknown
from scheduler.flow.applying.applications import requirements_of
from scheduler.flow.applying.applying import begin
from scheduler.flow.blanks.print_blockers import ahead_of
from scheduler.flow.offices.procedures import procedure_by_code, procedures_of, type_of_procedure
from scheduler.messages.notices.documents.papers import STOPPED, instead_of
from scheduler.web.citizen.applying.sending import hashed_asker
from scheduler.web.citizen.applying.view import sends_by_itself
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import language_of, render
from scheduler.web.shared.staff.access import office_of_path
from scheduler.web.shared.staff.fields import Line, NonceForm, new_nonce
from scheduler.web.shared.throttling import Throttle


class BeginForm(NonceForm):
    """Which procedure an application is begun for."""

    procedure: Line


async def apply_topics(request: Request) -> Response:
    """The first question: what is needed. One topic alone is not asked for."""
    office = await office_of_path(request)
    topics = await request.app.state.db.read(procedures_of, office.id)
    return _rendered(request, office, "citizen/applying/topics.html", topics=list(topics), names=TOPICS, asks=ASKS)


async def apply_situations(request: Request) -> Response:
    """The second question: what has happened."""
    office, topic = await office_of_path(request), request.path_params["topic"]
    found = (await request.app.state.db.read(procedures_of, office.id)).get(topic)
    if not found:
        raise ProcedureUnknown
    return _rendered(
        request,
        office,
        "citizen/applying/situations.html",
        topic=topic,
        name=TOPICS.get(topic, topic),
        procedures=found,
    )


async def apply_prepare(request: Request) -> Response:
    """What to have at hand, how long it takes, what happens."""
    office = await office_of_path(request)
    language, code = language_of(request), request.path_params["procedure"]
    found = await request.app.state.db.read(_prepared, office, code, language=language)
    asks_code = bool(found["items"]) and sends_by_itself(office, training=request.app.state.training)
    if found["procedure"].topic != request.path_params["topic"]:
        raise ProcedureUnknown
    response = _rendered(
        request,
        office,
        "citizen/applying/prepare.html",
        stopped=STOPPED,
        instead_of=instead_of,
        nonce=new_nonce(),
        asks_code=asks_code,
        **found,
    )
    response.headers["Cache-Control"] = "private, no-cache"  # a nonce that two citizens share would give them one draft
    return response


async def begin_application(request: Request) -> Response:
    """Begin an application, and go on at its own page. Raises TooManyTries, and what `begin` raises."""
    office, form = await office_of_path(request), await form_of(request, BeginForm)
    throttle: Throttle = request.app.state.throttle
    await throttle.take("begin", asker_of(request))
    state = request.app.state
    facts = {
        "language": language_of(request),
        "nonce": form.nonce,
        "asker": hashed_asker(request),
        "now": state.clock(),
    }
    code = await state.db.write(begin, office, form.procedure, **facts)
    return RedirectResponse(request.url_for("application", code=code).path, status_code=303)


def _prepared(session: Session, office: Office, code: str, *, language: str) -> dict[str, Any]:
    procedure: Procedure = procedure_by_code(session, office.id, code)
    items: list[Requirement] = list(requirements_of(session, procedure.id))
    kind = type_of_procedure(session, procedure)
    return {"procedure": procedure, "kind": kind, "items": items, "ahead": ahead_of(session, kind, language=language)}


def _rendered(request: Request, office: Office, template: str, **context: Any) -> Response:
    return render(request, template, about=office, office=office, here=request.url.path, **context)
