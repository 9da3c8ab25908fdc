"""Two processes at one list of devices, and at a silent one: looked and then written it goes wrong; held, right."""

import threading

import pytest
from sqlmodel import col

from scheduler.db.models import Device, Message
from scheduler.flow.screens import device_watch, devices
from scheduler.flow.screens.devices import KIOSK, TABLET, Maker
from scheduler.flow.staff import people
from tests.scenes.factories import EARLY, NINE, World, at, race
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")


@pytest.fixture
def both(office: World, open_database) -> list[World]:
    """The same office from two processes."""
    return [office.through(open_database()) for _ in range(2)]


@pytest.fixture
def maker(office: World) -> Maker:
    return Maker(office.database.run(people.add_staff, office.office, "Gani", "guard", None, now=EARLY).id, 0)


def make_at_once(both: list[World], maker: Maker) -> None:
    race([lambda world=world: world.at_time(devices.become, KIOSK, "", maker, now=NINE) for world in both])


def look_at_once(both: list[World]) -> None:
    """Two ticks, some moments apart by their clocks."""
    ticks = [(world, at(9, 5 + n)) for n, world in enumerate(both)]
    race([lambda world=world, now=now: world.at_time(device_watch.watch, now=now) for world, now in ticks])


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_looked_at_and_then_made_is_one_more_than_may_be(
    office: World, both: list[World], maker: Maker, monkeypatch: pytest.MonkeyPatch
):
    have_looked, look, names = threading.Barrier(2), devices.name_for, iter(("Kiri", "Kanan"))

    def looked(*args) -> str:
        look(*args)
        return next(names)

    def counted(session, office) -> list[Device]:
        have_looked.wait(10)
        return []

    monkeypatch.setattr(devices, "MOST", 1)
    monkeypatch.setattr(devices, "_hold", lambda *_: None)
    monkeypatch.setattr(devices, "name_for", looked)
    monkeypatch.setattr(devices, "devices_of", counted)

    make_at_once(both, maker)

    assert len(office.rows(Device)) == 2


def test_kiosks_that_are_made_at_once_have_two_names(office: World, both: list[World], maker: Maker):
    make_at_once(both, maker)

    assert sorted(each.name for each in office.rows(Device)) == ["Kios 1", "Kios 2"]


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_found_silent_by_two_and_only_then_written_is_told_twice(
    office: World, both: list[World], maker: Maker, monkeypatch: pytest.MonkeyPatch
):
    office.at_time(devices.become, TABLET, "", maker, now=NINE)
    have_looked = threading.Barrier(2)

    def changed(session, statement) -> int:
        have_looked.wait(10)
        session.execute(statement)
        return 1

    monkeypatch.setattr(device_watch, "change_rows", changed)

    look_at_once(both)

    assert len(office.rows(Message, col(Message.cause) == "screen_silent")) == 2


def test_found_silent_by_two_at_once_is_told_once(office: World, both: list[World], maker: Maker):
    office.at_time(devices.become, TABLET, "", maker, now=NINE)

    look_at_once(both)

    assert len(office.rows(Message, col(Message.cause) == "screen_silent")) == 1
