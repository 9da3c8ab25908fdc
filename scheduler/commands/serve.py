"""`giliran serve`."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from scheduler.commands.failing import CommandFailed
from scheduler.commands.start_address import say_where_to_start
from scheduler.db.engine.preflight import name_of
from scheduler.db.opening import open_database
from scheduler.runtime.alone import NotAlone, alone
from scheduler.runtime.config import Settings
from scheduler.runtime.loading import loaded


def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve until stopped. Raises CommandFailed for several workers on SQLite, which has one writer, and for a SQLite
    file that another process serves.
    """
    main = loaded("scheduler.main")
    told = {"host": host, "port": port, "workers": workers}
    settings = Settings(**{name: value for name, value in told.items() if value is not None})  # type: ignore[arg-type]
    count = settings.workers
    if count > 1 and settings.on_sqlite:
        raise CommandFailed(
            f"{count} workers need PostgreSQL: {name_of(settings)} is a SQLite file, which one process writes."
            " Leave --workers out, or name a PostgreSQL database in GILIRAN_DATABASE_URL.",
            status=2,
        )
    if count > 1:
        database, _ = open_database(settings)  # migrated here, and refused in words, before the workers start
        say_where_to_start(database, settings)
        database.close()
    with _alone_on(settings) if settings.on_sqlite else nullcontext():
        main.serve(settings, opened=say_where_to_start)


@contextmanager
def _alone_on(settings: Settings) -> Iterator[None]:
    """Serve a SQLite file alone. Raises CommandFailed where another process serves it."""
    file = settings.sqlite_path
    try:
        with alone(file.with_name(f"{file.name}.serving")):
            yield
    except NotAlone:
        raise CommandFailed(
            f"Another giliran serve is at work on {file}, which one process serves. Stop that one first."
        ) from None
