"""How the days of an office are set: its calendar, its counters and its rules as they are written down now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.calendar import timetable
from scheduler.domain.calendar.calendar import stretches_of
from scheduler.domain.calendar.spans import Span, day_bounds, joined
from scheduler.domain.forecasting.plan import Shift
from scheduler.domain.forecasting.played import QUARTER
from scheduler.domain.forecasting.setting import Setting, SlotRule
from scheduler.domain.hall.rests import Rest
from scheduler.domain.hall.takes import Takes, letters_at, turns_on
from scheduler.domain.roster.roster import Roster, manned_on
from scheduler.flow.hall.hall_state import rules_of as hall_rules
from scheduler.flow.offices.counters import counters_in_use
from scheduler.flow.seats.slots import rules_of as calendar_rules
from scheduler.flow.seats.slots import served

Counters = Sequence[tuple[int, int]]
"""The counters of an office: id and number."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is written down of an office that makes its days. services: by letter; retired ones are left out."""

    office: Office
    rules: timetable.Rules
    services: Sequence[tuple[str, timetable.Served]]
    walk_ins: dict[str, int | None]
    counters: Counters
    takes: Sequence[Takes]
    rosters: Sequence[Roster]


def written_of(session: Session, office: Office, since: date) -> Written:
    """As it is now, of the days from one on; read once for all of them."""
    services = queries.services_of(session, office.id)
    return Written(
        office=office,
        rules=calendar_rules(session, office),
        services=[(each.letter, served(office, each)) for each in services],
        walk_ins={each.letter: each.walk_in_daily for each in services},
        counters=[(each.id, each.number) for each in counters_in_use(session, office)],
        takes=queries.takes_of(session, office.id),
        rosters=queries.rosters_of(session, office.id, since),
    )


def setting_of(session: Session, office: Office, day: date) -> Setting:
    """How a day is set; without any `work` where the office is shut all day."""
    return setting_on(written_of(session, office, day), day)


def setting_on(written: Written, day: date, *, limit: int | None = None) -> Setting:
    """How a day is set by what is written down. limit: of the people inside, where the day has one of its own."""
    office, rules = written.office, written.rules
    work = stretches_of(day, rules.hours, rules.closed, rules.zone)
    midnight = day_bounds(day, rules.zone)[0]
    opens = _opens(work[0][0], midnight, office.early_minutes) if work else midnight
    own = {
        letter: stretches_of(day, rules.hours, rules.closed, rules.zone, service=service.id)
        for letter, service in written.services
    }
    return Setting(
        midnight=midnight,
        weekday=day.weekday(),
        opens=opens,
        work={letter: spans for letter, spans in own.items() if spans},
        slots={
            letter: SlotRule(service.minutes, units)
            for letter, service in written.services
            if own[letter] and (units := timetable.units_on(day, rules.shares, service))
        },
        shifts=list(_shifts(written, work, day)),
        limit=office.lobby_limit if limit is None else limit,
        rules=hall_rules(office),
        early=timedelta(minutes=office.early_minutes),
        contingents={letter: most for letter, most in written.walk_ins.items() if own[letter]},
        rests=_rests(opens, work),
    )


def _opens(work: datetime, midnight: datetime, early: int) -> datetime:
    """The quarter of an hour in which the first who are booked may come; so early nobody is called."""
    first = max(work - timedelta(minutes=early), midnight)
    return midnight + (first - midnight) // QUARTER * QUARTER


def _rests(opens: datetime, work: Sequence[Span]) -> list[Rest]:
    """The time before work, in which people come in already, and the gaps in it."""
    if not work:
        return []
    before = [Rest(opens, work[0][0], admits=True)] if opens < work[0][0] else []
    return [*before, *(Rest(earlier[1], later[0]) for earlier, later in pairwise(work))]


def _shifts(written: Written, work: Sequence[Span], day: date) -> Iterator[Shift]:
    """What each counter takes while it is planned to be open, over breaks."""
    zone = written.rules.zone
    manned = manned_on(written.rosters, work, day, zone, counters=[counter for counter, _ in written.counters])
    turns = turns_on(written.takes, day, zone)
    for counter, number in written.counters:
        for begins, ends in _over_breaks(manned[counter], work):
            shift: Shift | None = None
            for since, until in pairwise([begins, *sorted(turn for turn in turns if begins < turn < ends), ends]):
                letters = letters_at(written.takes, since, zone).get(counter, frozenset())
                if shift is not None and shift.services == letters:
                    shift = shift._replace(ends=until)
                    continue
                if shift is not None and shift.services:
                    yield shift
                shift = Shift(number, letters, since, until)
            if shift is not None and shift.services:
                yield shift


def _over_breaks(manned: Sequence[Span], work: Sequence[Span]) -> list[Span]:
    """The spans in which a counter is manned, with the gaps in the day's work on both of whose edges it is."""
    begins, ends = {begin for begin, _ in manned}, {end for _, end in manned}
    gaps = ((before[1], after[0]) for before, after in pairwise(work))
    return joined([*manned, *(gap for gap in gaps if gap[0] in ends and gap[1] in begins)])
