"""When each counter is planned to be open, as the office sets it."""

from starlette.routing import BaseRoute

from scheduler.web.office.roster import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/roster": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
