"""An office's settings are changed: what that would do to visits, and doing it.

Numbers and texts stand in columns of the office. Each change is checked, compared with what whoever asks for it was
shown, and written down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Office, OfficeDay, Slot, Ticket
from scheduler.db.queries.figures import forget_persons
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar import calendar
from scheduler.domain.offices.refusals import ChangedMeanwhile, ZoneInUse
from scheduler.domain.offices.revision import Settings
from scheduler.domain.offices.settings import LENGTHS, LIMITS, SWITCHES, Revision, Value, Values, faults_of
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import LIVE
from scheduler.domain.text.residence import listed_in
from scheduler.flow.calendar.hours import preview as preview_of_calendar
from scheduler.flow.calendar.impact import Impact
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold, set_limit
from scheduler.flow.offices.kelurahan import spell_anew
from scheduler.flow.seats.slots import lay_out

NAMES = (*LENGTHS, *LIMITS, *SWITCHES)
LAID_OUT = frozenset({"slot_minutes", "horizon_days", "timezone", "release_hours"})
"""What slots are made by."""
TOLD = frozenset({"name", "address", "phone"})
"""What stands in messages that went out to those who are booked."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change would do to those who are booked or here. impact: of the slots, where these are laid out anew.

    too_many: visits to come with more people than the hall may hold then. inside: people in the hall now who are more
    than that, else 0. told: visits to come whose messages say what the office is called, where it is or its phone.
    """

    impact: Impact | None = None
    too_many: int = 0
    inside: int = 0
    told: int = 0

    @property
    def are_nothing(self) -> bool:
        """Whether nobody who is booked or here would notice, so that nobody need look at it first."""
        is_calm = self.impact is None or self.impact.changes_nothing
        return is_calm and not (self.too_many or self.inside or self.told)


def values_of(office: Office, names: Iterable[str] = NAMES) -> dict[str, Value]:
    """An office's settings as they are; a text that is not there is empty."""
    found: dict[str, Value] = {}
    for name in names:
        value = getattr(office, name)
        found[name] = (value or "") if name in LENGTHS else value
    return found


def effects_of(session: Session, office: Office, revision: Revision, *, now: datetime) -> Effects:
    """What a change would do. Writes nothing, and refuses what `change_settings` would refuse.

    Raises Invalid, which names the fields; ChangedMeanwhile, ZoneInUse.
    """
    known = values_of(office)
    wanted = _checked(session, office, revision, known, now)
    changed = Revision(wanted).changed(known)
    if not changed:
        return Effects()
    limit = changed.get("lobby_limit")
    day = queries.day_of(session, office.id, today_of(office, now))
    inside = day.people_inside if day and isinstance(limit, int) and day.people_inside > limit else 0
    return Effects(
        impact=_impact(session, office, changed, now),
        too_many=_visits(session, office, now, larger_than=limit) if isinstance(limit, int) else 0,
        inside=inside,
        told=_visits(session, office, now) if changed.keys() & TOLD else 0,
    )


def change_settings(
    session: Session, office: Office, revision: Revision, *, by: str, now: datetime
) -> dict[str, tuple[Value, Value]]:
    """Change what is wanted; returns what was otherwise before, as it was and as it is. It holds at once.

    Slots that have not begun are laid out anew where they are made by it: who is booked in one that is no longer there
    stays, and is shown to the office until moved.
    Raises Invalid, which names the fields; ChangedMeanwhile, ZoneInUse.
    """
    day = hold(session, office, now)
    office = session.get_one(Office, office.id, populate_existing=True)
    known = values_of(office)
    changed = Revision(_checked(session, office, revision, known, now)).changed(known)
    if not changed:
        return {}
    for name, value in changed.items():
        setattr(office, name, None if name == "printer" and not value else value)
    session.add(office)
    session.flush()
    if "timezone" in changed:
        day = hold(session, office, now)
    if "lobby_limit" in changed:
        set_limit(session, day, office.lobby_limit)
    if changed.get("figures_of_persons") is False:
        forget_persons(session, office.id)
    if "kelurahan" in changed:
        spell_anew(session, office)
    if changed.keys() & LAID_OUT:
        lay_out(session, office, now=now)
    was = {name: known[name] for name in changed}
    note_deed(session, office.id, Deed.SETTINGS_CHANGED, by=by, now=now, was=was, became=changed)
    admit_and_publish(session, office, day, now)
    return {name: (known[name], value) for name, value in changed.items()}


def _checked(session: Session, office: Office, revision: Revision, known: Values, now: datetime) -> dict[str, Value]:
    """What is wanted, tidied. Raises Invalid, ChangedMeanwhile, ZoneInUse."""
    faults = faults_of(revision, known)
    if faults:
        raise Invalid(errors=faults)
    overtaken = revision.overtaken(known)
    if overtaken:
        raise ChangedMeanwhile(now=overtaken)
    wanted = {name: _tidied(name, value) for name, value in revision.wanted.items()}
    if wanted.get("timezone", office.timezone) != office.timezone:
        _refuse_zone(session, office, now)
    return wanted


def _tidied(name: str, value: Value) -> Value:
    if not isinstance(value, str):
        return value
    if name == "kelurahan":
        return "\n".join(listed_in(value))
    text = " ".join(value.split())
    return calendar.zone_of(text).key if name == "timezone" else text


def _refuse_zone(session: Session, office: Office, now: datetime) -> None:
    visits, tickets = _visits(session, office, now), _tickets(session, office)
    if visits or tickets:
        raise ZoneInUse(visits=visits, tickets=tickets)


def _impact(session: Session, office: Office, changed: Values, now: datetime) -> Impact | None:
    """What becomes of the slots. Under another zone nobody is booked, so nothing has to be said."""
    numbers = {name: value for name, value in changed.items() if name in LAID_OUT and isinstance(value, int)}
    return preview_of_calendar(session, office, Settings(numbers, {}, {}), now=now) if numbers else None


def _visits(session: Session, office: Office, now: datetime, *, larger_than: int = 0) -> int:
    """Visits that are booked and still to come."""
    query = (
        select(func.count())
        .select_from(Booking)
        .join(Slot, col(Slot.id) == col(Booking.slot_id))
        .where(queries.booked_at(office.id), col(Slot.starts_at) > now, col(Booking.party) > larger_than)
    )
    return session.scalar(query) or 0


def _tickets(session: Session, office: Office) -> int:
    """Numbers of days that are not sealed and may still be called."""
    query = (
        select(func.count())
        .select_from(Ticket)
        .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
        .where(
            col(OfficeDay.office_id) == office.id,
            col(OfficeDay.sealed_at).is_(None),
            col(Ticket.stage).in_(sorted(LIVE)),
        )
    )
    return session.scalar(query) or 0
