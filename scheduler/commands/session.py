"""What every command begins with: the settings, the open database, the office that is meant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from scheduler.commands.failing import CommandFailed
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.preflight import away_in_words
from scheduler.db.models import Office
from scheduler.db.opening import open_database
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.audit.settings import Doing, noted
from scheduler.flow.core.audit import note_deed
from scheduler.runtime import logs
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database with the settings and the clock it goes by."""

    settings: Settings
    database: Database
    clock: Clock

    @property
    def now(self) -> datetime:
        """The present moment by the database's own clock."""
        return self.clock()

    def change(
        self, deed: Deed, step: Callable[..., T], office: Office, *args: Any, about: Any = "", **facts: Any
    ) -> T:
        """Run a step that changes settings of an office, and write down what it changed. Raises what it raises."""
        result: T = self.database.run(noted, Doing(deed, "command", self.now, about), step, office, *args, **facts)
        return result

    def note_export(self, office: Office, which: str, **facts: str | int) -> None:
        """Write down that a list of an office was taken along. which: a word for the list."""
        now = self.now
        self.database.run(note_deed, office.id, Deed.EXPORTED, by="command", now=now, about=which, became=facts)

    def office(self, code: str | None) -> Office:
        """The office that is named, or the only one there is. Raises CommandFailed."""
        with self.database.reading() as session:
            return _office(session, code)


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Opened]:
    """Open the database of the settings for the length of one command."""
    settings = settings or Settings()
    logs.configure(settings.log_level)
    database, clock = open_database(settings)
    try:
        with away_in_words(settings):
            yield Opened(settings, database, clock)
    finally:
        database.close()


def _office(session: Session, code: str | None) -> Office:
    offices = {office.code: office for office in queries.offices(session)}
    if not offices:
        raise CommandFailed(
            "There is no office yet. Set one up in a browser: giliran start-address. By a script: giliran office"
            " create CODE --name NAME"
        )
    known = ", ".join(sorted(offices))
    if code is None and len(offices) > 1:
        raise CommandFailed(f"Say which office is meant with --office: {known}", status=2)
    if code is not None and code not in offices:
        raise CommandFailed(f"There is no office {code!r}. There is: {known}", status=2)
    return offices[code] if code is not None else next(iter(offices.values()))
