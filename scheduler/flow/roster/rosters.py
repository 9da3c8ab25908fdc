"""Setting an office's rosters. Nothing of it opens or closes a counter, and the board stays as it is."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import CounterRoster, Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.offices.refusals import ChangedMeanwhile
from scheduler.domain.refusals import Invalid
from scheduler.domain.roster.refusals import RosterExists, RosterUnknown, TooManyRosters
from scheduler.domain.roster.roster import Dates, Roster, Week, faults_of_week, holding, stored
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.offices.counters import counters_in_use

MOST_SEASONS = 100
"""So many rosters with dates an office may have ahead: a year of weeks, and single days beside them."""


def roster_between(session: Session, office: Office, dates: Dates, *, now: datetime) -> Roster:
    """The roster with these dates; the usual one is there always, and names no counter where none was set.

    Raises RosterUnknown.
    """
    found = next(
        (each for each in queries.rosters_of(session, office.id, today_of(office, now)) if each.dates == dates), None
    )
    if found is not None:
        return found
    if dates.is_usual:
        return Roster({})
    raise RosterUnknown


def stamp_of(roster: Roster) -> str:
    """A word for what a roster says, by which a form knows whether somebody else has changed it."""
    said = {counter: stored(week) for counter, week in roster.weeks.items()}
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def set_roster(
    session: Session,
    office: Office,
    dates: Dates,
    weeks: Mapping[int, Week],
    *,
    by: str,
    now: datetime,
    seen: str | None = None,
) -> bool:
    """Plan counters (by their ids) anew in the roster with these dates; returns whether that is another plan.

    weeks: of all counters that it is to name. dates: the usual ones, or those of a season that is there. seen: the
    stamp of what whoever asks was shown; None where nobody was shown anything.
    Raises RosterUnknown, ChangedMeanwhile; Invalid, naming a weekday by the counter's id ("3_0").
    """
    _hold(session, office)
    before, after = refuse_roster(session, office, dates, weeks, now=now, seen=seen)
    if before == after:
        return False
    _forget(session, office, dates)
    _write(session, office, after)
    _note(session, office, before, after, by=by, now=now)
    return True


def refuse_roster(
    session: Session,
    office: Office,
    dates: Dates,
    weeks: Mapping[int, Week],
    *,
    now: datetime,
    seen: str | None = None,
) -> tuple[Roster, Roster]:
    """The roster as it is and as it would be. Raises what `set_roster` would."""
    named = {counter: week for counter, week in weeks.items() if week or not dates.is_usual}
    before, after = roster_between(session, office, dates, now=now), Roster(named, dates)
    known = {counter.id for counter in counters_in_use(session, office)}
    errors = {str(counter): "unknown" for counter in weeks.keys() - known}
    for counter, week in weeks.items():
        errors |= {f"{counter}_{weekday}": fault for weekday, fault in faults_of_week(week).items()}
    if errors:
        raise Invalid(errors=errors)
    if seen is not None and stamp_of(before) not in (seen, stamp_of(after)):
        raise ChangedMeanwhile(now={})
    return before, after


def add_season(session: Session, office: Office, dates: Dates, *, by: str, now: datetime) -> None:
    """Begin a roster for a season (a single day is one of one day) with what is planned on its first day already.

    So nothing changes by it alone. Raises RosterExists, TooManyRosters; Invalid, which names `first` or `last`.
    """
    today = today_of(office, now)
    if errors := dates.faults(today):
        raise Invalid(errors=errors)
    _hold(session, office)
    rosters = queries.rosters_of(session, office.id, today)
    if any(each.dates == dates for each in rosters):
        raise RosterExists
    if sum(not each.dates.is_usual for each in rosters) >= MOST_SEASONS:
        raise TooManyRosters(most=MOST_SEASONS)
    assert dates.first is not None
    held = holding(rosters, dates.first) or Roster({})
    weeks = {counter.id: held.weeks.get(counter.id, {}) for counter in counters_in_use(session, office)}
    season = Roster(weeks, dates)
    _write(session, office, season)
    _note(session, office, Roster({}, dates), season, by=by, now=now)


def remove_roster(session: Session, office: Office, dates: Dates, *, by: str, now: datetime) -> None:
    """Take a roster away: what holds then is the usual one, or, where that goes, that all counters are open.

    Raises RosterUnknown.
    """
    _hold(session, office)
    before = roster_between(session, office, dates, now=now)
    if not before.weeks:
        raise RosterUnknown
    _forget(session, office, dates)
    _note(session, office, before, Roster({}, dates), by=by, now=now)


def _hold(session: Session, office: Office) -> None:
    """Who changes rosters of an office does so one after the other."""
    session.execute(select(col(Office.id)).where(col(Office.id) == office.id).with_for_update(key_share=True))


def _forget(session: Session, office: Office, dates: Dates) -> None:
    session.execute(delete(CounterRoster).where(col(CounterRoster.office_id) == office.id, _has(dates)))


def _has(dates: Dates) -> ColumnElement[bool]:
    if dates.is_usual:
        return col(CounterRoster.valid_from).is_(None)
    return and_(col(CounterRoster.valid_from) == dates.first, col(CounterRoster.valid_to) == dates.last)


def _write(session: Session, office: Office, roster: Roster) -> None:
    common = {"office_id": office.id, "valid_from": roster.dates.first, "valid_to": roster.dates.last}
    rows = [{**common, "counter_id": counter, "week": stored(week)} for counter, week in roster.weeks.items()]
    if rows:
        session.execute(insert(CounterRoster), rows)


def _note(session: Session, office: Office, before: Roster, after: Roster, *, by: str, now: datetime) -> None:
    """Write down which counters are planned otherwise, by their numbers."""
    numbers = {counter.id: str(counter.number) for counter in queries.counters_of(session, office.id)}
    was, became = ({numbers[counter]: stored(week) for counter, week in each.weeks.items()} for each in (before, after))
    facts: dict[str, Any] = {"by": by, "now": now, "about": _said(after.dates), "was": was, "became": became}
    note_deed(session, office.id, Deed.ROSTER_CHANGED, **facts)


def _said(dates: Dates) -> str:
    return "" if dates.is_usual else f"{dates.first}/{dates.last}"
