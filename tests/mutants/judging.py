"""Whether the gate catches a fault, and by which test."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.mutants.covered import Covered
from tests.mutants.fault import Fault, Stale
from tests.mutants.running import Outcome, Runner

AT_A_TIME = 50
"""Tests that run together where no fault is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a fault. by: the test that caught it; why: what there is to say where none did."""

    fault: Fault
    by: str = ""
    why: str = ""
    ran: int = 0
    seconds: float = 0.0
    is_stale: bool = False

    @property
    def killer(self) -> str:
        """The test without its parameters."""
        return self.by.partition("[")[0]


def judge(runner: Runner, fault: Fault, killer: str, map_of: Callable[[], Covered]) -> Verdict:
    """Break a copy and run what must notice.

    killer: the test that caught the fault last; "" where none is known. map_of: asked only where that is not enough.
    """
    began, ran, broke = time.monotonic(), 0, ""
    try:
        with runner.copy.broken_by(fault):
            for tests in _attempts(fault, killer, map_of):
                outcome = runner.run(tests)
                ran, broke = ran + outcome.ran, outcome.broke
                if outcome.caught or broke:
                    return _verdict(fault, outcome, ran, began)
    except Stale as stale:
        return Verdict(fault, why=str(stale), is_stale=True)
    return _verdict(fault, Outcome(), ran, began)


def looked_through(runner: Runner, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, but for those of tests that fail in a copy without any fault as well: these have caught nothing."""
    killers, failed = sorted({verdict.killer for verdict in verdicts if verdict.by}), set[str]()
    for first in range(0, len(killers), AT_A_TIME):
        asked = killers[first : first + AT_A_TIME]
        outcome = runner.run(asked, to_the_end=True)
        if outcome.broke or outcome.ran < len(asked):
            raise RuntimeError(f"of {len(asked)} tests {outcome.ran} ran where no fault is: {outcome.broke or asked}")
        failed |= {name.partition("[")[0] for name in outcome.failed}
    return [
        replace(verdict, by="", why=f"{verdict.by} fails without it as well") if verdict.killer in failed else verdict
        for verdict in verdicts
    ]


def _attempts(fault: Fault, killer: str, map_of: Callable[[], Covered]) -> Iterator[Sequence[str]]:
    """The test that caught it last; what else stands in its file, as it may have another name now; what the fault
    names; and at last every test that runs the lines.
    """
    if killer:
        yield [killer]
        yield [killer.partition("::")[0]]
    if fault.tests:
        yield fault.tests
    elif mapped := map_of().tests_of(fault):
        yield mapped


def _verdict(fault: Fault, outcome: Outcome, ran: int, began: float) -> Verdict:
    why = outcome.broke or (f"{ran} tests passed" if ran else "no test runs it")
    return Verdict(fault, outcome.caught, "" if outcome.caught else why, ran, time.monotonic() - began)
