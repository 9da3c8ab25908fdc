"""A server in a process of its own, an office with a wide slot, and clients that book."""

import http.client
import json
import re
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from scheduler.db import queries
from scheduler.db.models import Booking, BookingDocument, Message, Move, Office, Slot
from scheduler.domain.stages import DocumentStage
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.runtime.config import Settings
from tests.support.processes import environment

ROOT = Path(__file__).parent.parent.parent


def post(connection: http.client.HTTPConnection, path: str, body: dict[str, int]) -> tuple[int, dict[str, str]]:
    """What is answered to a body of JSON."""
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    with connection.getresponse() as answer:
        return answer.status, json.loads(answer.read())


def serving(settings: Settings, *options: str, **told: str) -> "subprocess.Popen[str]":
    """`giliran serve` in a process of its own. told: settings beside those of the test."""
    return subprocess.Popen(
        [sys.executable, "-m", "scheduler", "serve", "--port", "0", *options],
        cwd=ROOT,
        env=environment(settings, **told),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def port_of(server: "subprocess.Popen[str]") -> int:
    """The port that the server took, from the line in which it says where it is reached."""
    assert server.stdout is not None
    said = []
    for line in server.stdout:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            threading.Thread(target=server.stdout.read, daemon=True).start()  # or its log fills the pipe
            return int(found[1])
    raise AssertionError("".join(said))


def fill(session: Session, now: datetime, count: int = 20) -> tuple[list[str], int]:
    """An office with a wide slot, and the codes of its invitations."""
    office = offices.create_office(session, "tanjungpinang", offices.Plan(slot_capacity=1000), [], now=now)
    service = queries.services_of(session, office.id)[0]
    slot = queries.free_slots(session, service.id, now + timedelta(hours=2), now + timedelta(days=9))[0]
    return [_invited(session, office, f"R/{n}", now) for n in range(count)], slot.id


def _invited(session: Session, office: Office, reference: str, now: datetime) -> str:
    documents.register(session, office, NewDocument(reference, "KTP-el", "Siti", reason="first"), by="command", now=now)
    for stage in (DocumentStage.IN_PRODUCTION, DocumentStage.READY):
        _, invitation = documents.set_stage(session, office, reference, stage, by="command", now=now)
    assert invitation is not None
    return invitations.code_of(invitation)


def check_counts(session: Session, slot_id: int, *, at_least: int) -> None:
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
