"""Which choice has the most pickups and keeps what is asked: a race in which those that surely lose drop out.

All are played by the same seeds, so that a difference between two is theirs and not of the people who came by chance.
After a few days most are surely broken or surely worse; who remains is played for longer. More people in as long slots
never wait less: where a choice is surely broken, whatever is heavier need not be played.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import sqrt
from statistics import fmean, stdev

from scheduler.domain.forecasting.proposing.asked import SURELY, Asked, Outcome
from scheduler.domain.forecasting.proposing.choices import Choice
from scheduler.domain.forecasting.proposing.plays import Search, Task
from scheduler.domain.forecasting.setting import Setting

ROUNDS = ((20, 16), (60, 5), (200, 0))
"""Days after which is looked who remains, and how many do at most; after the last one who is best."""
ENOUGH_SURE = 3
"""Behind so many choices that surely keep what is asked no other is looked at that has fewer pickups."""
AT_ONCE = 10
"""Seeds of one task."""


@dataclass(slots=True)
class Race:
    """What is known of choices: what their days came to, in the order of the seeds. today: never drops out."""

    setting: Setting
    asked: Asked
    today: Choice
    known: dict[Choice, list[Outcome]] = field(default_factory=dict)

    def run(self, choices: Sequence[Choice]) -> Search[Choice | None]:
        """The best of some choices; None where none keeps what is asked."""
        running = list(dict.fromkeys([self.today, *choices]))
        for place, (days, most) in enumerate(ROUNDS):
            if place == 0:
                running = yield from self._first(running, days)
            else:
                yield from self.play(running, days)
            if most:
                running = self._remaining(running, most)
        return self.best(running)

    def play(self, choices: Sequence[Choice], days: int) -> Search[None]:
        """Have choices played until so many of their days are known."""
        missing = [each for each in choices if len(self.known.get(each, ())) < days]
        tasks = [
            (each, Task(each.plan(self.setting), range(begin, min(begin + AT_ONCE, days))))
            for each in missing
            for begin in range(len(self.known.get(each, ())), days, AT_ONCE)
        ]
        if tasks:
            played = yield [task for _, task in tasks]
            for (each, _), came in zip(tasks, played, strict=True):
                self.known.setdefault(each, []).extend(came)

    def best(self, choices: Sequence[Choice]) -> Choice | None:
        """Of those that keep what is asked the one with the most pickups; of those with surely no fewer the one with
        the fewest counters, and of those the one that waits the least.
        """
        keep = [each for each in choices if self.asked.is_kept_on(self.known[each])]
        if not keep:
            return None
        most = max(keep, key=self.pickups)
        alike = [each for each in keep if not self._is_surely_better(most, each)]
        return min(alike, key=lambda each: (len(each.counters), -round(self.pickups(each)), self.long_wait(each)))

    def pickups(self, choice: Choice) -> float:
        """How many are served on a day, in the mean."""
        return fmean(day.served for day in self.known[choice])

    def long_wait(self, choice: Choice) -> float:
        """What 95 of 100 people do not exceed, in the mean of all days."""
        return fmean(day.long_wait for day in self.known[choice])

    def _first(self, choices: Sequence[Choice], days: int) -> Search[list[Choice]]:
        """Play the lightest first; what is heavier than one that is surely broken is left out."""
        yield from self.play([self.today], days)
        played = [self.today]
        broken: list[Choice] = []
        rest = sorted((each for each in choices if each != self.today), key=lambda each: each.hourly)
        for _, level in groupby(rest, key=lambda each: each.hourly):
            wanted = [each for each in level if not any(each.is_heavier_than(other) for other in broken)]
            yield from self.play(wanted, days)
            played += wanted
            broken += [each for each in wanted if self.asked.is_surely_broken_on(self.known[each])]
        return played

    def _remaining(self, choices: Sequence[Choice], most: int) -> list[Choice]:
        """Who may still be the best, and today's."""
        others = [each for each in choices if not self.asked.is_surely_broken_on(self.known[each])]
        others.sort(key=self.pickups, reverse=True)
        sure = [each for each in others if self.asked.is_surely_kept_on(self.known[each])][:ENOUGH_SURE]
        if sure:
            others = [each for each in others if not self._is_surely_better(sure[0], each)]
        likely = sorted(others, key=lambda each: self.asked.kept_part(self.known[each]), reverse=True)
        return list(dict.fromkeys([self.today, *likely[:most], *sure]))

    def _is_surely_better(self, one: Choice, other: Choice) -> bool:
        """Whether one has surely more pickups, by the difference on each day."""
        more = [mine.served - theirs.served for mine, theirs in zip(self.known[one], self.known[other], strict=False)]
        return fmean(more) > SURELY * stdev(more) / sqrt(len(more))
