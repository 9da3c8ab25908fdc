"""Loads what a process needs for good: without looking for cycles among it, and without what nobody here asks for."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

UNWANTED = ("greenlet", "rich", "watchfiles")
"""Packages that libraries load where they are installed, each for something that a server does not use: structlog for
traces of values, which never get into our log, and of greenlets; uvicorn to start anew when a file changes.
"""


def loaded(module: str) -> ModuleType:
    """A module of the program, with all that it imports. The commands that use one of UNWANTED load it themselves."""
    if module in sys.modules:
        return sys.modules[module]
    with loading():
        return import_module(module)


@contextmanager
def loading() -> Iterator[None]:
    """Import inside the block what stays until the process ends.

    Python would look through all of it for cycles, again and again while it grows: a seventh of a start. After the
    block it counts as there for good and is looked through no more.
    """
    hidden = [name for name in UNWANTED if name not in sys.modules]
    was_collecting = gc.isenabled()
    gc.disable()
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # as if it were not installed
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
        gc.freeze()
        if was_collecting:
            gc.enable()
