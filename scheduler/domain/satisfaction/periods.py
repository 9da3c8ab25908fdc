"""Months and years of answers: what an address names, and what it is kept by."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_NAMED = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


def month_of(day: date) -> date:
    """The first day of its month, by which answers are counted."""
    return day.replace(day=1)


def months_back(month: date, count: int) -> date:
    """The month so many before one."""
    whole = month.year * 12 + month.month - 1 - count
    return date(whole // 12, whole % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """A month, or a year: its first month and its last."""

    first: date
    last: date

    @classmethod
    def of_month(cls, month: date) -> Self:
        return cls(month, month)

    @classmethod
    def named(cls, text: str) -> Self | None:
        """What an address names: 2026-11 or 2026; None for anything else."""
        found = _NAMED.fullmatch(text)
        if found is None:
            return None
        year, month = int(found[1]), found[2]
        return cls(date(year, 1, 1), date(year, 12, 1)) if month is None else cls.of_month(date(year, int(month), 1))

    @property
    def is_year(self) -> bool:
        return self.first != self.last

    @property
    def name(self) -> str:
        """As an address says it."""
        return f"{self.first:%Y}" if self.is_year else f"{self.first:%Y-%m}"

    @property
    def ends(self) -> date:
        """The first day after it."""
        return months_back(self.last, -1)

    def is_over(self, today: date) -> bool:
        """Whether nobody's answer counts in it any more."""
        return today >= self.ends
