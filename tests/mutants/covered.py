"""Which tests run which lines: told by coverage once, for the files that have faults in them.

The map is made by a run of the whole gate outside the browser, which takes minutes; it is kept under `build/` until a
file of the program or of its tests changes.
"""

import ast
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from coverage import CoverageData

from tests.mutants.copies import TREE
from tests.mutants.fault import Fault

KEPT = TREE / "build" / "mutants"
LOOKED_AT = ("scheduler", "display", "alembic", "tests")
FOLDERS = (
    "domain",
    "keys",
    "runtime",
    "display",
    "db",
    "flow",
    "messages",
    "jobs",
    "display_ports",
    "intake",
    "printing",
    "speech",
    "sent_files",
    "commands",
    "web",
    "races",
)
"""Of the tests, in the order in which they are tried: the level that is quickest and nearest to a rule first."""


class Covered:
    """The map of a tree as it is now."""

    def __init__(self, data: CoverageData) -> None:
        self._data = data

    def tests_of(self, fault: Fault) -> list[str]:
        """The tests that run what a fault changes, the most likely first; without their parameters."""
        contexts = self._data.contexts_by_lineno(str(TREE / fault.file))
        wanted = fault.lines(TREE)
        for lines in (wanted, *_around(TREE / fault.file, wanted)):
            found = {name for line in lines for context in contexts.get(line, ()) if (name := _test_of(context))}
            if found:
                return sorted(found, key=lambda name: _rank(name, fault.file))
        return []


def covered(files: Iterable[str]) -> Covered:
    """The map for some files, made anew where there is none that is true. RuntimeError where the gate itself fails."""
    wanted = sorted(set(files))
    path = KEPT / f"{_state(wanted)}.coverage"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob("*.coverage"):
            old.unlink()
        _make(wanted, path)
    data = CoverageData(str(path))
    data.read()
    return Covered(data)


def _make(files: Sequence[str], path: Path) -> None:
    settings = KEPT / "coverage.ini"
    listed = "".join(f"\n    {name}" for name in files)
    settings.write_text(f"[run]\ndata_file = {path}.making\ninclude ={listed}\n")
    asked = ("-q", "-n", "2", "--dist", "worksteal", "-p", "no:randomly", "--ignore=tests/browser")
    told = ("--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report=")
    said = KEPT / "said.txt"
    with said.open("w") as output:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *asked, *told],
            cwd=TREE,
            check=False,
            stdout=output,
            stderr=output,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        )
    if run.returncode:
        raise RuntimeError(f"the gate fails without any fault in it (see {said}), so it can catch none")
    Path(f"{path}.making").replace(path)


def _state(files: Sequence[str]) -> str:
    """What the map depends on, in a word."""
    told = hashlib.sha256("\n".join(files).encode())
    for folder in LOOKED_AT:
        for each in sorted((TREE / folder).rglob("*.py")):
            if "mutants" not in each.parts:
                told.update(f"{each.relative_to(TREE)}\0".encode() + each.read_bytes())
    return told.hexdigest()[:16]


def _around(path: Path, lines: range) -> list[range]:
    """The statement, then the function, then the class in which some lines stand."""
    statements = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.stmt))
    spans = [range(each.lineno, (each.end_lineno or each.lineno) + 1) for each in statements]
    return sorted((span for span in spans if span.start <= lines.start and lines.stop <= span.stop), key=len)


def _test_of(context: str) -> str:
    """tests/db/test_types.py::test_x[sqlite]|run -> tests/db/test_types.py::test_x; "" of no test."""
    return context.rpartition("|")[0].partition("[")[0] if context.endswith("|run") else ""


def _rank(name: str, file: str) -> tuple[int, int, str]:
    """The order in which tests are tried: those about the same thing first, by the file's name and its folder's."""
    test, own = name.partition("::")[0], {Path(file).stem, Path(file).parent.name}
    about = {Path(test).stem.removeprefix("test_"), Path(test).parent.name}
    folder = next((at for at, each in enumerate(FOLDERS) if name.startswith(f"tests/{each}/")), len(FOLDERS))
    return -len(own & about), folder, name
