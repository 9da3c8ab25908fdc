"""Answers what citizens write, beside the worker that sends; any number of processes."""

import os
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from gettext import NullTranslations

from scheduler.db.engine.database import Database
from scheduler.jobs.loop import Job, going_round
from scheduler.messages.dialogue.answering import answer_all
from scheduler.runtime.clock import Clock
from scheduler.runtime.supervise import Die

LOOK = 3.0
"""Seconds until a process looks by itself for what others have heard; what it heard itself wakes it at once."""


def answering(
    database: Database,
    clock: Clock,
    *,
    base_url: str,
    translations: Mapping[str, NullTranslations],
    die: Die = os._exit,
) -> AbstractAsyncContextManager[None]:
    """Answer what citizens write inside the block."""
    work = partial(answer_all, database, clock, base_url=base_url, translations=translations)
    return going_round(Job("answering", work, LOOK, "heard"), database, die=die)
