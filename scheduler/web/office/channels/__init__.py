"""How messages go out: the ladder of channels, their accounts, the office's own words."""

from starlette.routing import BaseRoute

from scheduler.web.office.channels import handlers, texts
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*texts.ROUTES, *handlers.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/messages/texts": texts.refused,
    "/office/messages/channels": handlers.refused,
}

__all__ = ["REFUSED", "ROUTES"]
