import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from scheduler import main
from scheduler.db import queries
from scheduler.db.engine.migrations import HEAD
from scheduler.runtime.config import Settings


def test_help_loads_neither_database_nor_server():
    heavy = "{'sqlalchemy', 'starlette', 'alembic', 'uvicorn', 'holidays', 'rich.progress'}"
    help_is_shown = "import sys; from scheduler.cli import app; app(['--help'], standalone_mode=False)"

    result = subprocess.run(
        [sys.executable, "-c", f"{help_is_shown}; print(sorted({heavy} & sys.modules.keys()))"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "When the office is open" in result.stdout
    assert result.stdout.endswith("\n[]\n")


def test_program_speaks_in_sentences_without_a_traceback(tmp_path):
    environment = os.environ | {"GILIRAN_DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/giliran.db"}

    result = subprocess.run(
        [sys.executable, "-m", "scheduler", "invitations"], capture_output=True, text=True, env=environment, check=False
    )

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"The folder {tmp_path}/nowhere is not there.")
    assert result.stderr.count("\n") == 1


def test_setting_that_is_not_understood_is_named(url, giliran, monkeypatch):
    monkeypatch.setenv("GILIRAN_PORT", "eight")

    result = giliran("invitations")

    assert result.status == 2
    assert result.err.startswith("GILIRAN_PORT: ")


@pytest.mark.parametrize(
    "address",
    ["antrean.example.go.id", "https://", "ftp://antrean.example", "http://0.0.0.0:8000", "https://a b", "https://x:y"],
)
def test_address_that_no_link_can_begin_with_is_refused(url, giliran, monkeypatch, address):
    monkeypatch.setenv("GILIRAN_BASE_URL", address)

    result = giliran("invitations")

    assert result.status == 2
    assert result.err.startswith("GILIRAN_BASE_URL: what links begin with is a whole address")


def test_address_may_have_a_port_and_a_path(monkeypatch):
    monkeypatch.setenv("GILIRAN_BASE_URL", "https://example.go.id:8443/antrean/")

    assert Settings().base_url == "https://example.go.id:8443/antrean"


def test_misspelt_setting_is_named_with_the_one_that_may_be_meant(url, giliran, monkeypatch):
    monkeypatch.setenv("GILIRAN_LOGLEVEL", "info")
    monkeypatch.setenv("GILIRAN_XYZ", "1")

    result = giliran("invitations")

    assert result.status == 2
    assert result.err == "GILIRAN_LOGLEVEL is no setting; is GILIRAN_LOG_LEVEL meant?; GILIRAN_XYZ is no setting.\n"


def test_log_level_is_one_of_four_in_any_letters(url, giliran, monkeypatch):
    monkeypatch.setenv("GILIRAN_LOG_LEVEL", "verbose")
    assert giliran("invitations").err.startswith("GILIRAN_LOG_LEVEL: Input should be 'debug', 'info'")

    monkeypatch.setenv("GILIRAN_LOG_LEVEL", "WARNING")
    assert Settings().log_level == "warning"


def test_version_is_said_with_that_of_the_tables(giliran):
    assert giliran("--version").out == f"giliran {version('giliran')}, tables {HEAD}\n"


def test_second_server_of_one_file_is_refused(sqlite_url, told, giliran, monkeypatch):
    told(sqlite_url)
    monkeypatch.setattr("scheduler.runtime.alone.PATIENCE", 0.0)
    second = []
    monkeypatch.setattr("scheduler.main.serve", lambda _settings, **_facts: second.append(giliran("serve")))

    first = giliran("serve")

    assert first.status == 0
    assert [each.status for each in second] == [1]
    assert second[0].err.startswith("Another giliran serve is at work on ")
    second.clear()
    assert giliran("serve").status == 0  # it is let go of at the end


def test_clock_without_offset_is_named(url, giliran, monkeypatch):
    monkeypatch.setenv("GILIRAN_CLOCK", "2026-11-30T09:40")

    result = giliran("invitations")

    assert result.status == 2
    assert "GILIRAN_CLOCK needs an offset" in result.err


def test_clock_over_real_data_is_refused(giliran, bintan, monkeypatch):
    monkeypatch.setenv("GILIRAN_CLOCK", "2026-11-30T09:40+07:00")

    result = giliran("invitations")

    assert result.status == 1
    assert "was not made under it" in result.err


def test_several_workers_on_sqlite_are_refused(sqlite_url, told, giliran):
    told(sqlite_url)

    result = giliran("serve", "--workers", 2)

    assert result.status == 2
    assert "2 workers need PostgreSQL" in result.err


def test_serve_is_told_host_port_and_workers(url, giliran, monkeypatch):
    asked = []
    monkeypatch.setattr("scheduler.main.serve", lambda settings, **_facts: asked.append(settings))

    assert giliran("serve", "--port", 0).status == 0
    assert giliran("serve", "--host", "127.0.0.2").status == 0

    assert [(told.database_url, told.host, told.port, told.workers) for told in asked] == [
        (url, "127.0.0.1", 0, 1),
        (url, "127.0.0.2", 8000, 1),
    ]


def test_what_the_system_lacks_is_told_before_anything_is_served(monkeypatch):
    did = []
    monkeypatch.setenv("GILIRAN_BASE_URL", "")  # told to the workers by the environment
    monkeypatch.setattr("scheduler.main.logs.configure", lambda level: None)
    monkeypatch.setattr("scheduler.main.tell_what_lacks", lambda: did.append("told"))
    monkeypatch.setattr("scheduler.main.uvicorn.Config.bind_socket", lambda _: None)
    monkeypatch.setattr("scheduler.main.Processes.run", lambda _: did.append("serves"))

    main.serve(Settings(workers=2))

    assert did == ["told", "serves"]


def test_first_command_makes_the_database(no_database, giliran, opened):
    assert giliran("office", "create", "bintan").status == 0

    with opened().reading() as session:
        assert [office.code for office in queries.offices(session)] == ["bintan"]
        assert not queries.is_training(session)
