"""Work on the folder of files, in threads of its own: a disk that is slow or hangs holds up no read of the database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 4
THREADS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="files")


async def on_disk(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do some work in one of the threads; returns and raises what the work does."""
    return await asyncio.wrap_future(THREADS.submit(work, *args, **kwargs))
