"""Today's hall, and handovers that were written on paper meanwhile."""

from starlette.routing import BaseRoute

from scheduler.web.office.hall import ending, handlers, paper_handovers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*paper_handovers.ROUTES, *handlers.ROUTES, *ending.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/late-handovers": paper_handovers.refused,
    "/office/hall/ending": ending.refused,
    "/office/hall": handlers.refused,
}

__all__ = ["REFUSED", "ROUTES"]
