"""Days of an office that a page shows: the last ones, or those that its address names."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.db.models import Office
from scheduler.domain.text.dates import read_date
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


def day_of(text: str | None, *, years: range = range(2000, 3000)) -> date | None:
    """A day in an address; None for anything else, and outside the years that can be meant."""
    found = read_date(text or "")
    return found if found is not None and found.year in years else None


def last_days(office: Office, days: int, now: datetime) -> Period:
    """A period that ends now."""
    first = today_of(office, now) - timedelta(days=days - 1)
    return Period(first, days, datetime.combine(first, time(), zone_of_office(office)), now)
