"""A document that goes to another office while somebody books it, and one that arrives while it is taken back.

In pairs: looking first and writing then leaves a visit for what is gone, or one document at two offices; the guards let
one of the two be first, and the other see it.
"""

import threading
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import col

from scheduler.db.models import Booking, Document, Transfer
from scheduler.domain.regency import Unwanted
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.regency.arriving import receive
from scheduler.flow.regency.returning import refuse
from scheduler.flow.regency.sending import send, take_back
from tests.scenes.factories import EARLY, World, race

pytestmark = pytest.mark.postgres("locks")


@pytest.mark.deep("without the guard")
@pytest.mark.parametrize("ends", [("arrived", "taken_back"), ("refused", "taken_back"), ("refused", "arrived")])
def test_transfer_that_is_only_looked_at_first_is_ended_twice(
    office: World, elsewhere: World, ends: tuple[str, str]
) -> None:
    office.document("R/1")
    transfer = office.do(send, "R/1", elsewhere.office.code)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def end(state: str) -> str:
        with engine.connect() as connection:
            seen = connection.execute(text("SELECT state FROM transfer WHERE id = :id"), {"id": transfer.id})
            is_sent = seen.scalar_one() == "sent"
            have_looked.wait(10)
            if is_sent:
                to = {"id": transfer.id, "state": state}
                connection.execute(text("UPDATE transfer SET state = :state WHERE id = :id"), to)
        return "done" if is_sent else "refused"

    outcomes = race([lambda state=state: end(state) for state in ends])  # type: ignore[misc]

    engine.dispose()
    assert outcomes == ["done", "done"]


def test_what_arrives_is_not_taken_back(office: World, elsewhere: World) -> None:
    for number in range(6):
        reference = f"R/{number}"
        office.document(reference)
        transfer = office.do(send, reference, elsewhere.office.code)

        race(
            [
                lambda reference=reference: elsewhere.do(receive, reference),  # type: ignore[misc]
                lambda number=transfer.id: office.do(take_back, number),  # type: ignore[misc]
            ]
        )

    for transfer in office.rows(Transfer):
        here = office.rows(Document, col(Document.id) == transfer.document_id)[0]
        assert (transfer.state, transfer.there_id is not None, here.stage) in [
            ("arrived", True, "transferred"),
            ("taken_back", False, "ready"),
        ]


def test_what_is_refused_while_it_is_taken_back_stays_with_the_sender(office: World, elsewhere: World) -> None:
    """Whichever is first: what is refused may be taken back, what is taken back is not refused."""
    for number in range(6):
        reference = f"R/{number}"
        code = office.code(office.document(reference))
        office.book(code, office.slot(10 + number % 2))
        transfer = office.do(send, reference, elsewhere.office.code)

        race(
            [
                lambda reference=reference: elsewhere.do(refuse, reference, Unwanted.DAMAGED, ""),  # type: ignore[misc]
                lambda number=transfer.id: office.do(take_back, number),  # type: ignore[misc]
            ]
        )

    assert {each.state for each in office.rows(Transfer)} == {"taken_back"}
    assert {each.stage for each in office.rows(Document)} == {"ready"}
    assert len(office.rows(Booking, col(Booking.stage) == "booked")) == 6


def test_what_is_refused_while_it_is_received_is_one_of_the_two(office: World, elsewhere: World) -> None:
    for number in range(6):
        reference = f"R/{number}"
        office.document(reference)
        office.do(send, reference, elsewhere.office.code)

        race(
            [
                lambda reference=reference: elsewhere.do(refuse, reference, Unwanted.DAMAGED, ""),  # type: ignore[misc]
                lambda reference=reference: elsewhere.do(receive, reference),  # type: ignore[misc]
            ]
        )

    there = {each.id for each in elsewhere.rows(Document, col(Document.office_id) == elsewhere.office.id)}
    for transfer in office.rows(Transfer):
        ended = (transfer.state, transfer.why, transfer.there_id in there)
        assert ended in [("arrived", None, True), ("refused", "damaged", False)]
    assert len(there) == len([each for each in office.rows(Transfer) if each.state == "arrived"])


def test_nobody_has_a_visit_for_what_went_elsewhere(office: World, elsewhere: World) -> None:
    for number in range(6):
        reference = f"R/{number}"
        code = office.code(office.document(reference))
        slot = office.slot(9 + number % 3)

        def book(code: str = code, slot: int = slot.id) -> Any:
            who = Collector(None)
            return office.database.run(bookings.book, code, slot, party=1, collector=who, by="citizen", now=EARLY)

        race([book, lambda reference=reference: office.do(send, reference, elsewhere.office.code)])  # type: ignore[misc]

    gone = {each.id for each in office.rows(Document, col(Document.stage) == "transferred")}
    assert len(gone) == 6
    assert not office.rows(Booking, col(Booking.stage) == "booked")


def test_offices_that_send_to_each_other_do_not_wait_for_each_other(office: World, elsewhere: World) -> None:
    here, there = office.office.code, elsewhere.office.code
    for number in range(6):
        mine, theirs = f"A/{number}", f"B/{number}"
        office.document(mine)
        elsewhere.document(theirs)

        sent = race([lambda it=mine: office.do(send, it, there), lambda it=theirs: elsewhere.do(send, it, here)])  # type: ignore[misc]
        got = race([lambda it=theirs: office.do(receive, it), lambda it=mine: elsewhere.do(receive, it)])  # type: ignore[misc]

        assert [type(each) for each in (*sent, *got)] == [Transfer, Transfer, Document, Document]
