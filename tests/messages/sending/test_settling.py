"""What follows from what a channel said: sent, once more after a pause, the next channel, or nobody; and never twice
where nobody knows.
"""

from datetime import timedelta

import pytest
from sqlmodel import col

from scheduler.db.models import Attempt, Booking, Message
from scheduler.domain.refusals import Unknown
from scheduler.flow.booking import bookings
from scheduler.messages.channels.base import Receipt
from scheduler.messages.ladder import PAUSES
from scheduler.messages.sending.claiming import Batch, take
from scheduler.messages.sending.settling import give_back, hold_on, send_again
from scheduler.messages.sending.transitions import MOST_PAUSES
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.outbox import EMAIL, PHONE, Steps, attempts, message, sends_by, states, trade

SOON = NINE + timedelta(minutes=1)


@pytest.fixture
def sms(office: World) -> Steps:
    """An office that sends by SMS, whose gateway knows repetitions, then by mail; and one message."""
    sends_by(office, "sms", "smtp")
    office.booked(11, day=1, phone=PHONE, email=EMAIL)
    return Steps(office.database)


@pytest.fixture
def whatsapp(office: World) -> Steps:
    """The same by WhatsApp, which does not know them."""
    sends_by(office, "whatsapp", "smtp")
    office.booked(11, day=1, phone=PHONE, email=EMAIL)
    return Steps(office.database)


def test_accepted_is_sent(office: World, sms: Steps):
    (taken,) = sms.take()

    sms.settle(taken, Receipt("accepted", "id-1"), now=SOON)

    row = message(office)
    assert (row.state, row.channel, row.sent_at, row.lease_by, row.lease_until) == ("sent", "sms", SOON, None, None)
    assert [(each.state, each.external_id, each.settled_at) for each in attempts(office)] == [
        ("accepted", "id-1", SOON)
    ]


def test_settled_twice_is_settled_once(office: World, sms: Steps):
    (taken,) = sms.take()
    sms.settle(taken, "accepted", now=SOON)

    sms.settle(taken, "refused", now=SOON + timedelta(minutes=1))

    assert (message(office).state, states(office)) == ("sent", [("sms", "accepted")])


def test_refused_goes_on_to_the_next_channel_at_once(office: World, sms: Steps):
    (taken,) = sms.take()
    sms.settle(taken, "refused", code="http_404", now=SOON)

    (again,) = sms.take(SOON)

    assert (again.letter.to, attempts(office)[0].code) == (EMAIL, "http_404")
    sms.settle(again, "refused", now=SOON)
    assert (message(office).state, message(office).why) == ("unreached", "exhausted")


def test_failed_is_tried_five_times_with_growing_pauses_and_one_key(office: World, sms: Steps):
    now, keys = NINE, set()
    for pause in PAUSES:
        (taken,) = sms.take(now)
        keys.add(taken.letter.key)
        sms.settle(taken, "failed", code="http_500", now=now)
        wait = message(office).due_at - now
        assert pause * 0.8 <= wait <= pause * 1.2
        assert sms.take(now + wait - timedelta(seconds=1)) == []
        now += wait
    (last,) = sms.take(now)
    sms.settle(last, "failed", now=now)

    (mail,) = sms.take(now)

    assert keys == {last.letter.key}
    assert (mail.used.channel, mail.letter.key in keys) == ("smtp", False)
    assert states(office) == [("sms", "failed")] * 5 + [("smtp", "started")]


def test_pause_of_the_far_side_holds_up_its_channel_and_costs_no_try(office: World, sms: Steps):
    (taken,) = sms.take()
    sms.settle(taken, Receipt("failed", code="http_429", pause=90))
    office.booked(11, phone=PHONE)
    office.booked(11, email=EMAIL)

    assert sms.take(NINE + timedelta(seconds=89)) == []
    assert (message(office).rung, attempts(office)) == (0, [])
    later = sms.take(NINE + timedelta(seconds=90))
    assert [each.used.channel for each in later] == ["sms", "sms", "smtp"]
    sms.settle(later[0], "failed", now=NINE + timedelta(seconds=90))
    first = office.rows(Message, Message.id == taken.message_id)[0]
    assert first.due_at - NINE - timedelta(seconds=90) <= PAUSES[0] * 1.2


