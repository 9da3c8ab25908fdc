"""`giliran audit`: whether what was written down is whole, in sentences."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlmodel import select

from scheduler.commands.audit import SAID
from scheduler.db.engine.database import Database
from scheduler.db.models import DeedRow
from scheduler.flow.audit.verifying import Fault
from tests.commands.conftest import Run
from tests.scenes.audited import behind_its_back, seal, write_down
from tests.scenes.factories import World

Opened = Callable[[], Database]


@pytest.fixture
def sealed(url: str, opened: Opened) -> Database:
    """A database of the settings with some rows, sealed."""
    database = opened()
    write_down(World(database, "bintan"))
    seal(database)
    return database


@pytest.mark.postgres("statements")
def test_whole(sealed: Database, giliran: Run) -> None:
    anchor = giliran("audit", "anchor").out.strip()

    said = giliran("audit", "verify", "--anchor", anchor)

    assert said.status == 0
    assert said.out.startswith("Whole. 3 blocks with ")
    assert said.out.splitlines()[-1] == f"Newest block, to be kept elsewhere: {anchor}"


def test_what_is_wrong_is_said_in_sentences(sealed: Database, giliran: Run) -> None:
    with behind_its_back(sealed) as connection:
        connection.execute(text("DELETE FROM deed WHERE id IN (1, 2)"))
        connection.execute(text("UPDATE move SET \"by\" = 'staff:9' WHERE id = 3"))

    said = giliran("audit", "verify")

    assert said.status == 1
    assert said.out.splitlines()[:2] == ["Row 3 of move was changed.", "Rows 1 to 2 of deed are gone."]
    assert "2 faults." in said.out


def test_end_that_was_cut_off(sealed: Database, giliran: Run) -> None:
    anchor = giliran("audit", "anchor").out.strip()
    with behind_its_back(sealed) as connection:
        connection.execute(text("DELETE FROM deed"))
        connection.execute(text("DELETE FROM seal WHERE number = 3"))

    said = giliran("audit", "verify", "--anchor", anchor[:20])

    assert said.status == 1
    assert "Block 3 is not there, though you have its hash: the end was cut off." in said.out


def test_what_is_not_sealed_yet_is_counted(sealed: Database, giliran: Run) -> None:
    write_down(World(sealed, "batam"))

    said = giliran("audit", "verify")

    assert said.status == 0
    assert " rows are not sealed yet: the server does that within a minute." in said.out


def test_what_is_no_anchor_is_refused(url: str, giliran: Run) -> None:
    said = giliran("audit", "verify", "--anchor", "3:zz")

    assert said.status == 2
    assert "'3:zz' is no anchor." in said.err


def test_nothing_sealed_has_no_anchor(url: str, giliran: Run) -> None:
    said = giliran("audit", "anchor")

    assert said.status == 1
    assert "Nothing is sealed yet." in said.err


def test_every_fault_has_its_sentence() -> None:
    assert SAID.keys() == set(Fault)


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("command", "about"),
    [
        (("invitations",), "invitations"),
        (("report", "estimates", "--csv"), "estimates"),
        (("report", "turned-away", "--csv"), "turned_away"),
    ],
)
def test_list_that_is_taken_along_is_written_down(
    bintan: str, opened: Opened, giliran: Run, command: tuple[str, ...], about: str
) -> None:
    assert giliran(*command).status == 0

    with opened().reading() as session:
        (row,) = session.exec(select(DeedRow).where(DeedRow.deed == "exported")).all()
    assert (row.by, row.about) == ("command", about)


def test_changes_by_command_are_written_down(bintan: str, opened: Opened, giliran: Run) -> None:
    with opened().reading() as session:
        before = len(session.exec(select(DeedRow)).all())

    assert giliran("token", "create", "--name", "antrean", "--scope", "desk").status == 0
    assert giliran("token", "revoke", "--name", "antrean").status == 0

    with opened().reading() as session:
        rows = session.exec(select(DeedRow).order_by(DeedRow.id)).all()
    assert [(row.deed, row.by) for row in rows[before:]] == [("token_made", "command"), ("token_revoked", "command")]
    assert "token_hash" not in str(rows)
