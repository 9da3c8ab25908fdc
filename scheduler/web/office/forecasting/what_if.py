"""What if a day were set otherwise: a form of what may be thought of, and both settings side by side.

Nothing is written. All that was thought of stands in the address, so that a colleague sees the same by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.setting import Setting
from scheduler.domain.forecasting.whatif.change import Change
from scheduler.domain.forecasting.whatif.comparison import Comparison, plan_with_booked
from scheduler.domain.refusals import Refusal
from scheduler.flow.calendar.workdays import workdays_from
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.times import times_of
from scheduler.flow.forecasting.habits import habits_of
from scheduler.flow.forecasting.plans import Booked, booked_on, settings_of
from scheduler.flow.forecasting.whatif import Thought
from scheduler.flow.staff import SignedIn
from scheduler.web.office.forecasting.asking import address_of, key_of, typed_in_address
from scheduler.web.office.forecasting.changes import Fields, change_of, fields_of
from scheduler.web.office.forecasting.compared import Compared, compared
from scheduler.web.office.forecasting.figures import MEANINGS
from scheduler.web.office.forecasting.nav import PAGES, PLACE
from scheduler.web.office.forecasting.plays import Plays
from scheduler.web.office.forecasting.plotted import TITLES, Where
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import in_place, now_of, staff_at, staff_page
from scheduler.web.shared.wording import Wording

SEEDS = range(30)
"""With so many plays of each setting the answer comes within a second or two, and is sure enough to go on thinking."""
OVER = "over"
"""What an address says where plots are to be laid over each other."""
DAYS = 20
"""So many days of work may be chosen."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a day stands: its setting, who is booked, what is usual. days: which may be chosen; names: of services, by
    letter. is_wanted: whether it is the day that was asked for, if any was.
    """

    days: Sequence[date]
    names: Mapping[str, str]
    day: date
    setting: Setting
    booked: Booked
    habits: Habits
    ahead: int
    is_wanted: bool

    @property
    def visits(self) -> int:
        """How many are booked."""
        return sum(map(len, self.booked.values()))


@dataclass(frozen=True, slots=True)
class Page:
    """The page. compared: None where nothing was thought of. other_view: with the plots the other way."""

    standing: Standing
    fields: Fields
    faults: Mapping[str, str]
    is_over: bool
    other_view: str
    titles: Sequence[str]
    compared: Compared | None = None


async def page(request: Request) -> Response:
    """`?day=` with what is to be otherwise (`changes.Fields.others`), and `?plots=over`.

    An address that says more than what is otherwise leads to the one that does not. Raises PlannerBusy, and what
    `changes.change_of` and `Change.of` do.
    """
    staff = await staff_of(request, PLACE)
    standing = await _standing(request, staff)
    if standing is None:
        return _rendered(request, staff, None)
    fields = _fields(request, staff, standing)
    change = change_of(fields, standing.day.weekday())
    address = {**fields.others, **({"plots": OVER} if _is_over(request) else {})}
    if {name: value for name, value in typed_in_address(request).items() if name != "day"} != address:
        return RedirectResponse(_path(request, standing, address), 303)
    if change.is_none:
        return _rendered(request, staff, standing)
    found = await _compared(request, standing, change)
    limits = standing.setting.limit, change.limit or standing.setting.limit
    say = Wording.of(language_of(request), staff.office)
    return _rendered(request, staff, standing, compared(say, found, limits, over=_is_over(request)))


@in_place(staff_at(PLACE))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, with what was typed."""
    return _rendered(request, staff, await _standing(request, staff), refusal=refusal)


async def _compared(request: Request, standing: Standing, change: Change) -> Comparison:
    """Both settings, played beside the loop; the same day thought of in the same way is played once for a while."""
    usual = standing.setting.plan(standing.booked, ahead=standing.ahead)
    other = plan_with_booked(change.of(standing.setting), standing.booked, ahead=standing.ahead)
    thought = Thought(usual, other, standing.habits)
    plays: Plays = request.app.state.plays
    return await plays.of(key_of(thought), partial(thought.compared, seeds=SEEDS))


async def _standing(request: Request, staff: SignedIn) -> Standing | None:
    wanted = day_of(request.query_params.get("day"))
    found: Standing | None = await request.app.state.db.read(_read, staff.office, wanted, now=now_of(request))
    return found


def _read(session: Session, office: Office, wanted: date | None, *, now: datetime) -> Standing | None:
    """How the day that is wanted stands, or the first that may be chosen; None where no day of work is near."""
    today = today_of(office, now)
    days = list(islice(workdays_from(times_of(session, office), today), DAYS))
    if not days:
        return None
    day = wanted if wanted in days else days[0]
    return Standing(
        days=days,
        names={service.letter: service.name for service in queries.services_of(session, office.id)},
        day=day,
        setting=settings_of(session, office, [day])[day],
        booked=booked_on(session, office, [day])[day],
        habits=habits_of(session, office, now=now).habits,
        ahead=(day - today).days,
        is_wanted=wanted in (None, day),
    )


def _fields(request: Request, staff: SignedIn, standing: Standing) -> Fields:
    return fields_of(standing.setting, typed_in_address(request), zone_of_office(staff.office))


def _rendered(
    request: Request,
    staff: SignedIn,
    standing: Standing | None,
    shown: Compared | None = None,
    refusal: Refusal | None = None,
) -> Response:
    return staff_page(
        request,
        staff,
        "office/forecasting/what_if.html",
        refusal,
        page=_page(request, staff, standing, shown, refusal) if standing else None,
        pages=PAGES,
        meanings=MEANINGS,
        plays=len(SEEDS),
    )


def _page(
    request: Request, staff: SignedIn, standing: Standing, shown: Compared | None, refusal: Refusal | None
) -> Page:
    fields, is_over = _fields(request, staff, standing), _is_over(request)
    say = Wording.of(language_of(request), staff.office)
    return Page(
        standing=standing,
        fields=fields,
        faults=refusal.errors if refusal else {},
        is_over=is_over,
        other_view=_path(request, standing, fields.others if is_over else {**fields.others, "plots": OVER}),
        titles=[say.text(TITLES[where]) for where in Where],
        compared=shown,
    )


def _is_over(request: Request) -> bool:
    return request.query_params.get("plots") == OVER


def _path(request: Request, standing: Standing, address: Mapping[str, str]) -> str:
    return address_of(request, "forecast_what_if", {"day": standing.day.isoformat(), **address})


ROUTES: list[BaseRoute] = [Route("/office/forecast/what-if", page, name="forecast_what_if")]
