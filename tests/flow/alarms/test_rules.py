"""Alarms as an office sets them: off at first, within bounds, and of the server where they are about it."""

import pytest

from scheduler.db.models import AlarmRule
from scheduler.domain.alarms.kinds import KINDS, Alarm
from scheduler.domain.alarms.refusals import AlarmOfServer, AlarmUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.alarms import rules
from scheduler.flow.alarms.rules import NewRule
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import NewContact
from tests.scenes.alarms import switched_on
from tests.scenes.factories import World

ON = NewRule(is_on=True, threshold=15, hours="open", told=frozenset())


def set_up(office: World, alarm: str, new: NewRule, server_office: str = "") -> None:
    office.do(rules.set_rule, alarm, new, server_office=server_office)


def rule(office: World, alarm: Alarm) -> rules.Rule:
    return office.read(lambda s: rules.rules_of(s, office.office.id)[alarm])


def test_all_are_off_at_first(office: World):
    found = office.read(lambda s: rules.rules_of(s, office.office.id))

    assert list(found) == list(KINDS)
    assert not any(each.is_on for each in found.values())


@pytest.mark.postgres("statements")
def test_what_was_set_stays_while_it_is_off(office: World):
    set_up(office, "hall_full", ON)
    set_up(office, "hall_full", NewRule(is_on=False, threshold=None, hours="always", told=frozenset()))

    found = rule(office, Alarm.HALL_FULL)
    assert (found.is_on, found.threshold, found.hours) == (False, 15, "always")
    assert len(office.rows(AlarmRule)) == 1


@pytest.mark.parametrize(
    ("alarm", "new", "errors"),
    [
        ("hall_full", NewRule(True, 0, "open", frozenset()), {"threshold": "out_of_range"}),
        ("hall_full", NewRule(True, 481, "open", frozenset()), {"threshold": "out_of_range"}),
        ("backup_old", NewRule(True, 24, "open", frozenset()), {"threshold": "out_of_range"}),
        ("hall_full", NewRule(True, 15, "night", frozenset()), {"hours": "unreadable"}),
    ],
)
def test_what_is_out_of_bounds_is_refused(office: World, alarm: str, new: NewRule, errors: dict[str, str]):
    with pytest.raises(Invalid) as refusal:
        set_up(office, alarm, new)

    assert refusal.value.errors == errors
    assert office.rows(AlarmRule) == []


def test_alarm_that_would_tell_nobody_on_the_list_is_refused(office: World):
    office.do(alarm_contacts.add_contact, NewContact("Budi", "0812-3456-7890"))

    with pytest.raises(Invalid) as refusal:
        set_up(office, "hall_full", ON)

    assert refusal.value.errors == {"told": "missing"}


def test_unknown_alarm_is_refused(office: World):
    with pytest.raises(AlarmUnknown):
        set_up(office, "fire", ON)


def test_server_is_set_by_the_office_that_is_named_where_there_are_several(office: World, elsewhere: World):
    new = NewRule(is_on=True, threshold=5, hours="always", told=frozenset())

    for named in ("", elsewhere.office.code):
        with pytest.raises(AlarmOfServer):
            set_up(office, "disk_low", new, named)
    set_up(office, "disk_low", new, office.office.code)

    assert rule(office, Alarm.DISK_LOW).is_on
    assert not rule(elsewhere, Alarm.DISK_LOW).is_on


def test_whoever_is_named_later_is_told_too(office: World):
    budi = office.do(alarm_contacts.add_contact, NewContact("Budi", "0812-3456-7890"))
    switched_on(office, Alarm.HALL_FULL)
    siti = office.do(alarm_contacts.add_contact, NewContact("Siti", email="siti@contoh.go.id"))

    contacts = office.read(lambda s: alarm_contacts.contacts_of(s, office.office.id))
    assert [each.id for each in rule(office, Alarm.HALL_FULL).told(contacts)] == [budi.id, siti.id]
