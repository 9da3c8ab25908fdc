"""When the office's counters are planned open: fewer at the edges of the day, and two for recordings in the morning."""

from datetime import datetime, time

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.demo.play import Play
from scheduler.domain.hall.takes import Stretch
from scheduler.domain.roster.roster import USUAL, Week
from scheduler.flow.offices.counters import counters_in_use
from scheduler.flow.roster.rosters import set_roster

WORKDAYS = range(5)
FRIDAY = 4
USUALLY = {2: (time(8, 30), time(15)), 3: (time(9), time(14)), 5: (time(9), time(11, 30))}
ON_FRIDAY = {2: (time(8, 30), time(15)), 3: (time(9), time(11, 30)), 5: (time(9), time(10, 30))}
"""From when until when, by the numbers of counters; the others are planned open whenever the office works."""


def fill_roster(play: Play, *, by: str, now: datetime) -> None:
    """Set the usual roster."""
    ids = play.read(_ids, play.office)
    play.do(set_roster, USUAL, {ids[number]: _week(number) for number in USUALLY}, by=by, now=now)


def _week(number: int) -> Week:
    hours = {weekday: (ON_FRIDAY if weekday == FRIDAY else USUALLY)[number] for weekday in WORKDAYS}
    return {weekday: (Stretch(begins, ends, weekday),) for weekday, (begins, ends) in hours.items()}


def _ids(session: Session, office: Office) -> dict[int, int]:
    return {counter.number: counter.id for counter in counters_in_use(session, office)}
