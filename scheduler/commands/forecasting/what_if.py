"""`giliran forecast what-if`: a day, or the coming weeks, as they are set and as they are thought of, side by side."""

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from scheduler.commands.calendar.calendar_changes import day_of
from scheduler.commands.failing import CommandFailed
from scheduler.commands.forecasting import written
from scheduler.commands.forecasting.compared import Answer, DayAnswer, WeeksAnswer, show
from scheduler.commands.forecasting.saying import AsJson
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.domain.forecasting.refusals import ChangeNeeded
from scheduler.domain.forecasting.weeks.coming import Stack, WeeksChange
from scheduler.domain.forecasting.whatif.change import Change
from scheduler.domain.forecasting.whatif.season import ramadan
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.forecasting import weeks, whatif
from scheduler.flow.forecasting.weeks import WeeksThought
from scheduler.flow.forecasting.whatif import Thought

PLAYS, MOST_PLAYS, RUNS = 30, 1_000, 20

Units = Annotated[list[str] | None, typer.Option("--units", metavar="A=8", help="Units each slot of a service holds.")]
Minutes = Annotated[list[str] | None, typer.Option("--slot-minutes", metavar="A=20", help="How long its slots are.")]
Counters = Annotated[
    list[str] | None,
    typer.Option("--counters", metavar="09:00-11:00=3", help="So many counters are open between two times."),
]
Lost = Annotated[
    list[str] | None,
    typer.Option("--lost", metavar="2@10:00", help="A counter is lost: all day (2), from a time on, or 2@10:00-11:00."),
]
WalkIns = Annotated[
    list[str] | None,
    typer.Option("--walk-ins", metavar="A=10", help="Numbers a day without booking; A=any: no bound."),
]
Limit = Annotated[int | None, typer.Option("--limit", help="People inside at most.")]
InRamadan = Annotated[bool, typer.Option("--ramadan", help="By the hours of Ramadan.")]
Ready = Annotated[
    str | None, typer.Option("--ready", metavar="300", help="So many documents are ready at once; A=300: of a service.")
]
Cards = Annotated[int | None, typer.Option("--cards-per-day", help="They are printed first, so many a day at most.")]
Blanks = Annotated[int | None, typer.Option("--blanks", min=0, help="No more of them than that can be printed.")]
Percent = Annotated[
    int | None, typer.Option("--wave-percent", help="Invitations go out for so much of the free seats, in percent.")
]
Closed = Annotated[
    list[str] | None, typer.Option("--closed", metavar="DATE..DATE", help="The office is closed on these days.")
]


def what_if(
    office: WhichOffice = None,
    day: Annotated[str | None, typer.Option("--day", metavar="DATE", help="[default: the next open day]")] = None,
    weekday: Annotated[
        str | None, typer.Option("--weekday", metavar="NAME", help="Such a day in general, before anybody has booked.")
    ] = None,
    units: Units = None,
    slot_minutes: Minutes = None,
    counters: Counters = None,
    lost: Lost = None,
    walk_ins: WalkIns = None,
    limit: Limit = None,
    in_ramadan: InRamadan = False,
    ready: Ready = None,
    cards_per_day: Cards = None,
    blanks: Blanks = None,
    wave_percent: Percent = None,
    closed: Closed = None,
    plays: Annotated[int, typer.Option("--plays", min=2, max=MOST_PLAYS, help="So often a day is played.")] = PLAYS,
    json: AsJson = False,
) -> None:
    """A day set otherwise, and the coming weeks, beside how they are set. Changes nothing."""
    if day is not None and weekday is not None:
        raise CommandFailed("Say either --day or --weekday.", status=2)
    if ready is None and (cards_per_day is not None or blanks is not None):
        raise CommandFailed("--cards-per-day and --blanks say how the documents of --ready are printed.", status=2)
    change = Change(
        units=written.numbers("--units", units or ()),
        slot_minutes=written.numbers("--slot-minutes", slot_minutes or ()),
        walk_ins=written.bounds("--walk-ins", walk_ins or ()),
        limit=limit,
        manned=written.manned(counters or ()),
        lost=written.lost(lost or ()),
    )
    over_weeks = WeeksChange(wave_percent, written.closed(closed or ()))
    stack = None if ready is None else _Stack(*written.ready(ready), cards_per_day, blanks)
    with opened() as at:
        where = at.office(office)
        of_day = _of_day(at, where, change, _Which(day, weekday), in_ramadan=in_ramadan)
        of_weeks = _of_weeks(at, where, change, over_weeks, stack, in_ramadan=in_ramadan)
    if of_day is None and of_weeks is None:
        raise ChangeNeeded
    show(_played(of_day, of_weeks, plays), zone_of_office(where), json=json)


@dataclass(frozen=True, slots=True)
class _Which:
    """Which day is meant, as it was typed: a date, a weekday, or neither."""

    day: str | None
    weekday: str | None


@dataclass(frozen=True, slots=True)
class _Stack:
    """Documents that are ready at once, as they were typed. service: None where none was named."""

    service: str | None
    documents: int
    a_day: int | None
    blanks: int | None


def _of_day(
    at: Opened, office: Office, change: Change, which: _Which, *, in_ramadan: bool
) -> tuple[str, Thought] | None:
    """What the day is called, and the day; None where nothing of a day is otherwise."""
    if change.is_none and not in_ramadan:
        return None
    with at.database.reading() as session:
        if which.weekday is not None:
            number = written.weekday(which.weekday)
            thought = _in_season(change, number, in_ramadan=in_ramadan)
            found = whatif.thought_of_weekday(session, office, number, thought, now=at.now)
            return written.WEEKDAYS[number].capitalize(), found
        date = day_of(which.day) or whatif.next_open_day(session, office, now=at.now)
        thought = _in_season(change, date.weekday(), in_ramadan=in_ramadan)
        return f"{date:%A %Y-%m-%d}", whatif.thought_of(session, office, date, thought, now=at.now)


def _in_season(change: Change, weekday: int, *, in_ramadan: bool) -> Change:
    return replace(change, hours=ramadan(weekday)) if in_ramadan else change


def _of_weeks(
    at: Opened, office: Office, change: Change, over: WeeksChange, typed: _Stack | None, *, in_ramadan: bool
) -> WeeksThought | None:
    """The coming weeks; None where nothing of them is otherwise but what holds for each day."""
    if over.is_none and typed is None:
        return None
    with at.database.reading() as session:
        stack = None
        if typed is not None:
            service = typed.service or weeks.main_service(session, office, now=at.now)
            if service is None:
                raise CommandFailed("No service has documents: say which with --ready A=300.", status=2)
            stack = Stack(service, typed.documents, typed.a_day, typed.blanks)
        return weeks.thought_of_weeks(
            session, office, over, stack=stack, change=change, in_ramadan=in_ramadan, now=at.now
        )


def _played(of_day: tuple[str, Thought] | None, of_weeks: WeeksThought | None, plays: int) -> Answer:
    """Both played: once nothing is held open any more."""
    day = None
    if of_day is not None:
        called, thought = of_day
        day = DayAnswer(called, thought.habits.days, thought.compared(seeds=range(plays)))
    if of_weeks is None:
        return Answer(day, None)
    found = of_weeks.compared(seeds=range(RUNS))
    hall = of_weeks.hall_of(found.other, seeds=range(plays))
    return Answer(day, WeeksAnswer(of_weeks, found, hall))
