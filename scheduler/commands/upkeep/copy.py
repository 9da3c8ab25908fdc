"""`giliran copy`: from a SQLite file to PostgreSQL, once an office has outgrown it."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from scheduler import keys
from scheduler.backup.contents import opens
from scheduler.backup.faults import BackupFailed
from scheduler.backup.making import folders_of
from scheduler.backup.moving import CannotCopy, Copied, copy_all, refuse_unfit, rows_in
from scheduler.backup.sqlite_copy import sealed_value
from scheduler.commands.failing import CommandFailed
from scheduler.commands.upkeep.backup import STOPPED
from scheduler.db.engine.preflight import name_of, said_in_words
from scheduler.db.opening import open_database
from scheduler.flow.upkeep.backups import note_copied
from scheduler.runtime import logs
from scheduler.runtime.alone import NotAlone, alone
from scheduler.runtime.config import Settings


def run(to: str) -> None:
    """Copy every row, compare it, and say what to do next. Raises CommandFailed; then the target is as it was."""
    source = Settings()
    logs.configure(source.log_level)
    target = source.model_copy(update={"database_url": to})
    try:
        with said_in_words(target):
            refuse_unfit(source, target)
            _refuse_locked(source)
        with alone(source.sqlite_path.with_name(f"{source.sqlite_path.name}.serving"), patience=0):
            copied = _copied(source, target)
    except (CannotCopy, BackupFailed) as refused:
        raise CommandFailed(str(refused)) from refused
    except NotAlone:
        raise CommandFailed(
            f"giliran serve is at work on {source.sqlite_path}. Stop it first: what it writes meanwhile would be left"
            " behind."
        ) from None
    except KeyboardInterrupt:
        raise CommandFailed("Stopped. Everything was taken back.", status=STOPPED) from None
    _note(source, target)
    for line in _lines(source, target, copied):
        print(line)  # noqa: T201 - the command's answer


def _refuse_locked(source: Settings) -> None:
    """Refuse a database whose secret is not here: what was copied could not be opened. Raises CannotCopy."""
    with suppress(sqlite3.Error):  # one that is older has no such table yet
        given = keys.given(source)
        if not given or not opens(sealed_value(source.sqlite_path), keys.Keyring(given)):
            raise CannotCopy(
                f"The secret of {source.sqlite_path} is not here: put it into {keys.place_of(source)}, or name it in"
                " GILIRAN_SECRET_KEY. Nothing was copied."
            )


def _copied(source: Settings, target: Settings) -> list[Copied]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        with said_in_words(source):
            task = progress.add_task("Copying and comparing", total=2 * rows_in(source))
        with said_in_words(target):
            return copy_all(source, target, lambda count: progress.advance(task, count))


def _note(source: Settings, target: Settings) -> None:
    """Open the copy with the secret of what was copied, which shows that it can be, and write down that it is one."""
    secret = ",".join(keys.given(source))
    database, clock = open_database(target.model_copy(update={"secret_key": secret}), whatever_time=True)
    try:
        database.run(note_copied, name_of(source), by="command", now=clock())
    finally:
        database.close()


def _lines(source: Settings, target: Settings, copied: list[Copied]) -> Iterator[str]:
    for each in copied:
        if each.rows:
            yield f"{each.rows:>9} rows  {each.digest[:12]}  {each.table}"
    total = sum(each.rows for each in copied)
    yield f"{total} rows are in {name_of(target)}, and every table is the same on both sides."
    yield "Now, before anybody starts giliran again:"
    yield f"1. Name it: GILIRAN_DATABASE_URL={_without_password(target)}"
    if source.secret_key:
        yield "2. Leave GILIRAN_SECRET_KEY as it is: the same secret opens it."
    else:
        yield f"2. Copy {keys.place_of(source).absolute()} to giliran.key in the folder where giliran is started."
    folders = folders_of(source)
    yield "3. The folders stay where they are. Name them, by their full path:"
    for name, folder in folders.items():
        yield f"   GILIRAN_{name.upper()}_FOLDER={folder.absolute()}"
    yield f"   GILIRAN_BACKUP_FOLDER={source.backups.absolute()}"
    yield f"4. Start giliran, look at one visit, and move {source.sqlite_path} away: it gets older from now on."


def _without_password(target: Settings) -> str:
    from sqlalchemy.engine import make_url  # noqa: PLC0415

    return make_url(target.database_url).render_as_string(hide_password=True)
