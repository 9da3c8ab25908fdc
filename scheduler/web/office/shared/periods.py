"""The last days of an office, for figures."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.db.models import Office
from scheduler.flow.core.local_time import today_of, zone_of_office


@dataclass(frozen=True, slots=True)
class Period:
    """The last so many days of an office, today among them, up to a moment."""

    first: date
    days: int
    begins: datetime
    now: datetime

    def each(self) -> list[date]:
        """The days of the period, the first first."""
        return [self.first + timedelta(days=place) for place in range(self.days)]


def last_days(office: Office, days: int, now: datetime) -> Period:
    """A period that ends now."""
    first = today_of(office, now) - timedelta(days=days - 1)
    return Period(first, days, datetime.combine(first, time(), zone_of_office(office)), now)
