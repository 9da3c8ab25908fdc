"""A move is written down with what it moved, and only where that still stands where it was seen."""

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db.models import Document
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core import history
from tests.scenes.factories import CLERK, NINE, World


def moved_by_another(session: Session, document: Document) -> None:
    """The row is moved, and who has read it before has not noticed."""
    session.execute(
        update(Document).where(col(Document.id) == document.id).values(stage="ready"),
        execution_options={"synchronize_session": False},
    )


def test_move_of_one_that_moved_meanwhile_is_refused(office: World) -> None:
    seen = office.document("R/1", stage="in_production")

    def step(session: Session) -> None:
        row = session.get_one(Document, seen.id)
        moved_by_another(session, row)
        history.move(session, row, DocumentStage.WAITING_FOR_BLANK, by=CLERK, now=NINE, why="no_blank")

    with pytest.raises(IllegalStep):
        office.database.run(step)

    assert office.stage("R/1") == "in_production"


@pytest.mark.postgres("statements")
def test_moves_of_many_are_refused_when_one_moved_first(office: World) -> None:
    for number in (1, 2):
        office.document(f"R/{number}", stage="in_production")

    def step(session: Session) -> None:
        rows = session.scalars(select(Document).order_by(col(Document.id))).all()
        moved_by_another(session, rows[1])
        history.move_all(session, rows, DocumentStage.WAITING_FOR_BLANK, by=CLERK, now=NINE, why="no_blank")

    with pytest.raises(IllegalStep):
        office.database.run(step)

    assert [office.stage(f"R/{number}") for number in (1, 2)] == ["in_production", "in_production"]


def test_steps_of_a_process_follow_each_other_in_the_index():
    steps = [history.new_step(Session()) for _ in range(300)]

    assert (steps, {len(step) for step in steps}) == (sorted(set(steps)), {32})
