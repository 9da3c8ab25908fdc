"""Applications from home: the list, one of them checked, and what may be applied for."""

from starlette.routing import BaseRoute

from scheduler.web.office.applying import handlers, procedures
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES, *procedures.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/applications": handlers.refused,
    "/office/procedures": procedures.refused,
}

__all__ = ["REFUSED", "ROUTES"]
