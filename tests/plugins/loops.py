"""A test may follow one that drives a browser: Playwright leaves its loop as the running one of the thread, between its
calls too, and beside that one nobody could run a loop of their own.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.plugins.selection import drives_a_browser


@contextmanager
def none_running() -> Iterator[None]:
    """As if no loop were running in this thread, inside the block."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    if drives_a_browser(item):
        return (yield)
    with none_running():
        return (yield)
