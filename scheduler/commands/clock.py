"""`giliran clock`: a machine's clock that the database does not believe is looked at, and believed again."""

from scheduler.commands.failing import CommandFailed
from scheduler.db import queries
from scheduler.db.opening import open_database
from scheduler.domain.clock_trust import MADE
from scheduler.flow.day_end import sweeps
from scheduler.runtime.config import Settings


def run(*, is_right: bool) -> None:
    """Print both times in UTC; is_right: the machine's is recorded as the last moment known.

    Raises CommandFailed for a time before this program was made, which cannot be right.
    """
    database, clock = open_database(Settings(), whatever_time=True)
    try:
        with database.reading() as session:
            last = queries.last_moment(session)
        now = clock()
        print(f"this machine: {now:%Y-%m-%d %H:%M:%S}")  # noqa: T201 - what a command prints is its answer
        print(f"the database: {last:%Y-%m-%d %H:%M:%S}" if last else "the database: nothing yet")  # noqa: T201
        if is_right:
            if now < MADE:
                raise CommandFailed(f"That cannot be right: this giliran was made after {MADE:%Y-%m-%d}.")
            database.run(sweeps.record_clock, now=now)
            print("From now on the machine's time holds.")  # noqa: T201
    finally:
        database.close()
