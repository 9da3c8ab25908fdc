"""Yuni of a kelurahan is signed in; it is seven in the morning."""

from typing import Any

import pytest

from tests.conftest import Stopwatch
from tests.scenes.desks import AtPlace, somebody_at
from tests.scenes.factories import World, at
from tests.web.staff.members import sign_in


@pytest.fixture(autouse=True)
def yuni(client: Any, office: World, clock: Stopwatch) -> AtPlace:
    clock.now = at(7)
    who = somebody_at(office)
    sign_in(client, office, name="Yuni")
    return who


@pytest.fixture
def wati(office: World) -> AtPlace:
    """Somebody of another place of the same office, who is not signed in here."""
    return somebody_at(office, "Wati", "Kecamatan Timur")
