"""What is run, and in which order: at every push the gate, before a release everything (`--deep`).

Outside the browser a test is in the gate unless it is marked `deep("why")`. It runs on SQLite, and where it is marked
`postgres("why")`, for one of the reasons below, on PostgreSQL; with `--deep` every test of a database runs on both.
"""

from pathlib import Path

import hypothesis
import pytest

PARTS = ("all", "pg", "browser", "sized", "days")
POSTGRES = pytest.param("postgres", marks=pytest.mark.pg)
REASONS: dict[str, list[object]] = {
    "statements": ["sqlite", POSTGRES],  # it is one of those that together send every statement
    "constraints": ["sqlite", POSTGRES],  # a rule of the tables says no, and each database says it in its own way
    "dialect": ["sqlite", POSTGRES],  # the program asks which database it is, or uses what only one of them has
    "locks": [POSTGRES],  # it holds what happens at once, and on SQLite one writer does one thing after the other
}
"""Why a test runs on PostgreSQL at every push, and where it runs then."""

HERE = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("giliran")
    group.addoption(
        "--deep", nargs="?", const="all", choices=PARTS, help="everything, or a part of it, and not the gate alone"
    )


def pytest_configure(config: pytest.Config) -> None:
    """The gate looks at the same examples each time, deep runs look for new ones."""
    usual = {"database": None, "deadline": None, "print_blob": True}
    hypothesis.settings.register_profile("gate", derandomize=True, **usual)
    hypothesis.settings.register_profile("random", **usual)
    hypothesis.settings.load_profile("random" if config.getoption("--deep") else "gate")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Which databases a test runs on, where it does not say so itself."""
    if "database_url" not in metafunc.fixturenames or _names_its_own(metafunc.definition):
        return
    is_deep = metafunc.config.getoption("--deep") is not None
    kinds = ["sqlite", POSTGRES] if is_deep else _asked_for(metafunc.definition)
    metafunc.parametrize("database_url", kinds, indirect=True)


def _names_its_own(test: pytest.Item) -> bool:
    return any("database_url" in mark.args[0] for mark in test.iter_markers("parametrize"))


def is_for_sqlite_alone(test: pytest.Item) -> bool:
    """Whether a test says itself that it is about SQLite, and not about any database."""
    params = getattr(test, "callspec", None)
    return _names_its_own(test) and params is not None and params.params.get("database_url") == "sqlite"


def _asked_for(test: pytest.Item) -> list[object]:
    mark = test.get_closest_marker("postgres")
    if mark is None:
        return ["sqlite"]
    if not (mark.args and mark.args[0] in REASONS):
        raise pytest.UsageError(f"{test.nodeid}: postgres(...) takes one of {', '.join(REASONS)}")
    return REASONS[mark.args[0]]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests first, then other slow ones: they wait where others work, and none is left over at the end."""
    part = config.getoption("--deep")
    kept = [item for item in items if _belongs(item, part)]
    if left_out := [item for item in items if item not in set(kept)]:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(kept, key=lambda item: (not drives_a_browser(item), not item.get_closest_marker("slow")))


def _belongs(item: pytest.Item, part: str | None) -> bool:
    is_deep = item.get_closest_marker("deep") is not None
    folder = item.path.relative_to(HERE).parts[0]
    match part:
        case None:
            return not is_deep
        case "pg":
            return item.get_closest_marker("pg") is not None
        case "browser":
            return folder == "browser"
        case "sized":
            return is_deep and folder not in {"browser", "simulation"}
        case "days":
            return folder == "simulation"
    return True


def drives_a_browser(item: pytest.Item) -> bool:
    """Whether Chromium runs for it, in a process that belongs to this one."""
    return "playwright" in getattr(item, "fixturenames", ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How to see it again: what failed may have failed for what ran before it."""
    part = config.getoption("--deep")
    if terminalreporter.getreports("failed") or terminalreporter.getreports("error") or part:
        what = f"deep PART={part}" if part else "test"
        seed = config.getoption("randomly_seed", None)
        terminalreporter.write_line(
            f"The order again: make {what} SEED={seed}" if seed else "In the order of the files."
        )
