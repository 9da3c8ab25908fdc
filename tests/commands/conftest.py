"""Runs the commands in this process, each test on a database of its own, on SQLite and on PostgreSQL."""

import contextlib
import fcntl
import io
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from scheduler import cli
from scheduler.commands import demo as command
from scheduler.db.engine.database import Database
from scheduler.db.opening import open_database
from scheduler.domain import clock_trust
from scheduler.runtime.config import Settings

SECRET = "a secret for tests that is long enough"


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _any_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands go by the machine's clock, on databases whose days are those of the tests."""
    for bound in ("AHEAD", "BEHIND"):
        monkeypatch.setattr(clock_trust, bound, timedelta(days=10_000))


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Makes a database the one that the settings name."""

    def tell(url: str) -> str:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GILIRAN_DATABASE_URL", url)
        monkeypatch.setenv("GILIRAN_SECRET_KEY", SECRET)
        monkeypatch.setenv("GILIRAN_BASE_URL", "https://giliran.example")
        monkeypatch.delenv("GILIRAN_CLOCK", raising=False)
        return url

    return tell


@pytest.fixture
def url(database_url: str, told: Callable[[str], str]) -> str:
    """A database as the migrations leave it, without an office."""
    return told(database_url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def no_database(request: pytest.FixtureRequest, empty_url: Callable[[str], str], told: Callable[[str], str]) -> str:
    """A database that is still to be made."""
    return told(empty_url(request.param))


Run = Callable[..., Result]


@pytest.fixture
def giliran(told: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command: `giliran("office", "create", "bintan", stdin="...")`."""
    # What a process sets up for good would write to the test's own stderr after the test has ended.
    monkeypatch.setattr("scheduler.runtime.logs.configure", lambda _level: _log_to_stderr())

    def run(*words: object, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["giliran", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Result(int(ended.value.code or 0), said.out, said.err)

    yield run
    structlog.reset_defaults()


def _log_to_stderr() -> None:
    """Lines as JSON on what is stderr when they are written."""
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


@pytest.fixture
def bintan(url: str, giliran: Run) -> str:
    """The code of an office."""
    assert giliran("office", "create", "bintan", "--name", "Disdukcapil Bintan", "--timezone", "WITA").status == 0
    return "bintan"


@pytest.fixture
def opened(told: object) -> Iterator[Callable[[], Database]]:
    """Opens the database that the commands use."""
    made: list[Database] = []

    def make() -> Database:
        made.append(open_database(Settings())[0])
        return made[-1]

    yield make
    for database in made:
        database.close()


# --- the demonstration of Monday 30 November 2026: filled once in a run, which takes seconds, and copied for each test

MONDAY = "2026-11-30T06:00+07:00"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, str]:
    """Its file, and what was printed."""
    own = tmp_path_factory.getbasetemp()
    folder = own if worker_id == "master" else own.parent
    path, printed = folder / "demo.db", folder / "demo.txt"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            printed.write_text(_fill(path), "utf-8")
    return path, printed.read_text("utf-8")


def _fill(path: Path) -> str:
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv("GILIRAN_DATABASE_URL", f"sqlite:///{path}")
        patch.setenv("GILIRAN_SECRET_KEY", SECRET)
        patch.setenv("GILIRAN_BASE_URL", "https://giliran.example")
        patch.setenv("GILIRAN_CLOCK", MONDAY)
        command.run()
    return printed.getvalue()


@pytest.fixture
def demo(filled: tuple[Path, str], told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of it that the settings name; what was printed."""
    path, printed = filled
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(tmp_path / "demo.db")) as target,
    ):
        source.backup(target)
    told(f"sqlite:///{tmp_path / 'demo.db'}")
    monkeypatch.setenv("GILIRAN_CLOCK", MONDAY)
    return printed
