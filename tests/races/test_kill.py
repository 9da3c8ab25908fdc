"""The server is killed under load, again and again: whatever it acknowledged is there, and the counts agree."""

import http.client
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, Message, Move, Office, Slot
from scheduler.domain.stages import DocumentStage
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.runtime.config import Settings
from tests.support.examples import examples
from tests.support.patience import wait_until
from tests.support.processes import environment

CLIENTS, EACH = 4, 15
ROUNDS = examples(1, 12)
ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(open_database, settings: Settings, tmp_path: Path):
    database = open_database()
    codes, slot_id = database.run(_fill, datetime.now(UTC))
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
        _check_counts(session, slot_id, at_least=len(acknowledged))
    database.close()


def _load_and_kill(settings: Settings, left: Iterator[str], slot_id: int, acknowledged: dict[str, str]) -> None:
    """One life of the server: it starts, is asked for bookings by several clients, and is killed in the middle."""
    enough = len(acknowledged) + EACH
    with _serving(settings) as server:
        port = _port_of(server)
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
                status, body = _post(connection, f"/api/v1/invitations/{code}/booking", {"slot": slot_id, "party": 1})
            except (OSError, http.client.HTTPException, ValueError):
                return
            assert status == 201, body
            acknowledged[code] = body["pass"]


def _post(connection: http.client.HTTPConnection, path: str, body: dict[str, int]) -> tuple[int, dict[str, str]]:
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    with connection.getresponse() as answer:
        return answer.status, json.loads(answer.read())


def _serving(settings: Settings) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "scheduler", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _port_of(server: "subprocess.Popen[str]") -> int:
    """The port that the server took, from the line in which it says where it is reached."""
    assert server.stdout is not None
    said = []
    for line in server.stdout:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            threading.Thread(target=server.stdout.read, daemon=True).start()  # or its log fills the pipe
            return int(found[1])
    raise AssertionError("".join(said))


def _fill(session: Session, now: datetime) -> tuple[list[str], int]:
    """An office with a wide slot, and the codes of its invitations."""
    office = offices.create_office(session, "tanjungpinang", offices.Plan(slot_capacity=1000), [], now=now)
    service = queries.services_of(session, office.id)[0]
    slot = queries.free_slots(session, service.id, now + timedelta(hours=2), now + timedelta(days=9))[0]
    return [_invited(session, office, f"R/{n}", now) for n in range(ROUNDS * 3 * EACH)], slot.id


def _invited(session: Session, office: Office, reference: str, now: datetime) -> str:
    documents.register(session, office, NewDocument(reference, "KTP-el", "Siti", reason="first"), by="command", now=now)
    for stage in (DocumentStage.IN_PRODUCTION, DocumentStage.READY):
        _, invitation = documents.set_stage(session, office, reference, stage, by="command", now=now)
    assert invitation is not None
    return invitations.code_of(invitation)


def _check_counts(session: Session, slot_id: int, *, at_least: int) -> None:
    """Each booking came whole: its seat, its document, its line of history and its message, or none of them."""
    booked = session.scalar(select(func.count()).select_from(Booking)) or 0
    slot = session.get_one(Slot, slot_id)
    assert booked >= at_least
    assert slot.taken == booked
    for kind, condition in (
        (BookingDocument, col(BookingDocument.live)),
        (Move, col(Move.booking_id).is_not(None)),
        (Message, col(Message.cause) == "booked"),
    ):
        assert session.scalar(select(func.count()).select_from(kind).where(condition)) == booked
