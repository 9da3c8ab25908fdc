"""Steps that come at the same moment, whatever the machine does."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from scheduler.db.engine.writer import Job, Writer


@contextmanager
def gathered(writer: Writer) -> Iterator[None]:
    """What is put within the block and goes together is all in the queue before the writer looks: it is at work on
    another group until the end of the block.
    """
    gate: threading.Event = threading.Event()
    held: Future[bool] = Future()
    writer.put(Job(lambda *_: gate.wait(20), (None,), {}, held, many=_of_nobody))
    yield
    gate.set()
    held.result(20)


def _of_nobody(*_: Any) -> list[None]:
    return []
