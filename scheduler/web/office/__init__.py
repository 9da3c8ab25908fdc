"""The office's pages, a folder for each capability."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from scheduler.domain.refusals import Refusal
from scheduler.web.office import (
    alarms,
    applying,
    audit,
    backup,
    blanks,
    booking,
    calendar,
    channels,
    components,
    delivery,
    documents,
    figures,
    forecasting,
    hall,
    health,
    intake,
    invitations,
    messages,
    offices,
    postponement,
    privacy,
    regency,
    roster,
    satisfaction,
    screens,
    settings,
    staff,
    talks,
    today,
    trials,
)
from scheduler.web.office.forecasting.plays import Plays
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [
    *today.ROUTES,
    *figures.ROUTES,
    *forecasting.ROUTES,
    *documents.ROUTES,
    *intake.ROUTES,
    *applying.ROUTES,
    *delivery.ROUTES,
    *calendar.ROUTES,
    *roster.ROUTES,
    *booking.ROUTES,
    *blanks.ROUTES,
    *postponement.ROUTES,
    *invitations.ROUTES,
    *hall.ROUTES,
    *screens.ROUTES,
    *messages.ROUTES,
    *satisfaction.ROUTES,
    *channels.ROUTES,
    *talks.ROUTES,
    *trials.ROUTES,
    *privacy.ROUTES,
    *settings.ROUTES,
    *staff.ROUTES,
    *offices.ROUTES,
    *audit.ROUTES,
    *health.ROUTES,
    *backup.ROUTES,
    *alarms.ROUTES,
    *regency.ROUTES,
    *components.ROUTES,
]

LARGE_BODIES = {**screens.LARGE_BODIES, **intake.LARGE_BODIES}

REFUSED: dict[str, Refused] = {
    **documents.REFUSED,
    **intake.REFUSED,
    **applying.REFUSED,
    **delivery.REFUSED,
    **calendar.REFUSED,
    **roster.REFUSED,
    **booking.REFUSED,
    **blanks.REFUSED,
    **postponement.REFUSED,
    **hall.REFUSED,
    **figures.REFUSED,
    **forecasting.REFUSED,
    **screens.REFUSED,
    **messages.REFUSED,
    **channels.REFUSED,
    **talks.REFUSED,
    **settings.REFUSED,
    **privacy.REFUSED,
    **trials.REFUSED,
    **staff.REFUSED,
    **offices.REFUSED,
    **audit.REFUSED,
    **backup.REFUSED,
    **alarms.REFUSED,
    **regency.REFUSED,
}
"""By the beginning of a path: pages that show a refusal their own way, the longest first.

The others show it above the list of documents.
"""


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands on the page that it was about."""
    longest = max(filter(request.url.path.startswith, REFUSED), key=len, default="")
    return await REFUSED.get(longest, documents.handlers.refused)(request, refusal)


__all__ = ["LARGE_BODIES", "ROUTES", "Plays", "refused"]
