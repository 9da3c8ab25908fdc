"""Of two loops in one thread the second may run too."""

import asyncio

from tests.plugins.loops import none_running


async def nothing() -> None: ...


def test_loop_may_be_run_beside_one_that_only_counts_as_running() -> None:
    async def browser() -> bool:
        own = asyncio.get_running_loop()
        with none_running():
            asyncio.run(nothing())
        return asyncio.get_running_loop() is own

    assert asyncio.run(browser())
