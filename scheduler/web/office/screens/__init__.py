"""The office's TVs, tablets and kiosks: which they are, what they show beside the board, how they speak."""

from starlette.routing import BaseRoute

from scheduler.web.office.screens import announcements, devices, handlers, media, recordings, voice
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [
    *announcements.ROUTES,
    *media.ROUTES,
    *devices.ROUTES,
    *handlers.ROUTES,
    *voice.ROUTES,
    *recordings.ROUTES,
]
REFUSED: dict[str, Refused] = {
    "/office/announcements": announcements.refused,
    "/office/media": media.refused,
    "/office/screens/devices": devices.refused,
    "/office/screens": handlers.refused,
    "/office/voice/recordings": recordings.refused,
    "/office/voice": voice.refused,
}
LARGE_BODIES = {**media.LARGE_BODIES, **recordings.LARGE_BODIES}

__all__ = ["LARGE_BODIES", "REFUSED", "ROUTES"]
