"""Opens what the settings name only to look at it: nothing is made, upgraded or changed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from scheduler import keys
from scheduler.db.engine.database import postgres_engine, sqlite_engine
from scheduler.db.engine.migrations import HEAD, VERSION_TABLE
from scheduler.db.engine.preflight import DatabaseUnfit, name_of, said_in_words
from scheduler.db.opening import clock_of
from scheduler.db.secrets.chain import take_chain
from scheduler.health.around import Around
from scheduler.runtime.config import Settings

_CHANGES_NOTHING = text("UPDATE deployment SET training = training")


@contextmanager
def looked_at(settings: Settings, now: datetime) -> Iterator[Around]:
    """What there is to be looked at, as a command sees it."""
    if settings.on_sqlite and not settings.sqlite_path.exists():
        yield Around(settings, now, None)
        return
    try:
        with said_in_words(settings):
            engine = _engine(settings, reading=True)
            version = _version(engine)
    except DatabaseUnfit as fault:
        yield Around(settings, now, None, unfit=str(fault))
        return
    try:
        try:
            with said_in_words(settings):
                around = _around(settings, now, engine, version)
        except DatabaseUnfit as fault:
            around = Around(settings, now, None, unfit=str(fault), version=version)
        yield around
    finally:
        engine.dispose()


def _around(settings: Settings, now: datetime, engine: Engine, version: str | None) -> Around:
    if version != HEAD:  # its tables are not those that checks ask
        return Around(settings, now, None, version=version)
    unfit = _foreign_secret(settings, engine)
    if unfit:
        return Around(settings, now, None, unfit=unfit, version=version)
    reading = partial(Session, engine, expire_on_commit=False)
    with reading() as session:
        clock = clock_of(session, settings)
    return Around(
        settings, clock() if clock.is_training else now, reading, version=version, is_written=_is_written(settings)
    )


def _engine(settings: Settings, *, reading: bool = False) -> Engine:
    make = sqlite_engine if settings.on_sqlite else postgres_engine
    return make(settings.database_url, reading=reading)


def _version(engine: Engine) -> str | None:
    """The version of the tables; None where there are none. Raises DBAPIError."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, VERSION_TABLE):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found


def _foreign_secret(settings: Settings, engine: Engine) -> str:
    """Why the secret does not open the database; empty where it does, and where there is none."""
    with suppress(OSError):
        given = keys.given(settings)
        if given:
            keys.use(keys.Keyring(given))
            try:
                with Session(engine) as session:
                    take_chain(session)
            except keys.SealBroken:
                return f"the secret is not the one of {name_of(settings)}; put the right one back"
    return ""


def _is_written(settings: Settings) -> bool:
    """Whether a change is taken; it is taken back at once."""
    engine = _engine(settings)
    try:
        with closing(engine.connect()) as connection:
            connection.execute(_CHANGES_NOTHING)
            connection.rollback()
    except DBAPIError:
        return False
    finally:
        engine.dispose()
    return True
