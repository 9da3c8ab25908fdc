"""What the survey of satisfaction came to: the index of a month or a year, as a page, on paper and as a table."""

from starlette.routing import BaseRoute

from scheduler.web.office.satisfaction import handlers

ROUTES: list[BaseRoute] = handlers.ROUTES

__all__ = ["ROUTES"]
