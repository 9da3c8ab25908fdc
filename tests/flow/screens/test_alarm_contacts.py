"""Whom an office names to be told of alarms: who is taken, what they are told, and by which address."""

from collections.abc import Sequence

import pytest
from sqlmodel import col

from scheduler.db.models import AlarmContact, Message, Office
from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.messages import Why
from scheduler.domain.refusals import HiddenSigns, Invalid
from scheduler.domain.screens import ContactNamed, ContactUnknown, TooManyContacts
from scheduler.domain.text.phones import mobile
from scheduler.flow.core import opt_outs
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import MOST, NewContact
from scheduler.messages.notices.known import Known
from scheduler.messages.sending.recipients import Recipient, recipients_of
from tests.messages.notices.noted import holds
from tests.scenes.alarms import failed_backup, looked, switched_on
from tests.scenes.factories import CLERK, NINE, World, at

PHONE, OTHER, EMAIL = "+6281234567890", "+6281298765432", "budi@contoh.go.id"
BUDI, SITI = NewContact("Budi", "0812-3456-7890"), NewContact("Siti", email="siti@contoh.go.id")


def named(office: World, contact: NewContact = BUDI) -> AlarmContact:
    added: AlarmContact = office.do(alarm_contacts.add_contact, contact)
    return added


def noted(office: World, cause: str = "alarm") -> Sequence[Message]:
    return office.rows(Message, col(Message.cause) == cause)


def ring(office: World) -> Sequence[Message]:
    """An alarm that is on rings."""
    failed_backup(office, at(8, 50))
    switched_on(office, Alarm.BACKUP_OLD)
    looked(office, at(9), at(9, 1))
    return noted(office)


def told(office: World, messages: Sequence[Message]) -> list[Recipient]:
    found = office.read(lambda s: recipients_of(Known(s, s.get_one(Office, office.office.id), messages), messages))
    return [found[message.id] for message in messages]


# --- the list


@pytest.mark.postgres("statements")
def test_named_are_kept_in_their_order_and_sealed(office: World):
    named(office, NewContact("  Budi   (IT) ", "0812-3456-7890", EMAIL))
    named(office, SITI)

    kept = office.read(lambda s: alarm_contacts.contacts_of(s, office.office.id))

    assert [(each.name, each.phone, each.email) for each in kept] == [
        ("Budi (IT)", PHONE, EMAIL),
        ("Siti", None, "siti@contoh.go.id"),
    ]
    assert kept[0].by == CLERK


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (NewContact("", "0812-3456-7890"), {"name": "missing"}),
        (NewContact("x" * 61, "0812-3456-7890"), {"name": "too_long"}),
        (NewContact("Budi"), {"phone": "missing"}),
        (NewContact("Budi", "0771-22334"), {"phone": "not_mobile"}),
        (NewContact("Budi", "ketik"), {"phone": "not_mobile"}),
        (NewContact("Budi", email="budi@kantor"), {"email": "unreadable"}),
        (NewContact("Budi", email="b" * 200 + "@contoh.go.id"), {"email": "unreadable"}),
        (NewContact("", "0771-22334", "x"), {"name": "missing", "phone": "not_mobile", "email": "unreadable"}),
    ],
)
def test_what_reaches_nobody_is_refused(office: World, typed: NewContact, errors: dict[str, str]):
    with pytest.raises(Invalid) as refusal:
        named(office, typed)

    assert refusal.value.errors == errors
    assert office.rows(AlarmContact) == []


def test_name_that_hides_something_is_refused(office: World):
    with pytest.raises(HiddenSigns):
        named(office, NewContact("Budi\u202e", "0812-3456-7890"))


def test_the_very_same_again_is_the_one_that_is_there(office: World):
    assert named(office).id == named(office, NewContact(" Budi ", "+62 812 3456 7890")).id


@pytest.mark.parametrize("typed", [NewContact("Cici", "0812 3456 7890"), NewContact("Cici", email=EMAIL)])
def test_address_stands_on_the_list_once(office: World, typed: NewContact):
    named(office, NewContact("Budi", "0812-3456-7890", EMAIL))

    with pytest.raises(ContactNamed) as refusal:
        named(office, typed)

    assert refusal.value.facts["name"] == "Budi"


def test_list_is_small(office: World):
    for n in range(MOST):
        named(office, NewContact(f"Orang {n}", f"0813345678{n}0"))

    with pytest.raises(TooManyContacts):
        named(office)


