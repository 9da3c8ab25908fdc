"""What the pages of postponement show: what was postponed, who waits, what a wish would do, how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Booking, Closure, Office, PostponedBooking, Postponement, Service, Slot
from scheduler.domain.postponement.refusals import PostponementUnknown
from scheduler.flow.booking.urgent import used_on
from scheduler.flow.calendar.closures import HOLIDAYS
from scheduler.flow.core.local_time import today_of
from scheduler.flow.postponement import Foreseen, Preview, may_undo
from scheduler.flow.postponement.visits import deferred, services_meant, stranded
from scheduler.flow.staff import SignedIn
from scheduler.web.office.postponement.told import Hearing, hearing_of

LISTED = 100
"""Visits on one page."""
NEWEST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One postponement: the letter of its service (None: the office), and how many visits stand at each stage."""

    row: Postponement
    letter: str | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Visits that are still to be worked off."""
        stages = {"applying": ("planned",), "undoing": ("moved", "deferred", "stuck")}.get(self.row.stage, ())
        return sum(self.counts.get(stage, 0) for stage in stages)

    @property
    def is_under_way(self) -> bool:
        return self.row.stage in ("applying", "undoing")


@dataclass(frozen=True, slots=True)
class PostponementsPage:
    """The first page. waiting: visits that the office owes a date; stranded: those whose slot is no more."""

    staff: SignedIn
    may_change: bool
    services: Sequence[Service]
    letters: Mapping[int, str]
    postponements: list[Told]
    closures: Sequence[Closure]
    waiting: int
    stranded: int
    urgent: Mapping[str, int]
    """Urgent visits placed today, by the letter of the service."""
    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        return self.staff.office


@dataclass(frozen=True, slots=True)
class DayOfPreview:
    """The visits of one old day: how many, and from when to when they move."""

    day: date
    count: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a wish would do. rows: the visits of the chosen day, as many as are listed."""

    staff: SignedIn
    letter: str | None
    preview: Preview
    days: list[DayOfPreview]
    day: date | None
    rows: list[Foreseen]
    cannot: list[Foreseen]
    values: Mapping[str, str]

    @property
    def office(self) -> Office:
        return self.staff.office


@dataclass(frozen=True, slots=True)
class Left:
    """A visit that did not move or did not go back, by its nomor jadwal."""

    short: int
    old: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class PostponementPage:
    """One postponement: how far it is, what came of it, whether it can be taken back."""

    staff: SignedIn
    told: Told
    may_undo: bool
    left: list[Left]
    hearing: Hearing

    @property
    def office(self) -> Office:
        return self.staff.office


def postponements_page(
    session: Session,
    staff: SignedIn,
    *,
    now: datetime,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> PostponementsPage:
    """The list with the form; values and faults: what was typed and what is wrong with it."""
    office, today = staff.office, today_of(staff.office, now)
    services = queries.services_of(session, office.id)
    letters = {each.id: each.letter for each in queries.all_services_of(session, office.id)}
    ids = services_meant(session, office, None)
    newest = select(Postponement).where(col(Postponement.office_id) == office.id)
    rows = session.scalars(newest.order_by(col(Postponement.id).desc()).limit(NEWEST)).all()
    return PostponementsPage(
        staff=staff,
        may_change=staff.leads,
        services=services,
        letters=letters,
        postponements=[_told(session, row, letters) for row in rows],
        closures=_closures(session, office, today),
        waiting=len(deferred(session, office, ids)),
        stranded=sum(not visit.kept for visit in stranded(session, office, ids, now=now)),
        urgent={each.letter: used_on(session, office, each.id, today) for each in services},
        values=values or {},
        faults=faults or {},
    )


def preview_page(staff: SignedIn, preview: Preview, letter: str | None, values: Mapping[str, str]) -> PreviewPage:
    """A preview by old days, with the visits of the day that `values` names (the first if it names none)."""
    by_day: dict[date, list[Foreseen]] = {}
    for row in preview.rows:
        by_day.setdefault(today_of(staff.office, row.visit.starts_at or row.visit.first), []).append(row)
    days = [_day(day, rows) for day, rows in sorted(by_day.items())]
    chosen = next((each.day for each in days if each.day.isoformat() == values.get("day")), None)
    day = chosen or (days[0].day if days else None)
    return PreviewPage(
        staff=staff,
        letter=letter,
        preview=preview,
        days=days,
        day=day,
        rows=by_day[day][:LISTED] if day else [],
        cannot=preview.those("no_room", "too_large")[:LISTED],
        values={name: value for name, value in values.items() if name != "day"},
    )


def postponement_page(session: Session, staff: SignedIn, number: int, *, now: datetime) -> PostponementPage:
    """One postponement. Raises PostponementUnknown."""
    row = session.get(Postponement, number)
    if row is None or row.office_id != staff.office.id:
        raise PostponementUnknown
    letters = {each.id: each.letter for each in queries.all_services_of(session, staff.office.id)}
    can = staff.leads and may_undo(session, row, now)
    return PostponementPage(staff, _told(session, row, letters), can, _left(session, row), hearing_of(session, row))


def slot_at(session: Session, booking: Booking, starts_at: datetime | None) -> Slot | None:
    """The slot of a visit's service that starts at a time; without a time the visit's own. None where there is none."""
    if starts_at is None:
        return session.get(Slot, booking.slot_id) if booking.slot_id else None
    query = select(Slot).where(col(Slot.service_id) == booking.service_id, col(Slot.starts_at) == starts_at)
    return session.scalars(query).first()


def _told(session: Session, row: Postponement, letters: Mapping[int, str]) -> Told:
    counts = session.execute(
        select(col(PostponedBooking.stage), func.count())
        .where(col(PostponedBooking.postponement_id) == row.id)
        .group_by(col(PostponedBooking.stage))
    ).all()
    return Told(row, letters.get(row.service_id) if row.service_id else None, {each[0]: each[1] for each in counts})


def _closures(session: Session, office: Office, today: date) -> Sequence[Closure]:
    """Closures of whole days that are on or to come, no holidays: what can be made longer or opened again."""
    query = select(Closure).where(
        col(Closure.office_id) == office.id,
        col(Closure.kind).not_in(HOLIDAYS),
        col(Closure.from_time).is_(None),
        col(Closure.ends_on).is_(None) | (col(Closure.ends_on) >= today),
    )
    return session.scalars(query.order_by(col(Closure.starts_on), col(Closure.id))).all()


def _day(day: date, rows: Sequence[Foreseen]) -> DayOfPreview:
    new = [row.new for row in rows if row.new is not None]
    return DayOfPreview(day, len(rows), min(new, default=None), max(new, default=None))


def _left(session: Session, row: Postponement) -> list[Left]:
    rows = session.execute(
        select(col(Booking.short), col(PostponedBooking.old_starts_at), col(PostponedBooking.why))
        .join(Booking, col(Booking.id) == col(PostponedBooking.booking_id))
        .where(col(PostponedBooking.postponement_id) == row.id, col(PostponedBooking.why).is_not(None))
        .order_by(col(PostponedBooking.rank))
        .limit(LISTED)
    )
    return [Left(each.short, each.old_starts_at, each.why) for each in rows if each.why]
