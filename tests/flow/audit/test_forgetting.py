"""What goes by rule is said in the chain, which stays whole; nothing else becomes right by it."""

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from scheduler.db.models import DeedRow, Move, Seal
from scheduler.flow.audit.forgetting import say_forgotten
from scheduler.flow.audit.verifying import Fault, Finding
from tests.scenes.audited import behind_its_back, seal, verified, write_down
from tests.scenes.factories import NINE, World


def forget(session: Session, *ids: int) -> None:
    say_forgotten(session, "deed", gone=ids, why="keep_deeds", now=NINE)
    session.execute(delete(DeedRow).where(col(DeedRow.id).in_(ids)))


@pytest.mark.postgres("constraints")
def test_deed_that_was_forgotten_by_rule_is_no_gap(office: World):
    write_down(office)
    seal(office.database)

    office.database.run(forget, 1, 3)

    assert [row.id for row in office.rows(DeedRow)] == [2]
    assert [block.why for block in office.rows(Seal, Seal.kind == "forgotten")] == ["keep_deeds"]
    assert verified(office.database) == []


def test_deed_of_a_block_of_which_nothing_was_forgotten_cannot_go(office: World):
    write_down(office)
    seal(office.database)

    with pytest.raises(IntegrityError):
        office.database.run(lambda session: session.execute(text("DELETE FROM deed WHERE id = 1")))


def test_what_else_was_deleted_stays_a_gap(office: World):
    write_down(office)
    seal(office.database)
    with behind_its_back(office.database) as connection:
        connection.execute(text("DELETE FROM deed WHERE id = 2"))

    office.database.run(forget, 1)

    assert verified(office.database) == [Finding(Fault.ROW_GONE, "deed", 2, 2)]


def test_what_else_was_changed_stays_a_fault(office: World):
    write_down(office)
    seal(office.database)
    with behind_its_back(office.database) as connection:
        connection.execute(text("UPDATE deed SET about = 'other' WHERE id = 2"))

    office.database.run(forget, 1)

    assert verified(office.database) == [Finding(Fault.ROW_CHANGED, "deed", 2, 2)]


def test_what_was_changed_by_rule_counts_as_it_is_now(office: World):
    write_down(office)
    seal(office.database)

    def blank(session: Session, why: str | None) -> None:
        session.execute(text("UPDATE move SET why = NULL WHERE id = 2"))
        if why:
            say_forgotten(session, "move", changed=[2], why=why, now=NINE)

    office.change(Move, 2, why="something")
    assert verified(office.database) == [Finding(Fault.ROW_CHANGED, "move", 2, 2)]
    office.database.run(blank, "keep_notes")

    assert verified(office.database) == []


def test_block_that_forgets_what_none_had_sealed_shows(office: World):
    write_down(office)
    seal(office.database)
    office.database.run(forget, 1)
    with behind_its_back(office.database) as connection:
        connection.execute(text("DELETE FROM seal WHERE of = 'deed' AND kind = 'sealed'"))

    assert Fault.BLOCK_STRAY in {finding.fault for finding in verified(office.database)}


def test_unsealed_rows_need_no_word(office: World):
    write_down(office)

    office.database.run(lambda session: say_forgotten(session, "move", changed=[1], why="keep_notes", now=NINE))

    assert office.rows(Seal) == []
