"""Two processes at one list, and at one alarm: looked and then written, it is there twice; held, once."""

import threading
from datetime import datetime

import pytest

from scheduler.db.models import AlarmContact
from scheduler.domain.alarms.kinds import Alarm
from scheduler.flow.alarms import pulses, ringing
from scheduler.flow.alarms.sights import Seen, Sight
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import NewContact
from tests.scenes.alarms import rings, switched_on, told
from tests.scenes.factories import NINE, World, at, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

BUDI = NewContact("Budi", "0812-3456-7890")


@pytest.fixture
def both(office: World, open_database) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


def name_at_once(both: list[World]) -> list[object]:
    return race([lambda world=world: world.do(alarm_contacts.add_contact, BUDI) for world in both])


def look_at_once(both: list[World], now: datetime) -> list[object]:
    """Each has seen that the newest backup failed."""
    seen = Seen([Sight(Alarm.BACKUP_OLD, at(8, 50), facts={"failed": True})])
    return race([lambda world=world: world.at_time(ringing.advance, seen, now=now) for world in both])


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_looked_at_and_then_named_stands_on_the_list_twice(
    office: World, both: list[World], monkeypatch: pytest.MonkeyPatch
):
    have_looked, look = threading.Barrier(2), alarm_contacts.contacts_of

    def looked(session, office_id: int) -> object:
        found = look(session, office_id)
        have_looked.wait(10)
        return found

    monkeypatch.setattr(alarm_contacts, "_hold_list", lambda *_: None)
    monkeypatch.setattr(alarm_contacts, "contacts_of", looked)

    name_at_once(both)

    assert len(office.rows(AlarmContact)) == 2


def test_named_by_two_at_once_stands_on_the_list_once(office: World, both: list[World]):
    name_at_once(both)

    assert len(office.rows(AlarmContact)) == 1


def counted(monkeypatch: pytest.MonkeyPatch, *, together: bool) -> list[int]:
    """How often somebody read what stands. together: two have read it before either writes."""
    times: list[int] = []
    have_looked, look = threading.Barrier(2), ringing._Known.new

    def looked_for(known) -> object:
        found = look(known)
        times.append(1)
        if together and len(times) <= 2:
            have_looked.wait(10)
        return found

    monkeypatch.setattr(ringing._Known, "new", looked_for)
    return times


@ON_POSTGRES
@pytest.mark.deep("without the guard")
@pytest.mark.parametrize("looks", [1, 2], ids=["begins", "is told"])
def test_seen_by_two_and_only_then_written_meets_what_the_other_wrote(
    office: World, both: list[World], monkeypatch: pytest.MonkeyPatch, looks: int
):
    switched_on(office, Alarm.BACKUP_OLD)
    for minute in range(looks - 1):
        look_at_once(both[:1], at(9, minute))
    monkeypatch.setattr(ringing, "hold_alarms", lambda *_: None)
    times = counted(monkeypatch, together=True)

    look_at_once(both, at(9, looks - 1))

    assert len(times) == 3, "one was refused by the table, and had to look again"


def test_seen_by_two_at_once_is_one_alarm_told_once(office: World, both: list[World], monkeypatch: pytest.MonkeyPatch):
    switched_on(office, Alarm.BACKUP_OLD)
    times = counted(monkeypatch, together=False)

    for minute in range(3):
        look_at_once(both, at(9, minute))

    assert len(times) == 6, "nobody had to look again"
    assert len(rings(office)) == 1
    assert len(told(office)) == 1


def test_of_two_processes_one_has_the_turn(office: World, both: list[World]):
    turns = race([lambda world=world: world.database.run(pulses.take_turn, "x", now=NINE) for world in both])

    assert sorted(turns) == [False, True]
