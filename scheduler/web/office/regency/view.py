"""The page of all offices of a manager: a row each, their sums, and in which order they stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler.db.models import BackupRun
from scheduler.domain.staff.roles import MANAGES, may_look
from scheduler.flow.staff import SignedIn, WorkPlace, works_at
from scheduler.flow.upkeep.backups import last_backup
from scheduler.web.office.regency.now import STARTING, Now, offices_now

LEADS: Mapping[str, tuple[str, str]] = {
    "name": ("settings", "manage"),
    "inside": ("hall", "office"),
    "waiting": ("hall", "office"),
    "counters": ("hall", "office"),
    "blanks": ("blanks", "documents"),
    "waits": ("inbox", "documents"),
    "silent": ("screens", "office"),
}
"""Column -> the route that it leads to, and the place that is of."""


@dataclass(frozen=True, slots=True)
class Row:
    """An office that somebody manages, as it stands now. is_here: the session is of it."""

    at: WorkPlace
    now: Now
    is_here: bool

    def leads_to(self, column: str) -> str | None:
        """The route of the page there that a column is about; None where the person may not see it."""
        to, place = LEADS.get(column, ("", ""))
        if to == "settings" and self.now.state == STARTING:
            to = "start"
        return to if place and may_look(self.at.roles, place) else None


@dataclass(frozen=True, slots=True)
class Totals:
    """What all rows come to."""

    inside: int
    limit: int
    waiting: int
    served: int
    expected: int
    counters_open: int
    counters: int
    waits: int
    silent: int


@dataclass(frozen=True, slots=True)
class AllOffices:
    """The page. by: the column that the rows stand in the order of; turned: the other way round."""

    rows: Sequence[Row]
    totals: Totals
    by: str
    turned: bool
    backup: BackupRun | None
    elsewhere: int


ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "name": lambda row: row.at.office.name.casefold(),
    "state": lambda row: ("open", "break", "halted", "closed", STARTING).index(row.now.state),
    "inside": lambda row: (-row.now.inside / max(row.now.limit, 1), -row.now.inside),
    "waiting": lambda row: -row.now.waiting,
    "served": lambda row: -row.now.served,
    "expected": lambda row: -row.now.expected,
    "counters": lambda row: -row.now.counters_open,
    "blanks": lambda row: row.now.blanks.order,
    "waits": lambda row: (row.now.waits.since is None, row.now.waits.since and row.now.waits.since.timestamp()),
    "silent": lambda row: -row.now.silent,
}
"""By a word in the page's address: what comes first. Of figures the largest do, of blanks the scarcest, of what waits
the oldest."""


def all_offices(session: Session, staff: SignedIn, by: str, *, turned: bool, now: datetime) -> AllOffices:
    """Every office that the person manages who is signed in, and no other, as it stands at a moment.

    by: a word of `ORDERS`; anything else is the order of names.
    """
    by = by if by in ORDERS else "name"
    managed, elsewhere = managed_by(session, staff)
    seen = offices_now(session, [each.office for each in managed], now)
    rows = [Row(each, seen[each.office.id], each.office.id == staff.office.id) for each in managed]
    rows.sort(key=ORDERS["name"])
    rows.sort(key=ORDERS[by], reverse=turned)
    return AllOffices(rows, _totals([row.now for row in rows]), by, turned, last_backup(session).good, elsewhere)


def managed_by(session: Session, staff: SignedIn) -> tuple[list[WorkPlace], int]:
    """Where the person who is signed in is a manager, by the names of the offices, and at how many others they work."""
    places = works_at(session, staff.person_id)
    managed = [each for each in places if MANAGES in each.roles]
    managed.sort(key=lambda place: place.office.name.casefold())
    return managed, len(places) - len(managed)


def _totals(all_now: Sequence[Now]) -> Totals:
    return Totals(
        inside=sum(each.inside for each in all_now),
        limit=sum(each.limit for each in all_now),
        waiting=sum(each.waiting for each in all_now),
        served=sum(each.served for each in all_now),
        expected=sum(each.expected for each in all_now),
        counters_open=sum(each.counters_open for each in all_now),
        counters=sum(each.counters for each in all_now),
        waits=sum(each.waits.count for each in all_now),
        silent=sum(each.silent for each in all_now),
    )
