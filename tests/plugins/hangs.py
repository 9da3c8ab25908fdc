"""What hangs ends: a test in the gate within four minutes, whatever its deep form may take, and what is taken down
after it within one. A worker that does not come back from there is given up, and the test that it had is named.
"""

import faulthandler
from typing import Any

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key, get_timeout_config_value

LONGEST = 240
"""Seconds that a test may take in the gate: it is to end as a failure, before its worker is given up."""
TAKEN_DOWN = 60
"""Seconds for what a test has set up to go again. pytest's own watch over a test ends with the test's failure."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--deep", None):
        return
    for item in items:
        mark = item.get_closest_marker("timeout")
        if mark is not None and mark.args[0] > LONGEST:
            item.add_marker(pytest.mark.timeout(LONGEST), append=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Any:
    whole = get_timeout_config_value(item.config)
    if not whole or item.config.getoption("usepdb"):
        return (yield)
    said = item.config.stash[fault_handler_stderr_fd_key]
    faulthandler.dump_traceback_later(min(TAKEN_DOWN, whole), exit=True, file=said)
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()
