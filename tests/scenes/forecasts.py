"""What is foreseen of an office's days, kept as the job keeps it: of few plays, or as a test wishes."""

from datetime import date, datetime, timedelta
from typing import Any

from scheduler.db.models import DayForecast as Row
from scheduler.domain.forecasting.course import Band, DayForecast, Quarter
from scheduler.domain.forecasting.foreseen import Foreseen
from scheduler.domain.forecasting.foreseen import stored as forecast_stored
from scheduler.domain.forecasting.truth import Truth
from scheduler.domain.forecasting.truth import stored as truth_stored
from tests.scenes.factories import EARLY, MONDAY, World, at

QUARTER = timedelta(minutes=15)
NEVER = Band(0, 0, 0)


def foreseen_of(opens: datetime, *, recorded: int = 38, **facts: Any) -> Foreseen:
    """A day of four quarters of an hour, with 14 to 18 people at its second."""
    counts = [Band(2, 4, 6), Band(14, 16, 18), Band(5, 8, 10), Band(0, 1, 3)]
    usual: dict[str, Any] = {
        "quarters": [Quarter(opens + place * QUARTER, band, NEVER) for place, band in enumerate(counts)],
        "busiest": opens + QUARTER,
        "peak": Band(14, 16, 18),
        "wait": Band(2, 4, 7),
        "long_wait": Band(9, 14.6, 21),
        "idle": Band(3, 5, 8),
        "overtime": NEVER,
        "served": Band(60, 66, 71),
        "unserved": NEVER,
        "turned_away": NEVER,
        "full": 0.25,
        "plays": 100,
    }
    forecast = DayForecast(**{**usual, **facts})
    return Foreseen(forecast, limit=20, booked=31, free=12, recorded=recorded)


def keep(office: World, day: date, *, truth: Truth | None = None, now: datetime = EARLY, **facts: Any) -> None:
    """Something is foreseen of a day, and of one that is over how it was."""
    opens = at(8, day=(day - MONDAY).days)
    found = Row(
        office_id=office.office.id,
        day=day,
        made_at=now,
        mark="",
        taken=0,
        forecast=forecast_stored(foreseen_of(opens, **facts)),
        truth=truth_stored(truth) if truth else None,
    )
    office.database.run(lambda session: session.add(found))
