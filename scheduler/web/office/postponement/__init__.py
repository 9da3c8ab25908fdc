"""Visits that the office moves in one go."""

from starlette.routing import BaseRoute

from scheduler.web.office.postponement import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/postponements": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
