"""A copy of a PostgreSQL database by its own `pg_dump`, of the moment in which its rows were counted, and back."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from scheduler.backup.archive import DATABASES
from scheduler.backup.contents import MARKS, MEDIA, SEALED, named
from scheduler.backup.faults import BackupBroken, BackupFailed
from scheduler.backup.files import Look
from scheduler.db.engine.migrations import VERSION_TABLE
from scheduler.domain.backup import Why

MEMBER = DATABASES["postgres"]
WAIT = 0.2
PLACES = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version."""
_COPY = re.compile(r'COPY public\.("?)(\w+)\1 \((.*)\) FROM stdin;')
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a database. snapshot: by which pg_dump reads the same; version: of its server."""

    snapshot: str
    version: int
    tables: str
    counts: Mapping[str, int]
    sealed: bytes | None
    named: set[str]
    size: int


@contextmanager
def moment_of(url: str) -> Iterator[Moment]:
    """Hold one moment of a database for the length of the block."""
    import psycopg  # noqa: PLC0415 - an extra that SQLite offices do not install

    with _connected(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True

        def one(statement: str) -> Any:
            row = connection.execute(statement).fetchone()
            return row[0] if row else None

        counts = _counts(connection)
        marks, media = connection.execute(MARKS), connection.execute(MEDIA)
        yield Moment(
            snapshot=one("SELECT pg_export_snapshot()"),
            version=connection.info.server_version // 10_000,
            tables=one(f"SELECT version_num FROM {VERSION_TABLE}"),  # noqa: S608
            counts=counts,
            sealed=one(SEALED),
            named=named((mark for (mark,) in marks), media),
            size=one("SELECT pg_database_size(current_database())"),
        )


def dump(url: str, target: Path, moment: Moment, look: Look = lambda _: None) -> None:
    """Write a moment of a database into a new file. Raises BackupFailed, OSError."""
    program = tool("pg_dump", moment.version)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    options = (
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--load-via-partition-root",  # a table that is parted by months is counted, and put back, as one
        f"--snapshot={moment.snapshot}",
        f"--file={target}",
    )
    said = _run([str(program), *options, f"--dbname={conninfo(url)}"], url, target, look)
    if said is not None:
        raise BackupFailed(Why.DATABASE, f"pg_dump could not copy the database: {said}")


def check(path: Path, expected: Mapping[str, int], version: int | None = None) -> bytes | None:
    """Read a dump from its beginning to its end and count its rows; returns what the secret sealed in it.

    Raises BackupBroken; BackupFailed where there is no pg_restore.
    """
    program = tool("pg_restore", version or 0)
    counts = dict.fromkeys(expected, 0)
    sealed: bytes | None = None
    command = [str(program), "--data-only", "--file=-", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_plain()) as reading:  # noqa: S603 - PostgreSQL's own
        table, columns = "", []
        for raw in reading.stdout or ():
            line = raw.decode("utf-8", "replace").rstrip("\n")
            if not table:
                if begins := _COPY.fullmatch(line):
                    table, columns = begins[2], [each.strip('" ') for each in begins[3].split(",")]
            elif line == "\\.":
                table = ""
            else:
                counts[table] = counts.get(table, 0) + 1
                if table == "look_up_key" and sealed is None:
                    sealed = _bytes(line.split("\t")[columns.index("key")])
        said = (reading.stderr.read() if reading.stderr else b"").decode("utf-8", "replace").strip()
    if reading.returncode:
        raise BackupBroken(f"Its dump cannot be read: {said.splitlines()[-1] if said else 'pg_restore failed'}")
    wrong = sorted(name for name in {*counts, *expected} if counts.get(name) != expected.get(name))
    if wrong:
        raise BackupBroken(f"Its database is not whole: rows are missing or too many in {', '.join(wrong)}.")
    return sealed


def restore(url: str, path: Path, look: Look = lambda _: None) -> None:
    """Put a dump into an empty database, all of it or nothing. Raises BackupFailed."""
    program = tool("pg_restore", 0)
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    said = _run([str(program), *options, f"--dbname={conninfo(url)}", str(path)], url, None, look)
    if said is not None:
        raise BackupFailed(Why.DATABASE, f"pg_restore could not put the database back: {said}")


def is_empty(url: str) -> bool:
    """Whether a database has no table yet."""
    return not rows_of(url)


def rows_of(url: str) -> dict[str, int]:
    """How many rows each table of a database has; without a table nothing. Raises BackupFailed."""
    with _connected(url) as connection:
        return _counts(connection)


def tool(name: str, at_least: int) -> Path:
    """A program of PostgreSQL that is no older than a version. Raises BackupFailed, with what to do."""
    places = [shutil.which(name), *(str(each) for each in sorted(PLACES.glob(f"*/bin/{name}"), reverse=True))]
    for place in dict.fromkeys(place for place in places if place):
        if _version_of(place) >= at_least:
            return Path(place)
    wanted = f" of version {at_least} or newer" if at_least else ""
    raise BackupFailed(
        Why.NO_TOOL,
        f"There is no {name}{wanted} on this machine: install PostgreSQL's client programs"
        f" (apt-get install postgresql-client{f'-{at_least}' if at_least else ''}), or put them on the PATH.",
    )


def conninfo(url: str, *, with_password: bool = False) -> str:
    """What libpq connects by. Without the password, which others could read among the machine's processes."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    told = make_url(url)
    facts = {"host": told.host, "port": told.port, "user": told.username, "dbname": told.database, **told.query}
    if with_password:
        facts["password"] = told.password
    return make_conninfo("", **{name: value for name, value in facts.items() if value is not None})  # type: ignore[arg-type]


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    """A connection to a database. Whatever its server has against it becomes a BackupFailed."""
    import psycopg  # noqa: PLC0415 - the same

    try:
        with psycopg.connect(conninfo(url, with_password=True)) as connection:
            yield connection
    except psycopg.Error as error:
        said = (str(error).strip().splitlines() or ["no answer"])[-1]
        raise BackupFailed(Why.DATABASE, f"The database {make_url(url).database} cannot be read: {said}.") from error


def _counts(connection: Any) -> dict[str, int]:
    names = [name for (name,) in connection.execute(_TABLES)]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _version_of(program: str) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, env=_plain()).stdout  # noqa: S603 - the same
    except OSError:
        return -1
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    return int(found[1]) if found else -1


def _run(command: list[str], url: str, growing: Path | None, look: Look) -> str | None:
    """Run a program to its end; returns the last line of what it said where it failed. growing: the file it writes."""
    password = make_url(url).password
    env = {**_plain(), **({"PGPASSWORD": str(password)} if password else {})}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env) as running:  # noqa: S603 - the same
        seen = 0
        try:
            while running.poll() is None:
                size = growing.stat().st_size if growing else seen
                look(size - seen)
                seen = size
                time.sleep(WAIT)
        except BaseException:
            running.kill()
            raise
        said = (running.stderr.read() if running.stderr else b"").decode("utf-8", "replace").strip()
    return (said.splitlines()[-1] if said else "it ended without a word") if running.returncode else None


def _plain() -> dict[str, str]:
    """The environment of a program: none of ours, whose secret is nobody else's, and messages in English."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("GILIRAN_")}, "LC_ALL": "C"}


def _bytes(text: str) -> bytes | None:
    """A column of bytes as COPY writes it: two backslashes, x, and hexadecimal digits."""
    return bytes.fromhex(text.removeprefix("\\\\x")) if text.startswith("\\\\x") else None
