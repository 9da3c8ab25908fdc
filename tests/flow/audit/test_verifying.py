"""Whatever is done to rows or blocks behind the program's back shows; whatever the program does itself does not."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlmodel import Session

from scheduler.db.models import Deployment, Seal, metadata
from scheduler.db.secrets.hash_upgrade import raw
from scheduler.domain.audit.chain import FORMS
from scheduler.flow.audit import sealing
from scheduler.flow.audit.verifying import Fault, Finding, Walk, walk_on
from tests.scenes.audited import anchor, behind_its_back, drop_triggers, seal, verified, write_down
from tests.scenes.factories import World


@pytest.fixture
def sealed(office: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Rows of all tables in several small blocks each; of every table some ids were never given."""
    monkeypatch.setattr(sealing, "MOST", 3)
    write_down(office)
    with behind_its_back(office.database) as connection:
        for table in FORMS:
            connection.execute(sa.delete(raw(table)).where(raw(table).c.id == 2))
    seal(office.database)
    write_down(office)
    seal(office.database)
    return office


@pytest.mark.postgres("statements")
def test_what_nobody_touched_is_whole(sealed: World):
    assert verified(sealed.database, **anchor(sealed)) == []


@pytest.mark.postgres("statements")
def test_rows_that_come_later_are_no_fault(sealed: World):
    write_down(sealed)

    assert verified(sealed.database) == []


COPIED = (
    'INSERT INTO deed (id, office_id, deed, at, "by", about, was, became)'
    ' SELECT {id}, office_id, deed, at, "by", about, was, became FROM deed WHERE id = 1'
)


@pytest.mark.postgres("dialect")
@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE move SET \"by\" = 'staff:9' WHERE id = 5", Finding(Fault.ROW_CHANGED, "move", 5, 5)),
        ("UPDATE move SET was = '{\"party\": 9}' WHERE id IN (5, 6)", Finding(Fault.ROW_CHANGED, "move", 5, 6)),
        ("DELETE FROM disclosure WHERE id = 3", Finding(Fault.ROW_GONE, "disclosure", 3, 3)),
        (COPIED.format(id=2), Finding(Fault.ROW_ADDED, "deed", 2, 2)),
        (COPIED.format(id=0), Finding(Fault.ROW_ADDED, "deed", 0, 0)),
        ("UPDATE seal SET last_id = last_id + 1 WHERE number = 2", Finding(Fault.BLOCK_CHANGED, None, 2, 2)),
        ("DELETE FROM seal WHERE number = 2", Finding(Fault.BLOCK_MISSING, None, 2, 2)),
        ("DELETE FROM seal", Finding(Fault.ALL_GONE, None, 0, 0)),
        ("UPDATE deployment SET seal_key = NULL", Finding(Fault.KEY_GONE, None, 0, 0)),
    ],
)
def test_what_was_done_to_it_is_said(sealed: World, statement: str, fault: Finding):
    with behind_its_back(sealed.database) as connection:
        connection.execute(text(statement))

    assert fault in verified(sealed.database)


ODD = {
    True: ("at = 'yesterday'", "at = 7", "was = '{'", "\"by\" = CAST(X'ff' AS TEXT)"),
    False: ("at = 'infinity'", "at = '-infinity'", "was = 'null'", "\"by\" = ''"),
}
"""By whether it is SQLite, which keeps anything: what somebody may leave who writes by hand."""


def odd(office: World, which: int, where: str) -> Any:
    return text(f"UPDATE move SET {ODD[office.database.on_sqlite][which]} WHERE {where}")  # noqa: S608 - both are ours


@pytest.mark.postgres("dialect")
@pytest.mark.parametrize("which", range(4))
def test_row_of_which_nothing_can_be_made_is_one_that_was_changed(sealed: World, which: int):
    with behind_its_back(sealed.database) as connection:
        connection.execute(odd(sealed, which, "id IN (5, 9)"))

    found = verified(sealed.database)

    assert [each for each in found if each.table == "move"] == [
        Finding(Fault.ROW_CHANGED, "move", 5, 5),
        Finding(Fault.ROW_CHANGED, "move", 9, 9),
    ]


