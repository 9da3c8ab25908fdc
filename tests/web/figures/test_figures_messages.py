"""What became of messages by channel, and how long citizens waited for a clerk, as the page of today counts them."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import Attempt, Message
from scheduler.flow.talks import conversations
from scheduler.flow.talks.conversations import STEP
from scheduler.messages.sending.reasons import Fault
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World, at
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/figures/messages"
PHONE = "+6281234567890"


@pytest.fixture
def sari(client: Any, office: World, clock: Stopwatch) -> Any:
    """A supervisor at nine."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE
    return client


def message(office: World, **facts: Any) -> Message:
    number = len(office.rows(Message)) + 1
    document = office.document(stage="received", phone=PHONE).id
    known = {"office_id": office.office.id, "key": f"test:{number}", "cause": "received", "document_id": document}
    row = Message(**{**known, "created_at": NINE, **facts})
    office.database.run(lambda session: session.add(row))
    return office.rows(Message)[-1]


def attempt(office: World, of: Message, number: int = 1, **facts: Any) -> None:
    usual = {"channel": "whatsapp", "state": "accepted", "started_at": NINE}
    row = Attempt(**{"office_id": of.office_id, "message_id": of.id, "number": number, **usual, **facts})
    office.database.run(lambda session: session.add(row))


def said(sari: Any, **query: str) -> str:
    return text_of(sari.get(PAGE, params=query))


@pytest.mark.postgres("statements")
def test_delivery_is_counted_by_channel(sari: Any, office: World) -> None:
    of = message(office, state="sent", channel="by_hand", sent_at=NINE)
    for number, state in enumerate(("accepted", "delivered", "read", "failed", "refused", "started"), 1):
        attempt(office, of, number, state=state)
    attempt(office, of, 8, state="failed", code=Fault.PAUSED)

    text = said(sari)

    assert "Petugas sendiri 1 – – 0 0 – –" in text
    assert "WhatsApp 3 2 1 2 1 67% 33%" in text


def talk(office: World, *lines: tuple[str, datetime], waiting: datetime | None = None, phone: str = PHONE) -> None:
    """Write a conversation: by whom ("citizen", "program", "staff:1", or what a clerk did), and when."""

    def write(session: Session) -> None:
        found = conversations.conversation_with(session, office.office.id, phone, channel="whatsapp", now=EARLY)
        for by, moment in lines:
            line = conversations.write_out(session, found, by, by=by, now=moment)
            if by == "citizen":
                line.direction = "in"
            elif by in ("closed", "marked"):
                line.kind, line.by = STEP, "staff:1"
            session.add(line)
        found.waiting_since = waiting
        session.add(found)

    office.database.run(write)


def waits(sari: Any) -> str:
    """What the table of talks says of Monday: how many, median and longest."""
    return said(sari).rpartition("Senin, 30 Nov ")[2].partition(" Unduh")[0]


def test_age_is_from_a_citizens_line_to_a_clerks(sari: Any, office: World) -> None:
    talk(office, ("citizen", at(8)), ("citizen", at(8, 5)), ("staff:1", at(8, 20)), ("staff:1", at(8, 30)))
    talk(office, ("citizen", at(8)), ("staff:1", at(8, 40)), phone="+6281234567891")

    assert waits(sari) == "2 20 40"


def test_what_the_program_answered_and_what_was_closed_waited_for_nobody(sari: Any, office: World) -> None:
    talk(office, ("citizen", at(8)), ("program", at(8)), ("citizen", at(8, 30)), ("staff:1", at(8, 35)))
    talk(office, ("citizen", at(8)), ("closed", at(8, 50)), phone="+6281234567891")
    talk(office, ("citizen", at(8)), ("program", at(8)), phone="+6281234567892")

    assert waits(sari) == "1 5 5"


def test_nothing_sent_has_no_rows(sari: Any, office: World) -> None:
    assert "Tidak ada yang dihitung dalam periode ini." in said(sari)
