"""Who was served is asked by a message, once; not who cannot be reached, has answered, or was undone."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from scheduler.db.models import Message, Office
from scheduler.flow.counter import undo
from scheduler.flow.satisfaction import asking
from scheduler.jobs.tick import SURVEY
from scheduler.messages.notices.due import still_true
from tests.scenes import surveys
from tests.scenes.factories import NINE, World, at
from tests.scenes.surveys import SERVED, all_of, answered, served

PHONE = "+6281234567890"
HALF_HOUR_LATER = SERVED + timedelta(minutes=30)


def asked(office: World, now: object = HALF_HOUR_LATER) -> int:
    """How many were asked by a look at that moment."""
    if not office.asks(SURVEY, now):  # type: ignore[arg-type]
        return 0
    return office.database.run(_ask, office.office.id, now=now)


def _ask(session: Session, office_id: int, *, now: object) -> int:
    return asking.ask(session, session.get_one(Office, office_id), now=now)  # type: ignore[arg-type]


def holding(office: World, now: object = HALF_HOUR_LATER) -> int:
    """How many such messages would still be sent."""
    waiting = select(Message.id).where(col(Message.cause) == "survey", still_true(now))  # type: ignore[arg-type]
    return len(office.read(lambda session: session.exec(waiting).all()))


@pytest.mark.postgres("statements")
def test_visit_is_asked_once(office: World) -> None:
    surveys.asking(office, by_message=True)
    code = served(office, phone=PHONE)

    assert asked(office, HALF_HOUR_LATER - timedelta(seconds=1)) == 0
    assert asked(office) == 1
    assert asked(office, at(11)) == 0

    assert [row.key for row in office.rows(Message, col(Message.cause) == "survey")] == [
        f"survey:{office.booking(code).id}"
    ]
    assert holding(office) == 1


def test_office_that_does_not_ask_by_message_asks_nobody(office: World) -> None:
    surveys.asking(office)
    served(office, phone=PHONE)

    assert asked(office) == 0


def test_office_that_does_not_ask_at_all_asks_nobody_by_message(office: World) -> None:
    surveys.asking(office, by_message=True)
    served(office, phone=PHONE)
    surveys.asking(office, by_message=True, at_all=False)

    assert asked(office) == 0


def test_who_has_no_phone_is_not_asked(office: World) -> None:
    surveys.asking(office, by_message=True)
    served(office)

    assert asked(office) == 0


def test_nobody_is_asked_at_night_or_days_later(office: World) -> None:
    surveys.asking(office, by_message=True)
    served(office, phone=PHONE)

    assert asked(office, at(21)) == 0
    assert asked(office, at(9, 6, day=2)) == 0
    assert asked(office, at(9, 4, day=2)) == 1


def test_who_has_answered_is_not_asked(office: World) -> None:
    surveys.asking(office, by_message=True)
    answered(office, served(office, phone=PHONE), all_of(4), now=SERVED)

    assert asked(office) == 0


def test_message_is_moot_once_the_visit_has_answered(office: World) -> None:
    surveys.asking(office, by_message=True)
    code = served(office, phone=PHONE)
    asked(office)

    answered(office, code, all_of(4))

    assert holding(office) == 0


def test_message_is_moot_after_two_weeks_and_where_the_office_asks_no_more(office: World) -> None:
    surveys.asking(office, by_message=True)
    served(office, phone=PHONE)
    asked(office)

    assert holding(office, at(9, 6, day=14)) == 0
    surveys.asking(office)
    assert holding(office) == 0


def test_what_was_undone_asks_nobody_and_done_again_nobody_twice(office: World) -> None:
    surveys.asking(office, by_message=True)
    served(office, now=NINE, phone=PHONE)
    office.do(undo.undo_last, "A-001", now=NINE)
    assert asked(office, at(9, 40)) == 0

    office.hand_over("A-001", now=at(9, 45))
    assert asked(office, at(10, 15)) == 1
    assert holding(office, at(10, 15)) == 1
    assert asked(office, at(10, 30)) == 0
