"""What a process counts while it works. Labels are words of the program alone: nothing of a person, no code, no path.

With several processes each counts in files of a folder that all share (prometheus-client's multiprocess mode), and
whichever is asked adds them up: counters and histograms of all, and gauges of those that live.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import HEAD
from scheduler.flow.core.history import MOVED
from scheduler.metrics.folder import FOLDER
from scheduler.runtime.connections import Connections

OF_A_REQUEST = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OF_A_WRITE = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5)


class Meters:
    """All meters of a process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # when each began: as many again, and nobody asks
        self.own = CollectorRegistry()
        here: dict[str, Any] = {"registry": self.own}
        live: dict[str, Any] = {**here, "multiprocess_mode": "livesum"}
        self.requests = Counter(
            "giliran_requests", "Requests by route, method and status.", ("route", "method", "status"), **here
        )
        self.request_seconds = Histogram(
            "giliran_request_seconds", "Seconds of a request.", ("route",), buckets=OF_A_REQUEST, **here
        )
        self.sockets = Gauge("giliran_sockets", "Sockets of screens, phones and staff.", ("kind",), **live)
        self.connections = Gauge("giliran_connections", "Connections of all kinds.", **live)
        self.moves = Counter(
            "giliran_moves", "Documents, bookings and tickets by the stage they came to.", ("what", "to"), **here
        )
        self.write_seconds = Histogram(
            "giliran_write_seconds",
            "Seconds from a step's way into the writer's queue to its answer.",
            ("whose",),
            buckets=OF_A_WRITE,
            **here,
        )
        self.writes_waiting = Gauge("giliran_writes_waiting", "Steps in the writer's queue or under way.", **live)
        self.pool = Gauge("giliran_pool_connections", "Connections to PostgreSQL.", ("pool", "state"), **live)

    def heard(self, infos: list[dict[Any, Any]]) -> None:
        """For `Database.listeners`: what the steps of a commit have moved."""
        for info in infos:
            for what, to in info.get(MOVED, ()):
                self.moves.labels(what, to).inc()

    def sample(self, database: Database, connections: Connections | None) -> None:
        """Note how many there are now of what comes and goes."""
        if connections is not None:
            self.connections.set(len(connections))
        for name, (used, idle) in database.pools().items():
            self.pool.labels(name, "used").set(used)
            self.pool.labels(name, "idle").set(idle)

    def all(self, beside: Iterable[Any]) -> CollectorRegistry:
        """What is told: of all processes, with collectors beside that are asked once for all of them."""
        told = CollectorRegistry()
        folder = os.environ.get(FOLDER)
        if folder:
            forget_dead(Path(folder))
            MultiProcessCollector(told, path=folder)  # type: ignore[no-untyped-call]
        else:
            told.register(_Whole(self.own))
            ProcessCollector(registry=told)
        build = Info("giliran_build", "The version of the program and of its tables.", registry=told)
        build.info(_build())
        for each in beside:
            told.register(each)
        return told


class _Whole:
    """All of another registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterable[Any]:
        yield from self._registry.collect()


def forget_dead(folder: Path) -> None:
    """Leave out the gauges of processes that are gone: nobody else takes them away when one was killed."""
    for pid in {each.stem.rpartition("_")[2] for each in folder.glob("gauge_live*.db")}:
        if pid.isdigit() and not _lives(int(pid)):
            with suppress(FileNotFoundError):  # another process forgets the same
                mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _build() -> dict[str, str]:
    return {"version": version("giliran"), "tables": HEAD, "python": sys.version.split()[0]}
