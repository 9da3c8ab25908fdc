"""Ten thousand phones lose their server by a power cut, and come back to it at the same time.

While the server is away a number is called; a phone counts once it shows a board that knows of the call.
"""

import random
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from benchmarks import fanout
from benchmarks.report import Table
from benchmarks.support import crowd, seeding, servers
from benchmarks.support.phones import Pause, Phone, Storm, phones
from benchmarks.support.seeding import Seeded
from scheduler.db.engine.database import Database
from scheduler.db.models import Office, OfficeDay
from scheduler.flow.counter import calls

PHONES, TICKETS = 10_000, 300
LONGEST_PAUSE = 15.0


def _jitter(failed: int) -> float:
    """As live.js waits."""
    return random.random() * min(LONGEST_PAUSE, 2.0**failed)


def _in_step(_failed: int) -> float:
    return 1.0


CASES: dict[str, Pause] = {"after pauses of chance, as the pages do": _jitter, "all in the same second": _in_step}


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds: how long all, and half of them, waited since the server was back; the longest and the middle wait of one
    phone from the attempt that succeeded to its picture; processor time of the server for it.
    """

    last: float
    middle: float
    longest: float
    usual: float
    busy: float


def tables(_seeded: Seeded, _rounds: int) -> list[Table]:
    """Both ways to come back."""
    with tempfile.TemporaryDirectory() as folder:
        seeded = seeding.seed(Path(folder), 1, waiting=TICKETS)
        hellos = [fanout.upgrade(f"/t/{code}/live") for code in seeding.passes(seeded)]
        results = {name: measured(seeded, hellos, pause) for name, pause in CASES.items()}
    rows = [
        [name, *(f"{value:.1f}" for value in (one.middle, one.last, one.usual, one.longest, one.busy))]
        for name, one in results.items()
    ]
    aim = (
        f"The phones of {TICKETS} tickets, after a power cut during which a number was called; one server with SQLite,"
        " one round. Seconds since the server was back; the wait of one phone is from the attempt that reached it."
    )
    columns = ["coming back", "half have it", "all have it", "wait of one, middle", "longest", "server's processor"]
    return [Table(f"{PHONES:,} phones come back to a restarted server", aim, columns, rows)]


def measured(seeded: Seeded, hellos: Sequence[bytes], pause: Pause) -> Measured:
    """One power cut on a copy of the database."""
    crowd.raise_limit()
    with tempfile.TemporaryDirectory() as folder:
        own = seeded.copy_to(Path(folder))
        with servers.serving(servers.giliran(), own.path) as server:
            port = server.port
            with suppress(ProcessLookupError):
                server.process.kill()
            server.process.wait()
        version = _call(own)
        with servers.starting(servers.giliran(), own.path, port) as server:
            busy: list[float] = []
            storm = Storm(port, phones(hellos, PHONES), pause, lambda: busy.append(server.busy))
            with closing(storm):
                storm.run(version)
                busy.append(server.busy)
            return _summed_up(storm.phones, storm.back, busy[1] - busy[0])


def _summed_up(all_of_them: list[Phone], back: float, busy: float) -> Measured:
    shown = sorted(phone.shown - back for phone in all_of_them)
    waits = sorted(phone.shown - phone.tried for phone in all_of_them)
    return Measured(shown[-1], shown[len(shown) // 2], waits[-1], waits[len(waits) // 2], busy)


def _call(own: Seeded) -> int:
    """Call a number while nobody serves; the version of the board that knows of it."""
    database = Database(seeding.settings_of(own.path))

    def step(session: Session) -> int:
        office = session.scalars(select(Office)).one()
        calls.recall(session, office, own.called, by="system", now=seeding.CLOCK)
        return session.scalars(select(OfficeDay.version)).one()

    with closing(database):
        return database.run(step)
