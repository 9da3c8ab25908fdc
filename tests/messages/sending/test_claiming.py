"""What a worker takes: only what holds, may go and can go, with each try written down before its channel is asked."""

from datetime import timedelta

import pytest

from scheduler.db.models import Message, Office
from scheduler.domain.refusals import N_
from scheduler.flow.applying import phone_codes
from scheduler.flow.booking import bookings
from scheduler.flow.core import consents, opt_outs
from scheduler.messages.channels import KINDS
from scheduler.messages.ladder import LONGEST_PAUSE
from scheduler.messages.sending import decisions
from scheduler.messages.sending.claiming import Batch, take
from tests.scenes.applications import begun, run
from tests.scenes.factories import EARLY, NINE, World, at
from tests.scenes.outbox import EMAIL, OTHER_PHONE, PHONE, Steps, attempts, message, sends_by, states, trade


@pytest.fixture
def steps(office: World) -> Steps:
    return Steps(office.database)


def test_letter_goes_by_the_first_channel_and_its_try_is_written_first(office: World, steps: Steps):
    sends_by(office, "whatsapp", "sms")
    office.booked(11, phone=PHONE)

    (taken,) = steps.take()

    row = message(office)
    assert (row.state, row.channel, row.attempts, row.lease_by) == ("sending", "whatsapp", 1, "one")
    assert row.lease_until == NINE + timedelta(minutes=2)
    assert [(each.number, each.state, each.started_at) for each in attempts(office)] == [(1, "started", NINE)]
    assert (taken.letter.to, taken.cause, taken.used.account["token"]) == (PHONE, "booked", "t")
    assert office.office.name in taken.letter.text
    assert PHONE not in repr(taken)
    assert steps.take() == []


def test_household_whose_documents_get_ready_one_after_the_other_is_told_once(office: World, steps: Steps):
    sends_by(office, "sms")
    family = {"phone": PHONE, "kk": "2172010101010001"}
    office.document("R/0001", now=NINE, **family)
    found = [steps.take(NINE + timedelta(seconds=2))]
    for child in ("R/0002", "R/0003"):
        office.document(child, type="KIA", now=NINE + timedelta(seconds=20), **family)

    found += [steps.take(NINE + timedelta(seconds=later)) for later in (22, 60, 90, 3600)]

    assert [len(taken) for taken in found] == [0, 0, 1, 0, 0]
    assert "KTP-el dan 2 Kartu Identitas Anak" in found[2][0].letter.text


@pytest.mark.postgres("statements")
def test_what_is_not_true_any_more_is_moot(office: World, steps: Steps):
    sends_by(office, "sms")
    pass_code = office.booked(11, phone=PHONE)
    office.database.run(bookings.cancel, pass_code, ref4=None, by="citizen", now=EARLY)

    steps.take()

    rows = [(row.cause, row.state, row.why) for row in office.rows(Message)]
    assert rows == [("ready", "sending", None), ("booked", "moot", "untrue"), ("cancelled", "sending", None)]


def test_without_a_phone_the_mail_is_next(office: World, steps: Steps):
    sends_by(office, "whatsapp", "sms", "smtp")
    office.booked(11, email=EMAIL)

    (taken,) = steps.take()

    assert (taken.letter.to, taken.used.channel) == (EMAIL, "smtp")
    assert (message(office).rung, message(office).attempts) == (2, 1)


def test_without_any_address_nobody_is_reached(office: World, steps: Steps):
    sends_by(office, "whatsapp", "smtp", "webpush")
    office.booked(11)

    assert steps.take() == []
    assert (message(office).state, message(office).why) == ("unreached", "no_address")


def test_channel_without_an_account_is_passed_over(office: World, steps: Steps):
    sends_by(office, "sms")
    office.change(Office, office.office.id, ladder=[{"channel": "whatsapp"}, {"channel": "sms"}])
    office.booked(11, phone=PHONE)

    (taken,) = steps.take()

    assert taken.used.channel == "sms"


@pytest.mark.postgres("statements")
def test_stopped_number_gets_nothing_by_any_channel(office: World, steps: Steps):
    sends_by(office, "whatsapp", "smtp")
    office.booked(11, phone=PHONE, email=EMAIL)
    office.database.run(opt_outs.stop, office.office.id, OTHER_PHONE, why="stop", now=EARLY)
    office.change(Message, message(office).id, state="sending", lease_by="died", lease_until=EARLY)
    office.database.run(opt_outs.stop, office.office.id, PHONE, why="stop", now=EARLY)

    assert steps.take() == []
    assert (message(office).state, message(office).why) == ("moot", "stopped")


