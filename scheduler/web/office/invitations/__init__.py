"""Invitations sent out in waves."""

from starlette.routing import BaseRoute

from scheduler.web.office.invitations import handlers

ROUTES: list[BaseRoute] = [*handlers.ROUTES]

__all__ = ["ROUTES"]
