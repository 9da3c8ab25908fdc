"""Documents that are fetched elsewhere or not on paper: batches, how each is delivered, and what citizens ask for."""

from starlette.routing import BaseRoute, Route

from scheduler.web.office.delivery import (
    delivery_method,
    file_requests,
    handlers,
    pages,
    places,
    requests,
    requests_list,
)
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [
    *delivery_method.ROUTES,
    *places.ROUTES,
    *handlers.ROUTES,
    Route("/office/delivery-requests", requests_list.page, name="delivery_requests"),
    *requests.ROUTES,
    *file_requests.ROUTES,
]
REFUSED: dict[str, Refused] = {
    "/office/documents/channel": delivery_method.refused,
    "/office/documents/paper": delivery_method.refused,
    "/office/places": places.refused,
    "/office/batches": pages.refused,
    "/office/delivery-requests": requests.refused,
    "/office/file-requests": file_requests.refused,
}

__all__ = ["REFUSED", "ROUTES"]