@pytest.mark.postgres("statements")
def test_code_is_not_sent_to_a_number_that_was_stopped_after_it_was_asked_for(office: World, steps: Steps):
    sends_by(office, "sms")
    run(office, phone_codes.keep_phone, begun(office), PHONE, sends=True, now=NINE)
    office.database.run(opt_outs.stop, office.office.id, PHONE, why="stop", now=NINE)

    assert steps.take() == []
    assert [(each.cause, each.state, each.why) for each in office.rows(Message)] == [("phone_code", "moot", "stopped")]


def test_without_consent_only_the_mail_goes(office: World, steps: Steps):
    sends_by(office, "whatsapp", "smtp")
    office.change(Office, office.office.id, asks_consent=True)
    office.booked(11, phone=PHONE, email=EMAIL)
    office.booked(11, phone=OTHER_PHONE)

    assert [taken.letter.to for taken in steps.take()] == [EMAIL]
    assert (message(office).state, message(office).why) == ("unreached", "no_consent")


def test_consent_that_was_given_opens_the_phone(office: World, steps: Steps):
    sends_by(office, "whatsapp")
    office.change(Office, office.office.id, asks_consent=True)
    office.booked(11, phone=PHONE)
    office.database.run(consents.consent, office.office.id, PHONE, given=True, source="page", by="citizen", now=EARLY)

    assert [taken.letter.to for taken in steps.take()] == [PHONE]


def test_at_night_what_can_wait_waits_and_costs_nothing(office: World, steps: Steps):
    sends_by(office, "sms")
    office.booked(11, phone=PHONE)

    assert steps.take(at(5)) == []
    assert (message(office).state, message(office).due_at, message(office).attempts) == ("new", at(7), 0)
    assert steps.lanes(at(6, 59)) == []
    assert len(steps.take(at(7))) == 1


def called_in(guarded: World) -> None:
    """Somebody outside is called in, because the four inside have left."""
    for _ in range(4):
        guarded.arrived(9)
    guarded.arrived(9, phone=PHONE)
    guarded.hand_over(guarded.call())


@pytest.mark.postgres("statements")
def test_come_in_goes_at_any_hour(guarded: World):
    sends_by(guarded, "sms")
    guarded.change(Office, guarded.office.id, messages_from=at(14).time(), messages_until=at(15).time())
    called_in(guarded)

    assert [taken.cause for taken in Steps(guarded.database).take()] == ["come_in"]


def test_come_in_does_not_go_after_the_call(guarded: World):
    sends_by(guarded, "sms")
    called_in(guarded)
    for _ in range(3):
        guarded.hand_over(guarded.call())
    guarded.call()

    assert [taken.cause for taken in Steps(guarded.database).take()] == []
    assert (message(guarded, "come_in").state, message(guarded, "come_in").why) == ("moot", "untrue")


def test_what_somebody_waits_for_goes_first(guarded: World):
    sends_by(guarded, "sms")
    for n in range(3):
        guarded.booked(11, phone=f"+62812345678{n:02}")
    called_in(guarded)

    first, *_ = Steps(guarded.database).take()

    assert first.cause == "come_in"
    assert first.message_id == max(row.id for row in guarded.rows(Message) if row.state == "sending")


def test_no_more_than_the_account_allows_in_a_minute_by_all_workers(office: World, steps: Steps):
    sends_by(office, "sms", per_minute=3)
    for n in range(5):
        office.booked(11, phone=f"+62812345678{n:02}")
    other = Steps(office.database, "two")

    assert (len(steps.take(most=2)), len(other.take())) in {(3, 0), (2, 1)}
    assert other.take(NINE + timedelta(seconds=59)) == []
    assert len(other.take(NINE + timedelta(seconds=61))) == 2


def test_account_of_another_office_is_not_used_up(office: World, elsewhere: World, steps: Steps):
    for each in (office, elsewhere):
        sends_by(each, "sms", per_minute=1)
        each.booked(11, phone=PHONE)

    assert {taken.used.office_id for taken in steps.take()} == {office.office.id, elsewhere.office.id}


@pytest.mark.postgres("statements")
def test_of_two_that_say_the_same_to_the_same_phone_the_newer_goes(office: World, steps: Steps):
    sends_by(office, "sms")
    pass_code = office.booked(10, phone=PHONE)
    office.database.run(bookings.move_booking, pass_code, office.slot(11).id, ref4=None, by="citizen", now=EARLY)
    twin = message(office, "changed")
    office.database.run(
        lambda session: session.add(
            Message(
                office_id=twin.office_id,
                key="changed:again",
                cause="come_in",
                invitation_id=twin.invitation_id,
                booking_id=twin.booking_id,
                created_at=NINE,
            )
        )
    )

    assert [taken.cause for taken in steps.take()] == ["changed"]


