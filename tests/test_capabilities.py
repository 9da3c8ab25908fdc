"""One word for a capability in every layer, and where each stands: docs/capabilities.md is the tree as it is."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|" + r"([^|]*)\|" * 5 + "$", re.MULTILINE)
SURFACES = ("citizen", "counter", "door", "office", "partner", "place", "start")
COLUMNS: dict[str, tuple[str, ...]] = {
    "rules": ("scheduler/domain",),
    "rows": ("scheduler/db/models", "scheduler/db/queries"),
    "steps": ("scheduler/flow",),
    "pages": (
        *(f"scheduler/{part}/{surface}" for part in ("web", "templates", "static") for surface in SURFACES),
        *("scheduler/web/shared", "scheduler/messages/notices", "scheduler/commands"),
    ),
    "tests": tuple(f"tests/{layer}" for layer in ("domain", "flow", "messages/notices", "web", "browser", "races")),
}
"""By column of the table: the folders in which a capability has its own folder or file."""
PACKAGES = {
    "backup": {"steps": "scheduler/backup/", "tests": "tests/backup/"},
    "intake": {"steps": "scheduler/intake/", "tests": "tests/intake/"},
    "health": {"steps": "scheduler/health/", "tests": "tests/health/"},
    "oidc": {"steps": "scheduler/oidc/", "tests": "tests/oidc/"},
    "messages": {"steps": "scheduler/messages/", "tests": "tests/messages/"},
}
"""Layers of their own."""
BASE = {
    "base",
    "installation",
    "refusals",
    "proofs",
    "guessing",
    "addresses",
    "clock_trust",
    "stages",
    "hot",
    "glances",
    "spans",
    "waiting",
    "core",
}
"""Files of rules and rows that are no capability's: what all tables stand on, what is refused everywhere."""
OTHERS = {"shared", "core", "sweep", "api"}
"""What several capabilities share; every row of the API and every route asked for at once."""
MOST = 25
BUILT = {"__pycache__", "vendor", ".mo"}
LISTS = {"docs/decisions", "scheduler/db/models", "tests/mutants/faults"}
"""Folders whose files are numbered one after the other, or each bear the word of a capability: nobody looks through."""


def kept() -> list[str]:
    """The files of the project, without what is built or loaded."""
    return [
        path.relative_to(ROOT).as_posix()
        for part in ("scheduler", "display", "tests", "benchmarks", "docs")
        for path in (ROOT / part).rglob("*.*")
        if path.is_file() and path.suffix not in BUILT and not BUILT.intersection(path.parts)
    ]


FILES = kept()
FOLDERS = sorted({str(folder) for name in FILES for folder in Path(name).parents})


def rows() -> dict[str, list[str]]:
    """The table: word -> what stands in its columns."""
    text = (ROOT / "docs" / "capabilities.md").read_text("utf-8")
    return {word: [cell.strip() for cell in cells] for word, _, *cells in ROW.findall(text)}


def places(word: str, column: str) -> Iterator[str]:
    """Where a capability stands in a column: its folders, and its files where it has but one."""
    if column in PACKAGES.get(word, {}):
        yield PACKAGES[word][column]
    if column == "pages" and word in SURFACES:
        parts = (f"scheduler/{part}/{word}" for part in ("web", "templates", "static"))
        yield from (f"{part}/" if part in FOLDERS else f"{part}.css" for part in parts)
    for folder in COLUMNS[column]:
        if folder.endswith(f"/{word}"):
            continue  # a surface, all of it
        for name in (word, f"{word}.py", f"test_{word}.py", f"{word}.css", f"{word}.js", f"{word}.html"):
            if f"{folder}/{name}" in FOLDERS:
                yield f"{folder}/{name}/"
            elif f"{folder}/{name}" in FILES:
                yield f"{folder}/{name}"


@pytest.mark.parametrize("word", rows())
def test_row_says_where_a_capability_stands(word: str) -> None:
    told = dict(zip(COLUMNS, rows()[word], strict=True))

    found = {column: ", ".join(f"`{place}`" for place in places(word, column)) for column in COLUMNS}

    assert told == found


def test_every_folder_bears_a_word() -> None:
    words = rows().keys() | OTHERS
    strange = [
        folder
        for folder in FOLDERS
        if str(Path(folder).parent) in {place for column in COLUMNS.values() for place in column}
        if Path(folder).name not in words
    ]

    assert strange == []


def test_file_beside_the_folders_is_a_capability_or_the_base_of_all() -> None:
    folders = (*COLUMNS["rules"], *COLUMNS["rows"], *COLUMNS["steps"])
    names = {Path(name).stem for name in FILES if str(Path(name).parent) in folders} - {"__init__"}

    assert names - rows().keys() == BASE


def test_every_capability_is_somewhere_a_folder_of_its_own() -> None:
    assert [word for word in rows() if not any(Path(folder).name == word for folder in FOLDERS)] == []


def test_no_folder_is_too_long_to_look_through() -> None:
    own = Counter(str(Path(name).parent) for name in FILES)

    assert [folder for folder, count in own.items() if count > MOST and folder not in LISTS] == []


def test_folder_of_one_file_is_a_file() -> None:
    ours = ("scheduler/", "display/", "tests/", "benchmarks/")
    alone = [
        folder
        for folder in FOLDERS
        if folder.startswith(ours)
        and not any(other.startswith(f"{folder}/") for other in FOLDERS)
        and sum(str(Path(name).parent) == folder and Path(name).name != "__init__.py" for name in FILES) < 2
    ]

    assert alone == ["scheduler/locale/en/LC_MESSAGES"], "gettext wants it"
