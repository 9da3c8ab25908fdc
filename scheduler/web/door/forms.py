"""What the door's forms send, and when that was seen where it was kept in the browser while the network was away."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from scheduler.db.models import Office
from scheduler.flow.door.arrivals import refuse_old
from scheduler.web.shared.staff.fields import Line, NonceForm, Number, Scanned


class DoorForm(NonceForm):
    """A form of the door. ago: seconds since it was sent off in vain; none where it comes at once.

    A span and not a moment: the clock of a tablet may be wrong, but it goes as fast as ours.
    """

    ago: Annotated[int, Field(ge=0, le=10**9)] | None = None

    def seen_at(self, now: datetime) -> datetime | None:
        """When the guard saw what was kept in the browser; None where it comes at once."""
        return None if self.ago is None else now - timedelta(seconds=self.ago)

    def refuse_old(self, office: Office, now: datetime) -> None:
        """Raises SeenTooLongAgo for what has been kept for too long."""
        refuse_old(office, self.seen_at(now), now)


class ScanForm(DoorForm):
    """A pass code, a nomor jadwal, a number of today or a registration number; or the answer it goes on from."""

    text: Scanned = ""
    of: Line = ""
    early: bool = False


class WalkInForm(DoorForm):
    service: Line


class MoveForm(DoorForm):
    of: Line
    slot: Number


class CorrectionForm(DoorForm):
    ticket: Line
    people: Number | None = None
    priority: bool | None = None
    escort: bool | None = None


class ChangeForm(DoorForm):
    by: Literal["1", "-1"]


class DepartureForm(DoorForm):
    """Somebody goes; sure: that was asked once, since it ends a visit without a handover."""

    text: Scanned = ""
    of: Line = ""
    sure: bool = False


class UndoForm(DoorForm):
    of: Line


class FindForm(NonceForm):
    """Somebody without anything: a name and the holder's date of birth as people write it, or last digits."""

    name: Line = ""
    born: Line = ""
    ending: Line = ""


class CountForm(DoorForm):
    """reason: one of the page's list, or "other", whose words stand in `words`."""

    people: Number
    reason: Line = ""
    words: Line = ""

    @property
    def why(self) -> str:
        return self.words if self.reason == "other" else self.reason


class EmptyingForm(DoorForm):
    reason: Line = ""


class OpeningForm(DoorForm):
    people: Number
