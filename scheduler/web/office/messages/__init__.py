"""What was sent to citizens, and how far it came."""

from starlette.routing import BaseRoute

from scheduler.web.office.messages import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/messages": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
