"""What is told of the work never stops it."""

import errno
import io

import structlog

from scheduler.runtime.logs import Unfailing


class Full(io.StringIO):
    """A file on a disk without room."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        self.write("")


def test_line_that_cannot_be_written_is_lost_and_stops_nothing():
    said = structlog.PrintLogger(Unfailing(Full()))  # type: ignore[arg-type]

    said.error("batch_lost")


def test_line_is_written_where_it_can_be():
    file = io.StringIO()

    structlog.PrintLogger(Unfailing(file)).error("batch_lost")  # type: ignore[arg-type]

    assert file.getvalue() == "batch_lost\n"
