"""What `giliran forecast what-if` answers: tables for people, JSON for machines."""
# ruff: noqa: T201 - what a command prints is its answer

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from scheduler.domain.forecasting.course import Band, DayForecast, Quarter
from scheduler.domain.forecasting.weeks.outlook import DateBand, DayOutlook, WeeksComparison, WeeksOutlook
from scheduler.domain.forecasting.whatif.comparison import Comparison
from scheduler.flow.forecasting.weeks import WeeksThought

FIGURES: Mapping[str, str] = {
    "peak": "most people inside",
    "wait": "median wait, minutes",
    "long_wait": "wait of 95 %, minutes",
    "idle": "counters idle while people wait, minutes",
    "overtime": "overtime, minutes",
    "served": "served",
    "unserved": "not called by the end",
    "turned_away": "without a number",
}
"""The rows of the table, by the figure."""
WIDE = 140
HALF_HOUR = 2
"""Quarters of an hour in a row of the table."""


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """A day, as it is called, and both ways it is set. days: of how many days it is recorded what people do."""

    called: str
    days: int
    found: Comparison


@dataclass(frozen=True, slots=True)
class WeeksAnswer:
    """The coming weeks both ways, and the hall of the fullest day as it is thought of."""

    thought: WeeksThought
    found: WeeksComparison
    hall: DayForecast


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked for: of a day, of the weeks, or both."""

    day: DayAnswer | None
    weeks: WeeksAnswer | None


def show(answer: Answer, zone: ZoneInfo, *, as_json: bool) -> None:
    """Print the answer. zone: of the office."""
    if as_json:
        print(json.dumps(_json(answer, zone), indent=2))
        return
    console = Console(width=None if Console().is_terminal else WIDE)
    if answer.day is not None:
        _show_day(console, answer.day, zone)
    if answer.weeks is not None:
        _show_weeks(console, answer.weeks)


# --- for people


def _show_day(console: Console, day: DayAnswer, zone: ZoneInfo) -> None:
    usual, other = day.found.usual, day.found.other
    table = _table(day.called, "as it is", "as thought of", "difference")
    for name, words in FIGURES.items():
        difference = day.found.differences[name]
        sure = "" if difference.is_sure else " (not sure)"
        was, will = getattr(usual, name), getattr(other, name)
        table.add_row(words, _words(was), _words(will), f"{_signed(difference.band)}{sure}")
    table.add_row("chance that the limit is reached", f"{usual.full:.0%}", f"{other.full:.0%}", "")
    console.print(table)
    course = _table("people inside, outside", "as it is", "", "as thought of", "")
    for was, will in _by_half_hour(usual, other):
        cells = (band for each in (was, will) for band in (("", "") if each is None else map(_words, each[1:])))
        begins = next(each for each in (was, will) if each is not None).begins
        course.add_row(f"{begins.astimezone(zone):%H:%M}", *cells)
    console.print(course)
    print(f"Each played {usual.plays} times with the same people; four times out of five within what is given.")
    print(_base(day.days))


def _by_half_hour(usual: DayForecast, other: DayForecast) -> Iterator[tuple[Quarter | None, Quarter | None]]:
    """Both by the time, every half hour the fuller of its quarters; None where one of them is not open then."""
    halves = [{each.begins: each for each in _fuller(forecast.quarters)} for forecast in (usual, other)]
    for begins in sorted({*halves[0], *halves[1]}):
        yield halves[0].get(begins), halves[1].get(begins)


def _fuller(quarters: Iterable[Quarter]) -> Iterator[Quarter]:
    halves: dict[Any, Quarter] = {}
    for each in quarters:
        begins = each.begins.replace(minute=each.begins.minute // 30 * 30)
        known = halves.get(begins)
        if known is None or each.inside.middle > known.inside.middle:
            halves[begins] = each._replace(begins=begins)
    yield from halves.values()


def _base(days: int) -> str:
    return f"Reckoned from {days} recorded days." if days else "Nothing is recorded yet: people come as is assumed."


def _show_weeks(console: Console, weeks: WeeksAnswer) -> None:
    thought, usual, other = weeks.thought, weeks.found.usual, weeks.found.other
    table = _table("coming weeks", "seats", "visits", "wait for an invitation", "seats", "visits", "wait", "fetched")
    for was, will in _worth_showing(usual, other):
        cells = (str(was.seats), _words(was.pickups), _words(was.waiting))
        others = (str(will.seats), _words(will.pickups), _words(will.waiting), _words(will.fetched))
        table.add_row(f"{will.date:%a %Y-%m-%d}", *cells, *others)
    table.caption = "left: as it is; right: as it is thought of"
    console.print(table)
    stack = thought.other.stack
    if stack is not None:
        print(f"{stack.documents} documents of service {stack.service} are ready.")
        print(f"The last of them who comes has fetched {_dates(other.stack_fetched)}", end="")
        print(f"; as it is {_dates(usual.stack_fetched)}." if thought.usual.stack else ".")
        print(f"Not booked in time: {_words(other.lapsed)} of them.")
    print(f"Nobody waits for an invitation any more {_dates(other.line_gone)}; as it is {_dates(usual.line_gone)}.")
    if other.to_move.high:
        print(f"Still to be moved, since no other day has room: {_words(other.to_move)}.")
    print(
        f"Fullest day: {other.fullest:%A %Y-%m-%d}, at most {_words(weeks.hall.peak)} people inside, wait of 95 % up to"
        f" {_words(weeks.hall.long_wait)} minutes."
    )
    print(_assumed(thought))


def _worth_showing(usual: WeeksOutlook, other: WeeksOutlook) -> Iterator[tuple[DayOutlook, DayOutlook]]:
    """Days with seats or visits in either, until everybody has fetched; two weeks at least."""
    ends = [each.high or other.days[-1].date for each in (other.stack_fetched, other.line_gone, usual.line_gone)]
    last = max(*ends, other.days[min(13, len(other.days) - 1)].date)
    for was, will in zip(usual.days, other.days, strict=True):
        if will.date <= last and (was.seats or will.seats or was.pickups.high or will.pickups.high):
            yield was, will


def _assumed(thought: WeeksThought) -> str:
    known = []
    seen = thought.other.answers.seen
    known.append(f"when people book by {seen} visits of the last weeks" if seen else "when people book is assumed")
    known.append(
        f"new documents by the visits of {thought.recorded} open days"
        if thought.recorded
        else "no new documents are reckoned with, since no visits are recorded"
    )
    return f"How it was reckoned: {'; '.join(known)}; who never books is assumed."


def _table(title: str, *columns: str) -> Table:
    table = Table()
    table.add_column(title, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _words(band: Band) -> str:
    """14 to 18; or one number."""
    low, high = round(band.low), round(band.high)
    return str(low) if low == high else f"{low} to {high}"


def _signed(band: Band) -> str:
    low, high = round(band.low), round(band.high)
    return f"{low:+}" if low == high else f"{low:+} to {high:+}"


def _dates(band: DateBand) -> str:
    if band.low is None:
        return "after these weeks"
    if band.low == band.high:
        return f"on {band.low}"
    return f"between {band.low} and {band.high or 'a day after these weeks'}"


# --- for machines


def _json(answer: Answer, zone: ZoneInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if answer.day is not None:
        differences = answer.day.found.differences.items()
        found["day"] = {
            "day": answer.day.called,
            "recorded_days": answer.day.days,
            "usual": _day_json(answer.day.found.usual, zone),
            "other": _day_json(answer.day.found.other, zone),
            "differences": {name: {"band": each.band, "sure": each.is_sure} for name, each in differences},
        }
    if answer.weeks is not None:
        found["weeks"] = {
            "recorded_days": answer.weeks.thought.recorded,
            "answers_seen": answer.weeks.thought.other.answers.seen,
            "usual": _weeks_json(answer.weeks.found.usual),
            "other": _weeks_json(answer.weeks.found.other),
            "differences": dict(answer.weeks.found.differences),
            "fullest_hall": _day_json(answer.weeks.hall, zone),
        }
    return found


def _day_json(day: DayForecast, zone: ZoneInfo) -> dict[str, Any]:
    return {
        **{name: getattr(day, name) for name in FIGURES},
        "full": day.full,
        "plays": day.plays,
        "quarters": [
            {"begins": f"{each.begins.astimezone(zone):%H:%M}", "inside": each.inside, "outside": each.outside}
            for each in day.quarters
        ],
    }


def _weeks_json(weeks: WeeksOutlook) -> dict[str, Any]:
    return {
        "line_gone": _iso(weeks.line_gone),
        "stack_fetched": _iso(weeks.stack_fetched),
        "lapsed": weeks.lapsed,
        "to_move": weeks.to_move,
        "fullest": str(weeks.fullest),
        "runs": weeks.runs,
        "days": [{**each._asdict(), "date": str(each.date)} for each in weeks.days],
    }


def _iso(dates: Iterable[date | None]) -> list[str | None]:
    return [None if each is None else str(each) for each in dates]
