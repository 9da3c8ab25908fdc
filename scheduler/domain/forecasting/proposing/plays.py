"""Days to be played for a proposal: what a search asks for, whoever plays them."""

from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple, TypeVar

from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.people import Turnout, turnout
from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.playing import played
from scheduler.domain.forecasting.proposing.asked import Outcome

T = TypeVar("T")
KEPT = 4
"""Of so many plans is kept who was drawn for them."""


class Task(NamedTuple):
    """A plan to be played once for each seed. is_busy_told: what each counter does is wanted too."""

    plan: Plan
    seeds: range
    is_busy_told: bool = False


Search = Generator[Sequence[Task], Sequence[Sequence[Outcome]], T]
"""Something that is found by plays: it asks for tasks, is sent what the days of each came to, and returns what it
found. So it knows nothing of processes, of a stop button or of who waits.
"""


class Player:
    """Plays tasks. Who comes is drawn once for plans that differ in their counters alone."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self._drawn: dict[object, dict[int, Turnout]] = {}

    def outcomes(self, task: Task) -> list[Outcome]:
        """What each day of a task came to."""
        drawn = self._drawn_of(task.plan)
        for seed in task.seeds:
            if seed not in drawn:
                drawn[seed] = turnout(task.plan, self.habits, seed)
        plays = (played(task.plan, drawn[seed]) for seed in task.seeds)
        return [Outcome.of(play, is_busy_told=task.is_busy_told) for play in plays]

    def _drawn_of(self, plan: Plan) -> dict[int, Turnout]:
        """Who was drawn for plans with the same people; those of a few plans are kept, the newest."""
        people = (
            *(plan.midnight, plan.weekday, plan.opens, plan.early, plan.ahead),
            *(tuple(plan.slots), tuple(sorted(plan.contingents.items())), tuple(sorted(plan.ends.items()))),
        )
        drawn = self._drawn.pop(people, {})
        self._drawn[people] = drawn
        while len(self._drawn) > KEPT:
            del self._drawn[next(iter(self._drawn))]
        return drawn


def found_by(search: Search[T], play: Callable[[Task], list[Outcome]]) -> T:
    """Do a search here and now."""
    try:
        tasks = next(search)
        while True:
            tasks = search.send([play(task) for task in tasks])
    except StopIteration as end:
        found: T = end.value
        return found
