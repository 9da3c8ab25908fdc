"""Answers what citizens write, beside the worker that sends; any number of processes, each line once."""

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Any

import structlog

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.flow.talks.conversations import new_lines
from scheduler.messages.dialogue.steps import answer, answer_by_clerk, answer_refusal
from scheduler.runtime.clock import Clock

MOST = 100
"""Lines that are read at a time."""

log = structlog.get_logger()


async def answer_all(
    database: Database, clock: Clock, *, base_url: str, translations: Mapping[str, NullTranslations]
) -> int:
    """Answer all new lines there are now; returns how many were answered here."""
    answered = 0
    while lines := await database.read(new_lines, MOST):
        done = [
            await answer_line(database, clock, line, base_url=base_url, translations=translations) for line in lines
        ]
        answered += sum(done)
        if not any(done):
            break  # others are at them
    return answered


async def answer_line(
    database: Database, clock: Clock, line_id: int, *, base_url: str, translations: Mapping[str, NullTranslations]
) -> bool:
    """Answer one line, or say why not; a line that a fault of ours keeps from that is left to a clerk.

    Returns whether the line was answered here. Raises Unavailable.
    """
    how = {"base_url": base_url, "translations": translations}
    try:
        return await _answered(database, clock, line_id, how)
    except (Unavailable, *AWAY):
        raise
    except Exception as fault:
        log.exception("line_unanswered", kind=type(fault).__name__)
        return await database.write_beside(answer_by_clerk, line_id)


async def _answered(database: Database, clock: Clock, line_id: int, how: Any) -> bool:
    try:
        return await database.write_beside(answer, line_id, **how, now=clock())
    except Unavailable:
        raise
    except Refusal as refusal:
        return await database.write_beside(answer_refusal, line_id, refusal, **how, now=clock())
