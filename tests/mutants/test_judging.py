"""What has caught a fault is asked of a copy that is whole: a test that fails there as well has caught nothing."""

from collections.abc import Sequence
from typing import cast

import pytest

from tests.mutants.fault import Fault
from tests.mutants.judging import Verdict, looked_through
from tests.mutants.running import Outcome, Runner

FAULT = Fault("a limit", "limit.py", "limit", "limit + 1")
CAUGHT, SURVIVED = Verdict(FAULT, by="test_x.py::test_it[7]"), Verdict(FAULT, why="4 tests passed")


class Whole:
    """A copy without a fault, whose tests end as they are told to."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.asked = outcome, list[str]()

    def run(self, tests: Sequence[str], *, to_the_end: bool = False) -> Outcome:
        assert to_the_end
        self.asked += tests
        return self.outcome


def looked(outcome: Outcome, *verdicts: Verdict) -> list[Verdict]:
    return looked_through(cast("Runner", Whole(outcome)), verdicts)


def test_what_passes_where_no_fault_is_has_caught_one() -> None:
    assert looked(Outcome(ran=1), CAUGHT, SURVIVED) == [CAUGHT, SURVIVED]


def test_what_fails_there_as_well_has_caught_nothing() -> None:
    (verdict,) = looked(Outcome(ran=9, failed=["test_x.py::test_it[3]"]), CAUGHT)

    assert (verdict.by, verdict.why) == ("", "test_x.py::test_it[7] fails without it as well")


@pytest.mark.parametrize("outcome", [Outcome(), Outcome(ran=1, broke="test_y could not be set up")])
def test_what_did_not_run_there_says_nothing(outcome: Outcome) -> None:
    with pytest.raises(RuntimeError):
        looked(outcome, CAUGHT)


def test_where_nothing_was_caught_nothing_is_asked() -> None:
    whole = Whole(Outcome())

    assert looked_through(cast("Runner", whole), [SURVIVED]) == [SURVIVED]
    assert whole.asked == []
