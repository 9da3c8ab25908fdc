"""`giliran forecast habits`: what is usual at an office, by which its days are foreseen."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from scheduler.commands.calendar.week_words import ENGLISH
from scheduler.commands.forecasting.saying import AsJson, say, say_json, say_table
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import opened
from scheduler.domain.forecasting.figures import About, Figure, figures_of
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.forecasting.habits import Kept, habits_of

COLUMNS = ("", "usually", "4 of 5 days", "seen")
DAYS_AHEAD = 7
"""Of what is free so many days before, a table says; what lies further is in the answer for a machine."""


def told(office: WhichOffice = None, json: AsJson = False) -> None:
    """What is usual: who comes, how long documents take, who comes without a time."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            found = habits_of(session, where, now=at.now)
    figures = figures_of(found.habits)
    if json:
        say_json(_as_json(found, figures))
        return
    say(_of_what(found, zone_of_office(where)))
    say_table(COLUMNS, [(_name(each), *_cells(each)) for each in figures if _is_shown(each)])


def _of_what(found: Kept, zone: ZoneInfo) -> str:
    if not found.habits.days:
        return "Nothing is recorded yet: all of this is assumed, as of a new office."
    counted = found.habits.counted
    return (
        f"Of {found.habits.days} days of the last eight weeks, fitted {found.made_at.astimezone(zone):%Y-%m-%d %H:%M}:"
        f" {counted.booked} visits booked, {counted.came} came, {counted.walk_ins} of them without a time."
    )


def _is_shown(figure: Figure) -> bool:
    """Weekdays on which nobody works are like any other, and left out."""
    if figure.about is About.WEEKDAY:
        return figure.value != 1
    return figure.about is not About.FILLS or figure.number <= DAYS_AHEAD


def _name(figure: Figure) -> str:
    return NAMES[figure.about](figure)


def _clock(half_hour: int) -> str:
    return f"{half_hour // 2:02}:{half_hour % 2 * 30:02}"


NAMES: dict[About, Callable[[Figure], str]] = {
    About.SHOWS: lambda _: "of the booked, who come",
    About.EARLY: lambda _: "half come early by, minutes",
    About.MINUTES: lambda each: f"{each.name}, minutes",
    About.VISIT: lambda each: f"a visit to {each.name}, minutes",
    About.REACTS: lambda _: "a free clerk calls after, minutes",
    About.WALK_INS: lambda each: f"without a time, {_clock(each.number)}",
    About.WEEKDAY: lambda each: f"without a time, {ENGLISH[each.number].capitalize()} to a usual day",
    About.PARTY: lambda _: "people who come together",
    About.PRIORITY: lambda _: "of those who come, who go first",
    About.FILLS: lambda each: f"free {each.number} days before, then booked",
}
SHARES = (About.SHOWS, About.PRIORITY, About.FILLS)


def _cells(figure: Figure) -> tuple[str, str, str]:
    written = "{:.0%}" if figure.about in SHARES else "{:.2f}" if figure.about is About.WEEKDAY else "{:.1f}"
    is_banded = figure.low < figure.high
    band = f"{written.format(figure.low)} to {written.format(figure.high)}" if is_banded else ""
    return written.format(figure.value), band, str(figure.seen) if figure.seen else "assumed"


def _as_json(found: Kept, figures: list[Figure]) -> dict[str, object]:
    return {
        "made_at": found.made_at.isoformat(),
        "days": found.habits.days,
        "counted": found.habits.counted._asdict(),
        "figures": [each._asdict() for each in figures],
    }
