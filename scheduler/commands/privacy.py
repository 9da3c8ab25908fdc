"""`giliran person`: what is kept of one person is given to them, or erased because they ask for it.

The NIK or code is asked for, or read from stdin: an argument would stand in the shell's history and among processes.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from scheduler.backup.files import writing
from scheduler.commands.asking import agreed, asked
from scheduler.commands.failing import CommandFailed, english
from scheduler.commands.options import WhichOffice
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.privacy import erasing, exporting
from scheduler.flow.privacy.erasing import Kept
from scheduler.flow.privacy.person import find_person
from scheduler.pictures.vault import Vault
from scheduler.web.office.privacy.files import zipped
from scheduler.web.office.privacy.person_view import ERASED, Found, found_of
from scheduler.web.shared.pages import Pages

app = typer.Typer(no_args_is_help=True)

BY, SURE = "command", "erase"
FROM_STDIN = "The NIK or code is asked for, or is the first line of stdin."


@app.command("export", epilog=FROM_STDIN)
def export(
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A new file: a ZIP that its owner alone may read.")],
    office: WhichOffice = None,
) -> None:
    """Write all that is kept of one person to a file for them: a page to read, data for machines, pictures."""
    with opened() as at:
        where, typed = at.office(office), _typed()
        try:
            with writing(to) as file:
                made = at.database.run(exporting.export, where, typed, by=BY, now=at.now)
                file.write(zipped(made, where, Vault(at.settings.files), Pages()))
        except FileExistsError:
            raise CommandFailed(f"{to} is there already. Nothing was written: name another file.") from None
        except OSError as error:
            raise CommandFailed(f"{to} could not be written: {error.strerror}. Nothing of it was left.") from error
    _say(
        [
            f"{to}: {sum(len(section.rows) for section in made.sections)} rows and {len(made.pictures)} pictures.",
            "Look at the pictures first: one of a family card names the whole household.",
            "Hand the file to the person alone, and delete it here.",
        ]
    )


@app.command("erase", epilog=f"{FROM_STDIN} Without --yes the word {SURE} is asked for, or is the second line.")
def erase(
    office: WhichOffice = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Erase what is kept of one person. Says first what there is, what stays and why, and asks."""
    with opened() as at:
        where, typed = at.office(office), _typed()
        with at.database.reading() as session:
            found = _erasable(session, at, where, typed)
        _say(_plan(where, found))
        if not (yes or agreed(f"Type {SURE} to do it:", SURE)):
            raise CommandFailed("Nothing was erased.")
        erased = at.database.run(erasing.erase, where, typed, by=BY, now=at.now)
        vault = Vault(at.settings.files)
        for mark in erased.marks:
            vault.drop(mark)
    went = ", ".join(f"{count} {english(ERASED[word], {})}" for word, count in erased.rows.items() if count)
    _say(
        [
            f"Erased: {went}.",
            "Keep the written request: if a backup older than today is ever put back, this has to be done again.",
        ]
    )


def _typed() -> str:
    """Whose data is meant. Raises CommandFailed."""
    typed = asked("NIK, registration number or code (not shown while you type): ")
    if not typed:
        raise CommandFailed("No NIK or code was given. Type it when asked, or give it on stdin.", status=2)
    if not typed.isprintable():
        raise CommandFailed("That is no NIK and no code: it has signs that none has. Type it again.", status=2)
    return typed


def _erasable(session: Session, at: Opened, office: Office, typed: str) -> Found:
    """What there is of somebody, where nothing of it is under way. Raises what `erasing.erase` raises."""
    erasing.refuse_under_way(session, find_person(session, office, typed))
    return found_of(session, office, typed, at.now)


def _plan(office: Office, found: Found) -> Iterator[str]:
    yield f"Kept of this person at {office.name}:"
    for title, count in found.sections:
        yield f"  {english(title, {})}: {count}"
    if found.shared:
        yield "Somebody else here has the same phone: its conversations and consents are neither shown nor erased."
    yield "What stays, and why:" if found.kept else "Nothing of it stays."
    for each in found.kept:
        yield f"  {english(each.what, {})} ({each.rows}). {english(each.why, {})} {_until(each, office)}".rstrip()
    yield "All else goes, and cannot be brought back. Check who asks, and that the request is in writing."


def _until(kept: Kept, office: Office) -> str:
    if kept.until is not None:
        return f"Until {kept.until.astimezone(zone_of_office(office)):%Y-%m-%d} at the latest."
    return "" if kept.elsewhere else "Without an end."


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)  # noqa: T201 - what a command prints is its answer
