"""The page by which a place says what it has handed over: opened by a link, on a phone."""

from starlette.routing import BaseRoute, Route

from scheduler.web.partner.handlers import confirm, document, page, search
from scheduler.web.partner.pages import refused

ROUTES: list[BaseRoute] = [
    Route("/b/{code}", page, name="partner_batch"),
    Route("/b/{code}/search", search, methods=["POST"], name="partner_search"),
    Route("/b/{code}/documents/{position:int}", document, name="partner_document"),
    Route("/b/{code}/documents/{position:int}", confirm, methods=["POST"], name="partner_handover"),
]

__all__ = ["ROUTES", "refused"]
