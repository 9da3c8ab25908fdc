"""What tests of rotations share: another secret, and what is under which."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler import keys
from scheduler.commands.upkeep.rotating import rotate, standing
from scheduler.db.engine.database import Database
from scheduler.db.secrets.chain import take_chain
from scheduler.flow.upkeep.rotation.values import UNKNOWN
from scheduler.keys import Keyring
from tests.conftest import SECRET

NEW, NEWER = "a new secret that is long enough too", "a newer secret that is as long as it takes"


@contextmanager
def kept_ring() -> Iterator[None]:
    """Whatever keyring a test uses, the one before comes back."""
    before = keys.ring()
    try:
        yield
    finally:
        keys.use(before)


def use(database: Database, *secrets: str) -> None:
    """Go on as a process that was started with other secrets, newest first."""
    keys.use(Keyring(secrets))
    with database.reading() as session:
        take_chain(session)


def rotated(database: Database, folder: Path, *secrets: str) -> int:
    """Put a secret in front, rotate, and go on without the old ones; returns how much was made anew."""
    use(database, *(secrets or (NEW, SECRET)))
    done = rotate(database, folder, pause=0)
    use(database, (secrets or (NEW,))[0])
    return done


def under(database: Database, folder: Path) -> Counter[bytes]:
    """How much is under the newest secret, under older ones, and under none that is given."""
    found, named = standing(database, folder), {keys.ring().ids[0]: b"newest", UNKNOWN: b"unknown"}
    every: Counter[bytes] = Counter()
    for secret, count in found.every.items():
        every[named.get(secret, b"older")] += count
    return every
