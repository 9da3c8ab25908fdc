"""A service is retired between the look of somebody who books there and their taking of the seat.

In a pair: where the step leaves the slots as they are, somebody is booked at a queue that is no more; as it is, the
guarded update finds no seat.
"""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.db.models import Booking, Service
from scheduler.domain.booking import SlotFull
from scheduler.flow.booking import bookings
from scheduler.flow.offices import services
from scheduler.flow.offices.offered_types import move_type
from tests.scenes.factories import EARLY, World
from tests.support.databases import ON_POSTGRES

pytestmark = ON_POSTGRES
"""On SQLite the one writer holds everything until the booking is done."""

BY = {"by": "staff:1", "now": EARLY}
Book = Callable[[], Booking]


@pytest.fixture
def book(office: World, open_database: Any, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Somebody books at service C, which is retired by another process once they have looked."""
    code, slot = office.invitation(type="Perekaman KTP-el"), office.slot(service="C")
    beside, looked_over = open_database(), bookings.looked_over

    def look(*args: Any) -> Any:
        seen = looked_over(*args)
        beside.run(move_type, office.office, "Perekaman KTP-el", "A", **BY)
        beside.run(services.retire_service, office.office, "C", **BY)
        return seen

    monkeypatch.setattr(bookings, "looked_over", look)
    return lambda: office.book(code, slot)


@pytest.mark.deep("without the guard")
def test_service_retired_with_its_seats_left_is_booked(
    office: World, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_close_slots", lambda *_: None)

    book()

    (retired,) = office.rows(Service, Service.letter == "C")
    assert retired.retired_at is not None
    assert [each.service_id for each in office.rows(Booking)] == [retired.id]


def test_service_is_retired_with_its_seats(office: World, book: Book) -> None:
    with pytest.raises(SlotFull):
        book()

    assert office.rows(Service, Service.letter == "C")[0].retired_at is not None
    assert office.rows(Booking) == []
