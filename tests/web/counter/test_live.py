"""The web socket of a counter's page: what it sends, to whom, and when it ends."""

import asyncio
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.websockets import WebSocketDisconnect
from structlog.testing import capture_logs

from scheduler.db.engine.database import Database
from scheduler.db.models import StaffSession
from scheduler.domain.offices.offer import ServiceFacts
from scheduler.flow import staff
from scheduler.flow.offices.services import edit_service
from scheduler.web.shared import live
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World
from tests.web.staff.members import sign_in

OURS = {"Origin": "http://testserver"}
SIGN_IN = 4401


@pytest.fixture(autouse=True)
def _at_counter_one(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina sits at counter 1 at nine."""
    sign_in(client, office, counter=1)
    clock.now = NINE


def connected(client: Any, **headers: str) -> Any:
    return client.websocket_connect("/counter/live", headers={**OURS, **headers})


def picture(socket: Any, wanted: str = "") -> str:
    """The next picture in which something stands; a pulse between two is none."""
    while True:
        text: str = socket.receive_text()
        if 'id="rows"' in text and wanted in text:
            return text


def end_of(socket: Any) -> int:
    """With which code the server closes."""
    while True:
        try:
            socket.receive_text()
        except WebSocketDisconnect as closed:
            return closed.code


def stamp(text: str) -> str:
    found = re.search(r'data-stamp="([^"]+)"', text)
    assert found
    return found[1]


def test_line_comes_at_once_and_after_every_change(client: Any, office: World) -> None:
    with connected(client) as socket:
        first = picture(socket)
        number = office.arrived(holder="Siti Rahmawati")
        second = picture(socket, number)
        office.call(2)
        third = picture(socket, "Belum ada yang menunggu.")

    assert "Belum ada yang menunggu." in first
    assert "Panggil berikutnya: A-001" in second
    assert "Siti" not in first + second + third


def test_change_of_the_own_card_changes_the_stamp_and_shows_no_name(client: Any, office: World) -> None:
    office.arrived(holder="Siti Rahmawati")
    with connected(client) as socket:
        before = picture(socket)
        office.call(1)
        after = picture(socket, "A-001:called")

    assert stamp(before) == "-:open:0:0"
    assert stamp(after) == "A-001:called:1:1:open:0:0"
    assert "Siti" not in after


def test_each_page_is_told_in_its_own_language(client: Any, office: World) -> None:
    client.cookies.set("lang", "en")
    with connected(client) as socket:
        said = picture(socket)

    assert "Nobody is waiting" in said


def test_page_and_pictures_have_the_clock_and_the_names_of_their_office(client: Any, database: Database) -> None:
    """Nine o'clock in the west is eleven in the east."""
    east = World(database, "jayapura", timezone="WIT", lobby_limit=4)
    facts = ServiceFacts("B", "Kartu dan akta", "Cards and certificates", (1,))
    database.run(edit_service, east.office, "B", facts, by="staff:1", now=EARLY)
    sign_in(client, east, counter=1)
    client.cookies.set("lang", "en")
    with connected(client) as socket:
        number = east.arrived()
        seen = picture(socket, number)

    page = client.get("/counter").text
    for text in (seen, page):
        assert "11.00" in text
        assert "09.00" not in text
    assert "Cards and certificates" in page


def test_two_counters_hear_of_the_same_change(client: Any, office: World) -> None:
    with connected(client) as one:
        sign_in(client, office, name="Budi", counter=2)
        with connected(client) as two:
            picture(one)
            picture(two)
            number = office.arrived()
            seen = [picture(each, number) for each in (one, two)]

    assert all(number in text for text in seen)


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=["origin", "metadata"]
)
def test_page_of_another_site_gets_no_socket(client: Any, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), connected(client, **headers) as socket:
        socket.receive_text()


def test_nobody_signed_in_hears_nothing(client: Any) -> None:
    client.cookies.clear()

    with connected(client) as socket:
        assert end_of(socket) == SIGN_IN


def test_guard_hears_nothing_at_a_counter(client: Any, office: World) -> None:
    sign_in(client, office, name="Gani", role="guard")

    with connected(client) as socket:
        assert end_of(socket) != 1000


