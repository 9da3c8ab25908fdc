"""`giliran keys`: what is under which secret, and everything made anew with the newest."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from scheduler import keys
from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import Opened, opened
from scheduler.commands.upkeep.rotating import Standing, rotate, rows_and_files, standing
from scheduler.db.opening import ROTATE
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Unavailable
from scheduler.flow.core.audit import note_deed
from scheduler.flow.upkeep.rotation.values import DROPPED, UNKNOWN
from scheduler.runtime.config import Settings

app = typer.Typer(no_args_is_help=True)

STOPPED = 130
WEAK = f"The newest secret could be found by trying. A good one has {keys.A_GOOD_ONE}; then {ROTATE}."
WORDS = {UNKNOWN: "unknown ", DROPPED: "dropped "}
"""Of what no secret that is given has made; of hashes whose secret is gone and whose look-up key is kept."""


@app.command("status")
def show() -> None:
    """Say how much is under which secret. Exit status 1 while an older one is needed."""
    with opened() as at:
        found = standing(at.database, folder_of(at.settings))
    raise typer.Exit(_told(found))


@app.command("rotate")
def renew() -> None:
    """Make everything anew with the newest secret, while the server serves. Safe to stop and to run again."""
    with opened() as at:
        try:
            done = _with_progress(at)
        except Unavailable:
            raise CommandFailed("The database could not be written. Run it again: it goes on where it was.") from None
        except KeyboardInterrupt:
            raise CommandFailed("Stopped. Nothing is lost: run it again, and it goes on.", status=STOPPED) from None
        if done:
            newest = {"secret": keys.ring().ids[0].hex(), "made_anew": done}
            at.database.run(note_deed, None, Deed.KEYS_ROTATED, by="command", now=at.now, became=newest)
        found = standing(at.database, folder_of(at.settings))
    print(f"{done} rows and files were made anew." if done else "There was nothing to do.")  # noqa: T201
    raise typer.Exit(_told(found))


def _told(found: Standing) -> int:
    for line in lines_of(found):
        print(line)  # noqa: T201 - the command's answer
    return 0 if not (found.behind or found.lost or 0 in keys.ring().weak) else 1


def folder_of(settings: Settings) -> Path:
    """Where sealed files lie."""
    files: Path = settings.files
    return files


def lines_of(found: Standing) -> list[str]:
    """What the administrator is told: ids of secrets and counts, and whether older secrets may go."""
    given, weak = keys.ring().ids, keys.ring().weak
    secrets = list(dict.fromkeys((*given, *sorted(found.every))))
    return [
        *(_line(secret, found, newest=secret == given[0]) for secret in secrets),
        *([WEAK] if 0 in weak else []),
        _verdict(found, older=len(given) > 1),
    ]


def _line(secret: bytes, found: Standing, *, newest: bool) -> str:
    name = WORDS.get(secret, secret.hex())
    ending = " (newest)" if newest else ""
    return f"{name}  {found.values[secret]:>9} values  {found.files[secret]:>7} files{ending}"


def _verdict(found: Standing, *, older: bool) -> str:
    if found.behind:
        return "Older secrets are still needed. Run: giliran keys rotate"
    if found.lost:
        return (
            f"{found.lost} were made by a secret that is not given. Put it behind the others in GILIRAN_SECRET_KEY;"
            " without it they stay unreadable."
        )
    if older:
        return (
            "Everything is under the newest secret. If every server and worker was restarted with it before the"
            " rotation began, the older ones may be taken out of GILIRAN_SECRET_KEY."
        )
    return "Everything is under the only secret."


def _with_progress(at: Opened) -> int:
    folder, console = folder_of(at.settings), Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("Rotating", total=rows_and_files(at.database, folder) * 2)
        return rotate(at.database, folder, told=lambda count: progress.advance(task, count))
