"""What is expected of the coming days: day by day, and what if one were set otherwise."""

from starlette.routing import BaseRoute

from scheduler.web.office.forecasting import day, days, what_if
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*days.ROUTES, *day.ROUTES, *what_if.ROUTES]
REFUSED: dict[str, Refused] = {"/office/forecast/what-if": what_if.refused}

__all__ = ["REFUSED", "ROUTES"]
