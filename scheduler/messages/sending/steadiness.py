"""Whether the office's clock runs as time does. Where it was set, what is written down by it means something else."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

STEP = timedelta(seconds=20)
"""By more than this a clock does not drift between two looks. A machine that slept shows the same, and should."""


class Steadiness:
    """Follows a clock beside the machine's own, which nobody sets. monotonic: seconds of that."""

    def __init__(self, now: datetime, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._now, self._at = now, monotonic()
        self._stepped_at: float | None = None
        self.since = now
        """By the clock as it stands: from when on it has run steadily, as far as is known."""

    def look(self, now: datetime) -> None:
        """Find out whether the clock was set since the last look, which was some seconds ago."""
        at = self._monotonic()
        elapsed = timedelta(seconds=at - self._at)
        if abs(now - self._now - elapsed) > STEP:
            self._stepped_at, self.since = at, now
        self._now, self._at = now, at

    def has_run_for(self, span: timedelta) -> bool:
        """Whether the clock was not set within the last `span`. It is believed at first."""
        return self._stepped_at is None or self._monotonic() - self._stepped_at >= span.total_seconds()
