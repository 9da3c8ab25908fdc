"""Reports of far sides: in any order, twice, late, and of what was never sent."""

from datetime import timedelta

import pytest

from scheduler.messages.channels.base import Receipt, Told
from scheduler.messages.sending.settling import note_told
from tests.scenes.factories import NINE, World
from tests.scenes.outbox import EMAIL, PHONE, Steps, attempts, message, sends_by

SOON = NINE + timedelta(minutes=1)


@pytest.fixture
def steps(office: World) -> Steps:
    """A message that WhatsApp took as "wamid.1"; mail is next."""
    sends_by(office, "whatsapp", "smtp")
    office.booked(11, phone=PHONE, email=EMAIL)
    steps = Steps(office.database)
    (taken,) = steps.take()
    steps.settle(taken, Receipt("accepted", "wamid.1"))
    return steps


def tell(office: World, state: str, external_id: str = "wamid.1", *, at=SOON, code: str | None = None) -> bool:
    told = Told(external_id, state, at, code)  # type: ignore[arg-type]
    return office.database.run(note_told, office.office.id, "whatsapp", told, now=SOON)


def test_delivered_and_read_are_written_down(office: World, steps: Steps):
    assert tell(office, "delivered")
    assert message(office).state == "delivered"
    assert tell(office, "read", at=SOON + timedelta(hours=9))

    assert (message(office).state, message(office).channel) == ("read", "whatsapp")
    (attempt,) = attempts(office)
    assert (attempt.state, attempt.delivered_at, attempt.read_at) == ("read", SOON, SOON)


@pytest.mark.parametrize("order", [("read", "delivered", "accepted"), ("read", "read"), ("read", "failed")])
def test_reports_out_of_order_or_twice_take_nothing_back(office: World, steps: Steps, order):
    for state in order:
        assert tell(office, state)

    assert (message(office).state, attempts(office)[0].state) == ("read", "read")
    assert steps.take(SOON) == []


def test_failed_after_all_goes_on_to_the_next_channel(office: World, steps: Steps):
    for _ in range(2):
        assert tell(office, "failed", code="131026")

    assert (attempts(office)[0].state, attempts(office)[0].code) == ("refused", "131026")
    assert [taken.used.channel for taken in steps.take(SOON)] == ["smtp"]


@pytest.mark.postgres("statements")
def test_read_ends_the_sending_by_the_next_channel(office: World, steps: Steps):
    tell(office, "failed")
    (mail,) = steps.take(SOON)

    tell(office, "failed")
    office.change(type(attempts(office)[0]), attempts(office)[0].id, state="accepted")
    tell(office, "read")
    steps.settle(mail, Receipt("failed"), now=SOON)

    assert (message(office).state, message(office).channel) == ("read", "whatsapp")
    assert steps.take(NINE + timedelta(hours=5)) == []


def test_report_of_nothing_that_is_known_is_said_to_be_unknown(office: World, elsewhere: World, steps: Steps):
    assert not tell(office, "read", "wamid.2")
    assert not tell(elsewhere, "read")
    assert message(office).state == "sent"
