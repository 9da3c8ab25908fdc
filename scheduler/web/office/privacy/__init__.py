"""Rules of keeping, and the data of one person: given or erased on request."""

from starlette.routing import BaseRoute

from scheduler.web.office.privacy import person
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = person.ROUTES
REFUSED: dict[str, Refused] = {"/office/settings/person": person.refused}

__all__ = ["REFUSED", "ROUTES"]
