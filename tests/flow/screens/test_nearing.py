"""Who waits outside is told once that the turn is near."""

import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.board.model import Wait
from scheduler.db.models import Booking, Message, Office, OfficeBoard, Ticket
from scheduler.domain.stages import TicketStage
from scheduler.flow.core.outbox import Cause, note
from scheduler.flow.counter import handovers
from scheduler.flow.hall import publishing
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.screens import nearing, pushes
from scheduler.flow.screens.pushes import Browser
from scheduler.jobs.tick import NEAR
from tests.scenes.factories import NINE, World, at, race

PHONE = "+6281234567890"


def outside(office: World, *, count: int = 1, **facts: Any) -> list[str]:
    """Numbers of people with a phone who came at nine and wait outside: the hall is full before them."""
    for _ in range(office.office.lobby_limit):
        office.arrived(8, 30)
    return [office.arrived(**{"phone": PHONE, **facts}) for _ in range(count)]


def show(office: World, minutes: dict[str, tuple[int, int] | None], now: datetime) -> None:
    """Write a board that says so much of each wait."""
    office.database.kept.clear()

    def write(session: Session) -> None:
        board = publishing.board_now(session, office.office, now)
        board = replace(board, waiting=tuple(Wait(number, wait) for number, wait in minutes.items()))
        session.execute(update(OfficeBoard).values(board=board.to_store()))

    office.database.run(write)


def tell(office: World, now: datetime) -> list[Message]:
    """What one look put into the outbox."""
    known = {message.id for message in office.rows(Message)}
    is_due = office.asks(NEAR, now)
    assert is_due == bool(office.at_time(nearing.tell, now=now))
    return [message for message in office.rows(Message) if message.id not in known]


def test_turn_that_comes_near_is_told_once_with_its_minutes(office: World) -> None:
    near, far, unknown = outside(office, count=3)
    ticket = office.ticket(near)
    show(office, {near: (11, 16), far: (30, 40), unknown: None}, NINE)
    assert tell(office, at(9, 11)) == []

    show(office, {near: (10, 15), far: (29, 39), unknown: None}, NINE)
    told = tell(office, at(9, 12))

    assert [(each.key, each.facts) for each in told] == [
        (f"come_soon:{ticket.booking_id}:t{ticket.id}", {"minutes": [10, 15]}),
    ]
    assert tell(office, at(9, 13)) == []


@pytest.mark.postgres("statements")
def test_minutes_are_set_by_the_office_or_nobody_is_told(office: World) -> None:
    [number] = outside(office)
    show(office, {number: (4, 8)}, NINE)

    for soon, expected in ((0, 0), (3, 0), (4, 1)):
        office.database.run(
            lambda session, soon=soon: session.execute(
                update(Office).where(col(Office.id) == office.office.id).values(soon_minutes=soon)
            )
        )
        office.office.soon_minutes = soon
        assert len(tell(office, at(9, 30))) == expected


def test_who_was_told_so_at_the_door_a_moment_ago_needs_no_message(office: World) -> None:
    [number] = outside(office)
    said = office.board().waiting[0].minutes
    assert said is not None
    office.office.soon_minutes = said[0]
    show(office, {number: (1, 2)}, NINE)

    assert tell(office, at(9, said[0] - 1)) == []
    assert len(tell(office, at(9, said[0]))) == 1


def test_who_was_told_at_the_door_that_it_will_be_long_is_told_once_it_is_not(office: World) -> None:
    [number] = outside(office)
    said = office.board().waiting[0].minutes
    assert said is not None
    office.office.soon_minutes = said[0] - 1
    show(office, {number: (1, 2)}, NINE)

    assert len(tell(office, at(9, 1))) == 1


def test_number_that_another_office_has_too_is_another_one(office: World, elsewhere: World) -> None:
    [number] = outside(office)
    assert outside(elsewhere) == [number]
    show(office, {number: (1, 2)}, NINE)

    told = tell(office, at(9, 20))

    assert [each.booking_id for each in told] == [office.ticket(number).booking_id]


@pytest.mark.postgres("statements")
def test_who_was_called_in_is_not_told_that_it_will_be_soon(office: World) -> None:
    [number] = outside(office)
    show(office, {number: (1, 2)}, NINE)
    office.call(1, now=NINE)
    office.do(handovers.leave, "A-001", now=at(9, 20))
    assert office.ticket(number).stage == TicketStage.ADMITTED
    show(office, {number: (1, 2)}, NINE)
    assert tell(office, at(9, 20)) == []

    office.change(Ticket, office.ticket(number).id, stage=TicketStage.WAITING, held=0)

    assert tell(office, at(9, 40)) == [], "nor is who did not come in then, and waits again"


def test_phone_page_that_is_told_by_its_push_service_gets_no_message(office: World) -> None:
    [number] = outside(office)
    show(office, {number: (1, 2)}, NINE)
    booking_id = office.ticket(number).booking_id
    code = pass_of(office.read(lambda session: session.get_one(Booking, booking_id)))
    browser = Browser("https://push.example/1", "p", "a", "id")
    office.database.run(pushes.subscribe, code, browser, now=NINE)
    assert tell(office, at(9, 20)) == []

    office.database.run(pushes.unsubscribe, code, browser.endpoint, now=NINE)

    assert len(tell(office, at(9, 20))) == 1


def test_who_has_no_address_or_is_set_aside_is_not_told(office: World) -> None:
    silent, aside = *outside(office, phone=None), office.arrived(phone=PHONE)
    office.change(Ticket, office.ticket(aside).id, stage=TicketStage.PARKED)
    show(office, {silent: (1, 2), aside: (1, 2)}, NINE)

    assert tell(office, at(9, 20)) == []


def test_day_without_a_board_owes_nothing(office: World) -> None:
    assert tell(office, NINE) == []
    office.tick(now=NINE)
    assert tell(office, NINE) == []


@pytest.mark.deep("without the guard")
def test_two_ticks_that_look_and_then_note_tell_twice(office: World, open_database) -> None:
    ticket, have_looked = _near_one(office), threading.Barrier(2)

    def naive(world: World, number: int) -> None:
        owed = world.read(lambda session: nearing._owed(session, world.office, at(9, 20)))
        have_looked.wait(10)
        for each, _ in owed:
            booking = world.rows(Booking, col(Booking.id) == each.booking_id)[0]
            world.database.run(note, Cause.COME_SOON, booking, now=at(9, 20), once=f"t{each.id}-{number}")

    both = [office.through(open_database()) for _ in range(2)]
    race([lambda world=world, n=n: naive(world, n) for n, world in enumerate(both)])

    assert office.messages().count(Cause.COME_SOON) == 2
    assert ticket.stage == TicketStage.WAITING


@pytest.mark.postgres("locks")
def test_two_ticks_at_once_tell_once(office: World, open_database) -> None:
    _near_one(office)
    both = [office.through(open_database()) for _ in range(2)]

    outcomes = race([lambda world=world: world.at_time(nearing.tell, now=at(9, 20)) for world in both])

    assert sorted(outcomes) == [0, 1]
    assert office.messages().count(Cause.COME_SOON) == 1


def _near_one(office: World) -> Ticket:
    [number] = outside(office)
    show(office, {number: (1, 2)}, NINE)
    return office.ticket(number)
