"""`giliran forecast score`: how far off the forecasts were, and where not enough is known yet."""

from dataclasses import asdict
from typing import Any

from scheduler.commands.calendar.week_words import ENGLISH
from scheduler.commands.forecasting.saying import AsJson, say, say_json, say_table
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import opened
from scheduler.domain.forecasting.score import STATED, Score, Unknown
from scheduler.flow.forecasting.judging import judged, unknown

HEADINGS = ("days", "quarters of an hour in the band", "peaks in the band", "peak off by", "wait of 95 % off by")


def told(office: WhichOffice = None, json: AsJson = False) -> None:
    """How far off the forecasts of the last four weeks were; 80 % in the band is the aim."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            found, lacking = judged(session, where, at.now), unknown(session, where, at.now)
    scores = {"the day before": found.day_before, "a week before": found.week_before}
    if json:
        kept: dict[str, Any] = {name.replace(" ", "_"): asdict(each) if each else None for name, each in scores.items()}
        say_json({**kept, "unknown": {**asdict(lacking), "weekdays": list(lacking.weekdays)}})
        return
    known = {name: each for name, each in scores.items() if each is not None}
    if known:
        say_table(("foreseen", *known), list(zip(HEADINGS, *map(_column, known.values()), strict=True)))
        say(f"The aim is {STATED:.0%} in the band. Off by: the mean, and in which direction (+: more than foreseen).")
    else:
        say("No day was foreseen and has passed yet.")
    for line in _lacking(lacking):
        say(line)


def _column(score: Score) -> tuple[str, ...]:
    return (
        str(score.days),
        f"{score.quarters.share:.0%}",
        f"{score.peaks.share:.0%}",
        f"{score.peak.mean:.1f} ({score.peak.bias:+.1f}) people",
        f"{score.long_wait.mean:.1f} ({score.long_wait.bias:+.1f}) min",
    )


def _lacking(unknown: Unknown) -> list[str]:
    """Where it does not know yet, in lines."""
    lines = []
    if unknown.types:
        types = ", ".join(f"{code} ({count})" for code, count in unknown.types.items())
        lines.append(f"Few visits seen of: {types}.")
    if unknown.weekdays:
        lines.append(f"Hardly seen: {', '.join(ENGLISH[each].capitalize() for each in unknown.weekdays)}.")
    if unknown.counters:
        lines.append(f"Nobody was served lately at: {', '.join(map(str, unknown.counters))}.")
    return lines
