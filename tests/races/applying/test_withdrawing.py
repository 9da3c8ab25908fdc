"""Two documents of one visit are given up at the same moment: the visit ends, and every seat is free once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import Booking, Slot
from scheduler.flow.applying import withdrawing
from scheduler.flow.booking import visit_removal
from tests.scenes.factories import NINE, World, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

HOUSEHOLD = "2172010101010001"


def _both_given_up(office: World) -> tuple[str, int]:
    """Where the visit stands afterwards, and how much of its slot is taken."""
    first, _ = (office.document(f"R/{number}", kk=HOUSEHOLD) for number in (1, 2))
    office.book(office.code(first), office.slot(11))

    def give_up(reference: str) -> Callable[[], Any]:
        return lambda: office.do(withdrawing.withdraw, reference, reason="ganda", now=NINE)

    outcomes = race([give_up("R/1"), give_up("R/2")])

    assert [each for each in outcomes if isinstance(each, Exception)] == []
    (booking,) = office.rows(Booking)
    held = sum(slot.taken for slot in office.rows(Slot))
    return booking.stage, held


def test_visit_of_two_given_up_at_once_ends(office: World) -> None:
    stage, held = _both_given_up(office)

    assert (stage, held) == ("cancelled", 2), "Both units are held back, for their people, once each."


@ON_POSTGRES  # on SQLite one step runs after the other
def test_without_the_invitation_held_an_empty_visit_is_left(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reads the other as still to be fetched."""
    both = threading.Barrier(2, timeout=10)

    def not_held(_: Session, *ids: int | None) -> None:
        if ids and not both.broken:
            both.wait()

    monkeypatch.setattr(visit_removal, "hold_invitations", not_held)

    stage, _ = _both_given_up(office)

    assert stage == "booked"
