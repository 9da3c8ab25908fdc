"""Opens the database that the settings name, for every command and for the server."""

import structlog
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database, postgres_engine, sqlite_engine
from scheduler.db.engine.migrations import migrate
from scheduler.db.engine.preflight import DatabaseUnfit, name_of, said_in_words
from scheduler.db.models import Deployment, Document, LookUpKey
from scheduler.db.secrets.chain import keep_chain, take_chain
from scheduler.domain.clock_trust import MADE, clock_fault
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

ROTATE = "put the new one in front of the others and run: giliran keys rotate (docs/operating.md, Changing the secret)"

log = structlog.get_logger()


def open_database(settings: Settings, *, whatever_time: bool = False) -> tuple[Database, Clock]:
    """Create or upgrade the database, open it, and set its clock: the real one, or in training one of its own.

    whatever_time: open it also where the machine's clock cannot be right. Raises DatabaseUnfit where it cannot be used,
    where its secret is lost or another one, where a secret that is new to it could be found by trying, where
    GILIRAN_CLOCK is set over a database that was not made under it, or where the machine's clock cannot be right.
    """
    migrate(settings)
    with said_in_words(settings):
        _refuse_lost_secret(settings)
        database = _opened(settings)
        try:
            return database, _known(database, settings, whatever_time=whatever_time)
        except BaseException:
            database.close()
            raise


def _known(database: Database, settings: Settings, *, whatever_time: bool) -> Clock:
    """The clock of a database whose secret is the right one; its look-up keys are kept from now on."""
    with database.reading() as session:
        is_kept = _refuse_foreign_secret(session, settings)
        _refuse_new_weak_secret(session, is_kept=is_kept)
        clock = clock_of(session, settings)
        if not whatever_time:
            _refuse_wrong_clock(session, clock, settings)
    if not is_kept:
        database.run(keep_chain)
    return clock


def warn_of_weak_secrets() -> None:
    """A line in the log of whatever runs for long, while a secret is listed that could be found by trying."""
    weak = keys.ring().weak
    if weak:
        log.warning("secret_is_weak", which="newest" if 0 in weak else "older", wanted=keys.A_GOOD_ONE, then=ROTATE)


def clock_of(session: Session, settings: Settings) -> Clock:
    """In training the clock goes on from the last recorded moment, or starts at GILIRAN_CLOCK if that is later.

    Raises DatabaseUnfit where GILIRAN_CLOCK is set over a database that was not made under it.
    """
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


def _refuse_wrong_clock(session: Session, clock: Clock, settings: Settings) -> None:
    """Slots would be written for years that are not, and files deleted before their time."""
    if clock.is_training:
        return
    now, last = clock(), queries.last_moment(session)
    if clock_fault(now, last) is not None:
        raise DatabaseUnfit(
            f"The clock of this machine says {now:%Y-%m-%d %H:%M} (UTC), which cannot be right:"
            f" {name_of(settings)} was used last on {last or MADE:%Y-%m-%d %H:%M}. Set it (timedatectl set-ntp true)."
            " If it is right all the same, say so once: giliran clock --is-right"
        )


def _refuse_lost_secret(settings: Settings) -> None:
    """A new secret would open nothing of what the database holds, and be mistaken for its own by the next backup."""
    if (place := keys.lost(settings)) is None or not _was_sealed(settings):
        return
    if keys.lost(settings) is not None:  # not made meanwhile, by another process that begins
        raise DatabaseUnfit(
            f"The secret of {name_of(settings)} is missing: there is no {place}, and GILIRAN_SECRET_KEY is not set."
            " Put it back from where it was kept apart; no new one was made."
        )


def _was_sealed(settings: Settings) -> bool:
    """Whether a database keeps keys of a secret, or an office, read without any secret."""
    url = settings.database_url
    engine = sqlite_engine(url, reading=True) if settings.on_sqlite else postgres_engine(url, reading=True)
    try:
        with Session(engine) as session:
            has_key = session.scalar(select(col(LookUpKey.position)).limit(1)) is not None
            return has_key or bool(queries.offices(session))
    finally:
        engine.dispose()


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


def _refuse_new_weak_secret(session: Session, *, is_kept: bool) -> None:
    """A database in use goes on under the secret that it has; a new one has to be good."""
    ring = keys.ring()
    is_known = ring.knows_newest if is_kept else bool(queries.offices(session))
    if 0 in ring.weak and not is_known:
        raise DatabaseUnfit(
            "The newest secret (GILIRAN_SECRET_KEY, or the key file beside the database) could be found by trying."
            f" A good one has {keys.A_GOOD_ONE}"
        )


def _refuse_foreign_secret(session: Session, settings: Settings) -> bool:
    """Refuse the secret of another database now, not at the first name that somebody wants to read.

    Returns whether the look-up keys are kept.
    """
    try:
        is_kept = take_chain(session)
        session.scalar(select(Document.holder).order_by(col(Document.id).desc()).limit(1))
    except keys.SealBroken:
        raise DatabaseUnfit(
            f"The secret is not the one of {name_of(settings)}: the personal data in it cannot be read."
            " Put the right one into GILIRAN_SECRET_KEY, or its key file back beside the database."
        ) from None
    return is_kept