def test_lane_that_was_looked_at_before_the_pause_is_not_taken_from(office: World, sms: Steps):
    (taken,) = sms.take()
    office.booked(11, phone=PHONE)
    (lane,) = sms.lanes()
    sms.settle(taken, Receipt("failed", pause=90))

    assert office.database.run(take, sms.looking(NINE), lane, trade()) == Batch()


def test_far_side_that_never_stops_asking_to_wait_loses_its_turn(office: World, sms: Steps):
    now = NINE
    for _ in range(MOST_PAUSES + 1):
        (taken,) = sms.take(now)
        sms.settle(taken, Receipt("failed", pause=1), now=now)
        now += timedelta(seconds=2)

    assert [each.used.channel for each in sms.take(now)] == ["smtp"]


def test_without_a_key_nobody_knows_twice_and_then_nobody_tries(office: World, whatsapp: Steps):
    (first,) = whatsapp.take()
    whatsapp.settle(first, "unknown", code="no_answer")
    (second,) = whatsapp.take(SOON)
    whatsapp.settle(second, "unknown", now=SOON)

    assert (message(office).state, message(office).why) == ("unreached", "perhaps_sent")
    assert states(office) == [("whatsapp", "started")] * 2
    assert whatsapp.take(NINE + timedelta(hours=3)) == []


def test_with_a_key_it_is_tried_like_any_failure(office: World, sms: Steps):
    now = NINE
    for _ in range(5):
        (taken,) = sms.take(now)
        sms.settle(taken, "unknown", now=now)
        now += timedelta(hours=1)

    assert [each.used.channel for each in sms.take(now)] == ["smtp"]


def test_gateway_that_is_not_given_the_key_does_not_know_a_repetition(office: World):
    sends_by(office, "sms", sms={"body": "to={to}&text={text}"})
    office.booked(11, phone=PHONE)
    steps = Steps(office.database)
    for now in (NINE, SOON):
        (taken,) = steps.take(now)
        steps.settle(taken, "unknown", now=now)

    assert (message(office).state, message(office).why) == ("unreached", "perhaps_sent")


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_worker_that_died_is_followed_by_another_with_the_same_key(office: World, channel: str):
    sends_by(office, channel)
    office.booked(11, phone=PHONE)
    died, other = Steps(office.database, "died"), Steps(office.database, "other")
    (taken,) = died.take()

    assert other.take(NINE + timedelta(seconds=119)) == []
    (again,) = other.take(NINE + timedelta(seconds=120))
    third = Steps(office.database, "third").take(NINE + timedelta(minutes=5))

    assert again.letter.key == taken.letter.key
    if channel == "sms":
        assert [each.letter.key for each in third] == [taken.letter.key]
    else:
        assert third == []
        assert (message(office).state, message(office).why) == ("unreached", "perhaps_sent")


@pytest.mark.postgres("statements")
def test_offices_that_tell_the_same_by_one_gateway_use_keys_of_their_own(office: World, elsewhere: World):
    for each in (office, elsewhere):
        sends_by(each, "sms")
        each.booked(11, phone=PHONE)
    for row in office.rows(Message, col(Message.cause) == "booked"):
        office.change(Message, row.id, key="booked:1")  # the databases of two offices, brought into one

    letters = [taken.letter for taken in Steps(office.database).take() if taken.cause == "booked"]

    assert len({letter.key for letter in letters}) == len(letters) == 2


def test_answer_that_comes_after_the_lease_still_counts(office: World, sms: Steps):
    (slow,) = sms.take()
    other = Steps(office.database, "other")
    (again,) = other.take(NINE + timedelta(minutes=3))

    sms.settle(slow, Receipt("accepted", "id-1"), now=NINE + timedelta(minutes=3))
    other.settle(again, Receipt("accepted", "id-1"), now=NINE + timedelta(minutes=4))

    assert message(office).state == "sent"
    assert [(each.state, each.external_id) for each in attempts(office)] == [("accepted", "id-1"), ("accepted", None)]


def test_late_failure_does_not_undo_what_another_worker_has(office: World, sms: Steps):
    (slow,) = sms.take()
    Steps(office.database, "other").take(NINE + timedelta(minutes=3))

    sms.settle(slow, "refused", now=NINE + timedelta(minutes=3))

    assert (message(office).state, message(office).lease_by) == ("sending", "other")


