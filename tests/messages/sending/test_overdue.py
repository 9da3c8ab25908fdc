"""What a channel took and has not delivered in time goes to the next, where its far side tells of that."""

from datetime import datetime, timedelta

import pytest

from scheduler.db.models import Office
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Receipt, Told
from scheduler.messages.sending.overdue import overdue, pass_on
from scheduler.messages.sending.settling import note_told
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.outbox import EMAIL, PHONE, Steps, message, sends_by

HOUR = timedelta(hours=1)
SECRET = "a-secret-of-letters"


@pytest.fixture
def steps(office: World) -> Steps:
    """A message that WhatsApp took at nine; mail is next after an hour."""
    sends_by(office, "whatsapp", "smtp")
    office.booked(11, phone=PHONE, email=EMAIL)
    return sent(office)


def sent(office: World, external_id: str | None = "wamid.1") -> Steps:
    steps = Steps(office.database)
    (taken,) = steps.take()
    steps.settle(taken, Receipt("accepted", external_id))
    return steps


def late(office: World, now: datetime, since: datetime = EARLY) -> list[int]:
    return office.read(lambda session: overdue(session, KINDS, now=now, since=since))


def test_after_its_wait_the_next_channel_has_its_turn(office: World, steps: Steps):
    assert late(office, NINE + HOUR - timedelta(seconds=1)) == []
    found = late(office, NINE + HOUR)
    for _ in range(2):
        office.database.run(pass_on, found, KINDS, now=NINE + HOUR, since=EARLY)

    assert [taken.used.channel for taken in steps.take(NINE + HOUR)] == ["smtp"]


def test_word_that_comes_in_between_is_final(office: World, steps: Steps):
    found = late(office, NINE + HOUR)
    office.database.run(note_told, office.office.id, "whatsapp", Told("wamid.1", "delivered", NINE), now=NINE)

    office.database.run(pass_on, found, KINDS, now=NINE + HOUR, since=EARLY)

    assert message(office).state == "delivered"
    assert late(office, NINE + HOUR) == []


@pytest.mark.postgres("statements")
def test_after_the_last_rung_nobody_was_reached(office: World, steps: Steps):
    office.change(Office, office.office.id, ladder=[{"channel": "whatsapp", "wait_minutes": 60}])

    office.database.run(pass_on, late(office, NINE + HOUR), KINDS, now=NINE + HOUR, since=EARLY)

    assert (message(office).state, message(office).why) == ("unreached", "exhausted")


def test_silence_while_nobody_could_hear_is_ours(office: World, steps: Steps):
    assert late(office, NINE + HOUR, since=NINE + timedelta(minutes=1)) == []
    assert len(late(office, NINE + 2 * HOUR, since=NINE + HOUR)) == 1


def test_wait_that_was_set_today_does_not_reach_back(office: World, steps: Steps):
    assert late(office, NINE + timedelta(days=3)) == []


@pytest.mark.parametrize(("channel", "wait"), [("sms", 60), ("fonnte", 60), ("whatsapp", 0)])
def test_where_nothing_is_told_or_asked_its_word_is_enough(office: World, channel: str, wait: int):
    sends_by(office, channel, "smtp", wait_minutes=wait)
    office.booked(11, phone=PHONE, email=EMAIL)
    sent(office)

    assert late(office, NINE + timedelta(hours=5)) == []


@pytest.mark.parametrize(
    ("channel", "account"),
    [("fonnte", {"hook_secret": SECRET}), ("sms", {"hook_secret": SECRET, "id_path": "id"})],
)
def test_gateway_that_tells_of_delivery_is_waited_for(office: World, channel: str, account: dict[str, str]):
    sends_by(office, channel, "smtp", **{channel: account})
    office.booked(11, phone=PHONE, email=EMAIL)
    sent(office)

    assert late(office, NINE + HOUR) == [message(office).id]


def test_letter_that_no_report_could_name_is_not_waited_for(office: World):
    sends_by(office, "whatsapp", "smtp")
    office.booked(11, phone=PHONE, email=EMAIL)
    sent(office, external_id=None)

    assert late(office, NINE + timedelta(hours=5)) == []
