"""What the code on a phone stands for."""

from datetime import date
from typing import NamedTuple


class Visit(NamedTuple):
    """A visit, by its id: its office and day, and its number in that day's queue; None while it has none."""

    office: str
    day: date
    number: str | None
    id: int
