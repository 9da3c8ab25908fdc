"""The one-time address by which a first office is set up: said by `giliran serve`, and by a command of its own."""

from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import opened
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.flow.start.addresses import give_out, is_wanted
from scheduler.runtime.config import Settings

LINE = "=" * 78


def run() -> None:
    """Say a new address. Raises CommandFailed where an office is there already."""
    with opened() as at:
        said = _said(at.database, at.settings)
        if said is None:
            with at.database.reading() as session:
                code = queries.offices(session)[0].code
            raise CommandFailed(
                f"There is an office ({code}), so there is nothing to set up. Sign in: {at.settings.base_url}/login"
            )
    print(said)  # noqa: T201 - what a command prints is its answer


def say_where_to_start(database: Database, settings: Settings) -> None:
    """Say the address where a server starts on a database without an office. It goes to the log of a service too."""
    said = _said(database, settings)
    if said is not None:
        print(said, flush=True)  # noqa: T201 - the window in which somebody started it


def _said(database: Database, settings: Settings) -> str | None:
    with database.reading() as session:
        if not is_wanted(session):
            return None
    code = database.run(give_out)
    if code is None:
        return None
    where = f"{settings.base_url}/start/{code}"
    return "\n".join(
        (
            "",
            LINE,
            "  There is no office yet. Belum ada kantor.",
            "",
            "  Open this address in a browser, and answer one question after the other.",
            "  Buka alamat ini di peramban, lalu jawab pertanyaannya satu per satu:",
            "",
            f"      {where}",
            "",
            "  It works once. Another one: giliran start-address",
            "  Alamat ini berlaku satu kali. Alamat baru: giliran start-address",
            LINE,
            "",
        )
    )
