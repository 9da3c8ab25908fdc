"""The calendar's form handlers: a form shows first what it would do, and is then applied as it was shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Invalid, Refusal, Unknown
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.public_holidays import public_holidays
from scheduler.flow.staff import SignedIn
from scheduler.web.office.calendar import view
from scheduler.web.office.calendar.forms import KINDS, Values, change_of
from scheduler.web.office.shared import calendar_words as words
from scheduler.web.office.shared import forecast_words
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page

YEARS = range(2000, 2201)
"""Whose weeks the calendar shows."""


class ClosureForm(Form):
    closure: Number


class ReasonForm(ClosureForm):
    reason: Line = ""


class YearForm(Form):
    year: Number


async def page(request: Request) -> Response:
    """The calendar. `?from=` is a day of the first week shown, `?done=` what was just done."""
    staff = await staff_of(request, "documents")
    found = await request.app.state.db.read(
        view.calendar_page, staff, day_of(request.query_params.get("from"), years=YEARS), now=now_of(request)
    )
    return _rendered(request, "office/calendar/page.html", found)


async def change(request: Request) -> Response:
    """A form of the calendar; with `?look=` what it would do too."""
    staff = await staff_of(request, "office")
    values = _values(request.query_params.multi_items())
    found = await request.app.state.db.read(
        view.change_page, staff, _kind(request), values, looks="look" in values, now=now_of(request)
    )
    return _rendered(request, "office/calendar/change.html", found)


async def apply(request: Request) -> Response:
    """The change that was looked at is made."""
    staff = await staff_of(request, "office")
    kind = _kind(request)
    values = _values((await request.form()).multi_items())
    facts = {"about": kind, "by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.HOURS_CHANGED, _apply, kind, values, **facts)
    return see_other(request, "calendar", done=kind)


async def reword(request: Request) -> Response:
    """Another reason for a closure."""
    staff = await staff_of(request, "office")
    form = await form_of(request, ReasonForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.CLOSURE_CHANGED, closures.reword, form.closure, form.reason, **facts)
    return see_other(request, "calendar", done="closures")


async def reopen(request: Request) -> Response:
    """A closure ends: open from today on."""
    staff = await staff_of(request, "office")
    form = await form_of(request, ClosureForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.CLOSURE_CHANGED, closures.reopen, form.closure, **facts)
    return see_other(request, "calendar", done="reopening")


async def drop(request: Request) -> Response:
    """A closure, or a holiday on which this office works, is taken out."""
    staff = await staff_of(request, "office")
    form = await form_of(request, ClosureForm)
    await changed(request, staff, Deed.CLOSURE_CHANGED, closures.drop, form.closure, now=now_of(request))
    return see_other(request, "calendar", done="removal")


async def add_holidays(request: Request) -> Response:
    """The holidays of a year, as far as they are not in the table yet."""
    staff = await staff_of(request, "office")
    form = await form_of(request, YearForm)
    now = now_of(request)
    if not now.year <= form.year <= now.year + 2:
        raise Invalid(errors={"year": f"{now.year}-{now.year + 2}"})
    facts = {"by": actor(staff), "now": now}
    await changed(request, staff, Deed.CLOSURE_CHANGED, closures.add_holidays, public_holidays((form.year,)), **facts)
    return see_other(request, "calendar", done="holidays")


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form it was about, what is wrong beside each field; or on the calendar."""
    kind = request.path_params.get("kind")
    if kind in KINDS and staff.leads:
        items = (await request.form()).multi_items() if request.method == "POST" else request.query_params.multi_items()
        shown = await request.app.state.db.read(view.faulty_page, staff, kind, _values(items), refusal.errors)
        return _rendered(request, "office/calendar/change.html", shown, refusal)
    found = await request.app.state.db.read(view.calendar_page, staff, None, now=now_of(request))
    return _rendered(request, "office/calendar/page.html", found, refusal)


def _apply(session: Session, office: Office, kind: str, values: Values, *, by: str, now: datetime) -> None:
    hours.apply(session, office, change_of(session, office, kind, values), by=by, now=now)


def _kind(request: Request) -> str:
    kind: str = request.path_params["kind"]
    if kind not in KINDS:
        raise Unknown
    return kind


def _values(items: Sequence[tuple[str, object]]) -> Values:
    """The fields that were filled in."""
    return {name: value.strip() for name, value in items if isinstance(value, str) and value.strip()}


def _rendered(
    request: Request, template: str, found: view.CalendarPage | view.ChangePage, refusal: Refusal | None = None
) -> Response:
    return staff_page(
        request,
        found.staff,
        template,
        refusal,
        page=found,
        done=words.DONE.get(request.query_params.get("done", "")),
        words=words,
        ahead=forecast_words,
    )


ROUTES: list[BaseRoute] = [
    Route("/office/calendar", page, name="calendar"),
    Route("/office/calendar/reasons", reword, methods=["POST"], name="calendar_reason"),
    Route("/office/calendar/reopenings", reopen, methods=["POST"], name="calendar_reopening"),
    Route("/office/calendar/removals", drop, methods=["POST"], name="calendar_removal"),
    Route("/office/calendar/holidays", add_holidays, methods=["POST"], name="calendar_holidays"),
    *(Route(f"/office/calendar/{each}", to_page_above) for each in ("reasons", "reopenings", "removals", "holidays")),
    Route("/office/calendar/{kind}", change, name="calendar_change"),
    Route("/office/calendar/{kind}", apply, methods=["POST"], name="calendar_applied"),
]
