"""What checks may look at."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.runtime.config import Settings
from scheduler.runtime.rounds import Round


@dataclass(frozen=True, slots=True)
class Process:
    """What a process that serves knows of itself.

    strange_proxies: addresses that said for whom they ask, though nobody named them as proxies. rounds: the jobs that
    go round here, by name, with how long each has been silent.
    """

    strange_proxies: frozenset[str]
    rounds: Mapping[str, Round]


@dataclass(frozen=True, slots=True)
class Around:
    """The settings, and what stands around a check.

    reading: opens a session that can only read; None where the database cannot be read, which `unfit` then says (a
    sentence in English, with no secret in it). is_written: whether the database takes what is written; None where that
    was not tried. version: of its tables. office_id: whose screens and messages are looked at; None for those of all.
    process: None where no process that serves is asked.
    """

    settings: Settings
    now: datetime
    reading: Callable[[], AbstractContextManager[Session]] | None
    unfit: str = ""
    is_written: bool | None = None
    version: str | None = None
    office_id: int | None = None
    process: Process | None = None

    @property
    def is_new(self) -> bool:
        """Whether there is no database yet."""
        return self.version is None and not self.unfit

    def session(self) -> AbstractContextManager[Session]:
        """A session that can only read; only where there is one."""
        assert self.reading is not None
        return self.reading()
