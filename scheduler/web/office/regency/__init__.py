"""Several offices of one installation: how they stand, and documents on their way from one to another."""

from starlette.routing import BaseRoute

from scheduler.web.office.regency import adding, handlers, transfers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES, *adding.ROUTES, *transfers.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/transfers": transfers.refused,
    "/office/regency/new": adding.refused,
}

__all__ = ["REFUSED", "ROUTES"]
