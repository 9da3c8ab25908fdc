"""When the office is open: hours, closures, seats."""

from starlette.routing import BaseRoute

from scheduler.web.office.calendar import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/calendar": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
