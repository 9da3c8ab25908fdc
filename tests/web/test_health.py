"""What a watching machine is told: nothing is well that cannot be written."""

import contextlib
import resource
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlmodel import col
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from scheduler.db.engine.database import Database
from scheduler.db.models import Deployment
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.scenes.factories import MORNING
from tests.support.databases import ON_SQLITE


def test_process_that_answers_is_alive(client: Any) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")


def test_process_whose_writer_has_ended_is_not_alive(client: Any, database: Database) -> None:
    database.writer.is_alive = False

    assert client.get("/healthz").status_code == 503


def test_process_that_reads_and_writes_its_database_is_ready(client: Any) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})


def test_process_without_its_database_is_not_ready(client: Any, database: Database) -> None:
    lost = create_engine("sqlite:////nowhere/giliran.db")
    reads, database._reads = database._reads, lost

    answer = client.get("/readyz")

    database._reads = reads
    lost.dispose()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@contextlib.contextmanager
def full_disk(file: Path) -> Iterator[None]:
    """No file grows beyond what a file is long now: what SQLite is told by a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@ON_SQLITE
def test_process_whose_disk_takes_nothing_is_not_ready_until_it_does(
    client: Any, app: Any, settings: Settings, clock: Stopwatch
) -> None:
    app.state.readiness.pause = 0.0
    assert client.get("/readyz").status_code == 200
    clock.forward(minutes=1)

    with full_disk(Path(f"{settings.sqlite_path}-wal")), capture_logs():
        full = client.get("/readyz").status_code

    assert (full, client.get("/readyz").status_code) == (503, 200)


@pytest.mark.postgres("dialect")
def test_writer_that_is_stuck_is_not_ready_and_is_asked_once(client: Any, app: Any, database: Database) -> None:
    app.state.readiness.pause, app.state.readiness.patience = 0.0, 0.01
    gate = threading.Event()
    stuck = [database.hand_over(lambda _: gate.wait(10)) for _ in range(4)]  # as many as PostgreSQL's pool takes

    asked = [client.get("/readyz").status_code for _ in range(3)]
    waits, alive = app.state.readiness._written, client.get("/healthz").status_code
    client.get("/readyz")
    still = app.state.readiness._written
    gate.set()

    assert (asked, alive, waits) == ([503] * 3, 200, still)
    app.state.readiness.patience = 30.0
    assert [each.result(30) for each in stuck] == [True] * 4
    assert (waits.result(30), client.get("/readyz").status_code) == (None, 200)


@pytest.mark.postgres("statements")
def test_strangers_who_ask_again_and_again_cost_one_write(
    client: Any, app: Any, database: Database, clock: Stopwatch
) -> None:
    def written() -> Any:
        with database.reading() as session:
            return session.scalar(select(col(Deployment.clock_at)))

    app.state.readiness.pause = 3600.0
    for _ in range(3):
        assert client.get("/readyz").status_code == 200
        clock.forward(minutes=1)

    assert written() == MORNING
    app.state.readiness._again_at = 0.0
    client.get("/readyz")
    assert written() == clock.now


def test_a_fault_of_ours_is_a_page_with_the_same_headers(
    app: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(app.state.db, "read", broken)
    app.state.settings = settings.model_copy(update={"base_url": "https://antrean.example.go.id"})
    page = TestClient(app, raise_server_exceptions=False).get("/")

    assert (page.status_code, page.headers["X-Content-Type-Options"]) == (500, "nosniff")
    assert "a bug" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "camera=()" in page.headers["Permissions-Policy"]
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
