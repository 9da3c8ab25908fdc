"""Opens the database that the settings name, for every command and for the server."""

from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.clock import Clock
from scheduler.config import Settings
from scheduler.db.chain import keep_chain, take_chain
from scheduler.db.engine import Database
from scheduler.db.migrations import migrate
from scheduler.db.models import Deployment, Document
from scheduler.db.unfit import DatabaseUnfit, name_of, said_in_words


def open_database(settings: Settings) -> tuple[Database, Clock]:
    """Create or upgrade the database, open it, and set its clock: the real one, or in training one of its own.

    Raises DatabaseUnfit where it cannot be used, where its secret is another one, or where GILIRAN_CLOCK is set
    over a database that was not made under it.
    """
    migrate(settings)
    with said_in_words(settings):
        database = _opened(settings)
        try:
            return database, _known(database, settings)
        except BaseException:
            database.close()
            raise


def _known(database: Database, settings: Settings) -> Clock:
    """The clock of a database whose secret is the right one; its look-up keys are kept from now on."""
    with database.reading() as session:
        is_kept = _refuse_foreign_secret(session, settings)
        clock = clock_of(session, settings)
    if not is_kept:
        database.run(keep_chain)
    return clock


def clock_of(session: Session, settings: Settings) -> Clock:
    """In training the clock goes on from the last recorded moment, or starts at GILIRAN_CLOCK if that is later."""
    deployment = session.get(Deployment, 1)
    if deployment is None or not deployment.training:
        if settings.clock is not None:
            raise DatabaseUnfit(
                f"GILIRAN_CLOCK is set, but {name_of(settings)} was not made under it and is no training database."
                " Unset GILIRAN_CLOCK, or name a new database in GILIRAN_DATABASE_URL."
            )
        return Clock()
    starts = [moment for moment in (settings.clock, deployment.clock_at) if moment is not None]
    return Clock(max(starts)) if starts else Clock()


def _opened(settings: Settings) -> Database:
    try:
        return Database(settings)
    except OSError as error:
        raise DatabaseUnfit(
            f"The secret cannot be kept in {error.filename}: {error.strerror}."
            " Give GILIRAN_SECRET_KEY, or the right to write there."
        ) from error
    except ValueError:
        raise DatabaseUnfit("The key file is empty. Put its content back, or give GILIRAN_SECRET_KEY.") from None


def _refuse_foreign_secret(session: Session, settings: Settings) -> bool:
    """Better now than at the first name that somebody wants to read. Returns whether the look-up keys are kept."""
    try:
        is_kept = take_chain(session)
        session.scalar(select(Document.holder).order_by(col(Document.id).desc()).limit(1))
    except keys.SealBroken:
        raise DatabaseUnfit(
            f"The secret is not the one of {name_of(settings)}: the personal data in it cannot be read."
            " Put the right one into GILIRAN_SECRET_KEY, or its key file back beside the database."
        ) from None
    return is_kept
