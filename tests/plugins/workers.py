"""What the workers of a run have found out, brought together where the run ends."""

from collections.abc import Callable
from typing import Any

import pytest


class Gathered:
    """A plugin that brings home what each worker says of itself, and looks at all of it together.

    `name`: under which it travels; what travels is made of plain values. `own` is asked in each worker, or in the one
    process where there are none; `judge` is told the list of what all of them said, and returns what is wrong.
    """

    def __init__(self, name: str, own: Callable[[], Any], judge: Callable[[list[Any]], list[str]]) -> None:
        self._name, self._own, self._judge = name, own, judge
        self._said: list[Any] = []
        self._wrong: list[str] = []

    def pytest_testnodedown(self, node: Any) -> None:
        """A worker has ended; one that crashed says nothing."""
        said = getattr(node, "workeroutput", {}).get(self._name)
        if said is not None:
            self._said.append(said)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand it on; or, at home, judge what came, which counts if all tests have passed."""
        config = session.config
        if hasattr(config, "workeroutput"):
            config.workeroutput[self._name] = self._own()
            return
        if not config.getoption("numprocesses", None):
            self._said.append(self._own())
        wrong = self._judge(self._said)
        if wrong and exitstatus == pytest.ExitCode.OK:
            self._wrong = wrong
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what is wrong."""
        if self._wrong:
            terminalreporter.section(self._name, red=True)
            terminalreporter.write_line("\n".join(self._wrong))
