"""The office's pages: documents and the invitations to send by hand, the calendar."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from scheduler.domain.errors import Refusal
from scheduler.web.office import (
    announcements,
    applications,
    batches,
    batches_pages,
    blanks,
    bookings,
    calendar,
    channels,
    disclosures,
    document_channel,
    document_people,
    document_withdrawal,
    found,
    hall,
    handlers,
    inbox,
    inbox_answers,
    labels,
    late,
    media,
    messages,
    new_document,
    places,
    postponements,
    presence,
    procedures,
    recordings,
    scanned,
    screens,
    shelving,
    staff,
    texts,
    tokens,
    turned_away,
    types,
    voice,
    waves,
    withdrawn,
)
from scheduler.web.problems import Refused

ROUTES: list[BaseRoute] = [
    *handlers.ROUTES,
    *found.ROUTES,
    *new_document.ROUTES,
    *shelving.ROUTES,
    *disclosures.ROUTES,
    *scanned.ROUTES,
    *applications.ROUTES,
    *labels.ROUTES,
    *document_channel.ROUTES,
    *document_people.ROUTES,
    *document_withdrawal.ROUTES,
    *places.ROUTES,
    *batches.ROUTES,
    *withdrawn.ROUTES,
    *calendar.ROUTES,
    *bookings.ROUTES,
    *types.ROUTES,
    *procedures.ROUTES,
    *blanks.ROUTES,
    *postponements.ROUTES,
    *waves.ROUTES,
    *late.ROUTES,
    *hall.ROUTES,
    *turned_away.ROUTES,
    *announcements.ROUTES,
    *media.ROUTES,
    *screens.ROUTES,
    *voice.ROUTES,
    *recordings.ROUTES,
    *messages.ROUTES,
    *texts.ROUTES,
    *channels.ROUTES,
    *inbox.ROUTES,
    *staff.ROUTES,
    *tokens.ROUTES,
    *presence.ROUTES,
]

LARGE_BODIES = {**media.LARGE_BODIES, **recordings.LARGE_BODIES}

REFUSED: dict[str, Refused] = {
    "/office/documents/scanned": scanned.refused,
    "/office/applications": applications.refused,
    "/office/documents/labels": labels.refused,
    "/office/documents/channel": document_channel.refused,
    "/office/documents/withdrawal": document_withdrawal.refused,
    "/office/documents/people": document_people.refused,
    "/office/documents/paper": document_channel.refused,
    "/office/places": places.refused,
    "/office/batches": batches_pages.refused,
    "/office/documents/new": new_document.refused,
    "/office/documents/shelving": shelving.refused,
    "/office/disclosures": disclosures.refused,
    "/office/calendar": calendar.refused,
    "/office/bookings": bookings.refused,
    "/office/types": types.refused,
    "/office/procedures": procedures.refused,
    "/office/blanks": blanks.refused,
    "/office/postponements": postponements.refused,
    "/office/late-handovers": late.refused,
    "/office/hall": hall.refused,
    "/office/announcements": announcements.refused,
    "/office/media": media.refused,
    "/office/screens": screens.refused,
    "/office/voice/recordings": recordings.refused,
    "/office/voice": voice.refused,
    "/office/inbox/answers": inbox_answers.refused,
    "/office/inbox": inbox.refused,
    "/office/messages/texts": texts.refused,
    "/office/messages/channels": channels.refused,
    "/office/messages/sent": handlers.refused,
    "/office/messages": messages.refused,
    "/office/staff": staff.refused,
    "/office/tokens": tokens.refused,
    "/office/presence": presence.refused,
}
"""Pages that show a refusal their own way; the others show it above the list of documents."""


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal stands on the page that it was about."""
    shown = (show for path, show in REFUSED.items() if request.url.path.startswith(path))
    return await next(shown, handlers.refused)(request, refusal)


__all__ = ["LARGE_BODIES", "ROUTES", "refused"]
