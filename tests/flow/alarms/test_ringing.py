"""Alarms that ring: told once, again after hours, and when they are over; kept in rows, and bounded."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from scheduler.db.models import BackupRun
from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.alarms.refusals import AlarmOver
from scheduler.domain.alarms.ringing import MOST_AN_HOUR, MOST_TIMES
from scheduler.flow.alarms import ringing
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import NewContact
from tests.scenes.alarms import failed_backup, good_backup, looked, rings, switched_on, told
from tests.scenes.factories import CLERK, NINE, World, at

BUDI, SITI = NewContact("Budi", "0812-3456-7890"), NewContact("Siti", email="siti@contoh.go.id")


@pytest.fixture
def failing(office: World) -> World:
    """An alarm is on, and what it is about is so."""
    office.do(alarm_contacts.add_contact, BUDI)
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))
    return office


def mended(office: World) -> None:
    office.database.run(lambda s: s.execute(delete(BackupRun)))


def test_what_is_not_switched_on_rings_nothing(office: World):
    failed_backup(office, at(8, 50))

    looked(office, at(9), at(9, 1))

    assert rings(office) == []
    assert told(office) == []


@pytest.mark.postgres("statements")
def test_alarm_is_told_once_however_often_it_is_looked_at(failing: World):
    looked(failing, *(at(9, minute) for minute in range(20)))

    (ring,) = rings(failing)
    assert (ring.since, ring.seen_at, ring.rang_at) == (at(8, 50), at(9), at(9, 1))
    (message,) = told(failing)
    assert message.key == f"alarm:{ring.id}:1:c{message.contact_id}"
    assert message.facts == {
        "alarm": "backup_old",
        "since": at(8, 50).isoformat(),
        "at": at(9, 1).isoformat(),
        "failed": True,
    }


def test_what_stays_is_told_again_some_times_and_no_more(failing: World):
    looked(failing, at(9), *(at(9, 1) + timedelta(minutes=30 * n) for n in range(48)))

    assert [message.created_at for message in told(failing)] == [at(9, 1), at(12, 1), at(15, 1), at(18, 1)]
    assert len(told(failing)) == MOST_TIMES


@pytest.mark.postgres("statements")
def test_end_is_told_after_a_calm_while(failing: World):
    looked(failing, at(9), at(9, 1))
    mended(failing)

    looked(failing, at(9, 2), at(9, 4))
    assert told(failing, "alarm_over") == []
    looked(failing, at(9, 5))

    assert [message.facts["at"] for message in told(failing, "alarm_over")] == [at(9, 5).isoformat()]
    assert [(ring.over_at, ring.end_told) for ring in rings(failing)] == [(at(9, 5), True)]


@pytest.mark.postgres("statements")
def test_what_goes_before_it_rang_leaves_nothing(failing: World):
    looked(failing, at(9))
    mended(failing)

    looked(failing, at(9, 1), at(9, 4))

    assert rings(failing) == []
    assert told(failing) == told(failing, "alarm_over") == []


def test_what_flickers_is_one_alarm(failing: World):
    looked(failing, at(9), at(9, 1))
    for minute in range(2, 30, 4):
        mended(failing)
        looked(failing, at(9, minute))
        failed_backup(failing, at(8, 50))
        looked(failing, at(9, minute + 2))

    assert len(rings(failing)) == len(told(failing)) == 1
    assert told(failing, "alarm_over") == []


def test_what_comes_back_within_the_hour_is_told_at_its_end(failing: World):
    looked(failing, at(9), at(9, 1))
    mended(failing)
    looked(failing, at(9, 2), at(9, 5))
    failed_backup(failing, at(9, 10))

    looked(failing, at(9, 10), at(9, 11), at(10))
    assert len(told(failing)) == 1
    assert [ring.rang_at for ring in rings(failing)] == [at(9, 1), at(9, 11)]
    looked(failing, at(10, 1))

    assert len(told(failing)) == 2


def test_office_is_told_so_often_in_an_hour_and_no_more(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scheduler.domain.alarms.ringing.MOST_AN_HOUR", 1)
    switched_on(office, Alarm.BACKUP_OLD)
    switched_on(office, Alarm.WORKER_STOPPED, now=at(8))
    failed_backup(office, at(8, 50))

    looked(office, at(9), at(9, 1), at(9, 30))
    assert len(rings(office)) == 2
    assert len(told(office)) == 1
    looked(office, at(10, 2))

    assert MOST_AN_HOUR > 1
    assert len(told(office)) == 2


@pytest.mark.postgres("statements")
def test_alarm_of_the_night_is_told_when_the_office_opens(office: World):
    switched_on(office, Alarm.BACKUP_OLD, hours="open")
    failed_backup(office, at(2))

    looked(office, at(3), at(3, 1), at(7, 59))
    assert [ring.rang_at for ring in rings(office)] == [at(3, 1)]
    assert told(office) == []
    looked(office, at(8))

    assert [message.created_at for message in told(office)] == [at(8)]


def test_only_whom_it_tells_are_told(office: World):
    office.do(alarm_contacts.add_contact, BUDI)
    siti = office.do(alarm_contacts.add_contact, SITI)
    switched_on(office, Alarm.BACKUP_OLD, told=frozenset({siti.id}))
    failed_backup(office, at(8, 50))

    looked(office, at(9), at(9, 1))
    assert [message.contact_id for message in told(office)] == [siti.id]


def test_where_who_was_to_be_told_has_left_the_others_are(office: World):
    budi = office.do(alarm_contacts.add_contact, BUDI)
    siti = office.do(alarm_contacts.add_contact, SITI)
    switched_on(office, Alarm.BACKUP_OLD, told=frozenset({siti.id}))
    office.do(alarm_contacts.remove_contact, siti.id)
    failed_backup(office, at(8, 50))

    looked(office, at(9), at(9, 1))

    assert [message.contact_id for message in told(office)] == [budi.id]


@pytest.mark.postgres("statements")
def test_whoever_sees_to_it_ends_its_repetition_but_not_its_end(failing: World):
    looked(failing, at(9), at(9, 1))
    (ring,) = rings(failing)

    failing.do(ringing.take_in_hand, ring.id, by=CLERK, now=at(9, 5))
    failing.do(ringing.take_in_hand, ring.id, by="staff:9", now=at(9, 6))
    looked(failing, at(12, 1), at(15, 1))
    mended(failing)
    looked(failing, at(15, 2), at(15, 5))

    (ring,) = rings(failing)
    assert (ring.taken_by, ring.taken_at) == (CLERK, at(9, 5))
    assert (len(told(failing)), len(told(failing, "alarm_over"))) == (1, 1)


def test_what_does_not_ring_is_in_nobodys_hand(failing: World, elsewhere: World):
    looked(failing, at(9))
    (ring,) = rings(failing)
    with pytest.raises(AlarmOver):
        failing.do(ringing.take_in_hand, ring.id)

    looked(failing, at(9, 1))
    with pytest.raises(AlarmOver):
        elsewhere.do(ringing.take_in_hand, ring.id)
    with pytest.raises(AlarmOver):
        failing.do(ringing.take_in_hand, ring.id + 1)
    mended(failing)
    looked(failing, at(9, 2), at(9, 5))
    with pytest.raises(AlarmOver):
        failing.do(ringing.take_in_hand, ring.id)


def test_alarm_that_is_switched_off_is_over_without_a_word(failing: World):
    looked(failing, at(9), at(9, 1))

    switched_on(failing, Alarm.BACKUP_OLD, is_on=False, now=at(9, 2))
    looked(failing, at(9, 10), at(9, 20))

    assert [ring.over_at for ring in rings(failing)] == [at(9, 2)]
    assert told(failing, "alarm_over") == []


def test_old_alarms_are_forgotten(failing: World):
    looked(failing, at(9), at(9, 1))
    mended(failing)
    looked(failing, at(9, 2), at(9, 5))

    later = at(9, 5) + ringing.KEPT
    failed_backup(failing, later)
    looked(failing, later, later + timedelta(minutes=1))
    good_backup(failing, later)
    looked(failing, *(later + timedelta(minutes=minute) for minute in (2, 5)))

    assert [ring.seen_at for ring in rings(failing)] == [later]


@pytest.mark.postgres("statements")
def test_lists_show_what_rings_and_what_is_over(failing: World):
    looked(failing, at(9))
    assert failing.read(lambda s: ringing.ringing_at(s, failing.office.id)) == []
    looked(failing, at(9, 1))
    assert len(failing.read(lambda s: ringing.ringing_at(s, failing.office.id))) == 1
    mended(failing)
    looked(failing, at(9, 2), at(9, 5))

    assert failing.read(lambda s: ringing.ringing_at(s, failing.office.id)) == []
    assert [ring.seen_at for ring in failing.read(lambda s: ringing.past_of(s, failing.office.id))] == [NINE]
