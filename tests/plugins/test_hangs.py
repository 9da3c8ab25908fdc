"""A test that fails and then does not come back is given up, and said to be."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.hangs import LONGEST

ROOT = Path(__file__).parents[2]
HANGS = """
import threading

import pytest


@pytest.fixture
def never_gone():
    yield
    threading.Event().wait()


def test_that_fails(never_gone):
    raise AssertionError
"""


def test_what_does_not_go_after_a_failure_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(HANGS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nfaulthandler_timeout = 1\n")

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.hangs", "-c", tmp_path / "pytest.ini", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )

    assert ran.returncode == 1
    assert "Timeout (0:00:01)!" in ran.stderr
    assert "in never_gone" in ran.stderr


@pytest.mark.timeout(1000)
def test_what_may_take_long_in_a_deep_run_may_not_at_a_push(request: pytest.FixtureRequest) -> None:
    mark = request.node.get_closest_marker("timeout")

    assert mark.args[0] == (1000 if request.config.getoption("--deep") else LONGEST)
