"""Brings the database that the settings name to the version of this program, or says why it cannot.

Two processes that start at once do it one after the other: under SQLite's write lock, or an advisory lock.
"""

import glob
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, bindparam, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from scheduler.db.engine.months import SCHEMA
from scheduler.db.engine.preflight import DatabaseUnfit, name_of, said_in_words
from scheduler.db.types import UTCDateTime
from scheduler.runtime.config import Settings

HEAD = "0055"
"""The version of this program; named here so that a start with nothing to do need not load Alembic."""

VERSION_TABLE = "alembic_version"
_PACKAGE = Path(__file__).parents[2]
_INSTALLED = _PACKAGE / "_migrations"
SCRIPTS = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "alembic"
"""The scripts of Alembic: in an installed wheel, else at the root of the repository."""

_ADVISORY_LOCK = 7_446_754_726
PATIENCE = 60_000
"""Milliseconds to wait for another writer: a process that migrates at the same time is waited for."""
_FIRST_ROW = text("INSERT INTO deployment (id, training, clock_at) VALUES (1, :training, :clock)").bindparams(
    bindparam("clock", type_=UTCDateTime())
)


def migrate(settings: Settings, *, head: str = HEAD, scripts: Path = SCRIPTS) -> None:
    """Create or upgrade the database. A new one is for training, for good, if the settings set a clock.

    A SQLite file is copied aside before it is changed. Raises DatabaseUnfit; then nothing was changed.
    """
    with said_in_words(settings), locked(settings) as connection:
        version = _version(connection, settings)
        if settings.on_sqlite:
            _forget_statistics(connection)
        if version == head:
            return
        _refuse_newer(version, scripts, settings)
        if version is not None and settings.on_sqlite:
            _copy_aside(settings.sqlite_path, head)
        _upgrade(connection, head, scripts)
        _refuse_loose_ends(connection, settings)
        if version is None:
            connection.execute(_FIRST_ROW, {"training": settings.clock is not None, "clock": settings.clock})


@contextmanager
def locked(settings: Settings) -> Iterator[Connection]:
    """A connection in a transaction that keeps other migrations, and on SQLite other writers, out until it ends."""
    engine = _sqlite(settings) if settings.on_sqlite else create_engine(_known(settings), poolclass=NullPool)
    with engine.begin() as connection:
        if not settings.on_sqlite:
            _refuse_read_only(connection, settings)
            _refuse_few_letters(connection, settings)
            _refuse_no_schemas(connection, settings)
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        yield connection


def _forget_statistics(connection: Connection) -> None:
    """Drop what ANALYZE or `PRAGMA optimize` counted in a SQLite file: plans are the same in every office (decision
    114). The program never counts; somebody may have, with a tool of their own.
    """
    kept = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat1', 'sqlite_stat4')")
    for (name,) in kept.all():
        connection.exec_driver_sql(f"DROP TABLE {name}")


def knows(version: str) -> bool:
    """Whether this program knows a version of the tables: it made it, or can upgrade it."""
    return version == HEAD or version in _known_versions(SCRIPTS)


