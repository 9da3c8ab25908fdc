"""Visits that staff book, move and print for citizens."""

from starlette.routing import BaseRoute

from scheduler.web.office.booking import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/bookings": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