def test_socket_ends_with_its_session(client: Any, office: World) -> None:
    with connected(client) as socket:
        picture(socket)
        session = office.rows(StaffSession)[0]
        office.database.run(staff.sign_out, session.id, now=NINE)
        office.arrived()
        code = end_of(socket)

    assert code == SIGN_IN


def test_at_the_beat_nothing_is_drawn_until_another_minute(
    client: Any, app: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 0.01)
    monkeypatch.setattr(live, "BETWEEN", 0.0)
    drawn = _drawings(app, monkeypatch)

    with connected(client) as socket:
        picture(socket)
        picture(socket, office.arrived())
        before = len(drawn)
        pulses = [socket.receive_text() for _ in range(3)]
        after = len(drawn)
        clock.now = NINE + timedelta(minutes=1)
        while len(drawn) == after:
            socket.receive_text()

    assert pulses == [live.PULSE] * 3
    assert after == before


def test_what_is_asked_for_while_a_picture_is_drawn_is_drawn_after_it(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 0.01)
    monkeypatch.setattr(live, "BETWEEN", 0.0)
    tell, asked_meanwhile = live._tell, []

    async def telling(websocket: Any, place: str, picture: live.Picture, asked: asyncio.Event) -> None:
        async def drawn(*of: Any) -> str:
            text = await picture(*of)
            if not asked_meanwhile:
                asked_meanwhile.append(True)
                asked.set()
            return text

        await tell(websocket, place, drawn, asked)

    monkeypatch.setattr(live, "_tell", telling)

    with connected(client) as socket:
        texts = [socket.receive_text() for _ in range(3)]

    assert [text == live.PULSE for text in texts] == [False, False, True]


def _drawings(app: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each time that the tables are read for a picture."""
    real, drawn = app.state.db.read, []

    async def noted(query: Any, *args: Any, **kwargs: Any) -> Any:
        if query.__name__ == "counter_page":
            drawn.append(query.__name__)
        return await real(query, *args, **kwargs)

    monkeypatch.setattr(app.state.db, "read", noted)
    return drawn


def test_socket_of_a_session_that_ends_here_waits_for_no_news(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 600.0)
    codes: list[int] = []

    with connected(client) as socket:
        picture(socket)
        office.arrived()
        picture(socket, "A-001")
        reading = threading.Thread(target=lambda: codes.append(end_of(socket)))
        reading.start()
        client.post("/logout")
        reading.join(10)
        ended = list(codes)

    assert ended == [SIGN_IN]


def test_socket_ends_when_another_browser_takes_the_counter(client: Any, office: World) -> None:
    with connected(client) as socket:
        picture(socket)
        office.change(StaffSession, office.rows(StaffSession)[0].id, counter_id=None, lost_counter=1)
        office.arrived()
        code = end_of(socket)

    assert code == SIGN_IN


def test_database_that_goes_ends_every_socket_to_come_again_and_is_told_in_one_line(
    client: Any, app: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = app.state.db.read

    async def gone(query: Any, *args: Any, **kwargs: Any) -> Any:
        if query.__module__.startswith("scheduler.web"):
            raise OperationalError("SELECT", {}, Exception("no disk"))
        return await real(query, *args, **kwargs)

    with capture_logs() as lines:
        monkeypatch.setattr(app.state.db, "read", gone)
        codes = []
        for _ in range(2):
            with connected(client) as socket:
                codes.append(end_of(socket))
        monkeypatch.setattr(app.state.db, "read", real)
        for _ in range(2):
            with connected(client) as socket:
                picture(socket)

    assert codes == [1013, 1013]  # a code after which htmx connects again
    assert [line["event"] for line in lines if line["event"].startswith("pages_")] == ["pages_undrawn", "pages_drawn"]


def test_fault_of_ours_while_a_page_is_drawn_is_no_browser_that_has_gone(
    client: Any, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, is_drawn = app.state.db.read, threading.Event()

    async def faulty(query: Any, *args: Any, **kwargs: Any) -> Any:
        if query.__module__.startswith("scheduler.web"):
            is_drawn.set()
            raise RuntimeError("a bug")
        return await real(query, *args, **kwargs)

    monkeypatch.setattr(app.state.db, "read", faulty)

    with pytest.raises(ExceptionGroup) as told, connected(client):
        assert is_drawn.wait(30)

    assert told.group_contains(RuntimeError, match="a bug")