def _sqlite(settings: Settings) -> Engine:
    """An engine with foreign keys off: a table that is built anew is dropped on the way, and takes no rows along."""
    _refuse_bad_place(settings)
    settings.sqlite_path.touch(mode=0o600, exist_ok=True)  # its owner's alone, as the key beside it
    engine = create_engine(settings.database_url, poolclass=NullPool, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
        connection.execute("PRAGMA foreign_keys=OFF")

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _refuse_bad_place(settings: Settings) -> None:
    if make_url(settings.database_url).database in (None, "", ":memory:"):
        raise DatabaseUnfit("GILIRAN_DATABASE_URL names no file. It looks like sqlite:///giliran.db.")
    path = settings.sqlite_path
    if not path.parent.is_dir():
        raise DatabaseUnfit(f"The folder {path.parent} is not there. Make it, or name another in GILIRAN_DATABASE_URL.")
    if path.is_dir():
        raise DatabaseUnfit(f"{path} is a folder. Name a file in GILIRAN_DATABASE_URL.")
    if not _may_write(path.parent) or (path.exists() and not _may_write(path)):
        raise DatabaseUnfit(
            f"{path} cannot be written to. Give this user the right to write to the file and to its folder."
        )


def _may_write(path: Path) -> bool:
    """Whether this user may write to a path, asked beforehand: SQLite begins to write to a read-only file silently."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _known(settings: Settings) -> str:
    if make_url(settings.database_url).get_backend_name() != "postgresql":
        raise DatabaseUnfit("GILIRAN_DATABASE_URL names a database of another kind. SQLite and PostgreSQL are known.")
    return settings.database_url


def _refuse_read_only(connection: Connection, settings: Settings) -> None:
    if connection.execute(text("SELECT current_setting('transaction_read_only')")).scalar_one() == "on":
        raise DatabaseUnfit(f"The database {name_of(settings)} can only be read. Name the primary server.")


def _refuse_few_letters(connection: Connection, settings: Settings) -> None:
    encoding = connection.execute(text("SELECT current_setting('server_encoding')")).scalar_one()
    if encoding != "UTF8":
        raise DatabaseUnfit(
            f"The database {name_of(settings)} keeps text as {encoding}, which not every name can be written in."
            " Make one in UTF-8: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
        )


def _refuse_no_schemas(connection: Connection, settings: Settings) -> None:
    may = "SELECT has_database_privilege(current_database(), 'CREATE') OR to_regnamespace(:schema) IS NOT NULL"
    if not connection.execute(text(may), {"schema": SCHEMA}).scalar_one():
        url = make_url(settings.database_url)
        raise DatabaseUnfit(
            f"{name_of(settings)} does not let its user make a schema, in which history is kept by months. Nothing was"
            f' changed. As its owner: GRANT CREATE ON DATABASE "{url.database}" TO "{url.username}"'
        )


def _version(connection: Connection, settings: Settings) -> str | None:
    """The version that the database says it has; None for an empty one. Raises DatabaseUnfit for a foreign one."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
    if tables:
        raise DatabaseUnfit(f"{name_of(settings)} holds tables of something else. Name another database.")
    return None


def _refuse_newer(version: str | None, scripts: Path, settings: Settings) -> None:
    if version is not None and version not in _known_versions(scripts):
        raise DatabaseUnfit(
            f"{name_of(settings)} was made by a newer giliran (version {version} of its tables)."
            " Upgrade giliran; nothing was changed."
        )


def _known_versions(scripts: Path) -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - takes longer than a start with nothing to do

    return {script.revision for script in ScriptDirectory(str(scripts)).walk_revisions()}


def _copy_aside(path: Path, head: str) -> None:
    """A whole copy by SQLite's own means, what is still in the WAL included; an earlier one is replaced at the end.

    The copy is its owner's alone from the first moment, as the database is; those of earlier upgrades are from now on.
    """
    copy = path.with_name(f"{path.name}.before-{head}.bak")
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    for earlier in path.parent.glob(f"{glob.escape(path.name)}.before-*.bak"):
        with suppress(OSError):  # somebody else's: it keeps nobody from upgrading
            earlier.chmod(0o600)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # SQLite would let everybody read it
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.replace(copy)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise DatabaseUnfit(f"{path} could not be copied to {copy}: {error}. Nothing was changed.") from error


def _refuse_loose_ends(connection: Connection, settings: Settings) -> None:
    """Refuse rows without what they point at: SQLite did not watch over them while its foreign keys were off."""
    if settings.on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise DatabaseUnfit(f"Rows of {name_of(settings)} point at rows that are gone. Nothing was changed.")


def _upgrade(connection: Connection, head: str, scripts: Path) -> None:
    from alembic.config import Config  # noqa: PLC0415

    from alembic import command  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, head)
