"""How several offices stand now: one set of statements for all of them, however many they are.

Nothing is searched through: the hall stands in the row of its day, who comes is found by the slots of the day, and what
is silent was found to be by the tick.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, union_all
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, Device, Office, OfficeDay, Screen, Slot, Ticket
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.stages import BookingStage, TicketStage
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.times import Times
from scheduler.web.office.regency.blanks_left import BlanksLeft, blanks_left

COMING = (BookingStage.BOOKED, BookingStage.ARRIVED, BookingStage.FULFILLED)
"""Visits of a day that were not called off, and whose people were not missed."""
STARTING = "starting"
QUEUED = (TicketStage.WAITING, TicketStage.ADMITTED)


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for a clerk: how much of it, and since when the longest does."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """One office now. state: open, break, closed, "halted" where its hall was emptied, or "starting" where it is being
    set up. All are people, not numbers.

    waiting: have a number and are not at a counter. expected: of today's visits, whether they came yet or not. Of these
    `to_come` did not. silent: screens, tablets and kiosks that should be heard and are not.
    """

    state: str = "closed"
    until: datetime | None = None
    inside: int = 0
    limit: int = 0
    waiting: int = 0
    served: int = 0
    expected: int = 0
    to_come: int = 0
    counters: int = 0
    counters_open: int = 0
    blanks: BlanksLeft = field(default_factory=BlanksLeft)
    waits: Waits = field(default_factory=Waits)
    silent: int = 0

    @property
    def is_full(self) -> bool:
        """Whether its hall holds as many as it may."""
        return self.inside >= self.limit > 0


def offices_now(session: Session, offices: Sequence[Office], now: datetime) -> Mapping[int, Now]:
    """Each of some offices by its id, as it stands at a moment."""
    return _Look(session, offices, now).seen()


class _Look:
    """One look at some offices."""

    def __init__(self, session: Session, offices: Sequence[Office], now: datetime) -> None:
        self._session, self._offices, self._now = session, offices, now
        self._ids = [office.id for office in offices]
        self._found: dict[int, dict[str, Any]] = {office.id: {"limit": office.lobby_limit} for office in offices}

    def seen(self) -> Mapping[int, Now]:
        hours = queries.hours_by_office(self._session, self._ids)
        closed = queries.closures_among(self._session, self._ids)
        for office in self._offices:
            times = Times(hours.get(office.id, []), closed.get(office.id, []), zone_of_office(office))
            state = times.state_at(self._now)
            is_calm = state.state == "open" or office.starting is not None
            said = state.state if office.starting is None else STARTING
            self._note(office.id, state=said, until=None if is_calm else state.until)
        for zone, day, ids in self._by_zone():
            self._halls(day, ids)
            self._queues(day, ids)
            self._visits(zone, day, ids)
        self._counters()
        self._silence()
        self._waits()
        for office_id, left in blanks_left(self._session, self._offices, self._now).items():
            self._note(office_id, blanks=left)
        return {office_id: Now(**facts) for office_id, facts in self._found.items()}

    def _note(self, office_id: int, **facts: Any) -> None:
        self._found[office_id].update(facts)

    def _by_zone(self) -> Iterator[tuple[ZoneInfo, date, Collection[int]]]:
        """The offices of each zone, with its date."""
        by_zone: dict[str, list[int]] = defaultdict(list)
        for office in self._offices:
            by_zone[office.timezone].append(office.id)
        for name, ids in sorted(by_zone.items()):
            zone = ZoneInfo(name)
            yield zone, local_day(self._now, zone), ids

    def _halls(self, day: date, ids: Collection[int]) -> None:
        columns = (OfficeDay.office_id, OfficeDay.people_inside, OfficeDay.lobby_limit, OfficeDay.halted_at)
        of_today = col(OfficeDay.day) == day, col(OfficeDay.office_id).in_(ids)
        for office_id, inside, limit, halted in self._session.execute(select(*map(col, columns)).where(*of_today)):
            self._note(office_id, inside=inside, limit=limit, **({"state": "halted"} if halted else {}))

    def _queues(self, day: date, ids: Collection[int]) -> None:
        people = (
            select(col(Ticket.office_id), col(Ticket.stage), func.sum(col(Ticket.people)))
            .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
            .where(col(OfficeDay.day) == day, col(OfficeDay.office_id).in_(ids))
            .group_by(col(Ticket.office_id), col(Ticket.stage))
        )
        for office_id, stage, count in self._session.execute(people):
            if stage in QUEUED:
                self._note(office_id, waiting=self._found[office_id].get("waiting", 0) + int(count))
            elif stage == TicketStage.SERVED:
                self._note(office_id, served=int(count))

    def _visits(self, zone: ZoneInfo, day: date, ids: Collection[int]) -> None:
        begins, ends = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
        people = (
            select(col(Booking.office_id), col(Booking.stage), func.sum(col(Booking.party)))
            .join(Slot, col(Slot.id) == col(Booking.slot_id))
            .where(
                col(Slot.office_id).in_(ids),
                col(Slot.starts_at) >= begins,
                col(Slot.starts_at) < ends,
                col(Booking.stage).in_(COMING),
            )
            .group_by(col(Booking.office_id), col(Booking.stage))
        )
        for office_id, stage, count in self._session.execute(people):
            self._note(office_id, expected=self._found[office_id].get("expected", 0) + int(count))
            if stage == BookingStage.BOOKED:
                self._note(office_id, to_come=int(count))

    def _counters(self) -> None:
        states = (
            select(col(Counter.office_id), col(Counter.state), func.count())
            .where(col(Counter.office_id).in_(self._ids))
            .group_by(col(Counter.office_id), col(Counter.state))
        )
        for office_id, state, count in self._session.execute(states):
            self._note(office_id, counters=self._found[office_id].get("counters", 0) + count)
            if state == "open":
                self._note(office_id, counters_open=count)

    def _silence(self) -> None:
        """Nothing is missed of an office that is not open."""
        silent = union_all(
            *(
                select(col(kind.office_id).label("office_id")).where(
                    col(kind.office_id).in_(self._ids), col(kind.silent_at).is_not(None), col(kind.removed_at).is_(None)
                )
                for kind in (Screen, Device)
            )
        ).subquery()
        counted = select(silent.c.office_id, func.count()).group_by(silent.c.office_id)
        for office_id, count in self._session.execute(counted):
            if self._found[office_id]["state"] not in ("closed", STARTING):
                self._note(office_id, silent=count)

    def _waits(self) -> None:
        for office_id, (count, since) in queries.waiting_by_office(self._session, self._ids).items():
            self._note(office_id, waits=Waits(count, since))
