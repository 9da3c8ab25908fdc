"""Who is at work in tests of the staff's pages."""

from typing import Any

import pytest

from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in


@pytest.fixture
def at_the_door(client: Any, guarded: World, clock: Stopwatch) -> None:
    """Gani stands at the door at nine; staff:1 is a clerk."""
    sign_in(client, guarded)
    sign_in(client, guarded, name="Gani", role="guard")
    clock.now = NINE
