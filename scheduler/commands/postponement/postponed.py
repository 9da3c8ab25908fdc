"""What `giliran postpone` finds: postponements, closures without an end, slots; and how it writes them down."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from scheduler.commands.failing import CommandFailed
from scheduler.db import queries
from scheduler.db.models import Booking, Closure, Office, PostponedBooking, Postponement, Slot
from scheduler.flow.core.local_time import zone_of_office


def line_of(session: Session, office: Office, row: Postponement) -> str:
    """A postponement in one line: its number, when, whose, how far it is, why."""
    counts = session.execute(
        select(col(PostponedBooking.stage), func.count())
        .where(col(PostponedBooking.postponement_id) == row.id)
        .group_by(col(PostponedBooking.stage))
    ).all()
    said = ", ".join(f"{count} {stage}" for stage, count in sorted(counts)) or "no visits"
    letters = {service.id: service.letter for service in queries.all_services_of(session, office.id)}
    what = letters[row.service_id] if row.service_id else "all"
    return f"{row.id}  {moment_of(office, row.created_at)}  {what}  {row.kind} {row.stage}: {said}  ({row.reason})"


def postponements_of(session: Session, office: Office) -> Sequence[Postponement]:
    """Those of an office, newest first."""
    query = select(Postponement).where(col(Postponement.office_id) == office.id)
    return session.scalars(query.order_by(col(Postponement.id).desc())).all()


def postponement_of(session: Session, office: Office, number: int | None) -> Postponement:
    """The one of a number, or the newest. Raises CommandFailed."""
    known = postponements_of(session, office)
    found = next((row for row in known if number in (None, row.id)), None)
    if found is None:
        raise CommandFailed("There is no such postponement. See: giliran postpone list")
    return found


def open_closure(session: Session, office: Office, service_id: int | None) -> int:
    """The closure of a service (None: the office) that has no end. Raises CommandFailed."""
    found = session.scalars(
        select(col(Closure.id)).where(
            col(Closure.office_id) == office.id,
            col(Closure.service_id).is_not_distinct_from(service_id),
            col(Closure.ends_on).is_(None),
        )
    ).first()
    if found is None:
        raise CommandFailed("That is not closed until further notice. See: giliran postpone list")
    return found


def slot_for(session: Session, office: Office, booking: Booking, when: str | None) -> Slot:
    """The slot that a visit is in, or the one of its service at a local time. Raises CommandFailed."""
    if when is None:
        slot = session.get(Slot, booking.slot_id) if booking.slot_id else None
        if slot is None:
            raise CommandFailed("The visit waits for a date. Say when with --at 'DATE TIME'.", status=2)
        return slot
    try:
        starts_at = datetime.fromisoformat(when).replace(tzinfo=zone_of_office(office))
    except ValueError:
        raise CommandFailed(f"--at {when!r} is no time such as '2026-12-02 09:00'.", status=2) from None
    slot = session.scalar(
        select(Slot).where(col(Slot.service_id) == booking.service_id, col(Slot.starts_at) == starts_at)
    )
    if slot is None:
        raise CommandFailed(f"No slot of the visit's service starts at {when}.")
    return slot


def moment_of(office: Office, moment: datetime) -> str:
    """2026-12-02 09.00, on the office's clock."""
    return moment.astimezone(zone_of_office(office)).strftime("%Y-%m-%d %H.%M")
