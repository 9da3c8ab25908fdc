"""Every row of a SQLite database comes to PostgreSQL as it was kept, or none does."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.backup import moving
from scheduler.backup.faults import BackupFailed
from scheduler.backup.moving import CannotCopy, Counting, canonical, copy_all, counted, plain_tables, refuse_unfit
from scheduler.db.engine.database import Database
from scheduler.db.models import Booking, DeedRow, Document, KeptAnswer, Seal
from scheduler.db.secrets.chain import keep_chain
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.core.audit import note_deed
from scheduler.runtime.config import Settings
from tests.scenes.audited import anchor, seal, verified
from tests.scenes.factories import CLERK, NINE, World
from tests.support.databases import ON_SQLITE


@pytest.fixture
def target(settings: Settings, empty_url: Callable[[str], str]) -> Settings:
    """An empty PostgreSQL database."""
    return settings.model_copy(update={"database_url": empty_url("postgres")})


@pytest.fixture
def filled(office: World) -> World:
    """An office with a morning behind it: sealed names, hashes, JSON, a deed that nobody may change."""
    office.database.run(keep_chain)
    office.document("R/1", holder="Siti Aminah", phone="+6281234567890")
    office.arrived(9)
    office.booked(10)
    office.database.run(note_deed, office.office.id, Deed.EXPORTED, by=CLERK, now=NINE, became={"rows": 3})
    seal(office.database)
    return office


@ON_SQLITE
@pytest.mark.pg
def test_every_row_is_there_and_means_what_it_meant(filled: World, settings: Settings, target: Settings) -> None:
    told: list[int] = []
    refuse_unfit(settings, target)

    copied = copy_all(settings, target, told.append)

    there = Database(target, die=lambda _: None)
    try:
        copy = World.__new__(World)
        copy.database, copy.office = there, filled.office
        for kind in (Document, Booking, DeedRow, KeptAnswer):
            assert copy.rows(kind) == filled.rows(kind)
        assert next(row.holder for row in copy.rows(Document)) == "Siti Aminah"
        number = there.run(_next_number)
        assert number == max(row.id for row in filled.rows(Document)) + 1
        assert verified(there, **anchor(filled)) == []
        there.run(note_deed, None, Deed.DATABASE_COPIED, by="command", now=NINE)
        seal(there)
        assert verified(there, **anchor(filled)) == []
        assert len(copy.rows(Seal)) == len(filled.rows(Seal)) + 1
    finally:
        there.close()
    assert sum(each.rows for each in copied) * 2 == sum(told)
    assert {each.table for each in copied} == {table.name for table in plain_tables()}


@ON_SQLITE
@pytest.mark.pg
def test_row_that_comes_out_otherwise_takes_everything_back(
    filled: World, settings: Settings, target: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = moving._set_sequences

    def change(new, tables) -> None:
        really(new, tables)
        new.execute(text("UPDATE office SET phone = '0771'"))

    monkeypatch.setattr(moving, "_set_sequences", change)

    with pytest.raises(CannotCopy, match="office differs: 1 rows"):
        copy_all(settings, target)
    refuse_unfit(settings, target)  # it is as empty as it was: tables are there, and no row


@ON_SQLITE
@pytest.mark.pg
def test_text_that_postgresql_cannot_keep_is_named_by_its_table(
    filled: World, settings: Settings, target: Settings
) -> None:
    with closing(sqlite3.connect(settings.sqlite_path)) as database, database:
        database.execute("UPDATE office SET phone = '0771' || char(0)")

    with pytest.raises(CannotCopy, match="A row of office holds what PostgreSQL cannot keep"):
        copy_all(settings, target)
    refuse_unfit(settings, target)


@ON_SQLITE
@pytest.mark.pg
def test_database_with_rows_is_no_target(filled: World, settings: Settings, target: Settings) -> None:
    copy_all(settings, target)

    with pytest.raises(CannotCopy, match="is not empty"):
        refuse_unfit(settings, target)


@ON_SQLITE
def test_what_is_no_sqlite_file_or_no_postgresql_is_refused(settings: Settings, tmp_path: Path) -> None:
    postgres = settings.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/x"})
    other = settings.model_copy(update={"database_url": "mysql://nobody@127.0.0.1:1/x"})
    nowhere = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'nowhere.db'}"})

    for source, target in ((postgres, postgres), (nowhere, postgres), (settings, settings), (settings, other)):
        with pytest.raises(CannotCopy):
            refuse_unfit(source, target)


def test_rows_are_the_same_in_any_order_and_not_with_one_twice() -> None:
    none, one, two = Counting(0, 0), ("a", 1), ("b", 2)

    assert counted([one, two], none) == counted([two], counted([one], none))
    assert counted([one, one], none) != counted([two, two], none)
    assert counted([one], none).digest != counted([one, one, one], none).digest


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (b"\x01", "01"),
        (None, ""),
        (1, "1"),
        (datetime(2026, 11, 30, tzinfo=UTC), "2026-11-30T00:00:00+00:00"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_different_values_are_written_differently(value: object, other: object) -> None:
    assert canonical((value,)) != canonical((other,))


def test_bytes_are_the_same_in_any_wrapping_and_keys_in_any_order() -> None:
    assert canonical((memoryview(b"ab"), {"a": 1, "b": 2})) == canonical((b"ab", {"b": 2, "a": 1}))


def _next_number(session) -> int:
    return int(session.execute(text("SELECT nextval('document_id_seq')")).scalar_one())


@ON_SQLITE
def test_server_that_does_not_answer_is_said_in_a_sentence(office: World, settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql+psycopg://nobody:secret@127.0.0.1:1/giliran"})

    with pytest.raises(BackupFailed, match="The database giliran cannot be read") as failed:
        refuse_unfit(settings, away)
    assert "secret" not in str(failed.value)
