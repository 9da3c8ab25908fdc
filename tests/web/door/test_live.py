"""The web socket of the door's page: it says that something changed, and to whom."""

from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from scheduler.flow.hall import people_count
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in

OURS = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _nine(clock: Stopwatch) -> None:
    clock.now = NINE


def heard(socket: Any) -> str:
    """What is said next; a pulse between two is nothing."""
    while True:
        text: str = socket.receive_text()
        if not text.startswith("<"):
            return text


def test_every_change_of_the_hall_is_told_and_nothing_about_anybody(client: Any, office: World) -> None:
    sign_in(client, office, role="guard")
    with client.websocket_connect("/door/live", headers=OURS) as socket:
        office.arrived()
        first = heard(socket)
        office.do(people_count.change_by_one, 1)
        second = heard(socket)

    assert first != second
    assert [len(said.split()) for said in (first, second)] in ([2, 2], [1, 2])


def test_nobody_hears_the_door_who_may_not_see_it(client: Any) -> None:
    with client.websocket_connect("/door/live", headers=OURS) as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_text()

    assert closed.value.code == 4401
