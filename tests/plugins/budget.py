"""How much work the tests are: CPU seconds by folder, held to `tests/budget.toml`.

CPU seconds and not the clock on the wall: what runs beside does not count. A processor that is slower, or shares a core
with another, takes more of them for the same work, so a small piece of work that never changes is timed now and then,
and all seconds are told as if it had taken `REFERENCE`. What is left of it falls on all folders alike (a tenth was seen
between two runs of the same tests), so a folder is held against the whole run, which itself may take `SLOWER` times its
budget at most. The database server's own work does not count.

Where others take much of the processors, a folder's share says more of them than of its tests: with seven other runs
beside, tests that start processes took an eighth more than they may. Then nothing is held, and the run says so.
"""

import os
import resource
import time
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.plugins.selection import drives_a_browser
from tests.plugins.workers import Gathered

TESTS = Path(__file__).parents[1]
REFERENCE = 0.0040
"""Seconds that the small piece of work took on the machine for which the budget was written."""
OVER, LEAST = 1.10, 3.0
"""A folder may take a tenth more than its budget, and always this many seconds more: small ones vary by what happens to
be made for the first time in them."""
SLOWER = 1.25
"""The most that a whole run may take of its budget."""
OTHERS = 0.4
"""The most that others may take of what the processors do. On a quiet machine the database server takes a fifth."""
EVERY = 1.0
"""Seconds of CPU between two looks at how fast the processor is."""
SLOWEST = 8
SHARED = pytest.StashKey[float]()
"""The part of the processors' work that others did."""
NEAREST = pytest.StashKey[str]()
"""The folders that took the most of their budgets, as it is said."""


class Costs:
    """What each test took, in CPU seconds of this process and those it started."""

    def __init__(self) -> None:
        self.by: dict[str, float] = {}
        self._paces: list[float] = [_pace() for _ in range(3)]
        self._looked = time.process_time()

    def add(self, test: str, seconds: float) -> None:
        """Note what a test took; now and then look how fast the processor is."""
        self.by[test] = round(seconds * REFERENCE / median(self._paces[-9:]), 4)
        if time.process_time() - self._looked > EVERY:
            self._paces.append(_pace())
            self._looked = time.process_time()


def _pace() -> float:
    """How long a small piece of work takes: seconds of CPU."""
    began = time.thread_time()
    words = {}
    for n in range(12_000):
        words[f"word {n % 700}"] = words.get(f"word {n % 300}", 0) + n
    return time.thread_time() - began


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("giliran").addoption("--costs", metavar="FILE", help="write there what each test took")


def pytest_configure(config: pytest.Config) -> None:
    if not (config.getoption("--whole") or config.getoption("--costs")):
        return
    costs, before = Costs(), _used_by_all()
    config.pluginmanager.register(_Counting(costs))
    config.pluginmanager.register(
        Gathered("budget", lambda: {"by": costs.by, "spent": _used(True)}, lambda said: _judge(config, said, before))
    )


class _Counting:
    def __init__(self, costs: Costs) -> None:
        self._costs = costs

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        with_others = drives_a_browser(item) or nextitem is None  # the browser goes behind the last, with all it used
        before = _used(with_others)
        result = yield
        self._costs.add(item.nodeid, _used(with_others) - before)
        return result


