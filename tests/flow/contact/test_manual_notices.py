"""What a clerk has told by hand is done, once, and only in their own office."""

import pytest

from scheduler.db.models import Message
from scheduler.domain.refusals import Unknown
from scheduler.flow.contact import manual_notices
from tests.scenes.factories import NINE, World
from tests.scenes.outbox import message


def test_told_twice_is_told_once(office: World) -> None:
    office.document()

    for _ in range(2):
        office.database.run(manual_notices.mark_told, office.office, message(office, "ready").id, now=NINE)

    assert [(each.state, each.channel, each.attempts) for each in office.rows(Message)] == [("sent", "by_hand", 1)]


def test_message_of_another_office_is_unknown_and_stays_to_be_told(office: World, elsewhere: World) -> None:
    office.document()

    with pytest.raises(Unknown):
        elsewhere.database.run(manual_notices.mark_told, elsewhere.office, message(office, "ready").id, now=NINE)

    assert message(office, "ready").state == "new"
