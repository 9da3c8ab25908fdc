"""`giliran restore`: a backup goes back onto an empty place, after it was said what that will be."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scheduler import keys
from scheduler.backup.archive import Found
from scheduler.backup.faults import BackupBroken, BackupFailed, PassphraseWrong
from scheduler.backup.files import Look, make_folder, writing
from scheduler.backup.making import folders_of
from scheduler.backup.restoring import (
    CannotRestore,
    Opening,
    examine,
    plain,
    put_back,
    refuse_occupied,
    refuse_unfit,
    secret_in,
)
from scheduler.backup.sealing import identity_of, is_age, is_sealed
from scheduler.commands.asking import agreed, asked
from scheduler.commands.failing import CommandFailed
from scheduler.commands.upkeep.backup import STOPPED, progress, size_in_words
from scheduler.db.engine.preflight import away_in_words, name_of, said_in_words
from scheduler.db.opening import open_database
from scheduler.flow.upkeep.backups import note_restored
from scheduler.runtime import logs
from scheduler.runtime.config import Settings

SHOWN = ("office", "staff", "document", "invitation", "booking", "ticket", "application", "message")
"""Tables whose rows are counted on the terminal; the others are compared too."""


def run(path: Path, *, yes: bool, identity: Path | None) -> None:
    """Put a backup back. Raises CommandFailed; then nothing of it is left, and nothing that stood there was changed."""
    settings = Settings()
    logs.configure(settings.log_level)
    try:
        with said_in_words(settings), away_in_words(settings):
            refuse_occupied(settings)
            _restore(path, settings, yes=yes, identity=identity)
    except PassphraseWrong:
        raise CommandFailed("The passphrase does not open it. Nothing was put back.") from None
    except BackupBroken as broken:
        raise CommandFailed(f"{path} cannot be restored. {broken} Nothing was put back.") from broken
    except (CannotRestore, BackupFailed) as refused:
        raise CommandFailed(str(refused)) from refused
    except OSError as error:
        where = error.filename or path
        raise CommandFailed(f"{where}: {error.strerror or error}. Nothing was put back.") from error
    except KeyboardInterrupt:
        raise CommandFailed("Stopped. Nothing was put back.", status=STOPPED) from None


def _restore(path: Path, settings: Settings, *, yes: bool, identity: Path | None) -> None:
    opening = _opening(path, identity)
    with ExitStack() as open_until_the_end:
        with _looking("Checking", path.stat().st_size * (1 + bool(opening.passphrase))) as look:
            tar = open_until_the_end.enter_context(plain(path, opening, settings, look))
            found, sealed = examine(tar, look)
        refuse_unfit(found, settings)
        for line in _plan(path, found, settings):
            print(line)  # noqa: T201 - said before it is asked
        secret, is_within = _secret(settings, sealed, opening)
        if not (yes or agreed("Restore it? [y/N]", "y", "yes")):
            raise CommandFailed("Nothing was put back.")
        with _looking("Restoring", tar.stat().st_size) as look, ExitStack() as unless_it_fails:
            if is_within:
                unless_it_fails.enter_context(_kept(keys.place_of(settings), secret))
            put_back(tar, found, settings, secret, look)
    for line in _done(settings, path, found, has_secret=bool(secret)):
        print(line)  # noqa: T201


def _opening(path: Path, identity: Path | None) -> Opening:
    """What opens the file, asked for where it needs one."""
    if is_age(path):
        if identity is None:
            raise CommandFailed("age encrypted it. Name the file with its identity: --identity FILE", status=2)
        return Opening(identity=identity_of(identity))
    return Opening(asked("Passphrase of the backup: ") if is_sealed(path) else "")


def _plan(path: Path, found: Found, settings: Settings) -> Iterator[str]:
    cover, counts = found.cover, found.cover.counts
    made = f"{cover.moment:%Y-%m-%d %H:%M} (UTC)"
    yield f"{path.name}: made {made} by giliran {cover.program}, whole, every hash is right."
    if cover.training:
        yield "It is of a training database, and that is what it stays."
    told = ", ".join(f"{counts[name]} {name}" for name in SHOWN if counts.get(name))
    yield f"  database  {sum(counts.values())} rows ({told or 'no office yet'})  ->  {name_of(settings)}"
    for name, folder in folders_of(settings).items():
        size = size_in_words(found.bytes[name])
        yield f"  {name:<8}  {found.files[name]} files, {size}  ->  {folder.absolute()}"
    yield f"What was done after {made} is not in it."


def _secret(settings: Settings, sealed: bytes, opening: Opening) -> tuple[str, bool]:
    """The secrets, one a line, and whether they come out of the backup; those that are here already come first."""
    if here := keys.given(settings):
        print("  secret    the one that is here already")  # noqa: T201
        return "\n".join(here), False
    if not sealed:
        print(f"  secret    not within, and not here: it goes to {keys.place_of(settings).absolute()}")  # noqa: T201
        return "", False
    print(f"  secret    within  ->  {keys.place_of(settings).absolute()}")  # noqa: T201
    return secret_in(sealed, opening.passphrase or asked("Passphrase of the secret: ")), True


@contextmanager
def _kept(place: Path, secret: str) -> Iterator[None]:
    """The secret in its file, before anything that needs it is put back; gone again where the block fails."""
    make_folder(place.absolute().parent)
    with writing(place) as file:
        file.write(secret.strip().encode() + b"\n")
        file.flush()
        yield


def _done(settings: Settings, path: Path, found: Found, *, has_secret: bool) -> Iterator[str]:
    """What there is now, and what to do next; a database whose secret is here is upgraded and opened at once."""
    yield f"Restored: {found.cover.counts.get('booking', 0)} visits and {found.files['files']} files are back."
    if not has_secret:
        place = keys.place_of(settings).absolute()
        yield f"Now put the secret back: its file to {place}, or GILIRAN_SECRET_KEY. Nothing starts without it."
        yield "Then: giliran serve. The first start upgrades the tables where that is needed."
        return
    database, clock = open_database(settings, whatever_time=True)
    try:
        database.run(note_restored, path.name, by="command", now=clock())
    finally:
        database.close()
    yield "The secret opens it, and its tables are those of this giliran. Now: giliran serve"
    yield "What was waiting to be sent when it was made is sent then, some of it perhaps for the second time."


@contextmanager
def _looking(what: str, size: int) -> Iterator[Look]:
    """A bar over so many bytes."""
    done = 0
    with progress(what) as told:

        def look(count: int) -> None:
            nonlocal done
            done += count
            told(min(99, done * 100 // max(size, 1)))

        yield look
