"""The server is told to stop under load: whoever asked is answered or was never taken."""

import contextlib
import http.client
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from scheduler.db.models import Slot
from scheduler.runtime.config import Settings
from tests.races.loaded import check_counts, fill, port_of, post, serving
from tests.support.patience import ENOUGH, wait_until

CLIENTS, ENOUGH_BOOKED, MANY = 4, 10, 150


class Load:
    """What came of the bookings that clients asked for, one after the other, until nobody took them any more."""

    def __init__(self, port: int, codes: Iterator[str], slot_id: int) -> None:
        self._port, self._codes, self._slot_id = port, codes, slot_id
        self.acknowledged: dict[str, str] = {}
        self.unanswered: list[str] = []
        self.clients = [threading.Thread(target=self._book_on) for _ in range(CLIENTS)]

    def _book_on(self) -> None:
        for code in self._codes:
            with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)) as connection:
                try:
                    connection.connect()
                except ConnectionRefusedError:  # never taken
                    return
                try:
                    asked = {"slot": self._slot_id, "party": 1}
                    status, body = post(connection, f"/api/v1/invitations/{code}/booking", asked)
                except (OSError, http.client.HTTPException) as fault:
                    self.unanswered.append(f"{code}: {fault!r}")
                    return
            assert status == 201, body
            self.acknowledged[code] = body["pass"]


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.deep("two processes"))])
def test_nobody_is_lost_when_the_server_is_told_to_stop(open_database, settings: Settings, workers: str) -> None:
    database = open_database()
    if workers == "2" and database.on_sqlite:
        pytest.skip("several processes need PostgreSQL")
    codes, slot_id = database.run(fill, datetime.now(UTC), MANY)

    with serving(settings, "--workers", workers, GILIRAN_STOP_PAUSE="0.3") as server, contextlib.ExitStack() as failed:
        failed.callback(server.kill)
        port = port_of(server)
        wait_until(lambda: _answers(port), seconds=60)
        load = Load(port, iter(codes), slot_id)
        with connect(f"ws://127.0.0.1:{port}/display/tanjungpinang/live?as=json") as screen:
            for client in load.clients:
                client.start()
            wait_until(lambda: len(load.acknowledged) >= ENOUGH_BOOKED, seconds=60)
            server.send_signal(signal.SIGTERM)
            for client in load.clients:
                client.join(ENOUGH)
            code = _closed(screen)
        server.wait(ENOUGH)

    assert workers == "2" or load.unanswered == []  # of two processes neither knows who still stands at their door
    assert code == 1012
    with database.reading() as session:
        check_counts(session, slot_id, at_least=len(load.acknowledged))
        assert session.get_one(Slot, slot_id).taken == len(load.acknowledged)
    database.close()


def _answers(port: int) -> bool:
    """Whether a process stands behind the port already."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=15)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False


def _closed(screen: object) -> int | None:
    """By which code a screen is told goodbye."""
    try:
        while True:
            screen.recv(ENOUGH)  # type: ignore[attr-defined]
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None
