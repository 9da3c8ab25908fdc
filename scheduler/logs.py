"""One line an event, JSON where a machine reads it. No value of a variable ever gets into a traceback: codes, names and
numbers of people are in them.
"""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Set up logging for a process. level: debug, info, warning, error."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    for_people = sys.stderr.isatty()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
            if for_people
            else structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
