"""What keeps a release from going out."""

import ast
import re
from pathlib import Path

import pytest

from release.contents import BROWSER, MUST, faults
from release.notes import NoNotes, changes, notes
from scheduler import __version__

ROOT = Path(__file__).parent.parent
CHANGELOG = """# Changelog

## Unreleased

### Added

- More.

## 1.2.0 - 2027-01-04

### Fixed

- Less.

## 1.1.0

- Undated.

## 1.0.0 - 2026-12-01

"""


@pytest.mark.parametrize(
    ("version", "said"),
    [("Unreleased", "### Added\n\n- More."), ("1.2.0", "### Fixed\n\n- Less.")],
)
def test_changes_are_those_of_the_version_alone(version: str, said: str) -> None:
    assert changes(CHANGELOG, version) == said


@pytest.mark.parametrize(
    ("version", "said"),
    [("1.3.0", "has no heading '## 1.3.0"), ("1.1.0", "has no date"), ("1.0.0", "says nothing under 1.0.0")],
)
def test_version_whose_changes_are_not_written_down_is_refused(version: str, said: str) -> None:
    with pytest.raises(NoNotes, match=re.escape(said)):
        changes(CHANGELOG, version)


def test_notes_of_the_next_version_can_be_written() -> None:
    page = notes((ROOT / "CHANGELOG.md").read_text("utf-8"), __version__, section="Unreleased", tables="0001")

    assert page.startswith(f"# Giliran {__version__}\n\n### Added")
    assert f"giliran-{__version__}-py3-none-any.whl" in page


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_whole_one_has_no_faults(kind: str) -> None:
    assert faults(kind, MUST[kind]) == []


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_what_is_missing_is_named(kind: str) -> None:
    assert faults(kind, MUST[kind][1:]) == [f"{MUST[kind][0]} is missing"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("wheel", "tests/conftest.py"),
        ("wheel", "scheduler/__pycache__/cli.cpython-311.pyc"),
        ("wheel", "node_modules/htmx.org/package.json"),
        ("sdist", "node_modules/htmx.org/package.json"),
        ("sdist", "deploy/compose/.env"),
        ("sdist", "giliran.db.key"),
    ],
)
def test_what_should_not_be_there_is_named(kind: str, name: str) -> None:
    assert faults(kind, [*MUST[kind], name]) == [f"{name} should not be there"]


def test_files_of_browsers_are_those_that_the_build_fetches() -> None:
    tree = ast.parse((ROOT / "hatch_build.py").read_text("utf-8"))
    values = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    served = {name for _, name in ast.literal_eval(values["FILES"]).values()} | {ast.literal_eval(values["NOTICE"])}

    assert {Path(path).name for path in BROWSER} == served