@pytest.mark.postgres("dialect")
def test_row_of_which_nothing_can_be_made_is_sealed_as_it_is(sealed: World):
    write_down(sealed)
    with behind_its_back(sealed.database) as connection:
        connection.execute(odd(sealed, 0, "id = (SELECT max(id) FROM move)"))

    seal(sealed.database)

    assert verified(sealed.database) == []


@pytest.mark.postgres("dialect")
@pytest.mark.parametrize("number", [2, 6])
def test_block_of_which_nothing_can_be_made_is_one_that_was_changed(sealed: World, number: int):
    """The chain goes on behind it, and at its end; what it had sealed is sealed no more."""
    at = ODD[sealed.database.on_sqlite][0]
    assert number <= max(block.number for block in sealed.rows(Seal))
    with behind_its_back(sealed.database) as connection:
        connection.execute(text(f"UPDATE seal SET {at} WHERE number >= {number}"))  # noqa: S608 - both are ours
    write_down(sealed)
    seal(sealed.database)

    found = verified(sealed.database)

    blocks = [each for each in found if each.table is None and each.fault == Fault.BLOCK_CHANGED]
    assert blocks[0].first == number
    assert any(each.fault == Fault.UNSEALED for each in found)
    assert not any(each.fault == Fault.BLOCK_UNCHAINED for each in found)


def test_end_that_is_cut_off_shows_by_a_hash_that_was_kept(sealed: World):
    kept, end = anchor(sealed), sealed.rows(Seal)[-1]
    with behind_its_back(sealed.database) as connection:
        connection.execute(sa.delete(raw(end.of)).where(raw(end.of).c.id >= end.first_id))
        connection.execute(sa.delete(raw("seal")).where(raw("seal").c.number == end.number))

    assert verified(sealed.database) == []
    assert verified(sealed.database, **kept) == [Finding(Fault.ANCHOR_GONE, None, end.number, end.number)]


def test_chain_that_was_begun_anew_shows_by_a_hash_that_was_kept(sealed: World):
    kept, end = anchor(sealed), sealed.rows(Seal)[-1]
    with behind_its_back(sealed.database) as connection:
        connection.execute(text("UPDATE move SET \"by\" = 'staff:9'"))
        connection.execute(text("DELETE FROM seal"))
        connection.execute(text("UPDATE deployment SET seal_key = NULL"))
    seal(sealed.database)

    assert verified(sealed.database) == []
    assert verified(sealed.database, **kept) == [Finding(Fault.ANCHOR_DIFFERS, None, end.number, end.number)]


def test_block_of_another_chain_does_not_follow(sealed: World):
    """Somebody puts back a block of a copy that was made before."""
    with behind_its_back(sealed.database) as connection:
        rows = Rows(connection, "seal")
        rows.delete(rows.at(2))
        rows.insert({**rows.at(0), "number": 3})

    assert Finding(Fault.BLOCK_CHANGED, None, 3, 3) in verified(sealed.database)


def test_nothing_is_added_without_the_key(sealed: World):
    sealed.database.run(lambda session: session.merge(Deployment(id=1, seal_key=None)))
    write_down(sealed)

    with pytest.raises(sealing.KeyGone):
        seal(sealed.database)


# --- one change, whatever it is


TABLES = ("move", "disclosure", "deed", "seal")
COLUMNS = {name: [column.name for column in metadata.tables[name].columns if not column.primary_key] for name in TABLES}


@st.composite
def tamperings(draw: st.DrawFn) -> tuple[str, str, int, int, str]:
    """A table, what is done to it, of which rows by their places, and in which column."""
    table = draw(st.sampled_from(TABLES))
    how = draw(st.sampled_from([change, delete, insert, swap]))
    return table, how, draw(st.integers(0, 50)), draw(st.integers(0, 50)), draw(st.sampled_from(COLUMNS[table]))


