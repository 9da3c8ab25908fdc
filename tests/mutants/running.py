"""Runs tests in a copy."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants import warm
from tests.mutants.copies import Copy

LONGEST = 900
"""Seconds after which a run that hangs is given up: no test has failed by then, whatever the reason."""
NOTHING_FOUND = {4, 5}
"""Exit status of pytest where a test that was named is not there any more, or nothing was collected."""
PLAIN = (
    "-q",
    "--tb=no",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
    "-p",
    "tests.mutants.seen",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",  # of libraries that are loaded already, see `warm`
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """failed: which of those that `ran`. broke: why nothing can be said."""

    ran: int = 0
    failed: Sequence[str] = ()
    broke: str = ""

    @property
    def caught(self) -> str:
        """The first that failed; "" where all passed."""
        return next(iter(self.failed), "")


class Runner:
    """A copy, and a process beside it that is ready to run tests there."""

    def __init__(self, copy: Copy) -> None:
        self.copy = copy
        own = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(copy.folder), os.environ.get("PYTHONPATH")))),
            "PYTHONDONTWRITEBYTECODE": "",  # what is compiled once is kept for the next run
        }
        self._ready = subprocess.Popen(
            [sys.executable, "-P", warm.__file__],
            cwd=copy.folder,
            env={**os.environ, **own},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, tests: Sequence[str], *, to_the_end: bool = False) -> Outcome:
        """Run some tests (files, folders, or tests by their ids) until the first that fails, or all of them."""
        with tempfile.TemporaryDirectory() as folder:
            seen, asked, output = (Path(folder) / name for name in ("seen.json", "asked", "output"))
            asked.write_text("\n".join(tests))
            status = self._ask(
                arguments=[*PLAIN, *([] if to_the_end else ["-x"]), f"@{asked}"],
                environment={"GILIRAN_TEST_MUTANT_SEEN": str(seen)},
                output=str(output),
                longest=LONGEST,
            )
            if status in NOTHING_FOUND:
                return Outcome()
            if status == warm.GIVEN_UP or not seen.exists():
                return Outcome(broke=f"status {status}: {output.read_text().strip()[-300:]}")
            return Outcome(**json.loads(seen.read_text()))

    def close(self) -> None:
        """Let the process end."""
        self._ready.communicate()

    def _ask(self, **facts: object) -> int:
        asks, answers = self._ready.stdin, self._ready.stdout
        assert asks is not None
        assert answers is not None
        asks.write(json.dumps(facts) + "\n")
        asks.flush()
        status = answers.readline()
        if not status:
            raise RuntimeError(f"the process that runs tests in {self.copy.folder} has ended: what it said is above")
        return int(status)
