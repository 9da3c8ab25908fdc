"""How long documents have lain ready: the ages by which they are listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Age:
    """From so many days to so many, both counted; most: None where there is no end."""

    least: int
    most: int | None


AGES: Sequence[Age] = (Age(0, 7), Age(8, 14), Age(15, 30), Age(31, 90), Age(91, None))


def days_since(ready_at: datetime, now: datetime) -> int:
    """Whole days for which a document has lain."""
    return max((now - ready_at).days, 0)


def begins(age: Age, now: datetime) -> datetime:
    """Until when a document became ready that is as old as an age, or older."""
    return now - timedelta(days=age.least)
