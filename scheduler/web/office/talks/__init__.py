"""What citizens write, and what clerks answer."""

from starlette.routing import BaseRoute

from scheduler.web.office.talks import handlers, ready_answers
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [*handlers.ROUTES]
REFUSED: dict[str, Refused] = {
    "/office/inbox/answers": ready_answers.refused,
    "/office/inbox": handlers.refused,
}

__all__ = ["REFUSED", "ROUTES"]
