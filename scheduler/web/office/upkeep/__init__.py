"""What keeps an installation going: its backups."""

from starlette.routing import BaseRoute

from scheduler.web.office.upkeep import backup
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*backup.ROUTES]
REFUSED: dict[str, Refused] = {"/office/settings/backup": backup.refused}

__all__ = ["REFUSED", "ROUTES"]
