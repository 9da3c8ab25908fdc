"""Several offices of one installation: how they stand, and documents on their way from one to another."""

from starlette.routing import BaseRoute

from scheduler.web.office.regency import handlers

ROUTES: list[BaseRoute] = handlers.ROUTES

__all__ = ["ROUTES"]
