"""A handover is written down afterwards while a counter hands over the same document: one of them is told.

In pairs: the naive program shows the fault; the lock of today never lets it happen.
"""

import threading
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from scheduler.db import queries
from scheduler.db.models import Handover, Ticket
from scheduler.domain.counter import PaperNumberTaken
from scheduler.domain.door import HandedOver
from scheduler.domain.refusals import Refusal
from scheduler.flow.counter import handovers, paper_handovers
from scheduler.flow.counter.paper_handovers import Late
from tests.scenes.factories import HOLDER, NINE, World, at, race

pytestmark = pytest.mark.postgres("locks")

TIMES = 4


@pytest.fixture
def sides(office: World, open_database: Any) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


@pytest.mark.deep("without the guard")
def test_two_that_look_and_then_write_hand_over_twice(office: World) -> None:
    reference = office.document().reference
    have_looked = threading.Barrier(2)
    naive = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    with naive.connect() as connection:
        connection.execute(text("CREATE TABLE naive_handover (reference TEXT)"))

    def hand_over() -> None:
        with naive.connect() as connection:
            found = connection.execute(text("SELECT stage FROM document WHERE reference = :r"), {"r": reference})
            assert found.scalar() == "ready"
            have_looked.wait(10)
            connection.execute(text("INSERT INTO naive_handover VALUES (:r)"), {"r": reference})

    race([hand_over, hand_over])

    with naive.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM naive_handover")).scalar() == 2
    naive.dispose()


def test_counter_and_late_record_hand_over_once(office: World, sides: list[World]) -> None:
    for _ in range(TIMES):
        number = office.called(1)
        reference = office.read(lambda s, n=number: _reference(s, office, n))
        noted = Late(at=NINE, counter=2, proof=HOLDER, references=[reference])
        before = len(office.rows(Handover))

        outcomes = race(
            [
                lambda n=number: sides[0].do(handovers.hand_over, n, None, HOLDER),
                lambda n=noted: sides[1].do(paper_handovers.record_handover, n),
            ]
        )

        assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
        assert len(office.rows(Handover)) == before + 1
        assert office.ticket(number).stage == "served"
        assert office.day().people_inside == 0


def test_late_records_of_one_document_at_once(office: World, sides: list[World]) -> None:
    for paper in range(900, 900 + TIMES):
        reference = office.document().reference
        noted = [
            Late(at=at(8, 50), counter=1, proof=HOLDER, references=[reference], paper=paper + offset)
            for offset in (0, 50)
        ]

        outcomes = race(
            [lambda n=n, s=s: s.do(paper_handovers.record_handover, n) for n, s in zip(noted, sides, strict=True)]
        )

        assert [type(outcome) for outcome in outcomes].count(HandedOver) == 1


def test_one_paper_number_for_two_at_once(office: World, sides: list[World]) -> None:
    for paper in range(900, 900 + TIMES):
        noted = [
            Late(at=at(8, 50), counter=1, proof=HOLDER, references=[office.document().reference], paper=paper)
            for _ in range(2)
        ]

        outcomes = race(
            [lambda n=n, s=s: s.do(paper_handovers.record_handover, n) for n, s in zip(noted, sides, strict=True)]
        )

        assert [type(outcome) for outcome in outcomes].count(PaperNumberTaken) == 1
    assert len(office.rows(Ticket)) == TIMES


def _reference(session: Any, office: World, number: str) -> str:
    return queries.documents_of_booking(session, office.ticket(number).booking_id)[0].reference
