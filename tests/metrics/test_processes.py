"""Several processes of one server count together."""

import os
import subprocess
import sys
from pathlib import Path

from scheduler.metrics.folder import FOLDER
from scheduler.metrics.meters import forget_dead
from tests.metrics.scraped import samples

COUNTING = """
import sys
from scheduler.metrics.meters import Meters
meters = Meters()
meters.requests.labels("/", "GET", "200").inc(int(sys.argv[1]))
meters.sockets.labels("phone").inc(int(sys.argv[1]))
if sys.argv[2] == "tell":
    from prometheus_client import generate_latest
    print(generate_latest(meters.all([])).decode())
"""


def test_processes_count_together_and_those_that_are_gone_hold_no_sockets(tmp_path: Path) -> None:
    environment = {**os.environ, FOLDER: str(tmp_path)}

    def counted(number: int, then: str) -> str:
        command = [sys.executable, "-c", COUNTING, str(number), then]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    counted(3, "end")
    told = samples(counted(4, "tell"))

    assert told[("giliran_requests_total", (("method", "GET"), ("route", "/"), ("status", "200")))] == 7
    assert told[("giliran_sockets", (("kind", "phone"),))] == 4


def test_gauges_of_the_living_are_kept(tmp_path: Path) -> None:
    (tmp_path / f"gauge_livesum_{os.getpid()}.db").touch()

    forget_dead(tmp_path)

    assert len(list(tmp_path.iterdir())) == 1
