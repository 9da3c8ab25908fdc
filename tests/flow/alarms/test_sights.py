"""What alarms are about, as it is seen in what others wrote down."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from scheduler.db.models import Attempt, ChannelAccount, Message, Screen
from scheduler.domain.alarms.kinds import Alarm
from scheduler.flow.alarms import pulses, ringing, sights
from scheduler.flow.alarms.sights import Around, Sight
from scheduler.flow.screens import device_watch, devices, screen_watch
from scheduler.flow.screens.devices import Maker
from scheduler.flow.staff import people
from tests.flow.screens.test_screens import heard, paired
from tests.scenes.alarms import HERE, failed_backup, good_backup, looked, rings, switched_on, told
from tests.scenes.factories import EARLY, NINE, World, at
from tests.scenes.outbox import sends_by


def seen(office: World, now: datetime = NINE, around: Around = HERE) -> list[Sight]:
    found = office.read(lambda s: sights.look(s, around, now))
    return list(found[office.office.id].sights) if office.office.id in found else []


def facts(office: World, now: datetime = NINE, around: Around = HERE) -> list[Any]:
    return [(each.since, dict(each.facts)) for each in seen(office, now, around)]


# --- the hall


@pytest.mark.postgres("statements")
def test_hall_is_full_at_its_limit(office: World):
    switched_on(office, Alarm.HALL_FULL, 10)
    office.edit(lobby_limit=2)
    office.arrived(9)
    assert seen(office) == []

    office.arrived(9)

    assert facts(office) == [(NINE, {"people": 2, "limit": 2})]
    assert seen(office, at(9, day=1)) == [], "another day has another hall"


def test_hall_that_is_full_rings_when_it_has_lasted(office: World):
    switched_on(office, Alarm.HALL_FULL, 10)
    office.edit(lobby_limit=1)
    office.arrived(9)

    looked(office, *(at(9, minute) for minute in range(10)))
    assert told(office) == []
    looked(office, at(9, 10))

    assert [message.facts["since"] for message in told(office)] == [NINE.isoformat()]


@pytest.mark.postgres("statements")
def test_who_waits_longest_is_seen_until_they_are_called(office: World):
    switched_on(office, Alarm.LONG_WAIT, 60)
    first, second = office.arrived(9), office.arrived(9, now=at(9, 5))
    assert seen(office, at(9, 59)) == []

    assert facts(office, at(10)) == [(NINE, {"number": first, "since": NINE.isoformat()})]
    office.call(now=at(10))
    assert seen(office, at(10, 4)) == []

    assert facts(office, at(10, 5)) == [(at(9, 5), {"number": second, "since": at(9, 5).isoformat()})]


def test_number_in_the_text_is_that_of_the_wait_in_it(office: World):
    switched_on(office, Alarm.LONG_WAIT, 60)
    office.arrived(9)
    second = office.arrived(9, now=at(9, 5))

    looked(office, at(10), at(10, 1))
    office.call(now=at(10, 2))
    looked(office, *(at(10, minute) for minute in range(5, 20)))

    (ring,) = rings(office)
    assert ring.facts == {"number": second, "since": at(9, 5).isoformat()}


# --- screens


@pytest.mark.postgres("statements")
def test_screens_are_silent_for_so_long_after_the_office_opened(office: World):
    switched_on(office, Alarm.DEVICE_SILENT, 10)
    heard(office, paired(office, "Pintu"), NINE)
    heard(office, paired(office, "Aula"), NINE)
    office.at_time(screen_watch.watch, now=at(9, 2))

    assert seen(office, at(9, 9)) == []
    assert facts(office, at(9, 10)) == [(NINE, {"devices": ["Aula", "Pintu"]})]
    assert seen(office, at(20)) == []

    heard(office, office.rows(Screen, col(Screen.name) == "Aula")[0], at(9, 11))
    assert facts(office, at(9, 12)) == [(NINE, {"devices": ["Pintu"]})]


def test_screen_that_was_dark_overnight_has_its_minutes_in_the_morning(office: World):
    switched_on(office, Alarm.DEVICE_SILENT, 10)
    heard(office, paired(office), at(14, 57))
    office.at_time(screen_watch.watch, now=at(8, 2, day=1))

    assert seen(office, at(8, 9, day=1)) == []
    assert len(seen(office, at(8, 10, day=1))) == 1


def test_tablets_and_kiosks_are_seen_as_screens_are(office: World):
    guard = office.database.run(people.add_staff, office.office, "Gani", "guard", None, now=EARLY).id
    office.at_time(devices.become, devices.KIOSK, "Kiri", Maker(guard, 0), now=NINE)
    switched_on(office, Alarm.DEVICE_SILENT, 2)

    office.at_time(device_watch.watch, now=at(9, 5))

    assert facts(office, at(9, 5)) == [(NINE, {"devices": ["Kiri"]})]


def test_tablets_and_kiosks_are_missed_for_as_long_as_the_office_set(office: World):
    guard = office.database.run(people.add_staff, office.office, "Gani", "guard", None, now=EARLY).id
    office.at_time(devices.become, devices.KIOSK, "Kiri", Maker(guard, 0), now=NINE)
    switched_on(office, Alarm.DEVICE_SILENT, 7)
    office.at_time(device_watch.watch, now=at(9, 5))

    assert seen(office, at(9, 6)) == []
    assert len(seen(office, at(9, 7))) == 1


def test_what_falls_silent_later_is_told_though_somebody_sees_to_the_first(office: World):
    switched_on(office, Alarm.DEVICE_SILENT, 2)
    heard(office, paired(office, "Pintu"), NINE)
    aula = paired(office, "Aula")
    heard(office, aula, at(9, 3))
    office.at_time(screen_watch.watch, now=at(9, 2))
    looked(office, at(9, 2), at(9, 3))
    office.do(ringing.take_in_hand, rings(office)[0].id, now=at(9, 3))
    office.at_time(screen_watch.watch, now=at(9, 10))

    looked(office, at(9, 10), at(10, 2))
    assert [message.facts["devices"] for message in told(office)] == [["Pintu"]], "not twice an hour"
    looked(office, at(10, 3), at(10, 4), at(11, 30))

    assert [message.facts["devices"] for message in told(office)] == [["Pintu"], ["Aula", "Pintu"]]
    assert rings(office)[0].taken_at is None


# --- messages


@pytest.mark.postgres("statements")
def test_worker_that_is_not_heard_has_stopped(office: World):
    switched_on(office, Alarm.WORKER_STOPPED, 10, now=at(8))
    assert [each.since for each in seen(office)] == [at(8)], "none was ever heard"

    office.database.run(pulses.beat, pulses.SENDING, now=at(8, 55))
    assert seen(office, at(9, 4)) == []

    assert [each.since for each in seen(office, at(9, 5))] == [at(8, 55)]


def tried(office: World, state: str, code: str | None = None, *, now: datetime = NINE, channel: str = "sms") -> None:
    """A channel was asked to send a letter, and answered."""

    def attempt(session: Session) -> None:
        count = len(session.scalars(select(Message)).all())
        message = Message(office_id=office.office.id, key=f"m{count}", cause="ready", created_at=now)
        session.add(message)
        session.flush()
        told = {"state": state, "code": code, "started_at": now}
        session.add(Attempt(office_id=office.office.id, message_id=message.id, number=1, channel=channel, **told))

    office.database.run(attempt)


@pytest.mark.postgres("statements")
def test_account_that_was_refused_is_seen_until_it_works(office: World):
    switched_on(office, Alarm.ACCOUNT_REFUSED)
    sends_by(office, "sms")
    tried(office, "refused", "http_400")
    assert seen(office, at(9, 30)) == [], "that is one letter"

    tried(office, "refused", "http_401", now=at(9, 1))
    tried(office, "refused", "http_401", now=at(9, 20))
    assert facts(office, at(9, 30)) == [(at(9, 1), {"channel": "sms"})]
    assert seen(office, at(9, 30, day=1)) == []

    tried(office, "accepted", now=at(9, 25))
    assert seen(office, at(9, 30)) == []


@pytest.mark.postgres("statements")
def test_account_that_was_changed_since_is_not_refused(office: World):
    switched_on(office, Alarm.ACCOUNT_REFUSED)
    sends_by(office, "sms")
    tried(office, "refused", "account")
    assert len(seen(office, at(9, 30))) == 1

    (account,) = office.rows(ChannelAccount)
    office.change(ChannelAccount, account.id, changed_at=at(9, 10))

    assert seen(office, at(9, 30)) == []


def test_of_a_refused_account_is_told_by_another_channel(office: World):
    switched_on(office, Alarm.ACCOUNT_REFUSED)
    sends_by(office, "sms", "smtp")
    tried(office, "refused", "http_401")

    looked(office, at(9, 10), at(9, 11))

    (message,) = told(office)
    assert message.rung == 1


# --- the server


def test_disk_is_low_below_its_limit_until_it_has_a_tenth_more(office: World):
    switched_on(office, Alarm.DISK_LOW, 10)

    def free(gigabytes: float | None) -> Around:
        return Around("server-1", gigabytes)

    assert seen(office, around=free(10.0)) == seen(office, around=free(None)) == []
    assert facts(office, around=free(0.8)) == [(NINE, {"free": "800 MB", "machine": "server-1"})]
    looked(office, at(9), at(9, 1), around=free(9.9))
    looked(office, at(9, 2), at(9, 8), around=free(10.9))
    assert [ring.over_at for ring in rings(office)] == [None]
    looked(office, at(9, 9), at(9, 12), around=free(11.0))

    assert [ring.over_at for ring in rings(office)] == [at(9, 12)]


@pytest.mark.postgres("statements")
def test_disk_of_another_machine_is_left_to_it_while_it_is_heard(office: World):
    switched_on(office, Alarm.DISK_LOW, 10)
    office.database.run(pulses.beat, pulses.looking_on("server-2"), now=at(9))
    looked(office, at(9), at(9, 1), around=Around("server-2", 1.0))

    looked(office, at(9, 2), at(9, 30), around=HERE)
    assert [(ring.subject, ring.over_at) for ring in rings(office)] == [("server-2", None)]
    later = at(9, day=3)
    looked(office, later, later + timedelta(minutes=3), around=HERE)

    assert [ring.over_at for ring in rings(office)] == [later + timedelta(minutes=3)]


def test_backup_is_seen_where_it_failed_or_is_old(office: World):
    switched_on(office, Alarm.BACKUP_OLD, 30)
    assert facts(office, at(14, 59, day=1)) == []
    assert facts(office, at(15, day=1)) == [(NINE, {"failed": False, "hours": None})]

    good_backup(office, at(9))
    assert facts(office, at(15, day=1)) == [(NINE, {"failed": False, "hours": 30})]
    failed_backup(office, at(20))

    assert facts(office, at(20, 30)) == [(at(20), {"failed": True})]


def test_server_is_one_offices_where_there_are_several(office: World, elsewhere: World):
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))

    assert len(seen(office)) == 1
    assert seen(office, around=Around("server-1")) == []
    assert seen(elsewhere, around=HERE) == []


def test_offices_without_alarms_are_not_looked_at(office: World):
    failed_backup(office, at(8, 50))

    assert office.read(lambda s: sights.look(s, HERE, NINE)) == {}
