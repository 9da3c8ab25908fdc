"""A process that plays days and nothing else: tasks come in by its standard input, what they came to goes out.

It ends when its input does, which is when the process that began it has ended, in whatever way.
"""

import contextlib
import os
import pickle
import sys

from scheduler.domain.forecasting.proposing.plays import Player

NICE = 10
"""How far behind everything else it stands."""


def main() -> None:
    """Play until nothing comes any more: first the habits, then a task at a time."""
    with contextlib.suppress(OSError, AttributeError):  # a system without such places in the line
        os.nice(NICE)
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    with contextlib.suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):  # whoever began this one has ended
        player = Player(pickle.load(orders))  # noqa: S301 - from the process that began this one
        while True:
            pickle.dump(player.outcomes(pickle.load(orders)), answers)  # noqa: S301 - the same
            answers.flush()


if __name__ == "__main__":
    main()
