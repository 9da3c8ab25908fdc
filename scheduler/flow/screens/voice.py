"""How an office's screens call by voice: when they rest, and how letters and services are said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.calendar.quiet import MOST_HOURS, QuietHours
from scheduler.domain.refusals import Invalid
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold

LONGEST_SPOKEN = 30
"""Characters of a spoken letter."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an office stands, in degrees; north and east are positive."""

    latitude: float
    longitude: float


def add_quiet_hours(session: Session, office: Office, hours: QuietHours, *, now: datetime) -> Office:
    """Calls have no voice in these hours; those that are there already stay so. Raises Invalid."""
    hours.check()
    return _change_hours(session, office, add=hours, now=now)


def remove_quiet_hours(session: Session, office: Office, hours: QuietHours, *, now: datetime) -> Office:
    """Calls have a voice again in these hours; what is not there stays away."""
    return _change_hours(session, office, drop=hours, now=now)


def rest_at_adhan(session: Session, office: Office, place: Place, *, now: datetime) -> Office:
    """The voice rests at the adhan of noon and afternoon, as it is at that place. Raises Invalid."""
    errors = {
        name: str(most)
        for name, degrees, most in (("latitude", place.latitude, 66), ("longitude", place.longitude, 180))
        if not -most <= degrees <= most
    }
    if errors:
        raise Invalid(errors=errors)
    return _change(session, office, now, rests_at_adhan=True, latitude=place.latitude, longitude=place.longitude)


def speak_at_adhan(session: Session, office: Office, *, now: datetime) -> Office:
    """The voice does not rest at the adhan; the place stays known."""
    return _change(session, office, now, rests_at_adhan=False)


def change_manner(
    session: Session, office: Office, letters: Mapping[str, str], *, names_service: bool, now: datetime
) -> Office:
    """How letters that sound alike are spoken ({"B": "be besar"}), and whether the service is named. Raises Invalid."""
    spoken = {letter.strip().upper(): " ".join(said.split()) for letter, said in letters.items()}
    for letter, said in spoken.items():
        if len(letter) != 1 or not "A" <= letter <= "Z" or not 0 < len(said) <= LONGEST_SPOKEN:
            raise Invalid(errors={"letters": letter})
    return _change(session, office, now, spoken_letters=spoken, names_service=names_service)


def _change_hours(
    session: Session, office: Office, *, add: QuietHours | None = None, drop: QuietHours | None = None, now: datetime
) -> Office:
    day = hold(session, office, now)
    office = session.get_one(Office, office.id, populate_existing=True)
    kept = {QuietHours.of(row) for row in office.quiet_hours} - {drop}
    wanted = kept | ({add} if add else set())
    if len(wanted) > MOST_HOURS:
        raise Invalid(errors={"hours": MOST_HOURS})
    office.quiet_hours = [hours.stored() for hours in sorted(wanted, key=_in_order)]
    session.add(office)
    session.flush()
    admit_and_publish(session, office, day, now)
    return office


def _in_order(hours: QuietHours) -> tuple[int, str, str]:
    return -1 if hours.weekday is None else hours.weekday, hours.begins.isoformat(), hours.ends.isoformat()


def _change(session: Session, office: Office, now: datetime, **values: object) -> Office:
    """Under the lock of the day, so that the board after it says what holds."""
    day = hold(session, office, now)
    office = session.get_one(Office, office.id, populate_existing=True)
    for name, value in values.items():
        setattr(office, name, value)
    session.add(office)
    session.flush()
    admit_and_publish(session, office, day, now)
    return office