class Rows:
    """A table as it is kept, for somebody who does what no program would; rows are known by their place."""

    def __init__(self, connection: Connection, table: str) -> None:
        self.connection, self.of = connection, raw(table)
        self.key = next(iter(metadata.tables[table].primary_key)).name
        found = connection.execute(sa.select(self.of).order_by(self.of.c[self.key])).mappings()
        self.all = [dict(row) for row in found]

    def at(self, place: int) -> dict[str, Any]:
        return self.all[place % len(self.all)]

    def update(self, row: dict[str, Any], **values: Any) -> None:
        this = self.of.c[self.key] == row[self.key]
        self.connection.execute(sa.update(self.of).where(this).values(values))

    def delete(self, row: dict[str, Any]) -> None:
        self.connection.execute(sa.delete(self.of).where(self.of.c[self.key] == row[self.key]))

    def insert(self, row: dict[str, Any]) -> None:
        self.connection.execute(sa.insert(self.of).values(row))


def change(rows: Rows, first: int, second: int, column: str) -> bool:
    """One value of one row becomes that of another row, or one that is a little different."""
    row, value = rows.at(first), _another(rows.at(first)[column], rows.at(second)[column])
    rows.update(row, **{column: value})
    return bool(value != row[column])


def delete(rows: Rows, first: int, _second: int, _column: str) -> bool:
    """A row goes."""
    rows.delete(rows.at(first))
    return True


def insert(rows: Rows, first: int, second: int, _column: str) -> bool:
    """A row is put in once more, between the others or before them."""
    there = {row[rows.key] for row in rows.all}
    free = [number for number in range(-1, max(there)) if number not in there]
    rows.insert({**rows.at(first), rows.key: free[second % len(free)]})
    return True


def swap(rows: Rows, first: int, second: int, _column: str) -> bool:
    """Two rows change places."""
    one, other = rows.at(first), rows.at(second)
    turned = {**one, rows.key: other[rows.key]}, {**other, rows.key: one[rows.key]}
    if turned == (other, one):
        return False
    for row in (one, other):
        rows.delete(row)
    for row in turned:
        rows.insert(row)
    return True


def _another(value: Any, other: Any) -> Any:
    if other != value and other is not None:
        return other
    changes: dict[type, Any] = {
        int: lambda: value + 1,
        bytes: lambda: value[:-1] + bytes([value[-1] ^ 1]) if value else b"x",
        str: lambda: value + "2",
        dict: lambda: {**value, "other": 1},
        datetime: lambda: value + timedelta(microseconds=1),
        date: lambda: value + timedelta(days=1),
    }
    return changes[type(value)]() if value is not None else None


@pytest.fixture
def undone(sealed: World) -> Any:
    """Does something to the database, walks over all of it, and takes it back; None where it changed nothing."""
    kept = {int(name.removeprefix("block")): value for name, value in anchor(sealed).items()}

    def find(table: str, how: Any, *which: Any) -> list[Finding] | None:
        with sealed.database.engine.connect() as connection, Session(connection) as session:
            _take_away_what_hinders(connection)
            is_any = how(Rows(connection, table), *which)
            walk, found = Walk(anchors=kept), []
            while not walk.is_over:
                found += walk_on(session, walk)
            connection.rollback()
            return found if is_any else None

    return find


def _take_away_what_hinders(connection: Connection) -> None:
    for statement in ("PRAGMA ignore_check_constraints=ON", "PRAGMA defer_foreign_keys=ON"):
        connection.exec_driver_sql(statement)
    for table in ("deed", "seal"):
        drop_triggers(connection, table)
    for index in ("ux_disclosure_application_day", "ux_disclosure_conversation_day"):
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {index}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(what=tamperings())
def test_any_single_change_shows(undone: Any, what: tuple[Any, ...]):
    assert undone(*what) != []
