"""When a service lasts so long that somebody should look."""

from datetime import datetime, timedelta

LEAST = timedelta(minutes=15)
TIMES = 3


def lasts_long(minutes: int, since: datetime, now: datetime) -> bool:
    """Whether a service that began at `since` has taken three times its expected minutes, and 15 minutes at least."""
    return now - since >= max(LEAST, timedelta(minutes=TIMES * minutes))
