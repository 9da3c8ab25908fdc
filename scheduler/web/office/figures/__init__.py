"""Figures of an office: the report of a month, documents that nobody fetched, collections for others."""

from starlette.routing import BaseRoute

from scheduler.web.office.figures import month, proxies, uncollected
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*month.ROUTES, *uncollected.ROUTES, *proxies.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/figures/month": month.refused,
    "/office/figures/uncollected": uncollected.refused,
    "/office/figures/proxies": proxies.refused,
}

__all__ = ["REFUSED", "ROUTES"]
