"""A clock that was set is noticed by the machine's own, which nobody sets."""

from datetime import timedelta

from scheduler.messages.sending.steadiness import Steadiness
from tests.scenes.factories import NINE

MINUTES = timedelta(minutes=2)


class Machine:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_clock_that_runs_is_believed_from_the_start():
    machine = Machine()
    steadiness = Steadiness(NINE, monotonic=machine)

    for second in range(0, 600, 5):
        machine.seconds = 100 + second
        steadiness.look(NINE + timedelta(seconds=second))

    assert steadiness.has_run_for(MINUTES)
    assert steadiness.since == NINE


def test_clock_that_was_set_is_believed_again_after_a_while():
    for step in (timedelta(hours=5), timedelta(hours=-5)):
        machine = Machine()
        steadiness = Steadiness(NINE, monotonic=machine)

        machine.seconds += 5
        steadiness.look(NINE + step)
        assert not steadiness.has_run_for(MINUTES)
        assert steadiness.since == NINE + step

        machine.seconds += 120
        steadiness.look(NINE + step + MINUTES)
        assert steadiness.has_run_for(MINUTES)
        assert steadiness.since == NINE + step
