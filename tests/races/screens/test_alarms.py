"""Two processes at one list, and at one silent screen: looked and then written, somebody is told twice; held, once."""

import threading

import pytest
from sqlmodel import col

from scheduler.db.models import AlarmContact, Message
from scheduler.flow.screens import alarm_contacts, screen_watch
from scheduler.flow.screens.alarm_contacts import NewContact
from tests.flow.screens.test_screens import paired
from tests.scenes.factories import World, at, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

BUDI = NewContact("Budi", "0812-3456-7890")


@pytest.fixture
def both(office: World, open_database) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


def name_at_once(both: list[World]) -> list[object]:
    return race([lambda world=world: world.do(alarm_contacts.add_contact, BUDI) for world in both])


def look_at_once(both: list[World]) -> None:
    """Two ticks, some moments apart by their clocks."""
    ticks = [(world, at(9, 2 + n)) for n, world in enumerate(both)]
    race([lambda world=world, now=now: world.at_time(screen_watch.watch, now=now) for world, now in ticks])


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


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_found_silent_by_two_and_only_then_written_is_told_twice(
    office: World, both: list[World], monkeypatch: pytest.MonkeyPatch
):
    office.do(alarm_contacts.add_contact, BUDI)
    paired(office)
    have_looked = threading.Barrier(2)

    def changed(session, statement) -> int:
        have_looked.wait(10)
        session.execute(statement)
        return 1

    monkeypatch.setattr(screen_watch, "change_rows", changed)

    look_at_once(both)

    assert len(office.rows(Message, col(Message.cause) == "screen_silent")) == 2


def test_found_silent_by_two_at_once_is_told_once(office: World, both: list[World]):
    office.do(alarm_contacts.add_contact, BUDI)
    paired(office)

    look_at_once(both)

    assert len(office.rows(Message, col(Message.cause) == "screen_silent")) == 1
