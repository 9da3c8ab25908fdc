"""On PostgreSQL what grows without end lies in partitions by month, in a schema of their own: the old go as a whole.

A table named in MONTHLY is asked and filled as any other. Its first partition (`move_before_2026_12`) takes what was
there when it was parted, each later one a month (`move_2026_12`), and `move_others` whatever none of them takes: a
training clock may stand anywhere. Months are those of UTC.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlmodel import Session

SCHEMA = "giliran_months"
MONTHLY = ("move", "told_wait", "call")
AHEAD = 3
"""Months after the present one that are ready."""
PATIENCE = "500ms"
"""How long a partition waits for the lock of its table, behind which others would wait meanwhile."""
OTHERS = "others"

_ALONE = text("SELECT pg_advisory_xact_lock(7446754727)")
"""Processes that look at the same time do it one after the other."""
_PARTS = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def later(self, months: int) -> "Month":
        """The month so many months after this one."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    @property
    def begins(self) -> str:
        """Its first moment, as PostgreSQL reads it."""
        return f"{self.year:04}-{self.month:02}-01 00:00:00+00"

    @property
    def word(self) -> str:
        """As names of partitions have it."""
        return f"{self.year:04}_{self.month:02}"


@dataclass(frozen=True, slots=True)
class Part:
    """A partition of a table. ends: the month with which it is over."""

    name: str
    ends: Month


def make_ahead(session: Session, *, today: date) -> int:
    """Make the partitions of the months to come, where they are missing; returns how many.

    Each is a transaction's own work in a moment: rows of the month that `others` holds are few, or none.
    """
    session.execute(_ALONE)
    made = 0
    for table in MONTHLY:
        until = Month.of(today).later(AHEAD)
        month = max((part.ends for part in parts_of(session, table)), default=Month.of(today))
        while month <= until:
            _make(session, table, month)
            month = month.later(1)
            made += 1
    return made


def drop_empty(session: Session, *, today: date) -> int:
    """Drop the partitions of past months in which nothing is left; returns how many. The last two months stay."""
    session.execute(_ALONE)
    oldest = Month.of(today).later(-1)
    empty = [
        part
        for table in MONTHLY
        for part in parts_of(session, table)
        if part.ends <= oldest and session.scalar(text(f"SELECT 1 FROM {SCHEMA}.{part.name} LIMIT 1")) is None  # noqa: S608
    ]
    for part in empty:
        _be_patient(session)
        session.execute(text(f"DROP TABLE {SCHEMA}.{part.name}"))
    return len(empty)


def parts_of(session: Session, table: str) -> list[Part]:
    """The partitions of a table by their months, the oldest first; that of all others is not among them."""
    names = sorted(session.scalars(_PARTS, {"schema": SCHEMA}))
    found = [part for name in names if (part := _part(table, name)) is not None]
    return sorted(found, key=lambda part: part.ends)


def _part(table: str, name: str) -> Part | None:
    months = name.removeprefix(f"{table}_")
    is_first = months.startswith("before_")
    year, _, month = months.removeprefix("before_").partition("_")
    if name == months or not (year.isdigit() and month.isdigit()):
        return None
    named = Month(int(year), int(month))
    return Part(name, named if is_first else named.later(1))


def _make(session: Session, table: str, month: Month) -> None:
    """Make one partition beside its table, take what `others` has of it, and put it in its place."""
    name, others = f"{SCHEMA}.{table}_{month.word}", f"{SCHEMA}.{table}_{OTHERS}"
    first, end = month.begins, month.later(1).begins
    of_it = f"at >= '{first}' AND at < '{end}'"
    _be_patient(session)
    for statement in (
        f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
        f"LOCK TABLE {others} IN ACCESS EXCLUSIVE MODE",
        f"INSERT INTO {name} SELECT * FROM {others} WHERE {of_it}",  # noqa: S608 - names of ours, and moments
        f"DELETE FROM {others} WHERE {of_it}",  # noqa: S608 - the same
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{end}')",
    ):
        session.execute(text(statement.replace(":", "\\:")))


def _be_patient(session: Session) -> None:
    session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
