"""What a day counts beside the hall: applications, messages, talks and blanks, each by rows that say it plainly."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import (
    Application,
    Attempt,
    Conversation,
    ConversationLine,
    Material,
    Message,
    Office,
    StockEntry,
)
from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.contact.manual_notices import BY_HAND
from scheduler.flow.counter import undo
from scheduler.flow.figures.counting import count_day
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import MONDAY, NINE, World, at

pytestmark = pytest.mark.postgres("statements")
YESTERDAY, TOMORROW = at(23, 59, day=-1), at(0, day=1)


def counted(office: World, *, now: datetime = TOMORROW) -> Counts:
    def count(session: Session) -> Counts:
        here = session.get_one(Office, office.office.id)
        return Counts(MONDAY, MONDAY, count_day(session, here, MONDAY, now=now))

    return office.read(count)


def add(office: World, *rows: Any) -> None:
    office.database.run(lambda session: session.add_all(rows))


def sent(office: World, moment: datetime, **facts: Any) -> None:
    made = applied(office)
    office.change(Application, made.id, sent_at=moment, **facts)


def test_applications_count_on_the_day_they_were_sent(office: World) -> None:
    sent(office, YESTERDAY, answered_at=NINE)
    sent(office, TOMORROW, answered_at=at(9, day=1))
    sent(office, NINE, answered_at=None)
    sent(office, NINE, channel="whatsapp", answered_at=NINE + timedelta(hours=26, minutes=59), asked_again=1)
    sent(office, at(0), answered_at=at(0, 59), asked_again=0)

    day = counted(office)

    (code,) = day.parts(Figure.ANSWER_TIMES)
    assert day.parts(Figure.APPLICATIONS) == {"online": 2, "whatsapp": 1}
    assert day.by_bucket(Figure.ANSWER_TIMES) == {0: 1, 26: 1}
    assert day.parts(Figure.COMPLETE_AT_ONCE) == {code: 1}


def test_messages_count_by_what_became_of_each_try(office: World) -> None:
    facts = {"office_id": office.office.id, "cause": "reply", "created_at": NINE}
    add(office, Message(**facts, id=1, key="reply:1", state="sent"))
    tries = (
        ("email", "accepted", NINE, None),
        ("email", "delivered", NINE, None),
        ("email", "read", at(0), None),
        ("email", "failed", NINE, "bounced"),
        ("sms", "refused", NINE, None),
        ("sms", "started", NINE, None),
        ("sms", "unknown", NINE, None),
        ("sms", "failed", NINE, "paused"),
        ("sms", "accepted", YESTERDAY, None),
        ("sms", "accepted", TOMORROW, None),
    )
    add(
        office,
        *(
            Attempt(
                office_id=office.office.id,
                message_id=1,
                number=number,
                channel=channel,
                state=state,
                started_at=moment,
                code=code,
            )
            for number, (channel, state, moment, code) in enumerate(tries)
        ),
        Message(**facts, key="reply:2", state="sent", channel=BY_HAND, sent_at=at(10)),
    )

    assert counted(office).parts(Figure.MESSAGES) == {
        "by_hand:accepted": 1,
        "email:accepted": 3,
        "email:delivered": 2,
        "email:failed": 1,
        "email:read": 1,
        "sms:failed": 1,
        "sms:unsettled": 2,
    }


def test_a_household_that_nothing_reached_counts_once(office: World) -> None:
    first, second = (office.document(kk=f"217201000000000{n}") for n in (1, 2))
    facts = {"office_id": office.office.id, "cause": "invited", "state": "unreached"}
    told = [{"invitation_id": first.invitation_id}] * 2 + [{"document_id": second.id}]
    add(
        office,
        *(Message(**facts, **about, key=f"x:{n}", created_at=NINE) for n, about in enumerate(told)),
        Message(**facts, document_id=first.id, key="x:9", created_at=TOMORROW),
    )

    assert counted(office).total(Figure.UNREACHED) == 2


def test_a_talk_waits_from_what_was_written_to_a_clerks_answer(office: World) -> None:
    facts = {"office_id": office.office.id}
    talk = {**facts, "phone": "+6281", "channel": "whatsapp", "created_at": YESTERDAY}
    add(office, *(Conversation(**talk, id=number, phone_hash=bytes([number]) * 32) for number in (1, 2, 3)))
    lines = (
        (1, "in", "citizen", at(9)),
        (1, "in", "citizen", at(9, 5)),
        (1, "out", "staff:1", at(9, 30)),
        (1, "out", "staff:1", at(9, 40)),
        (1, "in", "citizen", at(23, 50)),
        (1, "out", "staff:1", at(0, 20, day=1)),
        (2, "in", "citizen", at(10)),
        (2, "out", "bot", at(10, 1)),
        (3, "in", "citizen", YESTERDAY),
        (3, "out", "staff:1", at(8)),
        (3, "in", "citizen", at(8, 30)),
    )
    add(
        office,
        *(
            ConversationLine(**facts, conversation_id=talk, direction=direction, text="Halo", by=by, at=moment)
            for talk, direction, by, moment in lines
        ),
    )

    assert counted(office).by_bucket(Figure.TALK_WAITS) == {30: 2}


def test_blanks_are_those_of_the_ledger(office: World) -> None:
    facts = {"office_id": office.office.id, "by": "staff:1", "material": "KTP"}
    entries = (
        ("receipt", 500, YESTERDAY),
        ("receipt", 100, NINE),
        ("use", 7, NINE),
        ("unused", 2, at(10)),
        ("spoilt", 3, at(11)),
        ("use", 40, TOMORROW),
    )
    add(
        office,
        Material(office_id=office.office.id, name="KTP", stock=500 + 100 - 7 + 2 - 3 - 40),
        *(
            StockEntry(**facts, kind=kind, pieces=pieces, at=moment, step=f"s{number}")
            for number, (kind, pieces, moment) in enumerate(entries)
        ),
    )

    day = counted(office)

    assert day.parts(Figure.BLANKS_USED) == {"KTP": 5}
    assert day.parts(Figure.BLANKS_SPOILED) == {"KTP": 3}
    assert day.parts(Figure.BLANKS_RECEIVED) == {"KTP": 100}
    assert day.parts(Figure.BLANKS_LEFT) == {"KTP": 592}


def test_who_served_counts_only_where_the_office_wants_it(office: World) -> None:
    for minute in (0, 10):
        office.arrived(9)
        number = office.call(now=at(9, minute))
        office.hand_over(number, now=at(9, minute + 5))
    office.do(undo.undo_last, number, now=at(9, 16))

    assert counted(office).parts(Figure.PERSON_SERVED) == {}
    office.change(Office, office.office.id, figures_of_persons=True)
    assert counted(office).parts(Figure.PERSON_SERVED) == {"1": 1}
