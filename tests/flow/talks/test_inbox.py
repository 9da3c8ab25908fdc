"""What clerks do with conversations: reply, close, hand on; and that two of them do not answer the same thing."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import ConversationLine, Message
from scheduler.domain.refusals import Invalid
from scheduler.domain.talks import (
    AnsweredMeanwhile,
    AnswerWindowClosed,
    ConversationUnknown,
    LinesUnseen,
    TakenMeanwhile,
)
from scheduler.flow.staff.people import add_staff
from scheduler.flow.talks import inbox
from tests.scenes.conversations import conversation, lines, newest, written
from tests.scenes.factories import EARLY, NINE, World, at, race

RINA, BUDI = "staff:1", "staff:2"


@pytest.fixture(autouse=True)
def _staff(office: World) -> None:
    for name, role in (("Rina", "clerk"), ("Budi", "clerk"), ("Gani", "guard")):
        office.database.run(add_staff, office.office, name, role, "no password fits", now=EARLY)


def reply(office: World, text: str = "Bisa.", *, number: int = 1, seen: int | None = None, **facts: Any) -> Any:
    return office.do(inbox.reply, number, text, seen=newest(office) if seen is None else seen, **facts)


def test_reply_goes_to_the_outbox_and_nothing_waits_any_more(office: World) -> None:
    written(office)
    assert conversation(office).waiting_since == NINE

    line = reply(office, " Bisa,\r\nbawa surat kuasa. ", now=at(9, 5))

    talk = conversation(office)
    assert (talk.state, talk.waiting_since, talk.assigned_to) == ("open", None, RINA)
    assert lines(office) == [
        ("in", "Apakah bisa diwakilkan?", "citizen"),
        ("out", "Bisa,\nbawa surat kuasa.", RINA),
    ]
    assert [(message.cause, message.line_id) for message in office.rows(Message)] == [("reply", line.id)]
    assert {each.state for each in office.rows(ConversationLine)} == {"done"}


def test_reply_leaves_it_whose_it_is(office: World) -> None:
    written(office)
    office.do(inbox.assign, 1, 2, was=None)

    reply(office)

    assert conversation(office).assigned_to == BUDI


@pytest.mark.parametrize(("text", "fault"), [(" \n\x00 ", "missing"), ("x" * 1001, "too_long")])
def test_reply_of_nothing_or_too_much_is_refused(office: World, text: str, fault: str) -> None:
    written(office)

    with pytest.raises(Invalid) as told:
        reply(office, text)

    assert told.value.facts["errors"] == {"text": fault}
    assert office.messages() == []


def test_whatsapp_takes_no_reply_after_a_day(office: World) -> None:
    written(office, now=NINE)

    with pytest.raises(AnswerWindowClosed):
        reply(office, now=NINE + timedelta(hours=24))
    reply(office, now=NINE + timedelta(hours=24, seconds=-1))

    assert len(office.messages()) == 1


def test_other_channels_have_no_such_window(office: World) -> None:
    written(office, channel="fonnte", now=NINE)

    reply(office, now=at(9, day=3))

    assert len(office.messages()) == 1


def test_conversation_of_another_office_is_unknown(office: World, elsewhere: World) -> None:
    written(elsewhere)

    for number in (1, 4711):
        with pytest.raises(ConversationUnknown):
            reply(office, number=number, seen=99)


# --- what the clerk has not seen


def test_reply_to_what_was_not_read_is_refused_until_it_is(office: World) -> None:
    written(office)
    seen = newest(office)
    written(office, "Maaf, sudah tidak perlu.", now=at(9, 1))

    with pytest.raises(LinesUnseen):
        reply(office, seen=seen)
    reply(office)

    assert [text for direction, text, _ in lines(office) if direction == "out"] == ["Bisa."]


def test_second_clerk_is_told_who_answered_and_when(office: World) -> None:
    written(office)
    seen = newest(office)
    reply(office, seen=seen, by=RINA, now=at(9, 2))

    with pytest.raises(AnsweredMeanwhile) as told:
        reply(office, "Tidak bisa.", seen=seen, by=BUDI, now=at(9, 3))

    assert told.value.facts == {"name": "Rina", "since": at(9, 2)}
    assert len(office.messages()) == 1


def both_at_once(office: World) -> list[Any]:
    """Two clerks who have seen the same press at the same moment; what each got."""
    written(office)
    seen = newest(office)
    return race([lambda by=by: reply(office, by, seen=seen, by=by) for by in (RINA, BUDI)])  # type: ignore[misc]


@pytest.mark.postgres("locks")
def test_two_clerks_at_once_are_one_answer(office: World) -> None:
    answers = both_at_once(office)

    assert [type(each) for each in answers if isinstance(each, Exception)] == [AnsweredMeanwhile]
    assert len(office.messages()) == 1


@pytest.mark.postgres("locks")
def test_two_clerks_at_once_are_two_answers_where_nobody_asks_what_was_seen(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_refuse_unseen", lambda *_args, **_facts: None)

    answers = both_at_once(office)

    assert not any(isinstance(each, Exception) for each in answers)
    assert len(office.messages()) == 2


def test_closing_what_was_not_read_is_refused(office: World) -> None:
    written(office)
    seen = newest(office)
    written(office, "Satu lagi", now=at(9, 1))

    with pytest.raises(LinesUnseen):
        office.do(inbox.close, 1, seen=seen)

    assert conversation(office).waiting_since == NINE


# --- closed, opened, put back


def test_closed_is_anybodys_and_waits_no_more(office: World) -> None:
    written(office)
    office.do(inbox.assign, 1, 1, was=None)

    for _ in range(2):
        office.do(inbox.close, 1, seen=newest(office), now=at(9, 5))

    talk = conversation(office)
    assert (talk.state, talk.waiting_since, talk.assigned_to) == ("closed", None, None)
    assert lines(office)[1:] == [("out", "assigned:staff:1", RINA), ("out", "closed", RINA)]
    assert office.messages() == []


def test_citizen_who_writes_again_opens_it(office: World) -> None:
    written(office)
    office.do(inbox.close, 1, seen=newest(office))

    written(office, "Halo?", now=at(10))

    assert (conversation(office).state, conversation(office).waiting_since) == ("open", at(10))


def test_reopened_is_of_whoever_opened_it(office: World) -> None:
    written(office)
    office.do(inbox.close, 1, seen=newest(office))

    for by in (BUDI, RINA):
        office.do(inbox.reopen, 1, by=by)

    assert (conversation(office).state, conversation(office).assigned_to) == ("open", BUDI)


def test_what_is_not_done_waits_again(office: World) -> None:
    written(office)
    reply(office, "Kami periksa dahulu.")

    for minute in (5, 6):
        office.do(inbox.mark, 1, now=at(9, minute))

    assert conversation(office).waiting_since == at(9, 5)
    assert lines(office)[-1] == ("out", "marked", RINA)


# --- whose


def test_handed_on_to_a_colleague_and_left_to_anybody(office: World) -> None:
    written(office)

    for _ in range(2):
        office.do(inbox.assign, 1, 2, was=None)
    assert conversation(office).assigned_to == BUDI
    office.do(inbox.assign, 1, None, was=BUDI, by=BUDI)

    assert conversation(office).assigned_to is None
    assert lines(office)[1:] == [("out", "assigned:staff:2", RINA), ("out", "assigned:", BUDI)]
    assert conversation(office).waiting_since == NINE


def test_of_two_who_take_it_the_second_is_told(office: World) -> None:
    written(office)
    office.do(inbox.assign, 1, 2, was=None, by=BUDI)

    with pytest.raises(TakenMeanwhile) as told:
        office.do(inbox.assign, 1, 1, was=None, by=RINA)

    assert told.value.facts == {"name": "Budi"}


@pytest.mark.parametrize("staff", [3, 4, 4711])
def test_only_those_who_answer_here_are_handed_anything(office: World, elsewhere: World, staff: int) -> None:
    elsewhere.database.run(add_staff, elsewhere.office, "Tini", "clerk", "none", now=EARLY)
    written(office)

    with pytest.raises(Invalid):
        office.do(inbox.assign, 1, staff, was=None)
