"""What citizens and an office write to each other, and who agreed to be told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from scheduler.db.models import Consent, Conversation, ConversationLine, Message, Office
from scheduler.flow.contact import wrong_number
from scheduler.flow.core import consents, opt_outs, shares
from scheduler.flow.core.consents import may_be_told
from scheduler.flow.talks import conversations
from scheduler.messages.channels.base import Heard
from tests.scenes.factories import CLERK, EARLY, NINE, World, at

pytestmark = pytest.mark.postgres("dialect")

PHONE, OTHER = "+6281234567890", "+6281311112222"
LINE = Heard("wamid.1", PHONE, "STATUS", NINE)


def hear(office: World, line: Heard = LINE, *, channel: str = "whatsapp", now=NINE) -> bool:
    return office.database.run(conversations.hear, office.office.id, channel, line, now=now)


def conversation(office: World) -> Conversation:
    return office.rows(Conversation)[0]


def told(office: World, phone: str = PHONE) -> bool:
    return office.read(lambda session: may_be_told(session, session.get_one(Office, office.office.id), phone))


def agree(office: World, *, given: bool = True, source: str = "page") -> None:
    office.database.run(consents.consent, office.office.id, PHONE, given=given, source=source, by="citizen", now=NINE)


# --- what comes in


def test_line_is_kept_once(office: World):
    assert [hear(office), hear(office)] == [True, False]
    assert [line.text for line in office.rows(ConversationLine)] == ["STATUS"]


def test_phone_that_writes_without_end_is_kept_for_so_many_lines_a_day(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shares, "MOST_LINES", 2)
    lines = [replace(LINE, external_id=f"wamid.{number}") for number in range(4)]

    kept = [hear(office, line) for line in lines[:3]]

    assert kept == [True, True, False]
    assert hear(office, replace(LINE, external_id="another", phone=OTHER))
    assert hear(office, lines[3], now=NINE + timedelta(days=1))
    assert len(office.rows(ConversationLine)) == 4


def test_same_id_at_another_office_is_another_line(office: World, elsewhere: World):
    hear(office)
    hear(elsewhere)

    assert len(office.rows(ConversationLine)) == 2


def test_one_phone_has_one_conversation(office: World):
    hear(office)
    hear(office, replace(LINE, external_id="wamid.2"), channel="fonnte")
    hear(office, replace(LINE, external_id="wamid.3", phone=OTHER))

    assert [(each.phone, each.channel) for each in office.rows(Conversation)] == [
        (PHONE, "fonnte"),
        (OTHER, "whatsapp"),
    ]


def test_conversation_speaks_the_language_of_its_citizen(office: World):
    office.document(phone=PHONE, language="en")
    hear(office)

    assert conversation(office).language == "en"


def test_last_word_is_the_newest_whatever_came_last(office: World):
    hear(office, replace(LINE, at=at(9)))
    hear(office, replace(LINE, external_id="wamid.2", at=at(8)), now=at(10))

    assert conversation(office).heard_at == at(9)


def test_far_side_with_a_clock_that_is_ahead(office: World):
    hear(office, replace(LINE, at=at(12)))

    assert conversation(office).heard_at == NINE


def test_new_line_opens_a_closed_conversation_for_anybody(office: World):
    hear(office)
    office.change(Conversation, conversation(office).id, state="closed", assigned_to=CLERK)

    hear(office, replace(LINE, external_id="wamid.2"))

    assert (conversation(office).state, conversation(office).assigned_to) == ("open", None)


def test_long_and_broken_texts_are_kept(office: World):
    hear(office, replace(LINE, text="a\0" * 5_000))

    assert office.rows(ConversationLine)[0].text == "a" * conversations.LONGEST


# --- what goes out


def test_answer_goes_by_the_outbox(office: World):
    hear(office)

    office.database.run(lambda s: conversations.say(s, s.get_one(Conversation, 1), "Halo.", by=CLERK, now=NINE))

    line = office.rows(ConversationLine)[-1]
    assert (line.direction, line.text, line.state, line.by) == ("out", "Halo.", "done", CLERK)
    assert [(row.cause, row.line_id) for row in office.rows(Message)] == [("reply", line.id)]


def test_line_is_claimed_once_and_after_those_before_it(office: World):
    hear(office, replace(LINE, external_id="late", at=at(9)))
    hear(office, replace(LINE, external_id="early", at=at(8)))
    late, early = 1, 2

    def claimed(line_id: int) -> bool:
        return office.database.run(lambda session: conversations.claim(session, line_id) is not None)

    assert [claimed(late), claimed(early), claimed(early), claimed(late)] == [False, True, False, True]


def test_inbox_waits_since_its_oldest_line(office: World):
    hear(office, replace(LINE, external_id="2", at=at(9)))
    hear(office, replace(LINE, external_id="1", at=at(8)))

    def leave(session):
        for line in session.exec(select(ConversationLine).order_by(col(ConversationLine.id))).all():
            conversations.leave_to_clerk(session, session.get_one(Conversation, line.conversation_id), line)

    office.database.run(leave)

    assert conversation(office).waiting_since == at(8)


# --- consent


def test_office_that_asks_for_consent_tells_nobody_without(office: World):
    assert told(office)
    office.change(Office, office.office.id, asks_consent=True)

    assert not told(office)
    agree(office)
    assert told(office)
    assert not told(office, OTHER)


def test_what_was_agreed_with_another_office_is_not_agreed_here(office: World, elsewhere: World):
    office.change(Office, office.office.id, asks_consent=True)
    agree(elsewhere)

    assert not told(office)


def test_last_word_counts(office: World):
    agree(office)
    agree(office, given=False, source="staff")

    assert not told(office)
    assert [row.given for row in office.rows(Consent)] == [True, False]


def test_who_writes_agrees_once(office: World):
    office.change(Office, office.office.id, asks_consent=True)
    hear(office)
    hear(office, replace(LINE, external_id="wamid.2"))

    assert told(office)
    assert [(row.given, row.source) for row in office.rows(Consent)] == [(True, "message")]


def test_writing_undoes_no_stop(office: World):
    agree(office, given=False, source="stop")
    hear(office)

    assert not told(office)


def test_stopped_number_is_not_told_though_it_agreed(office: World):
    agree(office)
    office.database.run(opt_outs.stop, office.office.id, PHONE, why=opt_outs.STOP, now=NINE)

    assert not told(office)


def test_page_that_is_not_for_its_reader_takes_consent_back(office: World):
    document = office.document(phone=PHONE)
    office.database.run(wrong_number.not_mine, office.code(document), now=NINE)

    assert [(row.given, row.source) for row in office.rows(Consent)] == [(False, "not_mine")]

    office.do(wrong_number.confirm_phone, document.reference, None, now=NINE)
    assert told(office)


def test_number_that_is_nobodys_here_is_struck_off_everything(office: World):
    first, second = office.document(phone=PHONE, kk="1"), office.document(phone=PHONE, kk="2")
    codes = [office.code(first), office.code(second)]

    office.database.run(wrong_number.not_mine_by_phone, office.office, PHONE, now=NINE)

    assert not told(office)
    assert office.code(first) not in codes
    assert office.code(second) not in codes
    assert {row.state for row in office.rows(Message)} == {"moot"}


def test_other_phone_of_a_household_is_told_instead(office: World):
    document = office.document(phone=PHONE, kk="1")
    office.document(phone=OTHER, kk="1", now=EARLY)

    office.database.run(wrong_number.not_mine_by_phone, office.office, OTHER, now=NINE)

    assert told(office, PHONE)
    assert not told(office, OTHER)
    assert [row.state for row in office.rows(Message)] == ["new"], office.code(document)


@pytest.mark.parametrize("kind", ["image", "audio", "location"])
def test_kind_of_what_cannot_be_shown_is_kept(office: World, kind: str):
    hear(office, replace(LINE, kind=kind, text=""))

    assert office.rows(ConversationLine)[0].kind == kind
