"""An office's hours and closures, read once for all that a step asks of them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.calendar import calendar
from scheduler.flow.core.local_time import zone_of_office


@dataclass(frozen=True, slots=True)
class Times:
    """When an office and its services are open, by its hours and closures as they were read."""

    hours: list[calendar.Hours]
    closed: list[calendar.Closed]
    zone: ZoneInfo

    def state_at(self, moment: datetime, *, service: int | None = None) -> calendar.State:
        """Open, on a break or closed: the office, or one of its services by id."""
        return calendar.state_at(moment, self.hours, self.closed, self.zone, service=service)


def times_of(session: Session, office: Office) -> Times:
    """As they are now."""
    return Times(
        queries.hours_of_office(session, office.id),
        queries.closures_of_office(session, office.id),
        zone_of_office(office),
    )
