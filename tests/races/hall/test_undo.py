"""A clerk takes a departure back while another gives the document up: it is given up, or its visit fetches it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import Booking, BookingDocument, Ticket
from scheduler.domain.counter import MovedSince
from scheduler.flow.applying import withdrawing
from scheduler.flow.counter import handovers, undo
from tests.scenes.factories import NINE, World
from tests.support.circles import wait_till_blocked
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")


@contextmanager
def _being_given_up(office: World, monkeypatch: pytest.MonkeyPatch, reference: str) -> Iterator[Event]:
    """Somebody gives a document up, has seen that no visit fetches it, and goes on where the event is set."""
    has_seen, go_on = Event(), Event()
    leave_all = withdrawing.leave_all

    def leave_slowly(*args: Any, **facts: Any) -> Any:
        has_seen.set()
        assert go_on.wait(30)
        return leave_all(*args, **facts)

    monkeypatch.setattr(withdrawing, "leave_all", leave_slowly)
    other = Thread(target=lambda: office.do(withdrawing.withdraw, reference, reason="ganda", now=NINE))
    other.start()
    assert has_seen.wait(30)
    yield go_on
    go_on.set()
    other.join(30)


def _left(office: World) -> tuple[str, str]:
    """The number of somebody who has just gone, and the registration number of what they came for."""
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.do(handovers.leave, number)
    return number, office.reference_of(pass_code)


@ON_POSTGRES
def test_departure_is_not_taken_back_while_its_document_is_given_up(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, reference = _left(office)
    said = list[object]()

    def take_back() -> None:
        try:
            office.do(undo.undo_last, number, now=NINE)
        except Exception as error:  # noqa: BLE001 - how it is refused is the result
            said.append(type(error))

    clerk = Thread(target=take_back)
    with _being_given_up(office, monkeypatch, reference) as go_on:
        clerk.start()
        wait_till_blocked(office)
        go_on.set()
    clerk.join(30)

    assert said == [MovedSince]
    assert (office.stage(reference), office.ticket(number).stage) == ("withdrawn", "left")
    assert office.rows(BookingDocument, BookingDocument.live) == []


@ON_POSTGRES
def test_without_the_visit_held_what_is_given_up_is_fetched_by_a_visit(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, reference = _left(office)

    def not_held(session: Session, ticket: Ticket) -> Booking:
        return session.get_one(Booking, ticket.booking_id)

    monkeypatch.setattr(undo, "_held_visit", not_held)
    with _being_given_up(office, monkeypatch, reference):
        office.do(undo.undo_last, number, now=NINE)

    assert office.stage(reference) == "withdrawn"
    assert len(office.rows(BookingDocument, BookingDocument.live)) == 1, (
        "a visit that can never be handed what it came for"
    )
