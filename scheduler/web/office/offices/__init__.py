"""What an office is and offers: its services, and the document types of its own."""

from starlette.routing import BaseRoute

from scheduler.web.office.offices import services, types
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*services.ROUTES, *types.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/settings/services": services.refused,
    "/office/settings/types": types.refused,
}

__all__ = ["REFUSED", "ROUTES"]
