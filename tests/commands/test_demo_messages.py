"""The demonstration's outbox and inbox, in which everything is to be seen."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from scheduler.db import queries
from scheduler.db.models import Attempt, Conversation, Message, Office
from scheduler.db.opening import open_database
from scheduler.flow.talks import conversations
from scheduler.messages.channels import KINDS
from scheduler.runtime.config import Settings


@pytest.fixture
def opened(demo: str) -> Any:
    """The demonstration, to be read, and the moment at which it begins."""
    database, clock = open_database(Settings())
    with database.reading() as session:
        yield session, clock()
    database.close()


def office_of(session: Session) -> Office:
    office = queries.office_by_code(session, "tanjungpinang")
    assert office is not None
    return office


def test_outbox_has_every_state_and_way(opened: tuple[Session, Any]) -> None:
    session, now = opened
    messages, attempts = session.exec(select(Message)).all(), session.exec(select(Attempt)).all()
    office = office_of(session)

    assert {each.state for each in messages} == {"new", "sending", "sent", "delivered", "read", "unreached", "moot"}
    assert {each.state for each in attempts} == {
        "started",
        "accepted",
        "delivered",
        "read",
        "refused",
        "failed",
        "shown",
    }
    assert {each.channel for each in attempts} == set(KINDS) - {"wa_me"}
    assert "by_hand" in {each.channel for each in messages}
    assert {rung["channel"] for rung in office.ladder} <= set(KINDS)
    assert max(max(each.started_at, each.settled_at or each.started_at) for each in attempts) <= now
    assert Counter(each.message_id for each in attempts) == {
        each.id: each.attempts for each in messages if each.attempts
    }
    assert 5 <= sum(each.state == "unreached" for each in messages) <= 40


def test_people_were_reminded_and_told_that_it_will_be_soon(opened: tuple[Session, Any]) -> None:
    session, _ = opened
    causes = {each.cause for each in session.exec(select(Message))}

    assert causes >= {
        "accepted",
        "blank",
        "ready",
        "booked",
        "moved",
        "reminder",
        "reminder_soon",
        "come_soon",
        "reply",
    }


def test_inbox_has_conversations_of_all_kinds(opened: tuple[Session, Any]) -> None:
    session, now = opened
    talks = session.exec(select(Conversation).order_by(Conversation.id)).all()  # type: ignore[arg-type]
    waited = [
        round((now - each.waiting_since) / timedelta(minutes=1)) if each.waiting_since else None for each in talks
    ]

    assert [each.state for each in talks] == ["open"] * 4 + ["closed", "open", "open"]
    assert waited == [5, 180, 1500, 38, None, None, 12]
    assert [each.assigned_to is not None for each in talks] == [False, False, False, True, False, False, False]
    open_until = [conversations.answerable_until(each) for each in talks]
    assert [until is not None and until > now for until in open_until] == [True, True, False, True, True, True, True]
