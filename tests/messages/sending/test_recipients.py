"""Whom messages go to: browsers that asked to be told hear of their turn from the board, and only once."""

import pytest
from sqlmodel import select

from scheduler.db.models import Message, PushSubscription
from scheduler.flow.core.outbox import Cause, note
from scheduler.messages.sending.recipients import recipient_of
from tests.scenes.factories import NINE, World
from tests.scenes.outbox import PHONE


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("cause", "hears"), [(Cause.MISSED, True), (Cause.REMINDER, True), (Cause.COME_IN, False), (Cause.COME_SOON, False)]
)
def test_browser_is_told_of_its_turn_by_the_board_alone(office: World, cause: Cause, hears: bool):
    booking = office.booking(office.booked(11, phone=PHONE))

    def told(session):
        session.add(
            PushSubscription(
                office_id=booking.office_id,
                booking_id=booking.id,
                endpoint="https://push.example/1",
                endpoint_hash=b"1",
                p256dh="p",
                auth="a",
                created_at=NINE,
            )
        )
        note(session, cause, booking, now=NINE, once="test")
        message = session.exec(select(Message).where(Message.key == f"{cause}:{booking.id}:test")).one()
        return recipient_of(session, office.office, message)

    found = office.database.run(told)

    assert found.phone == PHONE
    assert (found.browser is not None) == hears
