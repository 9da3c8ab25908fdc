"""What a command changes of staff and tokens is written into the log on stderr, as the server does for its pages."""

import structlog

from scheduler.db.models import Office

BY = "command"


def note(event: str, office: Office, **facts: int | str) -> None:
    """One line, after what it tells of has been kept: ids and the office's code, and nobody's name."""
    structlog.get_logger().info(event, office=office.code, by=BY, **facts)
