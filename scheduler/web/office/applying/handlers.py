"""Applications before the clerks: the list, one beside its pages, and what a clerk asks to see of it."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.applying.checking_refusals import ApplicationAbsent, ReasonUnknown
from scheduler.domain.refusals import Refusal
from scheduler.flow.applying import checking
from scheduler.flow.core.disclosing import disclose
from scheduler.flow.staff import SignedIn
from scheduler.web.office.applying import files, steps
from scheduler.web.office.applying.pages import listed, number_of, shown
from scheduler.web.office.shared.residence import lives_typed
from scheduler.web.shared.forms import LONGEST, clean
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, in_place, now_of, staff_at

PLACE = "application"
"""As `Disclosure` names the page."""


async def page(request: Request) -> Response:
    """The list of applications; `?show=`, `?channel=`, `?type=` and `?page=` narrow it."""
    return await listed(request, await staff_of(request, "documents"))


async def application(request: Request) -> Response:
    """One application. Raises ApplicationAbsent."""
    return await shown(request, await staff_of(request, "documents"), number_of(request))


async def reveal(request: Request) -> Response:
    """What is masked of an application, once, on this answer; it is written down who asked."""
    staff, number, now = await staff_of(request, "documents"), number_of(request), now_of(request)

    def work(session: Session) -> dict[str, str]:
        row, _ = checking.sent_application(session, staff.office, number)
        return disclose(session, staff.office, row, fields=("nik", "phone"), place=PLACE, by=actor(staff), now=now)

    found = await request.app.state.db.write(work)
    answer = await shown(request, staff, number, revealed=found)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the application with what was typed, or above the list where there is none."""
    if "mark" in request.path_params:
        return page_of(request, refusal)
    if "number" not in request.path_params or isinstance(refusal, ApplicationAbsent):
        return await listed(request, staff, refusal)
    form = await request.form() if request.method == "POST" else {}
    words = clean(str(form.get("words", "")))[: 2 * checking.LONGEST]
    wanted = str(form.get("state", "")) if words or isinstance(refusal, ReasonUnknown) else ""
    item = request.path_params.get("position")
    reason = clean(str(form["reason"]))[:LONGEST] if "reason" in form else None
    return await shown(
        request,
        staff,
        number_of(request),
        refusal,
        item=item,
        ask=wanted,
        words=words,
        reason=reason,
        lives=lives_typed(form),
    )


_ONE = "/office/applications/{number:int}"
ROUTES: list[BaseRoute] = [
    Route("/office/applications", page, name="applications"),
    Route("/office/applications/pages/{mark}", files.picture, name="application_picture"),
    Route(_ONE, application, name="application"),
    *steps.ROUTES,
    Route(f"{_ONE}/phone", reveal, methods=["POST"], name="application_masked"),
]
