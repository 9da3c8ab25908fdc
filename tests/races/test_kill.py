"""The server is killed under load, again and again: whatever it acknowledged is there, and the counts agree."""

import http.client
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.db import queries
from scheduler.runtime.config import Settings
from tests.races.loaded import check_counts, fill, port_of, post, serving
from tests.support.examples import examples
from tests.support.patience import wait_until

CLIENTS, EACH = 4, 15
ROUNDS = examples(1, 12)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(open_database, settings: Settings, tmp_path: Path):
    database = open_database()
    codes, slot_id = database.run(fill, datetime.now(UTC), ROUNDS * 3 * EACH)
    left = iter(codes)
    acknowledged: dict[str, str] = {}

    for _ in range(ROUNDS):
        _load_and_kill(settings, left, slot_id, acknowledged)

    assert len(acknowledged) >= ROUNDS * EACH
    with database.reading() as session:
        for code, pass_code in acknowledged.items():
            invitation = queries.invitation_by_code(session, code)
            live = queries.live_booking_of_invitation(session, invitation.id)
            assert queries.booking_by_code(session, pass_code).id == live.id
        check_counts(session, slot_id, at_least=len(acknowledged))
    database.close()


def _load_and_kill(settings: Settings, left: Iterator[str], slot_id: int, acknowledged: dict[str, str]) -> None:
    """One life of the server: it starts, is asked for bookings by several clients, and is killed in the middle."""
    enough = len(acknowledged) + EACH
    with serving(settings) as server:
        port = port_of(server)
        clients = [threading.Thread(target=_book_on, args=(port, left, slot_id, acknowledged)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        wait_until(lambda: len(acknowledged) >= enough, seconds=60)
        server.send_signal(signal.SIGKILL)
        server.wait(10)
        for client in clients:
            client.join(20)


def _book_on(port: int, left: Iterator[str], slot_id: int, acknowledged: dict[str, str]) -> None:
    """Book one invitation after the other until the server is gone."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=15)) as connection:
        for code in left:
            try:
                status, body = post(connection, f"/api/v1/invitations/{code}/booking", {"slot": slot_id, "party": 1})
            except (OSError, http.client.HTTPException, ValueError):
                return
            assert status == 201, body
            acknowledged[code] = body["pass"]
