"""The program on Windows, as far as another system can tell: what is loaded there, and what holds a file there."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scheduler.runtime import alone as module
from scheduler.runtime.alone import NotAlone, alone

ROOT = Path(__file__).parents[2]
AT_ONCE = re.compile(r"^(?:import|from) (?:fcntl|grp|pwd|resource|termios|uvloop)\b", re.MULTILINE)
"""What Windows lacks, loaded with a module and whatever the system."""
LOADED_ON_WINDOWS = """
import importlib, pkgutil, sys
from pathlib import Path
import display, scheduler

ABSENT = {"fcntl", "grp", "pwd", "resource", "termios", "uvloop"}
NOT_THERE = {"scheduler.runtime.doors"}  # loaded where uvloop is

def ours():
    for package in (display, scheduler):
        for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not each.name.startswith("scheduler._") and ".child." not in each.name and each.name not in NOT_THERE:
                if not each.name.endswith("__main__"):
                    yield each.name

names = list(ours())
for name in names:  # what others have written is loaded as on this system
    importlib.import_module(name)
from sqlmodel import SQLModel
SQLModel.metadata.clear()
SQLModel._sa_registry.dispose()
for name in [each for each in sys.modules if each.partition(".")[0] in ("display", "scheduler")]:
    del sys.modules[name]

class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent)
for name in ABSENT:
    sys.modules.pop(name, None)
sys.modules["msvcrt"] = type(sys)("msvcrt")
sys.platform = "win32"
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_nothing_is_loaded_at_once_that_windows_lacks() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for part in ("scheduler", "display")
        for path in (ROOT / part).rglob("*.py")
        if AT_ONCE.search(path.read_text("utf-8"))
    }

    assert found == {"scheduler/runtime/doors.py"}, "which is loaded where uvloop is"


@pytest.mark.deep("loads every module twice")
@pytest.mark.timeout(300)
def test_nothing_that_is_loaded_needs_what_windows_lacks() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED_ON_WINDOWS], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 500


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Its way to hold a file; the descriptors that were asked for, each of which another holds."""
    asked: list[int] = []

    def locking(descriptor: int, how: int, count: int) -> None:
        asked.append(descriptor)
        if len(asked) > 1:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(module, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2), raising=False)
    monkeypatch.setattr(module, "PATIENCE", 0)
    return asked


def test_one_process_serves_a_file_on_windows_too(windows: Any, tmp_path: Path) -> None:
    with alone(tmp_path / "giliran.db.serving"):
        assert len(windows) == 1
        with pytest.raises(NotAlone), alone(tmp_path / "giliran.db.serving"):
            pass
