"""Documents that are fetched elsewhere or not on paper: batches to pickup places, and how each is delivered."""

from starlette.routing import BaseRoute

from scheduler.web.office.delivery import delivery_method, handlers, pages, places, requests
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*delivery_method.ROUTES, *places.ROUTES, *handlers.ROUTES, *requests.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/documents/channel": delivery_method.refused,
    "/office/documents/paper": delivery_method.refused,
    "/office/places": places.refused,
    "/office/batches": pages.refused,
    "/office/delivery-requests": requests.refused,
}

__all__ = ["REFUSED", "ROUTES"]
