"""Everything of an office that should be heard now and is not: TVs, tablets and kiosks as one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.flow.screens import device_watch, screen_watch


@dataclass(frozen=True, slots=True)
class Silent:
    """One that somebody should look at. id: of its own kind. since: when it was heard last, or began to be watched.

    found_at: when it was found to be silent, which its kind is after so long (`after`); is_new: it was never heard.
    """

    kind: Literal["screen", "kiosk", "tablet"]
    id: int
    name: str
    since: datetime
    found_at: datetime
    after: timedelta
    is_new: bool

    def lasts(self, now: datetime) -> timedelta:
        """For how long it is missed: since it was heard last, or since the office opened."""
        return now - self.found_at + self.after


def silent_here(session: Session, office: Office, now: datetime) -> Sequence[Silent]:
    """What of an office is silent while it is open, whatever is silent longest first; nothing while it is closed."""
    found: list[Silent] = []
    for screen in screen_watch.silent_screens(session, office, now):
        since, is_new = screen_watch.last_heard(screen), screen.heard_at is None
        found.append(
            Silent("screen", screen.id, screen.name, since, screen.silent_at or now, screen_watch.SILENT_AFTER, is_new)
        )
    for device in device_watch.silent_devices(session, office, now):
        since, is_new, kind = device_watch.last_heard(device), device.heard_at is None, device.kind
        found.append(
            Silent(
                kind,  # type: ignore[arg-type]
                device.id,
                device.name,
                since,
                device.silent_at or now,
                device_watch.SILENT_AFTER,
                is_new,
            )
        )
    return sorted(found, key=lambda each: (each.since, each.kind, each.id))
