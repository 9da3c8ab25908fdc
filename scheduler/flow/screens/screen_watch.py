"""What a screen was last heard to show, and whether it is silent while its office is open."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from scheduler.board.screen import Report
from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.loading import Loaded
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Office, Screen
from scheduler.db.types import UTCDateTime
from scheduler.domain.calendar import calendar
from scheduler.flow.core.among_offices import named
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.hall.publishing import known_board

SILENT_AFTER = timedelta(minutes=2)
BEHIND_AFTER = timedelta(seconds=5)
"""A board that is younger may still be on its way to the screen."""

_SCREENS = Loaded(
    Screen,
    col(Screen.office_id) == bindparam("office"),
    col(Screen.removed_at).is_(None),
    order=col(Screen.name),
)
_UNHEARD = Prepared(
    select(col(Screen.office_id)).where(
        col(Screen.removed_at).is_(None),
        func.coalesce(col(Screen.heard_at), col(Screen.paired_at)) <= bindparam("until", type_=UTCDateTime()),
    )
)


def hear(session: Session, screen_id: int, report: Report, *, now: datetime) -> None:
    """Write down what a screen said of itself; it is silent no more. A removed one is not listened to."""
    screen = session.get(Screen, screen_id)
    if screen is None or screen.removed_at is not None:
        return
    screen.heard_at, screen.silent_at = now, None
    screen.day, screen.version = report.day, report.version
    screen.sound, screen.build = report.sound, report.build
    screen.width, screen.height = report.width, report.height
    screen.behind_at = _behind(session, screen, report, now)
    session.add(screen)
    session.flush()


def screens_of(session: Session, office: Office) -> Sequence[Screen]:
    """The screens of an office by name."""
    return _SCREENS.all(session, office=office.id)


def silent_screens(session: Session, office: Office, now: datetime) -> Sequence[Screen]:
    """The screens that somebody should look at: found to be silent, and the office is open."""
    silent = [screen for screen in screens_of(session, office) if screen.silent_at is not None]
    return silent if silent and opened_at(session, office, now) is not None else []


def with_screens(session: Session, now: datetime) -> set[int]:
    """The offices with a screen that was not heard lately: such are those, too, that are known to be silent."""
    return named(session, _UNHEARD, until=now - SILENT_AFTER)


def needs_watch(session: Session, office: Office, now: datetime) -> bool:
    """Whether `watch` would write anything."""
    screens = screens_of(session, office)
    if not screens:
        return False
    opened = opened_at(session, office, now)
    return any(_is_to_change(screen, opened, now) for screen in screens)


def watch(session: Session, office: Office, *, now: datetime) -> None:
    """Write down which screens fell silent, for pages and alarms; after hours nobody needs them."""
    opened = opened_at(session, office, now)
    for screen in screens_of(session, office):
        if not _is_to_change(screen, opened, now):
            continue
        as_read = update(Screen).where(
            col(Screen.id) == screen.id,
            col(Screen.silent_at).is_(None) if opened else col(Screen.silent_at).is_not(None),
            func.coalesce(col(Screen.heard_at), col(Screen.paired_at)) == last_heard(screen),
        )
        change_rows(session, as_read.values(silent_at=now if opened else None))


def last_heard(screen: Screen) -> datetime:
    """When a screen was heard last; one that never was counts from its pairing."""
    return screen.heard_at or screen.paired_at


def _is_to_change(screen: Screen, opened: datetime | None, now: datetime) -> bool:
    if opened is None:
        return screen.silent_at is not None
    return screen.silent_at is None and max(last_heard(screen), opened) <= now - SILENT_AFTER


def opened_at(session: Session, office: Office, now: datetime) -> datetime | None:
    """Since when today screens should be on, in a break too; None while the office is closed."""
    hours, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    zone = zone_of_office(office)
    if calendar.state_at(now, hours, closed, zone).state == "closed":
        return None
    stretches = calendar.stretches_of(today_of(office, now), hours, closed, zone)
    return stretches[0][0] if stretches else None


def _behind(session: Session, screen: Screen, report: Report, now: datetime) -> datetime | None:
    """Since when the screen lags; a board of a moment ago changes nothing yet."""
    office = queries.office_by_id(session, screen.office_id)
    day = queries.day_of(session, office.id, today_of(office, now))
    newest = known_board(session, office, day) if day is not None else None
    if newest is None or (report.day is not None and (report.day, report.version) >= newest.stamp):
        return None
    return screen.behind_at or (now if newest.at <= now - BEHIND_AFTER else None)
