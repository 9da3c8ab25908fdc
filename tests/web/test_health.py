from typing import Any

from sqlalchemy import create_engine

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
