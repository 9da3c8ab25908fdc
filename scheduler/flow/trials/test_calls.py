"""A test call: chosen screens of an office show and speak the call of a number that nobody has.

It is an order to screens, as the test of their sound is, and no call: no ticket, board, figure or history knows of it,
and the lobby's lock is not taken. So it can be shown while nobody holds a number, and only then.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Office, Screen, Ticket
from scheduler.domain import stages
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.screens import ScreenUnknown
from scheduler.domain.trials import HallHasPeople, NoScreenChosen
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.screens.screen_watch import screens_of


def show(session: Session, office: Office, screens: Collection[int], *, by: str, now: datetime) -> None:
    """Let screens of an office show and speak the test call. Raises NoScreenChosen, ScreenUnknown, HallHasPeople."""
    if not screens:
        raise NoScreenChosen
    if not set(screens) <= {screen.id for screen in screens_of(session, office)}:
        raise ScreenUnknown
    count = people_here(session, office, now)
    if count:
        raise HallHasPeople(count=count)
    asked = update(Screen).where(col(Screen.id).in_(sorted(screens)), col(Screen.office_id) == office.id)
    change_rows(session, asked.values(test_call=int(now.timestamp())))
    note_deed(session, office.id, Deed.TEST_CALL_SHOWN, by=by, now=now)
    session.info.setdefault("screens", set()).add(office.code)


def people_here(session: Session, office: Office, now: datetime) -> int:
    """How many people hold a number of today that is not over: in the hall, outside, at a counter, or set aside."""
    day = queries.day_of(session, office.id, today_of(office, now))
    if day is None:
        return 0
    people = select(func.coalesce(func.sum(col(Ticket.people)), 0))
    live = (col(Ticket.office_day_id) == day.id, col(Ticket.stage).in_(sorted(stages.LIVE)))
    return session.scalar(people.where(*live)) or 0
