"""The log of what was done: looked through, and taken along as a file."""

from starlette.routing import BaseRoute

from scheduler.web.office.audit import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = handlers.ROUTES
REFUSED: dict[str, Refused] = {"/office/audit": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
