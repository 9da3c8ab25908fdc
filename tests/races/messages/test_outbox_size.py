"""Ten thousand messages by `giliran worker --once`: each goes once, few at a time are taken, a bar shows how far."""

import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import time as clock_time
from pathlib import Path

import httpx2
import pytest

from benchmarks import messages
from scheduler.db.models import Attempt, Message, Office
from scheduler.messages.sending.outlets import MOST_AT_ONCE
from scheduler.runtime.config import Settings
from tests.scenes.factories import World
from tests.scenes.outbox import many, sends_by
from tests.support.processes import environment

pytestmark = pytest.mark.postgres("locks")

ROOT = Path(__file__).parents[3]
TAKEN_AT_ONCE = 4 * MOST_AT_ONCE


@pytest.fixture
def gateway() -> Iterator[str]:
    """A gateway that answers at once, in a process of its own; its address."""
    with messages.gateway() as url:
        yield f"{url}/"


@pytest.mark.deep("sized")
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_each_of_many_goes_once(office: World, gateway: str, settings: Settings):
    count = 10_000 if office.database.on_sqlite else 2_000
    account = {"url": gateway, "format": "json", "body": '{"to": "{to}", "text": "{text}"}', "id_path": "id"}
    sends_by(office, "sms", per_minute=1_000_000, sms=account)
    office.change(Office, office.office.id, messages_from=clock_time(0), messages_until=clock_time(0))
    many(office, count)

    shown, said = worked_off(settings)

    came = httpx2.get(gateway).json()
    assert (came["came"], came["keys"]) == (count, count)
    assert came["most"] <= MOST_AT_ONCE
    assert {row.state for row in office.rows(Message)} == {"sent"}
    assert most_at_once(office.rows(Attempt)) <= TAKEN_AT_ONCE
    assert f"{count}/{count}" in shown
    assert said == f"Messages: {count} sent.\n"


def worked_off(settings: Settings) -> tuple[str, str]:
    """Run the command before a terminal: what it showed there, and what it said."""
    master, terminal = pty.openpty()
    shown: list[bytes] = []

    def look_on() -> None:
        while True:
            try:
                seen = os.read(master, 4096)
            except OSError:  # the terminal is closed
                return
            if not seen:
                return
            shown.append(seen)

    reader = threading.Thread(target=look_on)
    reader.start()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scheduler", "worker", "--once"],
            cwd=ROOT,
            env=environment(settings, TERM="xterm", COLUMNS="100"),
            stdout=subprocess.PIPE,
            stderr=terminal,
            check=True,
            timeout=200,
            text=True,
        )
    finally:
        os.close(terminal)
        reader.join(10)
        os.close(master)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(shown).decode()), done.stdout


def most_at_once(tries: list[Attempt]) -> int:
    """How many letters the worker had at most: taken from the outbox, and not settled."""
    steps = sorted([(each.started_at, 1) for each in tries] + [(each.settled_at, -1) for each in tries])
    most = held = 0
    for _, change in steps:
        held += change
        most = max(most, held)
    return most
