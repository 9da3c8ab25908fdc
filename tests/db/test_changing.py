"""How many rows a statement changed, and whether the session notices."""

import pytest
from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, DocumentWord
from tests.scenes.factories import World

pytestmark = pytest.mark.postgres("dialect")

SHELVED = update(Document).where(col(Document.reference) == "R/1", col(Document.shelf).is_(None)).values(shelf="A-1")


def test_of_two_that_saw_the_same_one_changes_the_row(office: World) -> None:
    office.document("R/1")

    counts = [office.database.run(change_rows, SHELVED) for _ in range(2)]

    assert counts == [1, 0]
    assert [row.shelf for row in office.rows(Document)] == ["A-1"]


def test_every_row_counts(office: World) -> None:
    for _ in range(3):
        office.document()

    assert office.database.run(change_rows, update(Document).values(shelf="A-1")) == 3
    assert office.database.run(change_rows, delete(DocumentWord).where(col(DocumentWord.word).is_(None))) == 0
    assert office.database.run(change_rows, delete(DocumentWord)) > 0
    assert office.rows(DocumentWord) == []


def test_values_are_given_by_name(office: World) -> None:
    references = [office.document().reference for _ in range(2)]
    one = update(Document).where(col(Document.reference) == bindparam("which")).values(shelf=bindparam("where"))

    changed = office.database.run(change_rows, one, {"which": references[0], "where": "B-2"})

    assert changed == 1
    assert [row.shelf for row in office.rows(Document)] == ["B-2", None]


@pytest.mark.parametrize(("synchronize", "known"), [(False, None), (True, "A-1")])
def test_what_was_read_changes_along_where_it_is_asked_for(
    office: World, *, synchronize: bool, known: str | None
) -> None:
    seen = office.document("R/1")

    def step(session: Session) -> tuple[int, str | None, str | None]:
        row = session.get_one(Document, seen.id)
        changed, before = change_rows(session, SHELVED, synchronize=synchronize), row.shelf
        session.refresh(row)
        return changed, before, row.shelf

    assert office.database.run(step) == (1, known, "A-1")
