"""Loaded by pytest in a copy: writes down which tests failed, and how.

Only a test whose own body or whose last look fails has caught a fault. One that could not be collected or set up has
shown that the fault breaks everything, which nobody would overlook, and says nothing about the rule.
"""

import json
import os
from pathlib import Path

import pytest


class Seen:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.ran, self.broke = 0, ""
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += report.when == "call"
        if report.failed and report.when == "setup":
            self.broke = self.broke or f"{report.nodeid} could not be set up"
        elif report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broke = self.broke or f"{report.nodeid} could not be collected"

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps({"ran": self.ran, "failed": self.failed, "broke": self.broke}))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Seen(Path(os.environ["GILIRAN_TEST_MUTANT_SEEN"])))
