"""The office's settings: the hub that leads to all of them, and those that stand on no other page."""

from starlette.routing import BaseRoute

from scheduler.web.office.settings import counters, handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*counters.ROUTES, *handlers.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/settings/counters": counters.refused,
    "/office/settings": handlers.refused,
}

__all__ = ["REFUSED", "ROUTES"]
