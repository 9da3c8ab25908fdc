"""What is foreseen of an office's coming days, for machines."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler.db.models import Office
from scheduler.domain.forecasting.course import Band
from scheduler.domain.forecasting.will_not_do import Trouble, warnings_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.forecasting.keeping import MOST_DAYS, Kept, asked_of, kept_days
from scheduler.web.api.answers import NINE, Answer, Day, Moment
from scheduler.web.api.operations import Operations
from scheduler.web.api.replies import caller_of, read_reply
from scheduler.web.api.requests import example
from scheduler.web.api.visible import iso

OPERATIONS = Operations("office")
BAND = [13, 16, 18]

Range = Annotated[list[float], Field(min_length=3, max_length=3)]
"""From and to, of which four days out of five lie between, with the middle between them: [low, middle, high]."""


class ForecastQuarter(Answer):
    """A quarter of an hour, and the most people inside and outside in it."""

    begins: Moment
    inside: Range
    outside: Range


class ForecastWarning(Answer):
    """Where the day will not do: minutes or people, what the office asks, and for `untaken` the service and when."""

    trouble: Trouble
    amount: int
    asked: int
    service: str | None
    begins: Moment | None
    ends: Moment | None


class DayFace(Answer):
    """A day as it was played last. `wait`: half wait at most so many minutes; `long_wait`: 95 of 100. `full`: the
    chance that the hall is as full as it may be. `recorded_days`: of how many days the office's habits are known; of
    few, most is assumed.
    """

    day: Day
    made_at: Moment
    busiest: Moment
    limit: int
    peak: Range
    wait: Range
    long_wait: Range
    overtime: Range
    served: Range
    unserved: Range
    turned_away: Range
    full: float
    booked: int
    free: int
    recorded_days: int
    warnings: list[ForecastWarning]
    quarters: list[ForecastQuarter]


class ForecastAnswer(Answer):
    model_config = example(
        days=[
            {
                "day": "2026-12-01",
                "made_at": NINE,
                "busiest": "2026-12-01T10:00:00+07:00",
                "limit": 20,
                "peak": BAND,
                "wait": [2, 4, 7],
                "long_wait": [9, 15, 22],
                "overtime": [0, 0, 6],
                "served": [92, 104, 117],
                "unserved": [0, 0, 1],
                "turned_away": [0, 2, 5],
                "full": 0.04,
                "booked": 87,
                "free": 12,
                "recorded_days": 38,
                "warnings": [],
                "quarters": [{"begins": "2026-12-01T10:00:00+07:00", "inside": BAND, "outside": [0, 2, 5]}],
            }
        ]
    )

    days: list[DayFace]


@OPERATIONS.handled(
    "GET",
    "/offices/{office}/forecast",
    "What is foreseen of the coming days: people inside and outside, waits, and where a day will not do",
    {200: ForecastAnswer},
)
async def read_forecast(request: Request) -> JSONResponse:
    caller = await caller_of(request, "office")
    return await read_reply(request, _days, caller.office, request.app.state.clock())


def _days(session: Session, office: Office, now: datetime) -> ForecastAnswer:
    today = today_of(office, now)
    kept = kept_days(session, office.id, today + timedelta(days=1), today + timedelta(days=MOST_DAYS))
    return ForecastAnswer(days=[_face(office, each) for each in kept.values()])


def _face(office: Office, kept: Kept) -> DayFace:
    foreseen, forecast = kept.foreseen, kept.foreseen.forecast
    return DayFace(
        day=kept.day.isoformat(),
        made_at=iso(kept.made_at, office),
        busiest=iso(forecast.busiest, office),
        limit=foreseen.limit,
        peak=_range(forecast.peak),
        wait=_range(forecast.wait),
        long_wait=_range(forecast.long_wait),
        overtime=_range(forecast.overtime),
        served=_range(forecast.served),
        unserved=_range(forecast.unserved),
        turned_away=_range(forecast.turned_away),
        full=round(forecast.full, 2),
        booked=foreseen.booked,
        free=foreseen.free,
        recorded_days=foreseen.recorded,
        warnings=[
            ForecastWarning(
                trouble=warned.trouble,
                amount=warned.amount,
                asked=warned.asked,
                service=warned.letter or None,
                begins=iso(warned.begins, office) if warned.begins else None,
                ends=iso(warned.ends, office) if warned.ends else None,
            )
            for warned in warnings_of(foreseen, asked_of(office))
        ],
        quarters=[
            ForecastQuarter(begins=iso(each.begins, office), inside=_range(each.inside), outside=_range(each.outside))
            for each in forecast.quarters
        ],
    )


def _range(band: Band) -> list[float]:
    return [round(value, 1) for value in band]
