"""Faults are put into the program by hand, one for every guard and rule, and the gate has to catch each of them.

python -m tests.mutants                     all of them, two at a time (`make mutants`)
python -m tests.mutants "lobby" "undo"      those whose rule has one of the words in it
python -m tests.mutants --list              only say which there are

A fault (`tests/mutants/faults/`) is a text of one file that becomes another. Each is put into a copy of the tree, and
the tests of the gate that run the changed lines run there, until the first that fails:

1. the test that caught it last time (`killers.json`), and then its file: nearly always that is all;
2. the tests that the fault itself names, where lines of Python cannot tell who runs it (scripts, migrations);
3. else all tests that run the lines, by a map that coverage makes of the whole gate outside the browser (minutes, kept
   under `build/mutants/` until the program or a test changes). So a fault that survives has passed them all.

Caught means that a test ran and failed, and that it passes where no fault is: all that caught one run once more in a
copy that is whole. A copy in which tests cannot be collected or set up has caught nothing, and a fault whose old text
does not stand exactly once in its file is stale: the end is status 1 for each of these, as for a fault that survives.
Then the rule has no test: write it at the lowest level that can hold it.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from queue import SimpleQueue

from tests.mutants import killers
from tests.mutants.copies import Copy
from tests.mutants.covered import Covered, covered
from tests.mutants.every import FAULTS
from tests.mutants.fault import Fault
from tests.mutants.judging import Verdict, judge, looked_through
from tests.mutants.running import Runner

AT_ONCE = 2


def main() -> int:
    """Exit code 1 where a fault survives, or nothing can be said of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Puts faults in, which tests catch.")
    parser.add_argument("words", nargs="*", help="only faults whose rule has one of them in it")
    parser.add_argument("--list", action="store_true", help="only say which there are")
    asked = parser.parse_args()
    chosen = [fault for fault in FAULTS if not asked.words or any(word in fault.rule for word in asked.words)]
    if asked.list:
        _say(*(f"{fault.rule}  ({fault.file})" for fault in chosen))
        return 0
    began = time.monotonic()
    verdicts = _verdicts(chosen)
    killers.keep(killers.known(), {each.fault.rule: each.killer for each in verdicts}, {fault.rule for fault in FAULTS})
    return _summed_up(verdicts, time.monotonic() - began)


def _verdicts(chosen: Sequence[Fault]) -> list[Verdict]:
    """All of them. Each is told as soon as it is known; at the end some that were caught may turn out not to be."""
    known, idle, lock = killers.known(), SimpleQueue[Runner](), threading.Lock()

    @cache
    def made_map() -> Covered:
        return covered(fault.file for fault in FAULTS if not fault.tests and fault.file.endswith(".py"))

    def map_of() -> Covered:
        with lock:
            return made_map()

    def judged(fault: Fault) -> Verdict:
        runner = idle.get()
        try:
            return judge(runner, fault, known.get(fault.rule, ""), map_of)
        finally:
            idle.put(runner)

    with tempfile.TemporaryDirectory(prefix="giliran-mutants-") as folder, ThreadPoolExecutor(AT_ONCE) as threads:
        runners = [Runner(Copy(Path(folder) / str(number))) for number in range(AT_ONCE)]
        for runner in runners:
            idle.put(runner)
        verdicts = [_told(each.result()) for each in as_completed([threads.submit(judged, each) for each in chosen])]
        verdicts = looked_through(runners[0], verdicts)
        for runner in runners:
            runner.close()
    return verdicts


def _told(verdict: Verdict) -> Verdict:
    word = "caught  " if verdict.by else "STALE   " if verdict.is_stale else "SURVIVED"
    _say(f"{word} {verdict.seconds:5.1f} s  {verdict.fault.rule}: {verdict.by or verdict.why}")
    return verdict


def _summed_up(verdicts: Sequence[Verdict], seconds: float) -> int:
    left = [verdict for verdict in verdicts if not verdict.by]
    _say("", f"{len(verdicts)} faults, {len(verdicts) - len(left)} caught, in {seconds:.0f} s.")
    _say(*(f"Not caught: {each.fault.rule} ({each.fault.file}): {each.why}" for each in left))
    return 1 if left or not verdicts else 0


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
