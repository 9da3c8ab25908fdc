"""Rows are sealed when no row can come between them any more, and the program's own ways leave the chain whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session

from scheduler.db.models import DeedRow, Seal, metadata
from scheduler.domain.audit.chain import FORMS, NEWEST, unpack
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.audit import sealing
from scheduler.flow.audit.sealing import ahead_of, seal_some
from scheduler.flow.audit.verifying import Fault, Finding
from scheduler.flow.core.audit import note_deed
from scheduler.flow.counter import counter_problems, undo
from tests.scenes.audited import seal, verified, write_down
from tests.scenes.factories import NINE, World, race
from tests.support.rotation import kept_ring, rotated


def deed(office: World, about: str = "") -> None:
    office.database.run(note_deed, office.office.id, Deed.EXPORTED, by="staff:1", now=NINE, about=about)


def test_each_row_is_in_one_block(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sealing, "MOST", 2)
    for _ in range(5):
        deed(office)

    seal(office.database)

    blocks = [block for block in office.rows(Seal) if block.of == "deed"]
    assert [(block.first_id, block.last_id, [each for each, _ in unpack(block.rows)]) for block in blocks] == [
        (1, 2, [1, 2]),
        (3, 4, [3, 4]),
        (5, 5, [5]),
    ]


def test_nothing_new_makes_no_block(office: World):
    deed(office)
    seal(office.database)
    before = office.rows(Seal)

    more = office.database.run(seal_some, "deed", upto=1, now=NINE)

    assert (more, office.rows(Seal)) == (False, before)


def test_what_is_undone_leaves_the_chain_whole(office: World):
    number = office.called()
    seal(office.database)

    office.do(undo.undo_last, number)
    seal(office.database)

    assert verified(office.database) == []


@pytest.mark.postgres("statements")
def test_other_secret_leaves_the_chain_whole(office: World, tmp_path: Path):
    write_down(office)
    number = office.called()
    office.do(counter_problems.report_problem, number, reason="misprint", note="salah nama")
    seal(office.database)

    with kept_ring():
        rotated(office.database, tmp_path / "files")
        write_down(office)
        seal(office.database)

        assert verified(office.database) == []


def test_newest_form_names_every_column() -> None:
    for table, form in NEWEST.items():
        assert set(FORMS[table][form]) == set(metadata.tables[table].columns.keys())


@contextmanager
def under_way(office: World) -> Iterator[Session]:
    """A step that has drawn the id of a deed and is not committed yet; at the end it is."""
    with Session(office.database.engine) as session:
        note_deed(session, office.office.id, Deed.EXPORTED, by="staff:2", now=NINE, about="late")
        session.flush()
        yield session
        session.commit()


@pytest.mark.postgres("locks")
@pytest.mark.parametrize("guard", [pytest.param(True, id="guarded"), pytest.param(False, id="unguarded")])
def test_late_commit_of_a_lower_id(office: World, guard: bool):
    with under_way(office):
        deed(office, "early")
        with office.database.reading() as session:
            ahead = ahead_of(session, "deed")
        if not (guard and ahead.writers):
            office.database.run(seal_some, "deed", upto=ahead.upto, now=NINE)
    seal(office.database)

    assert verified(office.database) == ([] if guard else [Finding(Fault.ROW_ADDED, "deed", 1, 1)])


@pytest.mark.postgres("locks")
def test_who_has_ended_is_waited_for_no_longer(office: World):
    with under_way(office):
        deed(office)
    with office.database.reading() as session:
        assert ahead_of(session, "deed").writers == frozenset()


@pytest.mark.postgres("locks")
def test_many_processes_seal_each_row_once(office: World):
    for _ in range(3):
        deed(office)

    outcomes = race([lambda: office.database.run(seal_some, "deed", upto=3, now=NINE)] * 8)

    assert outcomes == [False] * 8
    assert [(block.number, block.first_id) for block in office.rows(Seal)] == [(1, 1)]
    assert len(office.rows(DeedRow)) == 3
