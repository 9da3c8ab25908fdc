"""When an office is backed up, what its backups are called, which of them are kept, and what a passphrase must be."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from scheduler.domain.refusals import N_, Refusal, Unknown

PLAIN, SEALED, AGE = ".tar", ".tar.sealed", ".tar.age"
"""How a backup's name ends: as it is; sealed by a passphrase; encrypted to a recipient of age."""
PART = ".part"
"""How the name of one that is still being made ends."""
NAME = re.compile(r"giliran-(\d{8}T\d{6})Z\.tar(\.sealed|\.age)?", re.ASCII)
_STAMP = "%Y%m%dT%H%M%S"

STALE = timedelta(minutes=10)
"""A backup of which nothing was heard for so long is none any more: its process ended."""
AGAIN = timedelta(minutes=30)
"""Time after a nightly one that failed until the next try."""
TRIES = 3
"""How often a night is tried."""
SHORTEST, FEWEST = 16, 6
"""Letters of a passphrase at least, and different ones among them: who has the file may try as long as they like."""


class Why(StrEnum):
    """Why a backup did not come to be."""

    NO_ROOM = "no_room"
    NOT_WRITTEN = "not_written"
    NO_TOOL = "no_tool"
    DATABASE = "database"
    NOT_WHOLE = "not_whole"
    NO_AGE = "no_age"
    INTERRUPTED = "interrupted"


class BackupUnderWay(Refusal):
    sentence = N_("Cadangan sedang dibuat. Tunggu sampai selesai; halaman ini menunjukkan sudah sampai mana.")


class BackupUnknown(Unknown):
    sentence = N_("Cadangan itu sudah tidak ada di server. Pilih yang lain dari daftar.")


class BackupOfMany(Refusal):
    """One database holds several offices, and a manager is of one."""

    status = 403
    sentence = N_(
        "Server ini dipakai beberapa kantor, dan cadangan berisi data semuanya. Hanya pengelola server yang membuat dan"
        " mengambilnya."
    )


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, weeks and months with a backup keep their newest one."""

    days: int
    weeks: int
    months: int


def name_of(made_at: datetime, ending: str) -> str:
    """What the backup of a moment is called."""
    return f"giliran-{made_at.astimezone(UTC):{_STAMP}}Z{ending}"


def moment_of(name: str) -> datetime | None:
    """When the backup of that name was begun; None for a name that is none."""
    found = NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def to_drop(names: Iterable[str], keep: Keep) -> list[str]:
    """Which backups no rule keeps, oldest first. The newest is always kept; what is no backup is never named.

    Each way of sealing is gone through by itself: one whose passphrase was forgotten is in place of no other.
    """
    made = {name: moment for name in names if (moment := moment_of(name)) is not None}
    newest_first = sorted(made, key=lambda name: (made[name], name), reverse=True)
    kept: set[str] = set()
    for ending in (PLAIN, SEALED, AGE):
        alike = [name for name in newest_first if name.endswith(ending)]
        kept.update(alike[:1])
        for span, most in ((_day, keep.days), (_week, keep.weeks), (_month, keep.months)):
            kept.update(_newest_of_each(alike, made, span, most))
    return [name for name in reversed(newest_first) if name not in kept]


def last_due(at: time, zones: Collection[tzinfo], now: datetime) -> datetime:
    """When a backup was due last: once it is that hour in every office. zones: of the offices, one at least."""
    days = [now.astimezone(UTC).date() - timedelta(days=ago) for ago in (-1, 0, 1, 2)]
    due = (max(datetime.combine(day, at, zone).astimezone(UTC) for zone in zones) for day in days)
    return max(moment for moment in due if moment <= now)


def is_strong(passphrase: str) -> bool:
    """Whether a passphrase may seal a backup."""
    return len(passphrase.strip()) >= SHORTEST and len(set(passphrase)) >= FEWEST


def _newest_of_each(
    newest_first: Sequence[str], made: dict[str, datetime], span: Callable[[datetime], object], most: int
) -> list[str]:
    """The newest name of each span of time, for so many spans."""
    found: dict[object, str] = {}
    for name in newest_first:
        found.setdefault(span(made[name]), name)
    return list(found.values())[:most]


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return moment.year, moment.month
