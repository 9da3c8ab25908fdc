"""How long a batch may be out before somebody should ask after it, and whether a list is still what was signed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

LATE_AFTER = timedelta(days=14)


def is_late(signed_at: datetime | None, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a batch has been out for more than two weeks and is not accounted for."""
    return signed_at is not None and closed_at is None and now - signed_at > LATE_AFTER


def list_mark(rows: Iterable[int]) -> str:
    """A short mark of a list as it was shown: of the same rows in the same order the same, of any others another."""
    return hashlib.sha256(",".join(map(str, rows)).encode()).hexdigest()[:16]
