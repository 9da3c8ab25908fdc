"""The door: one field, one big answer, the count of people inside; and the kiosk where nobody stands."""

from starlette.routing import BaseRoute

from scheduler.web.door import device, finds, handlers, photos
from scheduler.web.door.handlers import refused
from scheduler.web.door.kiosk import handlers as kiosk
from scheduler.web.door.photos import LARGE_BODIES
from scheduler.web.door.shared import prints

ROUTES: list[BaseRoute] = [
    *kiosk.ROUTES,
    *photos.ROUTES,
    *prints.ROUTES,
    *finds.ROUTES,
    *device.ROUTES,
    *handlers.ROUTES,
]
refused_at_kiosk = kiosk.refused
refused_device = device.refused

__all__ = ["LARGE_BODIES", "ROUTES", "refused", "refused_at_kiosk", "refused_device"]
