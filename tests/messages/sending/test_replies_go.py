"""Answers in a conversation go the way its citizen wrote, whatever the ladder says and whatever was stopped."""

from datetime import timedelta

import pytest

from scheduler import keys
from scheduler.db.models import Conversation, ConversationLine, Office
from scheduler.flow.core import opt_outs
from scheduler.flow.core.outbox import note_reply
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Receipt, Told
from scheduler.messages.sending.settling import note_told
from tests.scenes.factories import EARLY, NINE, World, at
from tests.scenes.outbox import PHONE, Steps, message, sends_by, states


@pytest.fixture
def reply(office: World) -> None:
    """A clerk's answer to somebody who wrote by Fonnte."""

    def put(session) -> None:
        conversation = Conversation(
            office_id=office.office.id,
            phone=PHONE,
            phone_hash=keys.ring().look_up("phone", PHONE),
            channel="fonnte",
            created_at=EARLY,
            heard_at=NINE,
        )
        session.add(conversation)
        session.flush()
        line = ConversationLine(
            office_id=office.office.id,
            conversation_id=conversation.id,
            direction="out",
            text="Silakan datang.",
            at=NINE,
            by="staff:1",
        )
        session.add(line)
        session.flush()
        note_reply(session, line, now=NINE)

    office.database.run(put)


def test_answer_goes_the_way_its_citizen_wrote_at_any_hour(office: World, reply: None):
    sends_by(office, "fonnte")
    office.change(Office, office.office.id, ladder=[])
    office.database.run(opt_outs.stop, office.office.id, PHONE, why="stop", now=EARLY)

    (taken,) = Steps(office.database).take(at(23))

    assert (taken.used.channel, taken.letter.to, taken.letter.text) == ("fonnte", PHONE, "Silakan datang.")
    assert taken.letter.template is None


def test_answer_that_its_channel_refuses_goes_no_other_way(office: World, reply: None):
    sends_by(office, "fonnte", "sms")
    steps = Steps(office.database)
    (taken,) = steps.take()

    steps.settle(taken, Receipt("refused", code="131047"))

    assert steps.take() == []
    assert (message(office, "reply").state, message(office, "reply").why) == ("unreached", "exhausted")


def test_answer_by_a_channel_without_an_account_reaches_nobody(office: World, reply: None):
    sends_by(office, "sms")

    assert Steps(office.database).take() == []
    assert (message(office, "reply").state, message(office, "reply").why) == ("unreached", "no_account")


def test_answer_in_training_is_shown(office: World, reply: None):
    sends_by(office, "fonnte")

    assert Steps(office.database, kinds={"console": KINDS["console"]}).take() == []
    assert states(office, "reply") == [("console", "shown")]


def test_answer_that_reached_nobody_lies_in_the_inbox_again(office: World, reply: None):
    sends_by(office, "fonnte")
    steps = Steps(office.database)
    (taken,) = steps.take()

    steps.settle(taken, Receipt("refused", code="131047"))

    assert office.rows(Conversation)[0].waiting_since == NINE


def test_answer_in_training_does_not_lie_in_the_inbox(office: World, reply: None):
    sends_by(office, "fonnte")

    Steps(office.database, kinds={"console": KINDS["console"]}).take()

    assert office.rows(Conversation)[0].waiting_since is None


@pytest.mark.postgres("statements")
def test_answer_is_not_sent_once_whatsapp_takes_no_free_words(office: World, reply: None):
    sends_by(office, "whatsapp")
    office.change(
        Conversation, office.rows(Conversation)[0].id, channel="whatsapp", heard_at=NINE - timedelta(hours=24)
    )

    assert Steps(office.database).take() == []
    assert (message(office, "reply").state, message(office, "reply").why) == ("unreached", "too_late")
    assert office.rows(Conversation)[0].waiting_since == NINE


def test_answer_that_fails_after_it_was_taken_lies_in_the_inbox_again(office: World, reply: None):
    sends_by(office, "fonnte")
    steps = Steps(office.database)
    (taken,) = steps.take()
    steps.settle(taken, Receipt("accepted", "f1"))

    office.database.run(note_told, office.office.id, "fonnte", Told("f1", "failed", NINE, "131047"), now=NINE)

    assert message(office, "reply").state == "unreached"
    assert office.rows(Conversation)[0].waiting_since == NINE
