"""The office's pages: documents and the invitations to send by hand, the calendar."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from scheduler.domain.errors import Refusal
from scheduler.web.office import bookings, calendar, handlers, postponements, types, waves
from scheduler.web.problems import Refused

ROUTES: list[BaseRoute] = [
    *handlers.ROUTES,
    *calendar.ROUTES,
    *bookings.ROUTES,
    *types.ROUTES,
    *postponements.ROUTES,
    *waves.ROUTES,
]

REFUSED: dict[str, Refused] = {
    "/office/calendar": calendar.refused,
    "/office/bookings": bookings.refused,
    "/office/types": types.refused,
    "/office/postponements": postponements.refused,
}
"""Pages that show a refusal their own way; the others show it above the list of documents."""


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands on the page that it was about."""
    shown = (show for path, show in REFUSED.items() if request.url.path.startswith(path))
    return await next(shown, handlers.refused)(request, refusal)


__all__ = ["ROUTES", "refused"]
