"""What is expected of the coming days: day by day, and what if one were set otherwise."""

from starlette.routing import BaseRoute

from scheduler.web.office.forecasting import day, days, proposals, weeks, what_if
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*days.ROUTES, *day.ROUTES, *what_if.ROUTES, *weeks.ROUTES, *proposals.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/forecast/what-if": what_if.refused,
    "/office/forecast/weeks": weeks.refused,
    proposals.PATH: proposals.refused,
}

__all__ = ["REFUSED", "ROUTES"]
