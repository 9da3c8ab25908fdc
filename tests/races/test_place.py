"""Places at the same moment: the last seat goes to one of them, and a batch comes once."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import Batch, Booking, DeedRow, Place, PlaceVisit
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.booking import SlotFull
from scheduler.flow.core.audit import note_deed
from scheduler.flow.place import batches
from scheduler.web.place import steps
from scheduler.web.shared.booking.form import BookingForm
from tests.scenes.desks import NIK, AtPlace, shown, somebody_at
from tests.scenes.factories import NINE, World, race
from tests.scenes.places import taken
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

DESKS = 4


def desks(office: World) -> list[AtPlace]:
    return [somebody_at(office, f"Yuni {n}", f"Kelurahan {n}") for n in range(DESKS)]


def test_last_seat_goes_to_one_of_many_places(office: World) -> None:
    slot = office.slot(10, day=1)
    while office.slot(10, day=1).taken < slot.capacity - 1:
        office.booked(10, day=1)
    booked = len(office.rows(Booking))
    form = BookingForm(slot=slot.id, collector="holder")

    def book(who: AtPlace) -> Booking:
        document = documents[who.staff_id]
        facts: dict[str, Any] = {"by": who.by, "now": NINE}
        return office.database.run(steps.book_at, office.office, who.place, document, form, **facts)

    all_of_them = desks(office)
    documents = {who.staff_id: shown(office, who, office.document(nik=NIK)).id for who in all_of_them}

    outcomes = race([partial(book, who) for who in all_of_them])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == sorted([Booking.__name__, *["SlotFull"] * 3])
    assert all(isinstance(outcome, Booking | SlotFull) for outcome in outcomes)
    assert len(office.rows(Booking)) == booked + 1
    assert len(office.rows(PlaceVisit)) == 1


def said_to_have_come(office: World, receive: Callable[[Batch], Any]) -> int:
    """How often it is written down that a batch has come, of which many say so at once."""
    who = somebody_at(office)
    batch = taken(office, who.place, "R/1")
    outcomes = race([partial(receive, batch)] * DESKS)
    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    return sum(row.deed == Deed.BATCH_RECEIVED for row in office.rows(DeedRow))


def test_batch_that_many_receive_at_once_comes_once(office: World) -> None:
    def receive(batch: Batch) -> None:
        place = office.read(lambda s: s.get_one(Place, batch.place_id))
        office.database.run(batches.receive_at, place, batch.id, by="staff:1", now=NINE)

    assert said_to_have_come(office, receive) == 1


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_batch_that_is_looked_at_and_then_written_comes_several_times(office: World) -> None:
    have_looked = threading.Barrier(DESKS)

    def look_and_write(session: Session, batch_id: int) -> None:
        batch = session.get_one(Batch, batch_id)
        is_new = batch.received_at is None
        have_looked.wait(10)
        if is_new:
            batch.received_at = NINE
            session.add(batch)
            note_deed(session, batch.office_id, Deed.BATCH_RECEIVED, by="staff:1", now=NINE, about=str(batch.id))

    assert said_to_have_come(office, lambda batch: office.database.run(look_and_write, batch.id)) == DESKS
