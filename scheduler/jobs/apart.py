"""What a job does for one office after the other, each for itself."""

import contextlib
from collections.abc import Iterator
from typing import Any

import structlog

from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Unavailable

log = structlog.get_logger()


@contextlib.contextmanager
def apart(fault: str, **of: Any) -> Iterator[None]:
    """A fault of ours in the block is logged under its name, with what it is of, and ends nothing else: for work that
    nobody waits for, so that what one office has set can neither end the process nor keep the others from theirs.

    A database that is away is for the loop to wait for.
    """
    try:
        yield
    except (Unavailable, *AWAY):
        raise
    except Exception:
        log.exception(fault, **of)
