"""The backups of the installation."""

from starlette.routing import BaseRoute

from scheduler.web.office.backup import handlers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {"/office/settings/backup": handlers.refused}

__all__ = ["REFUSED", "ROUTES"]
