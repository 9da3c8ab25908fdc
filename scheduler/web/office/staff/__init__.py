"""Who works here: members, tokens of machines, and whether somebody is at the page."""

from starlette.routing import BaseRoute

from scheduler.web.office.staff import asking, handlers, invitations, presence, sessions, tokens
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [
    *handlers.ROUTES,
    *invitations.ROUTES,
    *sessions.ROUTES,
    *tokens.ROUTES,
    *presence.ROUTES,
    *asking.ROUTES,
]
REFUSED: dict[str, Refused] = {
    "/office/staff": handlers.refused,
    "/office/staff/sessions": sessions.refused,
    "/office/settings/second-factor": asking.refused,
    "/office/tokens": tokens.refused,
    "/office/presence": presence.refused,
}

__all__ = ["REFUSED", "ROUTES"]
