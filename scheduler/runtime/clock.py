"""The one place that reads the clock. The edge asks once per request; everything below gets `now`."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall time, or in training a time of its own that started at a given instant and runs on steadily."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self.is_training = starts_at is not None
        self._starts_at = starts_at
        self._monotonic = time.monotonic()

    def __call__(self) -> datetime:
        """The present moment, aware, in UTC."""
        if self._starts_at is None:
            return datetime.now(UTC)
        elapsed = timedelta(seconds=time.monotonic() - self._monotonic)
        return (self._starts_at + elapsed).astimezone(UTC)
