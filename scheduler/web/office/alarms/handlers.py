"""The page of alarms: each switched on or off and set, and somebody who sees to one that rings."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.alarms.refusals import AlarmOver
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Refusal
from scheduler.flow.alarms import ringing, rules
from scheduler.flow.alarms.rules import NewRule
from scheduler.flow.staff import SignedIn
from scheduler.web.office.alarms import view, words
from scheduler.web.office.alarms.place import leading
from scheduler.web.office.alarms.view import AlarmsPage, Row
from scheduler.web.shared.forms import LARGEST_ID, form_of, id_in_path, typed_in
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_page

LONGEST_ID = len(str(LARGEST_ID))


class RuleForm(NonceForm):
    """An alarm as it is to be. told: the ids of those on the list whom it tells."""

    is_on: bool = False
    threshold: Number | None = None
    hours: Line = ""
    told: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(default_factory=list, max_length=50)

    @property
    def rule(self) -> NewRule:
        """The alarm as the step takes it."""
        return NewRule(self.is_on, self.threshold, self.hours, frozenset(self.told))


async def page(request: Request) -> Response:
    """All alarms, those that ring, those that rang, and whom they reach. `?done=` is what was just done."""
    return await _rendered(request, await leading(request))


async def save(request: Request) -> Response:
    """Set an alarm, or switch it on or off. Raises AlarmUnknown, AlarmOfServer, Invalid."""
    staff = await leading(request)
    form = await form_of(request, RuleForm)
    alarm: str = request.path_params["alarm"]
    facts = {"server_office": request.app.state.settings.server_office, "by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.ALARM_CHANGED, rules.set_rule, alarm, form.rule, about=alarm, **facts)
    return see_other(request, "settings_alarms", done="on" if form.is_on else "off")


async def take(request: Request) -> Response:
    """Somebody sees to an alarm that rings. Raises AlarmOver."""
    staff = await leading(request)
    await form_of(request, NonceForm)
    number = id_in_path(request, AlarmOver, "ring")
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(ringing.take_in_hand, staff.office, number, **facts)
    return see_other(request, "settings_alarms", done="taken")


@in_place(leading)
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the page, and what was typed stays in its form."""
    alarm = request.path_params.get("alarm", "")
    if alarm:
        return await _rendered(request, staff, refusal, alarm=alarm, typed=await typed_of_rule(request))
    is_contact = request.url.path.endswith("/contacts")
    return await _rendered(request, staff, refusal, contact=await typed_in(request) if is_contact else {})


async def typed_of_rule(request: Request) -> dict[str, Any]:
    """What was typed of an alarm, with all whom it is to tell, as far as those are numbers of anybody."""
    form = await request.form()
    typed = [value for value in form.getlist("told") if isinstance(value, str) and len(value) <= LONGEST_ID]
    return {**await typed_in(request), "told": frozenset(int(value) for value in typed if value.isdecimal())}


def _as_typed(found: AlarmsPage, alarm: str, typed: dict[str, Any]) -> AlarmsPage:
    """The page with what was typed in the form of an alarm."""

    def typed_row(row: Row) -> Row:
        return replace(
            row,
            is_on="is_on" in typed,
            threshold=str(typed.get("threshold", row.threshold)),
            hours=str(typed.get("hours", row.hours)),
            told=typed["told"],
        )

    return replace(found, rows=[typed_row(row) if row.alarm == alarm else row for row in found.rows])


async def _rendered(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    *,
    alarm: str = "",
    typed: dict[str, Any] | None = None,
    contact: dict[str, str] | None = None,
) -> Response:
    state = request.app.state
    found = await state.db.read(view.alarms_page, staff.office, state.settings.server_office, now_of(request))
    if typed is not None:
        found = _as_typed(found, alarm, typed)
    return staff_page(
        request,
        staff,
        "office/alarms/page.html",
        refusal,
        told=partial(words.told, alarm),
        page=found,
        words=words,
        said=view.said,
        done=words.DONE.get(request.query_params.get("done", "")),
        faulty=alarm,
        wrong=dict(refusal.errors) if refusal else {},
        contact=contact or {},
    )


ROUTES: list[BaseRoute] = [
    Route("/office/settings/alarms", page, name="settings_alarms"),
    Route("/office/settings/alarms/{alarm}", save, methods=["POST"], name="alarm_rule"),
    Route("/office/settings/alarms/rings/{ring:int}/taking", take, methods=["POST"], name="alarm_taking"),
]
