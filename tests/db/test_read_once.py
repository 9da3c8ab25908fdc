"""What a page asks for twice is read once, by whoever only reads."""

import pytest
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Closure, DocumentType
from tests.scenes.factories import MONDAY, World
from tests.support.costs import counted


def test_session_for_reading_asks_once(office: World) -> None:
    with office.database.reading() as session, counted() as costs:
        first = queries.types_of(session, office.office.id)

        assert queries.types_of(session, office.office.id) is first

    assert len(costs.statements) == 1


@pytest.mark.postgres("statements")
def test_next_reading_sees_what_was_committed_since(office: World) -> None:
    kind = office.read(lambda session: queries.types_of(session, office.office.id)[0])

    office.change(DocumentType, kind.id, minutes=59)

    after = office.read(lambda session: queries.types_of(session, office.office.id))
    assert {each.id: each.minutes for each in after}[kind.id] == 59


def test_step_sees_what_it_has_changed_itself(office: World) -> None:
    def step(session: Session) -> tuple[int, int]:
        before = len(queries.closures_of_office(session, office.office.id))
        session.add(Closure(office_id=office.office.id, starts_on=MONDAY, ends_on=MONDAY, reason="Rapat"))
        session.flush()
        return before, len(queries.closures_of_office(session, office.office.id))

    assert office.database.run(step) == (0, 1)
