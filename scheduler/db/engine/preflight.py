"""Why a database cannot be used, in a sentence for whoever runs the program."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from scheduler.runtime.config import Settings

_SQLITE = {
    5: "{name} is locked by another program. Wait until it has finished, or stop it, and try again.",
    6: "{name} is locked by another program. Wait until it has finished, or stop it, and try again.",
    8: "{name} cannot be written to. Give this user the right to write to the file and to its folder.",
    11: "{name} is damaged. Put back a copy from before; nothing was changed.",
    13: "The disk is full. Make room and try again; nothing was changed.",
    14: "{name} cannot be opened. Check that its folder is there and that this user may write to it.",
    26: "{name} is no database. Name another file in GILIRAN_DATABASE_URL; this one was left as it is.",
}
"""Sentences by the primary result code of SQLite."""
_NOT_UNDERSTOOD = (
    "GILIRAN_DATABASE_URL is not understood. It looks like sqlite:///giliran.db or"
    " postgresql+psycopg://user:password@host/name."
)
_FULL = ("too many clients", "too many connections", "remaining connection slots")
"""What PostgreSQL says where it takes no further connection: of all, of a role or database, of those but a superuser's.
A server that speaks another language is only said not to be reached."""


class DatabaseUnfit(Exception):
    """The database that the settings name cannot be used as it is. `str()` is the sentence; no secret is in it."""


@contextmanager
def said_in_words(settings: Settings) -> Iterator[None]:
    """Whatever the driver has against the database becomes a DatabaseUnfit."""
    try:
        make_url(settings.database_url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise DatabaseUnfit(_NOT_UNDERSTOOD) from None
    try:
        yield
    except DBAPIError as error:
        raise DatabaseUnfit(_sentence(settings, error)) from error
    except (ArgumentError, NoSuchModuleError):
        raise DatabaseUnfit(_NOT_UNDERSTOOD) from None
    except ModuleNotFoundError as error:
        raise DatabaseUnfit(
            f"The driver {error.name} is missing. Install giliran with PostgreSQL: pip install 'giliran[postgres]'."
        ) from None


@contextmanager
def away_in_words(settings: Settings) -> Iterator[None]:
    """A database that goes away while it is used becomes a DatabaseUnfit; a fault of ours stays what it is."""
    try:
        yield
    except (InterfaceError, OperationalError) as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is not None and code & 0xFF not in _SQLITE:
            raise
        raise DatabaseUnfit(_sentence(settings, error)) from error


def name_of(settings: Settings) -> str:
    """The database as it may be shown: the file, or host and name without the password."""
    if settings.on_sqlite:
        return str(settings.sqlite_path)
    url = make_url(settings.database_url)
    return f"{url.database} on {url.host or 'this machine'}"


def _sentence(settings: Settings, error: DBAPIError) -> str:
    name = name_of(settings)
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF, "{name} cannot be used: {error}.").format(name=name, error=error.orig)
    if any(said in str(error.orig) for said in _FULL):
        return (
            f"The database {name} has no connection left. Try again, stop a program that uses it,"
            " or let its server take more (max_connections)."
        )
    if getattr(error.orig, "sqlstate", None) is None:
        return f"The database {name} cannot be reached. Check that it runs and that GILIRAN_DATABASE_URL is right."
    return f"The database {name} refused: {str(error.orig).splitlines()[0]}."
