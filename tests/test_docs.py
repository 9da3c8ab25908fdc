"""What the documentation says is what the program has."""

import re
from pathlib import Path

import pytest

from scheduler.cli import app
from scheduler.runtime.config import Settings
from scheduler.web.api import OPERATIONS
from scheduler.web.api.openapi import problems_of

DOCS = Path(__file__).parent.parent / "docs"
PARTS = ("scheduler", "display", "tests", "benchmarks", "docs", "alembic", "requirements")
ROW = re.compile(r"^\| `(GILIRAN_[A-Z_]+)` \| (.+?) \|", re.MULTILINE)


def documented() -> dict[str, str]:
    return dict(ROW.findall((DOCS / "settings.md").read_text("utf-8")))


def test_every_setting_is_documented() -> None:
    assert set(documented()) == {f"GILIRAN_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize(
    "name", ["database_url", "host", "port", "workers", "max_body", "max_connections", "max_per_address", "log_level"]
)
def test_default_is_the_documented_one(name: str) -> None:
    assert documented()[f"GILIRAN_{name.upper()}"] == f"`{Settings.model_fields[name].default}`"


def test_every_command_is_documented() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        commands |= {f"{group.name} {command.name}" for command in group.typer_instance.registered_commands}

    text = (DOCS / "operating.md").read_text("utf-8")

    assert [command for command in sorted(commands) if f"| `giliran {command}" not in text] == []


def test_every_refusal_of_the_api_is_documented_with_its_status() -> None:
    text = (DOCS / "api.md").read_text("utf-8").partition("## Errors")[2]
    rows = [(row, codes) for row, codes in re.findall(r"^\| ([^|]+) \| (.+) \|$", text, re.MULTILINE)]
    documented = {
        (int(status), code) for row, codes in rows for status in re.findall(r"\d{3}", row)
        for code in re.findall(r"`([a-z_]+)`", codes)
    }  # fmt: skip

    answered = {(each.status, each.code) for operation in OPERATIONS for each in problems_of(operation)}

    assert sorted(answered - documented) == []


PATH = re.compile(r"`((?:[a-z_]+/)+)([a-z_]+(?:\.[a-z_]+)?)?`")
"""A folder and a name, or a folder in another; what follows a dot may be something inside the file."""


def test_paths_that_are_named_are_there(subtests: pytest.Subtests) -> None:
    """`flow/hall/admission.py`, `flow/hall/`, `hall/admission.settle`: a reader can open each."""
    root = DOCS.parent
    there = [path.relative_to(root).as_posix() for top in PARTS for path in (root / top).rglob("*")]
    named = {
        (page.name, folder, name)
        for page in [root / "README.md", root / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
        for folder, name in PATH.findall(page.read_text("utf-8"))
        if name or folder.count("/") > 1
    }

    for page, folder, name in sorted(named):
        with subtests.test(page=page, path=folder + name):
            ends = {f"/{folder}{name}".rstrip("/"), f"/{folder}{name.partition('.')[0]}.py"}
            assert any(f"/{each}".endswith(tuple(ends)) for each in there)
