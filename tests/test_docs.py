"""What the documentation says is what the program has."""

import re
from pathlib import Path

import pytest

from scheduler.cli import GROUPS, app, group_of
from scheduler.db import models
from scheduler.runtime.config import Settings
from scheduler.web.api import OPERATIONS
from scheduler.web.api.openapi import problems_of

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PARTS = ("scheduler", "display", "tests", "benchmarks", "deploy", "docs", "alembic", "release", "requirements")
ROW = re.compile(r"^\| `(GILIRAN_[A-Z_]+)` \| (.+?) \|", re.MULTILINE)


def documented() -> dict[str, str]:
    return dict(ROW.findall((DOCS / "settings.md").read_text("utf-8")))


def test_every_table_is_among_the_words() -> None:
    words = (DOCS / "architecture.md").read_text("utf-8").partition("## Words")[2].partition("\n## ")[0]
    told = {name for row in re.findall(r"^\| ([\w, ]+) \|", words, re.MULTILINE) for name in row.split(", ")}

    assert {name for name in models.__all__ if hasattr(getattr(models, name), "__table__")} - told == set()


def test_every_setting_is_documented() -> None:
    assert set(documented()) == {f"GILIRAN_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize(
    "name", ["database_url", "host", "port", "workers", "max_body", "max_connections", "max_per_address", "log_level"]
)
def test_default_is_the_documented_one(name: str) -> None:
    assert documented()[f"GILIRAN_{name.upper()}"] == f"`{Settings.model_fields[name].default}`"


def test_every_command_is_documented() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    commands |= {f"{name} {command}" for name in GROUPS for command in group_of(name).commands}

    text = (DOCS / "operating.md").read_text("utf-8")

    assert [command for command in sorted(commands) if f"| `giliran {command}" not in text] == []


def test_every_refusal_of_the_api_is_documented_with_its_status() -> None:
    text = (DOCS / "api.md").read_text("utf-8").partition("## Errors")[2]
    rows = [(row, codes) for row, codes in re.findall(r"^\| ([^|]+) \| (.+) \|$", text, re.MULTILINE)]
    documented = {
        (int(status), code)
        for row, codes in rows
        for status in re.findall(r"\d{3}", row)
        for code in re.findall(r"`([a-z_]+)`", codes)
    }

    answered = {(each.status, each.code) for operation in OPERATIONS for each in problems_of(operation)}

    assert sorted(answered - documented) == []


PATH = re.compile(r"`((?:[a-z_]+/)+)([a-z0-9_-]+(?:\.[a-z_]+)?)?`")
"""A folder and a name, or a folder in another; what follows a dot may be something inside the file."""
INSIDE = re.compile(r"`((?:board|db|domain|flow|jobs|keys|messages|runtime|web)(?:\.[a-z_]+)+)`")
"""A module of the program, or something in it."""
NO_PATHS = {"build/mutants/", "text/html", "multipart/form-data", "application/json"}


def texts() -> list[tuple[str, str]]:
    """What may name a file: the documentation, and the comments of the program and its tests."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    ours = ("scheduler", "display", "tests", "benchmarks", "alembic")
    code = [path for top in ours for kind in ("py", "html", "js", "css") for path in (ROOT / top).rglob(f"*.{kind}")]
    files = [path for path in (*pages, *code) if "vendor" not in path.parts and path != Path(__file__)]
    return [(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in files]


def test_paths_that_are_named_are_there(subtests: pytest.Subtests) -> None:
    """`flow/hall/admission.py`, `flow/hall/`, `hall/admission.admit_and_publish`: a reader can open each."""
    there = {f"/{path.relative_to(ROOT).as_posix()}" for top in PARTS for path in (ROOT / top).rglob("*")}
    ends = {path[at:] for path in there for at in range(len(path)) if path[at] == "/"}
    named = {
        (page, folder, name)
        for page, text in texts()
        for folder, name in PATH.findall(text)
        if (name or folder.count("/") > 1) and folder + name not in NO_PATHS
    }

    for page, folder, name in sorted(named):
        with subtests.test(page=page, path=folder + name):
            assert ends & {f"/{folder}{name}".rstrip("/"), f"/{folder}{name.partition('.')[0]}.py"}


def test_modules_that_are_named_are_there(subtests: pytest.Subtests) -> None:
    """`flow.counter.parking.park`: a reader finds the module, and what it names there."""
    for page, name in sorted({(page, name) for page, text in texts() for name in INSIDE.findall(text)}):
        with subtests.test(page=page, name=name):
            assert is_there(name.split("."))


def is_there(parts: list[str]) -> bool:
    """Whether the first of some names are a module, and the one behind it stands in the module."""
    for count in range(len(parts), 0, -1):
        module = ROOT.joinpath("scheduler", *parts[:count])
        for path in (module.with_suffix(".py"), module / "__init__.py"):
            if path.is_file():
                return count == len(parts) or re.search(rf"\b{parts[count]}\b", path.read_text("utf-8")) is not None
    return False


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("flow.hall.admission", True),
        ("flow.hall.admission.admit_and_publish", True),
        ("flow.hall.admission.nothing", False),
    ],
)
def test_name_in_a_module_is_looked_for(name: str, *, there: bool) -> None:
    assert is_there(name.split(".")) is there
