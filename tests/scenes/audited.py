"""An office of whose doings much is written down and sealed, and what changes that behind the program's back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.models import Document, Seal
from scheduler.domain.audit.chain import FORMS
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.audit.sealing import ahead_of, seal_some
from scheduler.flow.audit.verifying import Finding, Walk, walk_on
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.disclosing import disclose
from tests.scenes.factories import NINE, World

SHOWN = "2172011203850001"


def seal(database: Database) -> None:
    """Seal all there is, as the job does it where nobody else writes."""
    for table in FORMS:
        with database.reading() as session:
            upto = ahead_of(session, table).upto
        while upto and database.run(seal_some, table, upto=upto, now=NINE):
            pass


def write_down(office: World) -> None:
    """Some rows of each table."""
    office.booked()
    document = office.document(nik=SHOWN)

    def show(session: Session) -> None:
        subject = session.get_one(Document, document.id)
        disclose(session, office.office, subject, fields=["nik"], place="documents", by="staff:1", now=NINE)

    for place in range(3):
        office.database.run(show)
        office.database.run(note_deed, office.office.id, Deed.EXPORTED, by="staff:1", now=NINE, about=str(place))


def verified(database: Database, **anchors: str) -> list[Finding]:
    """All that is found by a walk over everything."""
    walk = Walk(anchors={int(name.removeprefix("block")): value for name, value in anchors.items()})
    found: list[Finding] = []
    while not walk.is_over:
        with database.reading() as session:
            found += walk_on(session, walk)
    return found


def anchor(office: World) -> dict[str, str]:
    """The newest hash, to be given to `verified`."""
    end = office.rows(Seal)[-1]
    return {f"block{end.number}": end.hash.hex()}


@contextmanager
def behind_its_back(database: Database) -> Iterator[Connection]:
    """A connection of somebody who may do everything with the database: its triggers are no hindrance."""
    with database.engine.begin() as connection:
        connection.execute(DEFERRED[database.on_sqlite])
        _switch_triggers(connection, on_sqlite=database.on_sqlite, on=False)
        yield connection
        _switch_triggers(connection, on_sqlite=database.on_sqlite, on=True)


DEFERRED = (text("SET CONSTRAINTS ALL DEFERRED"), text("PRAGMA defer_foreign_keys=ON"))


def _switch_triggers(connection: Connection, *, on_sqlite: bool, on: bool) -> None:
    """On SQLite the tables have none from then on; on PostgreSQL the same tables serve other tests."""
    for table in ("deed", "seal"):
        if not on_sqlite:
            connection.execute(text(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER USER"))
        elif not on:
            drop_triggers(connection, table)


def drop_triggers(connection: Connection, table: str) -> None:
    for what in ("changed", "deleted"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_is_not_{what}"))
