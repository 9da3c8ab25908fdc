"""Blank forms: what is left, what was asked for, whom they are given to."""

from starlette.routing import BaseRoute

from scheduler.web.office.blanks import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/blanks": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
