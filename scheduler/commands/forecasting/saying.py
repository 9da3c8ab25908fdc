"""How the commands of `giliran forecast` say what is foreseen: tables for people, JSON for machines."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from scheduler.domain.forecasting.course import Band
from scheduler.domain.forecasting.foreseen import Foreseen
from scheduler.domain.forecasting.will_not_do import Trouble, Warned

WIDE = 140
"""Columns of a table where it is not shown on a terminal."""

AsJson = Annotated[bool, typer.Option("--json", help="For a machine.")]


def say(text: str) -> None:
    """A line of the answer."""
    print(text)  # noqa: T201 - what a command prints is its answer


def say_json(answer: Any) -> None:
    """The answer for a machine."""
    say(json.dumps(answer, indent=2))


def say_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 1) -> None:
    """numbers: from which column on the cells are numbers."""
    table = Table()
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place >= numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console()
    (console if console.is_terminal else Console(width=WIDE)).print(table)


def span_of(band: Band) -> str:
    """14-18, or 14 where both ends are that."""
    low, high = round(band.low), round(band.high)
    return str(low) if low == high else f"{low}-{high}"


def as_json(band: Band) -> dict[str, float]:
    """A band by the names of its ends."""
    return dict(zip(Band._fields, band, strict=True))


def line_of(day: Foreseen, zone: ZoneInfo) -> str:
    """What is foreseen of a day, in a line."""
    busiest = day.forecast.busiest.astimezone(zone)
    return (
        f"fullest at {busiest:%H:%M}, {span_of(day.forecast.peak)} people of {day.limit},"
        f" 95 of 100 wait at most {day.long_wait} min"
    )


def warning_of(warned: Warned, zone: ZoneInfo) -> str:
    """What is wrong with a day, and what to do next."""
    begins, ends = (f"{at.astimezone(zone):%H:%M}" if at else "" for at in (warned.begins, warned.ends))
    return WARNINGS[warned.trouble].format(
        amount=warned.amount, asked=warned.asked, letter=warned.letter, begins=begins, ends=ends
    )


WARNINGS: Mapping[Trouble, str] = {
    Trouble.UNTAKEN: "service {letter} has slots from {begins} to {ends}, and no counter takes it: let one take it"
    " (`giliran counter`), or close the slots (`giliran closure`)",
    Trouble.UNSERVED: "{amount} people will have a number and not be called: open another counter, or lower the units",
    Trouble.WAIT: "95 of 100 wait up to {amount} min, more than {asked}: open another counter, or lower the units",
    Trouble.FULL: "the hall is full ({asked} people) for {amount} min, from {begins} to {ends}:"
    " open another counter then, or lower the units",
    Trouble.OVERTIME: "work goes on for {amount} min after the day, more than {asked}: close the last slots",
}
