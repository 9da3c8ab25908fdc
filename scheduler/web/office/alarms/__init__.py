"""The alarms of an office: switched on and set, those that ring, and whom they reach."""

from starlette.routing import BaseRoute

from scheduler.web.office.alarms import contacts, handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*contacts.ROUTES, *handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/settings/alarms": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
