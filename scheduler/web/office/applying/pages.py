"""The pages of applications, drawn: the list, and one application with what a clerk has typed."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.applying.checking_refusals import ApplicationAbsent
from scheduler.domain.refusals import Refusal
from scheduler.flow.applying.checking import LONGEST
from scheduler.flow.staff import SignedIn
from scheduler.translations import all_translations
from scheduler.web.office.applying import words as said
from scheduler.web.office.applying.answer_preview import accepting, asking
from scheduler.web.office.applying.application_view import Case, case_of, line_of, sheet_of
from scheduler.web.office.applying.list_view import SHOWN, Asked, queue_of
from scheduler.web.office.shared.origins import ORIGINS
from scheduler.web.office.shared.residence import residence_faults
from scheduler.web.shared.forms import id_in_path
from scheduler.web.shared.staff.pages import now_of, staff_page


async def listed(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    """The list. `?show=` is a word of SHOWN, `?channel=` and `?type=` narrow it further, `?page=` is a page of it."""
    query = request.query_params
    asked = Asked(
        query.get("show", ""), query.get("channel", ""), query.get("type", ""), number_in(query.get("page", "")) or 1
    )
    found = await request.app.state.db.read(queue_of, staff, asked, now_of(request))
    return _rendered(request, "office/applying/page.html", staff, refusal, page=found, shown=SHOWN, channels=ORIGINS)


async def shown(
    request: Request,
    staff: SignedIn,
    number: int,
    refusal: Refusal | None = None,
    *,
    item: int | None = None,
    ask: str = "",
    words: str = "",
    revealed: Mapping[str, str] | None = None,
    reason: str | None = None,
    lives: Mapping[str, str] | None = None,
) -> Response:
    """One application; `?item=` is a line of its checklist, `?page=` a page of all, `?ask=` a state whose reason is
    wanted.

    revealed: what is masked and was asked for. reason: why it is refused, lives: where the holder lives,
    as they were typed. Raises ApplicationAbsent.
    """
    query, now = request.query_params, now_of(request)
    item = number_in(query.get("item", "")) if item is None else item
    ask = ask or query.get("ask", "")
    told = {"base_url": request.app.state.settings.base_url, "catalogues": all_translations()}

    def read(session: Session) -> tuple[Case, str, str]:
        case = case_of(session, staff, number, now)
        asked = asking(session, staff.office, case, **told) if case.is_open and case.waits else ""
        accepted = accepting(session, staff.office, case, **told) if case.is_open else ""
        return case, asked, accepted

    case, asked, accepted = await request.app.state.db.read(read)
    sheet = sheet_of(case, number_in(query.get("page", "")), item)
    return _rendered(
        request,
        "office/applying/application.html",
        staff,
        refusal,
        case=case,
        sheet=sheet,
        line=line_of(case, item, sheet),
        ask=ask if ask in ("missing", "unreadable") else "",
        typed=words,
        asking=asked,
        accepting=accepted,
        revealed=revealed or {},
        reason=reason,
        lives=lives or {},
        faults=residence_faults(refusal.errors if refusal else {}),
        longest=LONGEST,
        done=query.get("done", ""),
    )


def number_in(text: str) -> int | None:
    """A small number of an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def to_case(request: Request, number: int, done: str, item: int | None = None) -> Response:
    """To the page of an application after a step. done: a word of what was done; item: the position to show."""
    path = request.url_for("application", number=number).path
    at = f"&item={item}" if item is not None else ""
    return RedirectResponse(f"{path}?done={done}{at}", 303)


def number_of(request: Request) -> int:
    """The application of the path, which may name more than a database can keep. Raises ApplicationAbsent."""
    if "position" in request.path_params:
        id_in_path(request, ApplicationAbsent, "position")
    return id_in_path(request, ApplicationAbsent)


def _rendered(request: Request, template: str, staff: SignedIn, refusal: Refusal | None, **context: Any) -> Response:
    return staff_page(request, staff, template, refusal, told=said.told, words=said, **context)