@pytest.mark.postgres("statements")
def test_who_was_removed_is_forgotten_but_for_the_name(office: World):
    contact = named(office, NewContact("Budi", "0812-3456-7890", EMAIL))

    office.do(alarm_contacts.remove_contact, contact.id)

    (kept,) = office.rows(AlarmContact)
    assert (kept.name, kept.phone, kept.email) == ("Budi", None, None)
    assert (kept.removed_at, kept.removed_by) == (NINE, CLERK)
    for step in (office.do, office.at_time):
        known = alarm_contacts.remove_contact if step == office.do else alarm_contacts.try_contact
        with pytest.raises(ContactUnknown):
            step(known, contact.id)
    assert named(office).id != contact.id


def test_another_offices_list_is_not_touched(office: World, elsewhere: World):
    contact = named(office)

    with pytest.raises(ContactUnknown):
        elsewhere.do(alarm_contacts.remove_contact, contact.id)
    with pytest.raises(ContactUnknown):
        elsewhere.at_time(alarm_contacts.try_contact, contact.id)

    assert elsewhere.read(lambda s: alarm_contacts.contacts_of(s, elsewhere.office.id)) == []


# --- who is told


@pytest.mark.postgres("statements")
def test_everybody_named_is_told_once(office: World):
    named(office, NewContact("Budi", "0812-3456-7890", EMAIL))
    named(office, SITI)

    messages = ring(office)
    looked(office, at(9, 3))

    assert len({message.key for message in noted(office)}) == len(messages) == 2
    assert told(office, messages) == [Recipient(PHONE, EMAIL), Recipient(None, "siti@contoh.go.id")]
    assert all(holds(office, message) for message in messages)
    assert PHONE not in str([message.facts for message in messages])


@pytest.mark.parametrize(("own", "reached"), [("0812-9876-5432", OTHER), ("0771-22334", None), ("", None)])
def test_where_nobody_is_named_the_offices_own_phone_is_told_if_it_is_mobile(office: World, own: str, reached):
    office.edit(phone=own)

    (message,) = ring(office)

    assert told(office, [message]) == [Recipient(phone=reached)]
    fresh = office.rows(Office)[0]
    assert office.read(lambda s: alarm_contacts.is_anybody_told(s, fresh)) is (reached is not None)


def test_office_that_named_somebody_is_not_told_at_its_own_phone(office: World):
    office.edit(phone="0812-9876-5432")
    named(office)

    assert told(office, ring(office)) == [Recipient(PHONE)]


@pytest.mark.postgres("statements")
def test_whoever_was_removed_is_not_told_what_is_under_way(office: World):
    contact = named(office)
    named(office, SITI)
    messages = ring(office)

    office.do(alarm_contacts.remove_contact, contact.id)

    assert [holds(office, message) for message in messages] == [False, True]


@pytest.mark.parametrize(
    ("email", "reached"), [(EMAIL, Recipient(email=EMAIL)), ("", Recipient(why=Why.STOPPED))], ids=["e-mail", "none"]
)
def test_phone_that_wants_no_messages_gets_none(office: World, email: str, reached: Recipient):
    office.database.run(opt_outs.stop, office.office.id, PHONE, why=opt_outs.STOP, now=NINE)
    named(office, NewContact("Budi", "0812-3456-7890", email))

    assert told(office, ring(office)) == [reached]


# --- trying it


@pytest.mark.postgres("statements")
def test_trial_goes_where_an_alarm_would(office: World):
    contact = named(office)

    office.at_time(alarm_contacts.try_contact, contact.id)

    (message,) = noted(office, "alarm_test")
    assert told(office, [message]) == [Recipient(PHONE)]
    assert holds(office, message)


@pytest.mark.parametrize(
    ("state", "messages"), [("new", 1), ("sending", 1), ("sent", 2), ("delivered", 2), ("unreached", 2), ("moot", 2)]
)
def test_while_a_trial_is_on_its_way_there_is_no_second(office: World, state: str, messages: int):
    contact = named(office)
    office.at_time(alarm_contacts.try_contact, contact.id)
    office.change(Message, noted(office, "alarm_test")[0].id, state=state)

    office.at_time(alarm_contacts.try_contact, contact.id)

    assert len(noted(office, "alarm_test")) == messages


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("0812-3456-7890", PHONE),
        ("+62 812 3456 7890", PHONE),
        ("62(812)34567890", PHONE),
        ("0771-22334", None),
        ("", None),
    ],
)
def test_mobile_phone_is_told_from_a_landline(written: str, found: str | None):
    assert mobile(written) == found
