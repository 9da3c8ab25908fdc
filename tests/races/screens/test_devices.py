"""Two processes at one list of devices: looked at and then written it goes wrong; held, right."""

import threading

import pytest

from scheduler.db.models import Device
from scheduler.flow.screens import devices
from scheduler.flow.screens.devices import KIOSK, Maker
from scheduler.flow.staff import people
from tests.scenes.factories import EARLY, NINE, World, race
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
