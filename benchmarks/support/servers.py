"""Servers under measurement, each a process of its own on a loopback port, stopped by its handle."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.support.seeding import CLOCK, SECRET

PATIENCE = 30.0
"""Seconds a server may take to answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `started` is how many seconds it took to answer."""

    port: int
    process: "subprocess.Popen[bytes]"
    started: float

    @property
    def memory(self) -> float:
        """Resident memory in MiB."""
        return resident(Path(f"/proc/{self.process.pid}/status").read_text())

    @property
    def busy(self) -> float:
        """Seconds of processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(status: str) -> float:
    """Resident MiB, by what the system says of a process."""
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextlib.contextmanager
def serving(
    command: list[str],
    database: Path | str | None,
    path: str = "/healthz",
    *,
    clock: datetime = CLOCK,
    worker: bool = True,
) -> Iterator[Server]:
    """Run a command that serves on the port put in place of PORT until the block ends.

    database: a SQLite file, or the URL of a database. worker: whether it sends messages beside.
    """
    port, began = free_port(), time.perf_counter()
    environment = _environment(database, clock) | ({} if worker else {"GILIRAN_WORKER": "off"})
    with _running(command, port, environment) as process:
        _wait(port, path, process)
        yield Server(port, process, time.perf_counter() - began)


@contextlib.contextmanager
def starting(command: list[str], database: Path, port: int, *, clock: datetime = CLOCK) -> Iterator[Server]:
    """The same on a given port, and without waiting until it answers."""
    with _running(command, port, _environment(database, clock)) as process:
        yield Server(port, process, 0.0)


@contextlib.contextmanager
def listening(command: list[str]) -> Iterator[Server]:
    """The same for a server that speaks no HTTP."""
    port, until = free_port(), time.perf_counter() + PATIENCE
    with _running(command, port, _environment(None, CLOCK)) as process:
        while not is_open(port):
            if process.poll() is not None or time.perf_counter() > until:
                raise RuntimeError("the server does not listen")
            time.sleep(0.01)
        yield Server(port, process, 0.0)


@contextlib.contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    environment = environment | {"GILIRAN_BASE_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen([part.replace("PORT", str(port)) for part in command], env=environment)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def giliran() -> list[str]:
    """The product as an office starts it."""
    return [sys.executable, "-m", "scheduler", "serve", "--port", "PORT"]


def module(name: str, *arguments: str) -> list[str]:
    """A server of this package."""
    return [sys.executable, "-m", f"benchmarks.support.{name}", "PORT", *arguments]


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(database: Path | str | None, clock: datetime) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GILIRAN_", "PYTHONDONTWRITE"))}
    if database is not None:
        kept["GILIRAN_DATABASE_URL"] = database if isinstance(database, str) else f"sqlite:///{database}"
    told = {"GILIRAN_SECRET_KEY": SECRET, "GILIRAN_CLOCK": clock.isoformat(), "GILIRAN_LOG_LEVEL": "warning"}
    return {**kept, **told, "PYTHONPATH": str(Path(__file__).parents[2])}


def is_open(port: int) -> bool:
    """Whether somebody listens, seen without connecting: a server may count who connects."""
    lines = Path("/proc/net/tcp").read_text().splitlines()
    return any(fields[1] == f"0100007F:{port:04X}" and fields[3] == "0A" for fields in map(str.split, lines[1:]))


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            if line.recv(64).startswith(b"HTTP/1.1 200"):
                return
        time.sleep(0.01)
    raise TimeoutError("the server does not answer")
