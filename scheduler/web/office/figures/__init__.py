"""The figures of an office: what a head asks, its plots, tables and files; the report of a month, two lists."""

from starlette.routing import BaseRoute

from scheduler.web.office.figures import handlers, month, proxies, uncollected
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES, *month.ROUTES, *uncollected.ROUTES, *proxies.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/figures": handlers.refused,
    "/office/figures/month": month.refused,
    "/office/figures/uncollected": uncollected.refused,
    "/office/figures/proxies": proxies.refused,
}

__all__ = ["REFUSED", "ROUTES"]
