"""When each job of this process last came round: what stands still without failing is seen by it alone."""

import time
from collections.abc import Callable
from dataclasses import dataclass

MANY, LEAST = 5, 120.0
"""A job is late after so many of its rounds, and never within so many seconds."""


@dataclass(frozen=True, slots=True)
class Round:
    """A job: seconds between its rounds, and for how many it has been silent."""

    every: float
    silent: float

    @property
    def is_late(self) -> bool:
        """Whether it should have come round long ago."""
        return self.silent > max(LEAST, MANY * self.every)


class Rounds:
    """The jobs of a process, by name."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._jobs: dict[str, tuple[float, float]] = {}

    def note(self, name: str, every: float) -> None:
        """A job begins, or has come round."""
        self._jobs[name] = every, self._clock()

    def end(self, name: str) -> None:
        """A job goes round no more."""
        self._jobs.pop(name, None)

    def all(self) -> dict[str, Round]:
        """All jobs that go round now."""
        now = self._clock()
        return {name: Round(every, now - at) for name, (every, at) in list(self._jobs.items())}


ROUNDS = Rounds()
"""Those of this process."""
