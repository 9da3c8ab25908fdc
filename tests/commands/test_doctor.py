"""`giliran doctor`: what it says, and its exit status; it makes and changes nothing."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session

from scheduler.health import opening
from tests.commands.conftest import Run

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked for a certificate."""
    monkeypatch.setenv("GILIRAN_FILES_FLOOR_MB", "0")


def test_nothing_is_made_where_there_is_nothing(
    told: object, giliran: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GILIRAN_DATABASE_URL", f"sqlite:///{tmp_path}/giliran.db")
    monkeypatch.setenv("GILIRAN_BASE_URL", "http://127.0.0.1:8000")
    monkeypatch.delenv("GILIRAN_SECRET_KEY", raising=False)
    before = list(tmp_path.iterdir())

    said = giliran("doctor")

    assert said.status == 1
    assert "LOOK    database.reads       There is no database yet." in said.out
    assert "-> Start the server once (giliran serve): it makes the database." in said.out
    assert list(tmp_path.iterdir()) == before


def test_setting_that_is_misspelt_is_broken(giliran: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GILIRAN_WORKRES", "2")

    said = giliran("doctor", "--json")

    assert said.status == 2
    (found,) = json.loads(said.out)["checks"]
    assert "is GILIRAN_WORKERS meant?" in found["sentence"]


def test_office_without_a_server_is_told_so(giliran: Run, bintan: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GILIRAN_BASE_URL", "http://127.0.0.1:8000")

    found = json.loads(giliran("doctor", "--json").out)
    by_name = {each["check"]: each for each in found["checks"]}

    assert by_name["jobs"]["verdict"] == "look"
    assert {by_name[name]["verdict"] for name in ("database.reads", "database.writes", "database.version")} == {"good"}
    assert all(each["todo"] for each in found["checks"] if each["verdict"] != "good")


def test_file_that_is_no_database_is_broken(
    giliran: Run, told: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "giliran.db").write_text("this is no database, whatever it is called" * 100)
    monkeypatch.setenv("GILIRAN_DATABASE_URL", f"sqlite:///{tmp_path}/giliran.db")
    monkeypatch.setenv("GILIRAN_BASE_URL", "http://127.0.0.1:8000")

    said = giliran("doctor")

    assert said.status == 2
    assert "BROKEN  database.reads       The database cannot be opened:" in said.out


def test_tables_of_an_older_program_are_left_as_they_are(
    giliran: Run, bintan: str, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import text  # noqa: PLC0415

    database = opened()
    monkeypatch.setenv("GILIRAN_BASE_URL", "http://127.0.0.1:8000")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    said = giliran("doctor")

    assert "database.version     The tables are of version 0001" in said.out
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"


def test_url_that_is_none_is_said_in_words_and_shows_no_password(
    giliran: Run, told: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GILIRAN_DATABASE_URL", "postgresql+psycopg://giliran:rahasia-sekali@db:rahasia/giliran")
    monkeypatch.setenv("GILIRAN_BASE_URL", "http://127.0.0.1:8000")

    said = giliran("doctor")

    assert said.status == 2
    assert "The database cannot be opened: GILIRAN_DATABASE_URL is not understood." in said.out
    assert "rahasia" not in said.out + said.err


def test_table_that_is_damaged_is_broken(giliran: Run, bintan: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file opens, and its version can be read; what is asked next cannot."""
    monkeypatch.setenv("GILIRAN_BASE_URL", "http://127.0.0.1:8000")
    monkeypatch.setattr(opening, "clock_of", _damaged)

    said = giliran("doctor")

    assert said.status == 2
    assert "BROKEN  database.reads       The database cannot be opened:" in said.out


def _damaged(session: Session, _settings: object) -> None:
    session.connection().exec_driver_sql("SELECT damaged FROM nowhere")
