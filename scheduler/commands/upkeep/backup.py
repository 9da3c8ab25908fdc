"""`giliran backup`: the whole installation as one file, while the server serves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from scheduler import keys
from scheduler.backup.faults import BackupFailed
from scheduler.backup.order import Order, Percent
from scheduler.backup.running import Backing
from scheduler.commands.asking import asked
from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import Opened, opened
from scheduler.domain.backup import FEWEST, SHORTEST, STALE, BackupUnderWay, is_strong
from scheduler.flow.upkeep import backups as steps
from scheduler.flow.upkeep.backups import Made

STOPPED = 130


def run(to: Path | None, *, with_secret: bool, sealed: bool) -> None:
    """Make a backup, look through it, and say where it is. Raises CommandFailed.

    to: another folder than that of the settings; there nothing goes by rule. with_secret: the secret goes within,
    sealed by a passphrase. sealed: so is the whole file.
    """
    passphrase = new_passphrase() if with_secret or sealed else ""
    with opened() as at:
        made, gone = _made(at, to, passphrase, with_secret=with_secret, sealed=sealed)
        folder = (to or at.settings.backups).absolute()
        for line in _lines(at, folder, made, gone):
            print(line)  # noqa: T201 - the command's answer


def _made(at: Opened, to: Path | None, passphrase: str, *, with_secret: bool, sealed: bool) -> tuple[Made, list[str]]:
    backing = Backing(at.database, at.clock, at.settings)
    folder, now = (to or at.settings.backups).absolute(), at.now
    recipient = "" if sealed else at.settings.backup_recipient
    order = Order(folder, now, at.clock.is_training, with_secret, passphrase, sealed, recipient)
    try:
        number = at.database.run(steps.begin, str(folder), by="command", with_secret=with_secret, now=now)
    except BackupUnderWay:
        minutes = STALE.seconds // 60
        raise CommandFailed(
            f"Another backup is being made. Try again when it is done; one that was cut off, {minutes} minutes after it"
            " was heard of last."
        ) from None
    try:
        with progress("Backing up") as told:
            made = backing.carry_out(number, order, told)
    except BackupFailed as failed:
        raise CommandFailed(f"{failed} Nothing of it was left.") from failed
    except KeyboardInterrupt:
        raise CommandFailed("Stopped. Nothing of it was left.", status=STOPPED) from None
    return made, backing.drop_old(made) if to is None else []


def _lines(at: Opened, folder: Path, made: Made, gone: list[str]) -> Iterator[str]:
    yield f"{folder / made.file}  {size_in_words(made.size)}, read back and whole."
    if made.missing:
        yield f"{made.missing} files that the database names were not in their folders; all others are within."
    if made.with_secret:
        yield "The secret is within, sealed by the passphrase: without that passphrase it cannot be had."
    elif at.settings.secret_key:
        yield "The secret is NOT within (GILIRAN_SECRET_KEY). Keep it apart: without it nobody can read this backup."
    else:
        place = keys.place_of(at.settings).absolute()
        yield f"The secret is NOT within. Keep a copy of {place} apart: without it nobody can read this backup."
    if gone:
        yield f"{len(gone)} older ones went by the rule (GILIRAN_BACKUP_KEEP)."


def new_passphrase() -> str:
    """A passphrase that was typed twice. Raises CommandFailed."""
    first = asked("Passphrase for the backup: ")
    if not is_strong(first):
        raise CommandFailed(
            f"A passphrase has at least {SHORTEST} letters, {FEWEST} of them different: five words are good.", status=2
        )
    if asked("The same again: ") != first:
        raise CommandFailed("They are not the same. Nothing was made.", status=2)
    return first


def size_in_words(size: int) -> str:
    """A number of bytes as people say it."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"


@contextmanager
def progress(what: str) -> Iterator[Percent]:
    """A bar where somebody looks on, in hundredths."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=100)
        yield lambda percent: bar.update(task, completed=percent)
