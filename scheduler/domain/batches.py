"""How long a batch may be out with a partner before somebody should ask after it."""

from datetime import datetime, timedelta

LATE_AFTER = timedelta(days=14)


def is_late(signed_at: datetime | None, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a batch has been out for more than two weeks and is not accounted for."""
    return signed_at is not None and closed_at is None and now - signed_at > LATE_AFTER