def _used(with_others: bool) -> float:
    """CPU seconds of this process, of those that it started and that have ended, and of those that still run."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    still = _of_descendants() if with_others else 0.0
    return time.process_time() + ended.ru_utime + ended.ru_stime + still


def _of_descendants() -> float:
    """CPU seconds of all processes below this one: a browser's are below its driver's."""
    children: dict[int, list[int]] = defaultdict(list)
    ticks: dict[int, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            _name, _, told = (process / "stat").read_text().rpartition(")")
        except OSError:
            continue  # it has ended meanwhile
        fields = told.split()
        children[int(fields[1])].append(int(process.name))
        ticks[int(process.name)] = sum(map(int, fields[11:15]))
    found, below = 0, children[os.getpid()]
    while below:
        process_id = below.pop()
        found += ticks[process_id]
        below += children[process_id]
    return found / os.sysconf("SC_CLK_TCK")


def _used_by_all() -> float:
    """CPU seconds of everything that has run on the machine; none where it does not say."""
    told = Path("/proc/stat")
    if not told.exists():
        return 0.0
    user, nice, system = told.read_text().split(maxsplit=4)[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how much others did beside a whole run, and which folders are nearest to their budgets."""
    if (shared := config.stash.get(SHARED, None)) is not None:
        held = "" if shared <= OTHERS else "; no folder is held to its budget"
        terminalreporter.write_line(f"Others took {shared:.0%} of what the processors did{held}.")
    if nearest := config.stash.get(NEAREST, None):
        terminalreporter.write_line(f"Nearest to their budgets: {nearest}.")


def _judge(config: pytest.Config, said: list[dict[str, Any]], before: float) -> list[str]:
    costs = {test: seconds for one in said for test, seconds in one["by"].items()}
    if file := config.getoption("--costs"):
        rows = sorted(costs.items(), key=lambda row: -row[1])
        Path(file).write_text("".join(f"{seconds:.3f}\t{test}\n" for test, seconds in rows))
    shared = config.stash[SHARED] = of_others(_used_by_all() - before, sum(one["spent"] for one in said))
    if config.getoption("--whole") and not config.getoption("--deep") and shared <= OTHERS:
        budget = tomllib.loads((TESTS / "budget.toml").read_text())["seconds"]
        config.stash[NEAREST] = nearest_to_budget(costs, budget)
        return over_budget(costs, budget)
    return []


def of_others(whole: float, own: float) -> float:
    """The part of what the processors did that was not the tests' own; none where the machine does not say."""
    return max(0.0, 1 - own / whole) if whole > 0 else 0.0


def nearest_to_budget(costs: dict[str, float], budget: dict[str, Any]) -> str:
    """The three folders that took the most of their budgets, and how much of it."""
    took: dict[str, float] = defaultdict(float)
    for test, seconds in costs.items():
        took[folder_of(test, budget)] += seconds
    shares = sorted(((took[folder] / may, folder) for folder, may in budget.items() if folder in took), reverse=True)
    return ", ".join(f"{folder} {share:.0%}" for share, folder in shares[:3])


def over_budget(costs: dict[str, float], budget: dict[str, Any]) -> list[str]:
    """A line for each folder that took too long or that the budget does not name, with its slowest tests."""
    folders: dict[str, dict[str, float]] = defaultdict(dict)
    for test, seconds in costs.items():
        folders[folder_of(test, budget)][test] = seconds
    wrong = []
    whole = sum(costs.values()) / sum(budget.values()) if budget else 1.0
    pace = min(max(whole, 1.0), SLOWER)
    if whole > SLOWER:
        wrong.append(f"All of them: {sum(costs.values()):.0f} CPU seconds, their budget is {sum(budget.values())}")
    for folder, tests in sorted(folders.items()):
        took, may = sum(tests.values()) / pace, budget.get(folder)
        if may is None:
            wrong.append(f"{folder}: {took:.1f} CPU seconds; tests/budget.toml does not name it")
        elif took > max(may * OVER, may + LEAST):
            slowest = sorted(tests.items(), key=lambda row: -row[1])[:SLOWEST]
            named = "".join(f"\n    {seconds:6.2f}  {test}" for test, seconds in slowest)
            wrong.append(f"{folder}: {took:.1f} CPU seconds, its budget is {may}; its slowest:{named}")
    return wrong


def folder_of(test: str, named: Collection[str]) -> str:
    """The nearest folder above a test that is named: `tests/web` for a test below `tests/web/applying/`.

    Its own folder where none is, which is to be named then. `tests` is named for its own files alone.
    """
    own = test.split("::", maxsplit=1)[0].rpartition("/")[0]
    above = [folder for folder in named if folder != "tests" and own.startswith(f"{folder}/")]
    return own if own in named else max(above, key=len, default=own)
