"""No test watches the clock: it waits for what says that something is so, for as long as a busy machine needs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SLEEPS_FOR_ALL = {HERE / "support" / "patience.py", HERE / "browser" / "waiting.py"}
IS_NO_TEST = {
    Path(__file__),  # names what it looks for
    HERE / "mutants" / "warm.py",  # starts tests, and ends those that hang
    HERE / "mutants" / "judging.py",  # says how long each fault took
    HERE / "mutants" / "__main__.py",  # and all of them
    HERE / "plugins" / "budget.py",  # counts what tests cost
    HERE / "simulation" / "__main__.py",  # says how many steps it took a second
    HERE / "browser" / "serving.py",  # a clock that may be let run
}
BY_A_CLOCK_OF_ITS_OWN = {HERE / "display" / "test_long_day.py"}
"""Whose loop never waits: its time is set forward to what comes next."""
PATIENCE = 10
"""Seconds that a test waits at least for what must come: where all is well it costs nothing."""
KNOWS_THE_TIME = {
    HERE / name
    for name in (
        "browser/scanner.py",  # stamps the keys of a scanner
        "browser/screens/test_kiosk_flags.py",  # a cookie that is good for an hour
        "sent_files/test_vault.py",
        "jobs/test_retention.py",
        "web/screens/test_media.py",  # files of some age
    )
}
STOPWATCHES = {"monotonic", "perf_counter", "process_time", "thread_time", "monotonic_ns", "perf_counter_ns"}
"""Clocks that tell nothing but how long something took."""
TOLD = "asks the machine for the time: a test has a clock of its own"
TIMED = "takes the time: how long something may take, benchmarks/ say"


def name_of(node: ast.AST) -> str:
    """`time.sleep`, of what is called or looked up; of anything else nothing."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def first_of(call: ast.Call) -> object:
    """The first argument, or the one for how long, if it is written out."""
    named = [each.value for each in call.keywords if each.arg in {"timeout", "seconds"}]
    first = next(iter([*call.args, *named]), None)
    return first.value if isinstance(first, ast.Constant) else None


def fault_of(node: ast.AST) -> str | None:
    """What a node does that no test may."""
    if isinstance(node, ast.Constant) and node.value == "networkidle":
        return "waits for an idle network"
    if isinstance(node, ast.ImportFrom) and node.module in {"time", "asyncio"}:
        names = {each.name for each in node.names}
        return "imports sleep by its name" if "sleep" in names else TIMED if names & STOPWATCHES else None
    if isinstance(node, ast.Attribute) and name_of(node).removeprefix("time.") in STOPWATCHES:
        return TIMED
    if isinstance(node, ast.Attribute) and name_of(node) in {"time.time", "time.time_ns"}:
        return TOLD
    return fault_of_call(node, name_of(node.func)) if isinstance(node, ast.Call) else None


def fault_of_call(call: ast.Call, name: str) -> str | None:
    if name == "time.sleep" or (name == "asyncio.sleep" and first_of(call) != 0):
        return "sleeps"
    if name.endswith(".wait_for_timeout"):
        return "waits for nothing"
    if name in {"within", "asyncio.timeout"} or name.endswith((".wait", ".join")):
        seconds = first_of(call)
        return "has no patience" if isinstance(seconds, int | float) and seconds < PATIENCE else None
    return None


def faults(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if fault := fault_of(node):
            yield getattr(node, "lineno", 0), fault


@pytest.mark.parametrize("folder", ["browser", "everything else"])
def test_no_test_watches_the_clock(folder: str) -> None:
    browser = HERE / "browser"
    found = [
        f"{path.relative_to(HERE)}:{line} {fault}"
        for path in sorted(HERE.rglob("*.py"))
        if path not in SLEEPS_FOR_ALL | IS_NO_TEST | BY_A_CLOCK_OF_ITS_OWN
        and path.is_relative_to(browser) == (folder == "browser")
        for line, fault in faults(path.read_text())
        if not (fault == TOLD and path in KNOWS_THE_TIME)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("time.sleep(0.1)", "sleeps"),
        ("await asyncio.sleep(0.1)", "sleeps"),
        ("await asyncio.sleep(pause)", "sleeps"),
        ("await asyncio.sleep(0)", None),
        ("from time import sleep", "imports sleep by its name"),
        ("page.wait_for_timeout(100)", "waits for nothing"),
        ('page.goto(url, wait_until="networkidle")', "waits for an idle network"),
        ("began = time.monotonic()", TIMED),
        ("from time import perf_counter", TIMED),
        ("took = time.time() - began", TOLD),
        ("await within(1, news)", "has no patience"),
        ("thread.join(0.5)", "has no patience"),
        ("thread.join(timeout=0.5)", "has no patience"),
        ("happened.wait(1)", "has no patience"),
        ("happened.wait(30)", None),
        ("await within(20, news)", None),
        ("await within(ENOUGH, news)", None),
        ("assert clock.now == NINE", None),
    ],
)
def test_what_watches_the_clock_is_seen(source: str, fault: str | None) -> None:
    assert [each for _, each in faults(source)] == ([fault] if fault else [])
