"""A postponement is ordered, or ordered to be taken back: one short step each, the rows are worked off after it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Office, PostponedBooking, Postponement, TemporaryCapacity
from scheduler.domain.booking import PassUnknown
from scheduler.domain.postponement.refusals import PostponementOver, PostponementUnknown
from scheduler.flow.booking.urgent import give_urgent
from scheduler.flow.calendar.closures import NewClosure, closure_of, drop, set_end, shut
from scheduler.flow.core.local_time import today_of
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.postponement.foresight import Preview, preview
from scheduler.flow.postponement.visits import Affected, deferred, services_meant, sorted_by_place, stranded
from scheduler.flow.postponement.wish import Wish
from scheduler.flow.seats.slots import lay_out

UNDO_FOR = timedelta(days=1)
SPARE = timedelta(days=7)
"""Slots are laid out for so much longer than foreseen: citizens book meanwhile."""


def start(
    session: Session, office: Office, wish: Wish, *, keep: Mapping[int, str] | None = None, by: str, now: datetime
) -> Postponement:
    """Change the calendar as wished and line up the visits it concerns; the very same again is one postponement.

    keep: visits that stay in their slot as urgent, booking id -> reason.
    Raises Invalid, ClosureUnknown, AlreadyClosed, PassUnknown for one in `keep` that would not move,
    and what `give_urgent` does.
    """
    hold(session, office, now)
    foreseen = preview(session, office, wish, now=now)
    again = _under_way(session, office, wish, foreseen)
    if again is not None:
        return again
    _keep(session, office, foreseen, keep or {}, by=by, now=now)
    closed_until = _end_so_far(session, office, wish)
    closure_id = _change_calendar(session, office, wish, by=by, now=now)
    lay_out(session, office, now=now, through=today_of(office, (foreseen.last or now) + SPARE))
    postponement = Postponement(
        office_id=office.id,
        service_id=wish.service_id,
        closure_id=closure_id,
        kind=wish.kind,
        reason=wish.reason,
        not_before=foreseen.opens,
        closed_until=closed_until,
        created_at=now,
        by=by,
    )
    session.add(postponement)
    session.flush()
    _line_up(session, postponement, _concerned(session, office, wish, now))
    session.info["postponing"] = True
    return postponement


def undo(session: Session, office: Office, postponement_id: int, *, by: str, now: datetime) -> Postponement:
    """Order that visits go back to their old slots; those that changed since, or whose time has passed, stay.

    Raises PostponementUnknown; PostponementOver after a day, for a reopening, or where a later one needs its closure.
    """
    postponement = session.get(Postponement, postponement_id, with_for_update=True, populate_existing=True)
    if postponement is None or postponement.office_id != office.id:
        raise PostponementUnknown
    if postponement.stage in ("undoing", "undone"):
        return postponement
    if not may_undo(session, postponement, now):
        raise PostponementOver
    ahead = update(PostponedBooking).where(
        col(PostponedBooking.postponement_id) == postponement.id, col(PostponedBooking.stage) == "planned"
    )
    change_rows(session, ahead.values(stage="undone"))
    postponement.stage, postponement.by, postponement.finished_at = "undoing", by, None
    session.add(postponement)
    session.flush()
    session.info["postponing"] = True
    return postponement


def may_undo(session: Session, postponement: Postponement, now: datetime) -> bool:
    """Whether a postponement can be undone: within a day, no reopening, and nothing later stands on its closure."""
    if postponement.kind == "reopening" or postponement.stage not in ("applying", "applied"):
        return False
    if now - postponement.created_at > UNDO_FOR:
        return False
    later = select(col(Postponement.id)).where(
        col(Postponement.closure_id) == postponement.closure_id,
        col(Postponement.id) > postponement.id,
        col(Postponement.stage) != "undone",
    )
    return postponement.closure_id is None or session.scalar(later.limit(1)) is None


def _under_way(session: Session, office: Office, wish: Wish, foreseen: Preview) -> Postponement | None:
    """The postponement of the same order, not worked off yet: who gives that again (after a crash) goes on with it."""
    same = select(Postponement).where(
        col(Postponement.office_id) == office.id,
        col(Postponement.stage) == "applying",
        col(Postponement.kind) == wish.kind,
        col(Postponement.reason) == wish.reason,
        col(Postponement.service_id).is_not_distinct_from(wish.service_id),
        col(Postponement.not_before).is_not_distinct_from(foreseen.opens),
    )
    return session.scalars(same).first()


def _keep(
    session: Session, office: Office, foreseen: Preview, keep: Mapping[int, str], *, by: str, now: datetime
) -> None:
    """Urgent visits stay where they are: the day is held already, and no slot is locked before this."""
    if not keep:
        return
    if keep.keys() - {row.visit.id for row in foreseen.rows}:
        raise PassUnknown
    for row in foreseen.rows:
        if row.visit.id in keep and row.visit.slot_id is not None:
            reason = keep[row.visit.id]
            give_urgent(session, office, row.visit.id, row.visit.slot_id, reason=reason, by=by, now=now)


def _change_calendar(session: Session, office: Office, wish: Wish, *, by: str, now: datetime) -> int | None:
    """The id of the closure that was written, made longer or ended; None where it is no more or there was none."""
    if wish.kind == "hours" or wish.starts_on is None:
        return None
    if wish.kind == "reopening":
        return _open_again(session, office, wish, by=by, now=now)
    if wish.closure_id is not None:
        return set_end(session, office, wish.closure_id, wish.ends_on, by=by, now=now).id
    new = NewClosure(wish.starts_on, wish.ends_on, wish.reason, wish.service_id)
    return shut(session, office, new, by=by, now=now).id


def _end_so_far(session: Session, office: Office, wish: Wish) -> date | None:
    """When a closure that is to last longer would have ended."""
    is_longer = wish.kind == "closure" and wish.closure_id is not None
    return closure_of(session, office, wish.closure_id).ends_on if is_longer and wish.closure_id else None


def _open_again(session: Session, office: Office, wish: Wish, *, by: str, now: datetime) -> int | None:
    assert wish.starts_on is not None and wish.closure_id is not None  # noqa: PT018 - what a reopening always has
    if wish.percent is not None:
        session.add(
            TemporaryCapacity(
                office_id=office.id,
                service_id=wish.service_id,
                starts_on=wish.starts_on,
                ends_on=wish.ends_on,
                percent=wish.percent,
                reason=wish.reason,
            )
        )
        session.flush()
    last = wish.starts_on - timedelta(days=1)
    if closure_of(session, office, wish.closure_id).starts_on > last:
        drop(session, office, wish.closure_id, now=now)
        return None
    return set_end(session, office, wish.closure_id, last, by=by, now=now).id


def _concerned(session: Session, office: Office, wish: Wish, now: datetime) -> list[Affected]:
    services = services_meant(session, office, wish.service_id)
    waiting = [] if wish.kind == "closure" else deferred(session, office, services)
    return sorted_by_place([*stranded(session, office, services, now=now), *waiting])


def _line_up(session: Session, postponement: Postponement, visits: Sequence[Affected]) -> None:
    rows = [
        {
            "office_id": postponement.office_id,
            "postponement_id": postponement.id,
            "booking_id": visit.id,
            "rank": rank,
            "stage": "kept" if visit.kept else "planned",
            "why": None,
            "old_slot_id": visit.slot_id,
            "old_starts_at": visit.starts_at,
            "new_slot_id": None,
        }
        for rank, visit in enumerate(visits)
    ]
    if rows:
        session.execute(insert(PostponedBooking), rows)
