"""Trying the devices of an office: its TVs, printers and scanners, on one page that anybody can go through."""

from starlette.routing import BaseRoute

from scheduler.web.office.trials import handlers, papers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*papers.ROUTES, *handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/settings/trial": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
