"""What works without a server works on the same kind of loop."""

import asyncio
import sys

import pytest

from scheduler.runtime import loops


async def kind() -> str:
    return type(asyncio.get_running_loop()).__module__


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not made for it")
def test_loop_is_the_servers() -> None:
    assert loops.run(kind()) == "uvloop"


async def fails() -> None:
    raise LookupError


def test_what_is_raised_is_raised() -> None:
    with pytest.raises(LookupError):
        loops.run(fails())
