"""`giliran forecast propose`: the most pickups a day that keep what is asked, and the fewest hours of counters."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.progress import Progress

from scheduler.commands.failing import CommandFailed
from scheduler.commands.forecasting.days import MEANINGS
from scheduler.commands.forecasting.saying import AsJson, as_json, say, say_json, say_table, span_of
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import opened
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.domain.forecasting.proposing.choices import Choice
from scheduler.domain.forecasting.proposing.frontier import Point
from scheduler.domain.forecasting.proposing.pattern import Pattern
from scheduler.domain.forecasting.proposing.proposal import FIGURES, Proposal, Standing, expected_plays, proposal
from scheduler.flow.forecasting.proposals import Scene, scene_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Wait = Annotated[
    int | None, typer.Option(min=1, max=240, help="Minutes that 95 of 100 wait at most; as the office has it.")
]
Overtime = Annotated[
    int | None, typer.Option(min=0, max=240, help="Minutes after the day's work; as the office has it.")
]
Full = Annotated[
    int, typer.Option(min=0, max=100, help="On how much of all days the limit may be reached, in percent.")
]


def propose(
    office: WhichOffice = None, wait: Wait = None, overtime: Overtime = None, full: Full = 100, json: AsJson = False
) -> None:
    """Search for a minute what the office could set instead. Nothing is changed, and nothing is kept."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            scene = scene_of(session, where.id, now=at.now)
        asked = Asked(
            where.most_wait_minutes if wait is None else wait,
            where.most_overtime_minutes if overtime is None else overtime,
            full / 100,
        )
    if not scene.week:
        raise CommandFailed("No day of the coming two weeks has work, slots and a counter.")
    found = _found(scene, asked)
    if json:
        say_json(_as_json(found))
    else:
        _show(found)


def _found(scene: Scene, asked: Asked) -> Proposal:
    from scheduler.jobs.players import searched  # noqa: PLC0415 - other commands play nothing

    with Progress(transient=True) as progress:
        task = progress.add_task("Playing days", total=expected_plays(scene.week))
        told: Callable[[int], object] = lambda plays: progress.update(task, completed=plays)  # noqa: E731
        return asyncio.run(searched(proposal(scene.week, asked), replace(scene.habits, fills=()), told=told))


def _show(found: Proposal) -> None:
    best = found.best
    say(f"Played: {DAYS[found.weekday]}, the fullest day of the week, with every unit booked.")
    say(f"Today:    {_set_so(found.today.choice)}; keeps what is asked on {found.today.kept:.0%} of days.")
    if best is None:
        say("Nothing near that keeps what is asked: ask for less, add a counter, or lower the units further.")
    elif found.is_today_best:
        say("Nothing better was found.")
    else:
        say(f"Proposed: {_set_so(best.choice)}; keeps what is asked on {best.kept:.0%} of days.")
    rows = [(_meaning(name), span_of(found.today.figures[name]), *_beside(found, best, name)) for name in FIGURES]
    say_table(("of a day", "today", "proposed", "difference"), rows)
    say("What more pickups cost in waiting, where nothing is better in both:")
    for each in found.frontier:
        say(f"  {each.pickups:4.0f} pickups, 95 of 100 wait at most {each.wait:3.0f} min: {_set_so(each.choice)}")
    if found.pattern:
        held = ", ".join(f"{units} in {count} slots" for units, count in _runs(found.pattern))
        say(f"Within the day, service {found.pattern.service} is better held so, one after the other: {held}.")
    say(f"The fewest hours of counters, as slots are {'proposed' if found.is_hours_of_best else 'set today'}:")
    hours = [
        (
            *(DAYS[each.weekday], f"{each.before / 2:g}"),
            f"{each.after / 2:g}" if each.is_kept else "all are too few",
            " ".join(map(str, each.counts.values())),
        )
        for each in found.hours
    ]
    say_table(("", "today", "needed", "counters by half hour"), hours)


def _runs(pattern: Pattern) -> list[tuple[int, int]]:
    """How many units slots that follow each other hold, and how many slots those are."""
    return [(units, len(list(slots))) for units, slots in groupby(pattern.held, key=lambda held: held.units)]


def _set_so(choice: Choice) -> str:
    walk_ins = dict(choice.walk_ins)
    slots = (
        f"{letter} {rule.units} per {rule.minutes} min, {_given(walk_ins.get(letter))}" for letter, rule in choice.slots
    )
    return f"{'; '.join(slots)}; {len(choice.counters)} counters"


def _given(count: int | None) -> str:
    return "walk-ins without a limit" if count is None else f"{count} walk-ins"


def _meaning(name: str) -> str:
    return MEANINGS[name]


def _beside(found: Proposal, best: Standing | None, name: str) -> tuple[str, str]:
    if best is None or found.is_today_best:
        return "", ""
    return span_of(best.figures[name]), span_of(found.differences[name])


def _as_json(found: Proposal) -> dict[str, Any]:
    best = None if found.best is None else _standing(found.best)
    return {
        "weekday": found.weekday,
        "today": _standing(found.today),
        "best": best,
        "differences": {name: as_json(each) for name, each in found.differences.items()},
        "frontier": [_point(each) for each in found.frontier],
        "pattern": None if found.pattern is None else [each.units for each in found.pattern.held],
        "is_hours_of_best": found.is_hours_of_best,
        "hours": [
            {"weekday": each.weekday, "today": each.before / 2, "needed": each.after / 2, "is_kept": each.is_kept}
            for each in found.hours
        ],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    figures = {name: as_json(each) for name, each in standing.figures.items()}
    return {**_choice(standing.choice), "kept": standing.kept, "full": standing.full, "figures": figures}


def _point(point: Point) -> dict[str, Any]:
    return {**_choice(point.choice), "pickups": point.pickups, "long_wait": point.wait}


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "slots": {letter: rule._asdict() for letter, rule in choice.slots},
        "walk_ins": dict(choice.walk_ins),
        "counters": list(choice.counters),
    }
