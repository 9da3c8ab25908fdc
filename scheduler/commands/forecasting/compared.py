"""What `giliran forecast what-if` answers: tables for people, JSON for machines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.commands.forecasting.days import MEANINGS
from scheduler.commands.forecasting.saying import as_json, say, say_json, say_table, span_of
from scheduler.domain.forecasting.course import Band, DayForecast, Quarter
from scheduler.domain.forecasting.weeks.outlook import DateBand, DayOutlook, WeeksComparison, WeeksOutlook
from scheduler.domain.forecasting.whatif.comparison import Comparison, Difference
from scheduler.flow.forecasting.weeks import WeeksThought

FIGURES: Mapping[str, str] = {
    "peak": "people inside when it is fullest",
    **MEANINGS,
}
"""The rows of the table, by the figure."""


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


def show(answer: Answer, zone: ZoneInfo, *, json: bool) -> None:
    """Print the answer. zone: of the office."""
    if json:
        say_json(_as_json(answer, zone))
        return
    if answer.day is not None:
        _show_day(answer.day, zone)
    if answer.weeks is not None:
        _show_weeks(answer.weeks)


# --- for people


def _show_day(day: DayAnswer, zone: ZoneInfo) -> None:
    usual, other = day.found.usual, day.found.other
    say_table((day.called, "as it is", "as thought of", "difference"), [*_figures(day.found)])
    course = []
    for was, will in _by_half_hour(usual, other):
        cells = [text for each in (was, will) for text in (map(span_of, each[1:]) if each else ("", ""))]
        begins = next(each.begins for each in (was, will) if each)
        course.append((f"{begins.astimezone(zone):%H:%M}", *cells))
    say_table(("", "as it is: inside", "outside", "as thought of: inside", "outside"), course)
    say(f"Each played {usual.plays} times with the same people; four times out of five within what is given.")
    say(f"Reckoned from {day.days} recorded days." if day.days else "Nothing is recorded yet: people come as assumed.")


def _figures(found: Comparison) -> Iterator[tuple[str, ...]]:
    for name, words in FIGURES.items():
        difference = found.differences[name]
        both = (span_of(getattr(each, name)) for each in (found.usual, found.other))
        yield words, *both, _differing(difference)
    yield "chance that the limit is reached", f"{found.usual.full:.0%}", f"{found.other.full:.0%}", ""


def _by_half_hour(usual: DayForecast, other: DayForecast) -> Iterator[tuple[Quarter | None, Quarter | None]]:
    """Both by the time, every half hour the fuller of its quarters; None where one of them is not open then."""
    halves = [{each.begins: each for each in _fuller(forecast.quarters)} for forecast in (usual, other)]
    for begins in sorted({*halves[0], *halves[1]}):
        yield halves[0].get(begins), halves[1].get(begins)


def _fuller(quarters: Iterable[Quarter]) -> Iterator[Quarter]:
    halves: dict[Any, Quarter] = {}
    for each in quarters:
        begins = each.begins.replace(minute=each.begins.minute // 30 * 30)  # zones lie whole hours from UTC
        known = halves.get(begins)
        if known is None or each.inside.middle > known.inside.middle:
            halves[begins] = each._replace(begins=begins)
    yield from halves.values()


def _show_weeks(weeks: WeeksAnswer) -> None:
    thought, usual, other = weeks.thought, weeks.found.usual, weeks.found.other
    rows = [
        (
            f"{will.date:%a %Y-%m-%d}",
            *(str(was.seats), span_of(was.pickups), span_of(was.waiting)),
            *(str(will.seats), span_of(will.pickups), span_of(will.waiting), span_of(will.fetched)),
        )
        for was, will in _worth_showing(usual, other)
    ]
    now, then = ("as it is: seats", "visits", "uninvited"), ("as thought of: seats", "visits", "uninvited", "fetched")
    say_table(("", *now, *then), rows)
    say("uninvited: documents that wait for an invitation or to be printed; fetched: of those of --ready, so far.")
    if stack := thought.other.stack:
        was = f"; as it is: {_dates(usual.stack_fetched)}" if thought.usual.stack else ""
        printed = "ready at once" if stack.a_day is None else f"printed, {stack.a_day} on an open day at most"
        say(f"{stack.documents} documents of service {stack.service} are {printed}.")
        say(f"When the last of them who comes has fetched: {_dates(other.stack_fetched)}{was}.")
        say(f"Not booked in time: {span_of(other.lapsed)} of them.")
    gone = f"{_dates(other.line_gone)}; as it is: {_dates(usual.line_gone)}"
    say(f"When nobody waits for an invitation any more: {gone}.")
    if other.to_move.high:
        say(f"Still to be moved, since no other day has room: {span_of(other.to_move)}.")
    say(
        f"Fullest day: {other.fullest:%A %Y-%m-%d}, with {span_of(weeks.hall.peak)} people inside when it is fullest;"
        f" 95 of 100 wait at most {span_of(weeks.hall.long_wait)} min."
    )
    say(_assumed(thought))


def _worth_showing(usual: WeeksOutlook, other: WeeksOutlook) -> Iterator[tuple[DayOutlook, DayOutlook]]:
    """Days with seats or visits in either, until everybody has fetched; two weeks at least."""
    ends = [each.high or other.days[-1].date for each in (other.stack_fetched, other.line_gone, usual.line_gone)]
    last = max(*ends, other.days[min(13, len(other.days) - 1)].date)
    for was, will in zip(usual.days, other.days, strict=True):
        if will.date <= last and (was.seats or will.seats or was.pickups.high or will.pickups.high):
            yield was, will


def _assumed(thought: WeeksThought) -> str:
    seen, days = thought.other.answers.seen, thought.recorded
    answers = f"by {seen} visits of the last weeks" if seen else "assumed"
    new = f"by the visits of {days} open days" if days else "left out, since no visits are recorded"
    return f"When people book: {answers}. New documents: {new}. How many never book is assumed."


def _signed(band: Band) -> str:
    low, high = (
        f"{value:+.0f}" if abs(value) >= 1 or not value else f"{value:+.1f}" for value in (band.low, band.high)
    )
    return low if low == high else f"{low} to {high}"


def _dates(band: DateBand) -> str:
    if band.low is None:
        return "not within these weeks"
    if band.low == band.high:
        return f"on {band.low}"
    return f"between {band.low} and {band.high or 'a day after these weeks'}"


def _differing(difference: Difference) -> str:
    """How much more it is, and whether that is sure."""
    low, _, high = difference.band
    if low == high == 0:
        return "the same"
    return _signed(difference.band) + ("" if difference.is_sure else " (not sure)")


# --- for machines


def _as_json(answer: Answer, zone: ZoneInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if answer.day is not None:
        differences = answer.day.found.differences.items()
        found["day"] = {
            "day": answer.day.called,
            "recorded_days": answer.day.days,
            "usual": _day(answer.day.found.usual, zone),
            "other": _day(answer.day.found.other, zone),
            "differences": {name: as_json(each.band) | {"sure": each.is_sure} for name, each in differences},
        }
    if answer.weeks is not None:
        found["weeks"] = {
            "recorded_days": answer.weeks.thought.recorded,
            "answers_seen": answer.weeks.thought.other.answers.seen,
            "usual": _weeks(answer.weeks.found.usual),
            "other": _weeks(answer.weeks.found.other),
            "differences": {name: as_json(each) for name, each in answer.weeks.found.differences.items()},
            "fullest_hall": _day(answer.weeks.hall, zone),
        }
    return found


def _day(day: DayForecast, zone: ZoneInfo) -> dict[str, Any]:
    quarters = [
        {
            "begins": f"{each.begins.astimezone(zone):%H:%M}",
            "inside": as_json(each.inside),
            "outside": as_json(each.outside),
        }
        for each in day.quarters
    ]
    figures = {name: as_json(getattr(day, name)) for name in FIGURES}
    return {**figures, "full": day.full, "plays": day.plays, "quarters": quarters}


def _weeks(weeks: WeeksOutlook) -> dict[str, Any]:
    return {
        "line_gone": _iso(weeks.line_gone),
        "stack_fetched": _iso(weeks.stack_fetched),
        "lapsed": as_json(weeks.lapsed),
        "to_move": as_json(weeks.to_move),
        "fullest": str(weeks.fullest),
        "runs": weeks.runs,
        "days": [
            {
                name: as_json(value) if isinstance(value, Band) else str(value) if isinstance(value, date) else value
                for name, value in each._asdict().items()
            }
            for each in weeks.days
        ],
    }


def _iso(dates: DateBand) -> dict[str, str | None]:
    return {name: None if each is None else str(each) for name, each in dates._asdict().items()}