def test_two_reminders_of_one_household_are_one(office: World, steps: Steps, monkeypatch):
    monkeypatch.setattr("scheduler.messages.sending.holding.still_true", lambda now, causes: Message.id > 0)
    sends_by(office, "sms")
    office.booked(11, phone=PHONE)
    first = message(office)

    def twin(session) -> None:
        session.add(
            Message(
                office_id=first.office_id,
                key="booked:twin",
                cause="booked",
                invitation_id=first.invitation_id,
                booking_id=first.booking_id,
                created_at=NINE,
            )
        )

    office.database.run(twin)

    taken = steps.take()

    assert [each.cause for each in taken] == ["ready", "booked"]
    assert taken[1].message_id == message(office).id
    assert [row.why for row in office.rows(Message) if row.id == first.id] == ["repeated"]


def test_nothing_leaves_where_there_is_no_ladder(office: World, steps: Steps):
    office.booked(11, phone=PHONE)

    shown = [each for batch in steps.drain() for each in batch.shown]

    assert [(each.cause, each.message_id) for each in shown] == [("booked", message(office).id)]
    assert (message(office).state, message(office).why) == ("unreached", "for_clerk")
    assert states(office) == [("console", "shown")]
    assert steps.lanes() == []


def test_clerk_is_a_rung_like_others(office: World, steps: Steps):
    sends_by(office, "sms", "wa_me")
    office.booked(11)

    assert steps.take() == []
    assert (message(office).state, message(office).why) == ("unreached", "for_clerk")


def test_console_among_other_rungs_is_passed(office: World, steps: Steps):
    sends_by(office, "console", "sms")
    office.booked(11, phone=PHONE)

    assert [taken.used.channel for taken in steps.take()] == ["sms"]
    assert states(office) == [("console", "shown"), ("sms", "started")]


def test_in_training_everything_ends_on_the_console(office: World):
    sends_by(office, "whatsapp", "sms")
    office.booked(11, phone=PHONE)
    steps = Steps(office.database, kinds={"console": KINDS["console"]})

    assert steps.take() == []
    assert states(office) == [("console", "shown")]
    assert message(office).state == "unreached"


@pytest.mark.postgres("statements")
def test_ladder_that_was_shortened_ends_in_the_list_of_the_clerk(office: World, steps: Steps):
    sends_by(office, "sms")
    office.booked(11, phone=PHONE)
    office.change(Message, message(office).id, rung=3)

    assert steps.take() == []
    assert (message(office).state, message(office).why) == ("unreached", "exhausted")


def test_lane_that_is_no_longer_the_ladders_is_left(office: World, steps: Steps):
    sends_by(office, "sms")
    office.booked(11, phone=PHONE)
    (lane,) = steps.lanes()
    office.change(Office, office.office.id, ladder=[])

    assert office.database.run(take, steps.looking(NINE), lane, trade()) == Batch()


def test_message_of_which_nothing_can_be_said_stops_no_other(office: World, steps: Steps, monkeypatch):
    sends_by(office, "sms")
    office.booked(11, phone=PHONE)
    broken = message(office).id
    office.booked(11, phone=OTHER_PHONE)
    drafted = decisions.drafted

    def fails(known, message, **facts):
        if message.id == broken:
            raise KeyError(N_("x"))
        return drafted(known, message, **facts)

    monkeypatch.setattr(decisions, "drafted", fails)

    assert [taken.letter.to for taken in steps.take()] == [OTHER_PHONE]
    assert [(row.state, row.why) for row in office.rows(Message) if row.id == broken] == [("unreached", "no_text")]


@pytest.mark.postgres("statements")
def test_due_in_more_than_a_day_was_put_off_under_another_clock(office: World, steps: Steps):
    sends_by(office, "sms")
    office.booked(11, phone=PHONE)
    row = message(office)

    office.change(Message, row.id, due_at=NINE + LONGEST_PAUSE)
    assert [lane for lane in steps.lanes() if steps.take()] == []
    office.change(Message, row.id, due_at=NINE + timedelta(days=9))
    assert len(steps.take()) == 1


@pytest.mark.postgres("statements")
def test_alarm_is_told_to_the_office_itself(office: World, steps: Steps, monkeypatch):
    monkeypatch.setattr("scheduler.messages.sending.holding.still_true", lambda now, causes: Message.id > 0)
    sends_by(office, "sms")

    def rings(session) -> None:
        facts = {"alarm": "device_silent", "devices": ["Lobi"], "since": NINE.isoformat()}
        session.add(Message(office_id=office.office.id, key="s", cause="alarm", facts=facts, created_at=NINE))

    office.edit(phone="0812-3456-7890")
    office.database.run(rings)

    assert [taken.letter.to for taken in steps.take()] == [PHONE]
