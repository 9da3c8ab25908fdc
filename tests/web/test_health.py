from typing import Any

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from scheduler.db.engine import Database


def test_process_that_answers_is_alive(client: Any) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")


def test_process_that_reads_its_database_is_ready(client: Any) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})


def test_process_without_its_database_is_not_ready(client: Any, database: Database) -> None:
    lost = create_engine("sqlite:////nowhere/giliran.db")
    reads, database._reads = database._reads, lost

    answer = client.get("/readyz")

    database._reads = reads
    lost.dispose()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_fault_of_ours_is_a_page_with_the_same_headers(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(app.state.db, "read", broken)
    page = TestClient(app, raise_server_exceptions=False).get("/")

    assert (page.status_code, page.headers["X-Content-Type-Options"]) == (500, "nosniff")
    assert "a bug" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
