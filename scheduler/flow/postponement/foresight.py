"""What a postponement would do, seen before anything is written: who moves from when to when, who cannot and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, Slot
from scheduler.domain.calendar import timetable
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.calendar.timetable import Planned, Rules, Served
from scheduler.domain.postponement.dealing import NO_ROOM, Dealer, Place
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.postponement.visits import Affected, booked_ahead, deferred, services_meant, sorted_by_place
from scheduler.flow.postponement.wish import Wish, opens_at, refuse_nonsense, rules_as_wished
from scheduler.flow.seats.slots import served

LONGEST = timedelta(days=180)
"""How far on a new time may lie, counted from the day the office is open again."""
CHUNK = 28
"""Days more that are looked at while somebody has no time yet."""
DEFERRED, KEPT = "deferred", "kept"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One visit: its new time, or why it has none: KEPT, DEFERRED, or a word of `domain.postponement.dealing`."""

    visit: Affected
    letter: str
    new: datetime | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """All that a wish would do. rows: in the order of the visits; opens: the office again, None where nobody knows."""

    wish: Wish
    rows: tuple[Foreseen, ...]
    opens: datetime | None
    last: datetime | None
    """The latest new time."""

    @property
    def moved(self) -> int:
        return sum(row.new is not None for row in self.rows)

    def those(self, *whys: str) -> list[Foreseen]:
        """The visits that do not move, for some of the reasons."""
        return [row for row in self.rows if row.why in whys]


def preview(session: Session, office: Office, wish: Wish, *, now: datetime) -> Preview:
    """Who would move from when to when. Writes nothing. Raises Invalid, ClosureUnknown."""
    refuse_nonsense(office, wish, now)
    rules = rules_as_wished(session, office, wish)
    opens = opens_at(wish, rules)
    rows: list[Foreseen] = []
    for service in queries.services_of(session, office.id):
        if service.id in services_meant(session, office, wish.service_id):
            ahead = _Ahead(session, rules, served(office, service), now)
            visits = _affected(session, office, wish, ahead, now)
            rows += _dealt(office, visits, ahead, service.letter, wish, opens or now)
    rows.sort(key=lambda row: (row.visit.first, not row.visit.priority, row.visit.id))
    last = max((row.new for row in rows if row.new is not None), default=None)
    return Preview(wish, tuple(rows), opens, last)


class _Ahead:
    """The slots of a service as the calendar would have them, with what is taken in them now."""

    def __init__(self, session: Session, rules: Rules, service: Served, now: datetime) -> None:
        self.service, self.now, self._rules = service, now, rules
        self._days: dict[date, dict[datetime, Planned]] = {}
        columns = (col(Slot.starts_at), col(Slot.id), col(Slot.taken), col(Slot.by_staff))
        query = select(*columns).where(col(Slot.service_id) == service.id, col(Slot.starts_at) > now)
        self._known = {row.starts_at: (row.id, row.taken, row.by_staff) for row in session.execute(query)}

    def stands(self, starts_at: datetime) -> bool:
        """Whether there would be a slot then."""
        plan = self._on(local_day(starts_at, self._rules.zone)).get(starts_at)
        return plan is not None and plan.units > 0

    def places(self, days: Sequence[date]) -> list[Place]:
        """What would be free on some days, in order of time; what is kept for who books with staff stays so."""
        found = []
        for day in days:
            for starts_at, plan in self._on(day).items():
                slot, taken, by_staff = self._known.get(starts_at, (None, 0, 0))
                free = plan.units - taken - max(plan.reserved - by_staff, 0)
                found.append(Place(starts_at, plan.units - plan.reserved, max(free, 0), slot))
        return found

    def _on(self, day: date) -> Mapping[datetime, Planned]:
        if day not in self._days:
            planned = timetable.planned_slots(day, self._rules, self.service)
            self._days[day] = {plan.starts_at: plan.as_of(self.now) for plan in planned if plan.starts_at > self.now}
        return self._days[day]


def _affected(session: Session, office: Office, wish: Wish, ahead: _Ahead, now: datetime) -> list[Affected]:
    services = [ahead.service.id]
    visits = [
        visit
        for visit in booked_ahead(session, office, services, now=now)
        if visit.starts_at is not None and not ahead.stands(visit.starts_at)
    ]
    waiting = [] if wish.kind == "closure" else deferred(session, office, services)
    return sorted_by_place([*visits, *waiting])


def _dealt(
    office: Office, visits: Sequence[Affected], ahead: _Ahead, letter: str, wish: Wish, opens: datetime
) -> list[Foreseen]:
    """Look ever further ahead until everybody has a time or the end is reached."""
    to_move = [visit for visit in visits if not visit.kept]
    now = ahead.now
    today = today_of(office, now)
    furthest = (today_of(office, max(opens, now)) + LONGEST - today).days
    days = min((today_of(office, max(opens, now)) - today).days + CHUNK, furthest)
    while True:
        dealer = Dealer(ahead.places([today + timedelta(days=n) for n in range(days + 1)]), zone_of_office(office))
        given = {visit.id: dealer.give(visit.displaced(office, now)) for visit in to_move}
        lacking = [visit for visit in to_move if given[visit.id] is None]
        if not lacking or days >= furthest or wish.has_no_end:
            break
        days = min(days * 2, furthest)
    without = DEFERRED if wish.has_no_end else NO_ROOM
    rows = []
    for visit in visits:
        place = given.get(visit.id)
        why = None if place else KEPT if visit.kept else without
        if why == NO_ROOM:
            why = dealer.why_none(visit.displaced(office, now))
        rows.append(Foreseen(visit, letter, place.starts_at if place else None, why))
    return rows