@pytest.mark.postgres("statements")
def test_far_side_that_knew_the_key_says_that_the_first_try_was_taken(office: World, sms: Steps):
    (taken,) = sms.take()
    sms.settle(taken, Receipt("unknown"))
    (again,) = sms.take(SOON)
    office.change(type(attempts(office)[0]), attempts(office)[0].id, external_id="id-1")

    sms.settle(again, Receipt("accepted", "id-1"), now=SOON)

    assert [(each.state, each.external_id) for each in attempts(office)] == [("accepted", "id-1"), ("accepted", None)]


def test_what_was_shown_goes_on_to_the_next_channel(office: World, sms: Steps):
    (taken,) = sms.take()
    sms.settle(taken, "shown")

    assert [each.used.channel for each in sms.take()] == ["smtp"]


@pytest.mark.postgres("statements")
def test_after_a_wait_in_the_queue_it_is_looked_at_again(office: World, sms: Steps):
    (taken,) = sms.take()

    assert office.database.run(hold_on, [taken], sms.looking(SOON)) == {taken.message_id}
    assert message(office).lease_until == SOON + timedelta(minutes=2)

    office.change(Booking, message(office).booking_id, stage="cancelled")
    assert not office.database.run(hold_on, [taken], sms.looking(SOON))
    assert (message_of(office, taken.message_id).state, message_of(office, taken.message_id).why) == ("moot", "untrue")
    assert not office.database.run(hold_on, [taken], sms.looking(SOON))


def test_letter_that_another_worker_has_meanwhile_was_not_sent(office: World, whatsapp: Steps):
    """So its try is none of those of which nobody knows what came."""
    (slow,) = whatsapp.take()
    other, later = Steps(office.database, "other"), NINE + timedelta(minutes=3)
    (again,) = other.take(later)

    assert not office.database.run(hold_on, [slow], whatsapp.looking(later))

    assert [(each.state, each.code) for each in attempts(office)] == [("failed", "given_back"), ("started", None)]
    other.settle(again, "unknown", now=later)
    assert (message(office).state, message(office).lease_by) == ("new", None)


def message_of(office: World, message_id: int) -> Message:
    return office.rows(Message, Message.id == message_id)[0]


def test_what_a_worker_gives_back_costs_no_try(office: World, sms: Steps):
    (taken,) = sms.take()

    for _ in range(2):
        office.database.run(give_back, [taken], now=NINE)

    assert (message(office).state, message(office).due_at) == ("new", None)
    assert [(each.state, each.code) for each in attempts(office)] == [("failed", "given_back")]
    (again,) = Steps(office.database, "other").take()
    Steps(office.database).settle(again, "failed")
    assert message(office).due_at - NINE <= PAUSES[0] * 1.2


def test_sent_again_is_a_new_message_for_the_far_side_from_the_first_rung(office: World, sms: Steps):
    (taken,) = sms.take()
    sms.settle(taken, "refused")
    (mail,) = sms.take()
    sms.settle(mail, "refused")

    office.database.run(send_again, office.office, taken.message_id)
    (again,) = sms.take(SOON)

    assert (again.used.channel, message(office).attempts) == ("sms", 3)
    assert again.letter.key != taken.letter.key
    office.database.run(send_again, office.office, taken.message_id)
    assert message(office).state == "sending"


@pytest.mark.postgres("statements")
def test_sent_again_is_looked_at_like_any_other(office: World, sms: Steps):
    pass_code = office.booked(13, phone=PHONE)
    for taken in sms.take():
        sms.settle(taken, "accepted")
    told = message(office).id
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)

    office.database.run(send_again, office.office, told)

    assert "booked" not in [taken.cause for taken in sms.take(SOON)]
    assert message(office).state == "moot"


def test_message_of_another_office_is_not_sent_again(office: World, elsewhere: World, sms: Steps):
    with pytest.raises(Unknown):
        elsewhere.database.run(send_again, elsewhere.office, message(office).id)


def test_gateway_that_says_the_same_id_to_everybody_stops_nothing(office: World, sms: Steps):
    office.booked(13, phone=PHONE)
    first, second = sms.take()

    for taken in (first, second):
        sms.settle(taken, Receipt("accepted", "0"))

    assert sorted((row.state for row in office.rows(Message)), reverse=True)[:2] == ["sent", "sent"]
    assert [each.external_id for each in office.rows(Attempt)] == ["0", None]
