"""An office's export, brought in the browser."""

from starlette.routing import BaseRoute

from scheduler.web.office.intake import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
LARGE_BODIES = handlers.LARGE_BODIES
REFUSED: dict[str, Refused] = {handlers.PATH: handlers.refused}

__all__ = ["LARGE_BODIES", "REFUSED", "ROUTES"]
