"""Play days from the command line.

python -m tests.simulation --seed 17 --database sqlite     one day, told line by line
python -m tests.simulation --days 10000                    many days, until one goes wrong
"""

import argparse
import sys
from time import perf_counter

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.simulation.databases import PLACES
from tests.simulation.days import DayFailed, play
from tests.simulation.outcome import Outcome, told

DAYS_IN_A_DATABASE = 25
console = Console(highlight=False, soft_wrap=True)


def main() -> int:
    """Exit code 1 where a day went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description="Plays days in the hall.")
    parser.add_argument("--seed", type=int, default=0, help="the day to play, or the first of many")
    parser.add_argument("--days", type=int, default=1, help="how many days")
    parser.add_argument("--database", choices=sorted(PLACES), default="sqlite")
    asked = parser.parse_args()
    try:
        if asked.days == 1:
            _tell(asked.seed, asked.database)
        else:
            _soak(asked.seed, asked.days, asked.database)
    except DayFailed as failed:
        console.print(str(failed), markup=False)
        return 1
    return 0


def _tell(seed: int, database: str) -> None:
    with PLACES[database]() as place:
        played = play(seed, place, database)
    console.print("\n".join([*played.story, "", *told(played.ours, played.plain)]), markup=False)


def _soak(seed: int, days: int, database: str) -> None:
    ours, plain, steps, began = Outcome(), Outcome(), 0, perf_counter()
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("days played", total=days)
        for first in range(seed, seed + days, DAYS_IN_A_DATABASE):
            with PLACES[database]() as place:
                for each in range(first, min(first + DAYS_IN_A_DATABASE, seed + days)):
                    played = play(each, place, database)
                    ours.add(played.ours)
                    plain.add(played.plain)
                    steps += played.steps
                    progress.advance(task)
    spent = perf_counter() - began
    lines = [f"{days} days, {steps} steps, {spent / days:.2f} s a day", "", *told(ours, plain)]
    console.print("\n".join(lines), markup=False)


if __name__ == "__main__":
    sys.exit(main())
