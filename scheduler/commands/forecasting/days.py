"""`giliran forecast days` and `giliran forecast day`: what is foreseen of the coming days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

import typer

from scheduler.commands.calendar.calendar_changes import day_of
from scheduler.commands.failing import CommandFailed
from scheduler.commands.forecasting.saying import (
    AsJson,
    as_json,
    line_of,
    say,
    say_json,
    say_table,
    span_of,
    warning_of,
)
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.domain.forecasting.course import SEEDS, Band, Quarter
from scheduler.domain.forecasting.foreseen import BANDS, Foreseen
from scheduler.domain.forecasting.played import QUARTER
from scheduler.domain.forecasting.will_not_do import Warned, warnings_of
from scheduler.domain.invitations.refusals import DayNotOffered
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.forecasting.keeping import MOST_DAYS, Kept, asked_of, kept_days, look_at, play
from scheduler.flow.forecasting.whatif import FARTHEST

HALF_HOUR = 2 * QUARTER
FIGURES = ("wait", "long_wait", "idle", "overtime", "served", "unserved", "turned_away")
MEANINGS = {
    "wait": "half wait at most, min",
    "long_wait": "95 of 100 wait at most, min",
    "idle": "counters idle though somebody waits, min",
    "overtime": "work after the day, min",
    "served": "people called",
    "unserved": "with a number and not called",
    "turned_away": "without a number",
}

Now = Annotated[bool, typer.Option("--now", help="Play the day now, as it is set and booked; nothing is kept.")]
Plays = Annotated[int, typer.Option("--plays", min=1, max=2_000, help="So often a day is played that is played now.")]


class _Day(NamedTuple):
    """A day with what is foreseen of it. made: when, in words."""

    day: date
    foreseen: Foreseen
    warned: Sequence[Warned]
    made: str


def coming(office: WhichOffice = None, json: AsJson = False) -> None:
    """What is foreseen of each coming day, and where it will not do."""
    with opened() as at:
        where = at.office(office)
        zone, today = zone_of_office(where), today_of(where, at.now)
        with at.database.reading() as session:
            kept = kept_days(session, where.id, today + timedelta(days=1), today + timedelta(days=MOST_DAYS))
        days = [
            _day(where, day, each.foreseen, f"{each.made_at.astimezone(zone):%Y-%m-%d %H:%M}")
            for day, each in kept.items()
        ]
    if json:
        say_json([_as_json(each, zone) for each in days])
        return
    if not days:
        say("Nothing is foreseen yet: the worker does so, or `giliran forecast day DATE` for one day.")
        return
    for each in days:
        say(f"{each.day:%a %Y-%m-%d}  {line_of(each.foreseen, zone)}")
        for warned in each.warned:
            say(f"    ! {warning_of(warned, zone)}")
    say(_reckoned(days[0].foreseen))


def one(
    day: Annotated[str, typer.Argument(metavar="DATE", help="A coming day.")],
    office: WhichOffice = None,
    now: Now = False,
    plays: Plays = SEEDS,
    json: AsJson = False,
) -> None:
    """What is foreseen of one day, by the half hour: four days of five lie between the two numbers."""
    with opened() as at:
        where, which = at.office(office), day_of(day)
        zone = zone_of_office(where)
        found = (None if now else _kept(at, where, which)) or _played(at, where, which, plays)
    if json:
        say_json(
            {**_as_json(found, zone), "quarters": [_quarter_json(each) for each in found.foreseen.forecast.quarters]}
        )
        return
    say(f"{found.day:%A %Y-%m-%d}: {line_of(found.foreseen, zone)}.")
    for warned in found.warned:
        say(f"! {warning_of(warned, zone)}")
    say_table(("from", "inside", "outside"), _by_half_hour(found.foreseen, zone))
    say_table(
        ("", "low", "middle", "high"),
        [(MEANINGS[name], *(f"{v:.0f}" for v in getattr(found.foreseen.forecast, name))) for name in FIGURES],
    )
    say(f"Chance that the hall is as full as it may be: {found.foreseen.forecast.full:.0%}.")
    say(f"Booked: {found.foreseen.booked} visits; free: {found.foreseen.free} units. Played: {found.made}.")
    say(_reckoned(found.foreseen))


def _day(office: Office, day: date, foreseen: Foreseen, made: str) -> _Day:
    return _Day(day, foreseen, warnings_of(foreseen, asked_of(office)), made)


def _of_kept(office: Office, kept: Kept) -> _Day:
    return _day(office, kept.day, kept.foreseen, f"{kept.made_at.astimezone(zone_of_office(office)):%Y-%m-%d %H:%M}")


def _kept(at: Opened, office: Office, day: date) -> _Day | None:
    with at.database.reading() as session:
        kept = kept_days(session, office.id, day, day).get(day)
    return _of_kept(office, kept) if kept else None


def _played(at: Opened, office: Office, day: date, plays: int) -> _Day:
    """Raises CommandFailed, DayNotOffered."""
    today = today_of(office, at.now)
    if day < today:
        raise CommandFailed(f"{day} is over, and nothing was foreseen of it.", status=2)
    if day > today + FARTHEST:
        raise DayNotOffered
    with at.database.reading() as session:
        due, habits = look_at(session, office, day, at.now)
    if not due.setting.work:
        raise CommandFailed(f"The office is shut on {day}.")
    return _day(office, day, play(due, habits, plays), "now")


def _by_half_hour(day: Foreseen, zone: ZoneInfo) -> list[tuple[str, str, str]]:
    """The fuller quarter of each half hour, by its middle."""
    halves: dict[str, list[Quarter]] = {}
    for quarter in day.forecast.quarters:
        local = quarter.begins.astimezone(zone)
        halves.setdefault(f"{local:%H}:{local.minute // 30 * 30:02}", []).append(quarter)
    return [
        (half, span_of(_most([each.inside for each in own])), span_of(_most([each.outside for each in own])))
        for half, own in halves.items()
    ]


def _most(bands: Sequence[Band]) -> Band:
    return max(bands, key=lambda band: (band.middle, band.high))


def _reckoned(day: Foreseen) -> str:
    if day.is_guessed:
        return f"Little is recorded ({day.recorded} days): most of this is assumed, as of a new office."
    return f"Reckoned from {day.recorded} days of work."


def _as_json(each: _Day, zone: ZoneInfo) -> dict[str, Any]:
    foreseen = each.foreseen
    return {
        "day": str(each.day),
        "made": each.made,
        "busiest": foreseen.forecast.busiest.isoformat(),
        "limit": foreseen.limit,
        "booked": foreseen.booked,
        "free": foreseen.free,
        "recorded_days": foreseen.recorded,
        "full": foreseen.forecast.full,
        **{name: as_json(getattr(foreseen.forecast, name)) for name in BANDS},
        "warnings": [{"trouble": warned.trouble, "text": warning_of(warned, zone)} for warned in each.warned],
    }


def _quarter_json(quarter: Quarter) -> dict[str, Any]:
    return {
        "begins": quarter.begins.isoformat(),
        "inside": as_json(quarter.inside),
        "outside": as_json(quarter.outside),
    }
