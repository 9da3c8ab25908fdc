"""The nine questions of a visit that was served, and the office's published result. No page of it needs a script."""

from datetime import datetime
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.db.models import Office
from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import Refusal
from scheduler.domain.satisfaction.periods import month_of
from scheduler.domain.satisfaction.questions import ELEMENTS, SCORES, TRAITS
from scheduler.domain.satisfaction.refusals import ResultsUnknown
from scheduler.flow.core.local_time import today_of
from scheduler.flow.satisfaction import results
from scheduler.flow.satisfaction.answering import Answers, Survey, answer, survey_of
from scheduler.flow.satisfaction.results import Results
from scheduler.web.shared.forms import typed_in
from scheduler.web.shared.pages import COOKIE, SIZE_COOKIE, render
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.staff.access import office_of_path
from scheduler.web.shared.throttling import looked_up
from scheduler.web.shared.told import sentence

LONGEST = 20
"""Letters of a field that are looked at."""


async def survey(request: Request) -> Response:
    """The questions. Raises what `survey_of` does."""
    return await _shown(request, await _found(request), Answers({}))


async def answer_survey(request: Request) -> Response:
    """Take what was chosen; with gaps, or for other letters or another language, the page is shown again as it was
    filled. Raises what `answer` does.
    """
    found = await _found(request)
    chosen = _answers(await typed_in(request, most=LONGEST))
    if any(name in request.query_params for name in (COOKIE, SIZE_COOKIE)):
        return await _shown(request, found, chosen)
    if chosen.missing:
        request.state.again = partial(_shown, request, found, chosen)
    state, code = request.app.state, request.path_params["code"]
    await state.db.write(answer, code, chosen, now=state.clock())
    return RedirectResponse(request.url_for("ticket", code=code).path, status_code=303)


async def published(request: Request) -> Response:
    """The office's newest result. Raises OfficeUnknown, ResultsUnknown."""
    office, state = await office_of_path(request), request.app.state
    found: Results | None = await state.db.read(_newest, office, state.clock())
    if found is None:
        raise ResultsUnknown
    here = request.url_for("public_satisfaction", office=office.code).path
    return render(
        request,
        "citizen/satisfaction/published.html",
        about=office,
        office=office,
        results=found,
        elements=ELEMENTS,
        traits=TRAITS,
        here=here,
    )


async def _found(request: Request) -> Survey:
    """The survey of the pass in the path; one that nobody has counts as a guess."""
    state = request.app.state
    find = partial(state.db.read, survey_of, request.path_params["code"], now=state.clock())
    found: Survey = await looked_up(request, "code", find, failures=(PassUnknown,))
    request.state.office = found.office
    return found


async def _shown(request: Request, found: Survey, chosen: Answers, refusal: Refusal | None = None) -> Response:
    """The questions as they are filled, with a refusal above them."""
    code = request.path_params["code"]
    response = render(
        request,
        "citizen/satisfaction/survey.html",
        status=refusal.status if refusal else 200,
        about=found.office,
        office=found.office,
        chosen=chosen,
        missing=chosen.missing if refusal else (),
        told=sentence(refusal, wording_of(request)) if refusal else "",
        elements=ELEMENTS,
        traits=TRAITS,
        here=request.url_for("survey", code=code).path,
        back=request.url_for("ticket", code=code).path,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _answers(typed: dict[str, str]) -> Answers:
    """What a form says: a score for each element, a word for each trait."""
    scores = {str(score): score for score in SCORES}
    return Answers(
        {each.number: scores[typed[each.key]] for each in ELEMENTS if typed.get(each.key) in scores},
        {each.name: typed[each.name] for each in TRAITS if typed.get(each.name)},
    )


def _newest(session: Session, office: Office, now: datetime) -> Results | None:
    return results.published(session, office, month_of(today_of(office, now)))
