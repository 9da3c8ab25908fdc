"""Holds the layout: which part of the program may import which, and what the inner parts never do.

The same table, in words, is in docs/architecture.md; change both in one commit.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("scheduler", "display")

DOMAIN, BOARD, RUNTIME, KEYS = (
    ("scheduler/domain/",),
    ("scheduler/board/",),
    ("scheduler/runtime/",),
    ("scheduler/keys/",),
)
DB, FLOW, MESSAGES = ("scheduler/db/",), ("scheduler/flow/",), ("scheduler/messages/",)
PICTURES, CHILD = ("scheduler/pictures/",), ("scheduler/pictures/child/",)
WEB = ("scheduler/web/",)
BESIDE_FLOW = ("scheduler/intake/", "scheduler/printing/", "scheduler/speech/", *PICTURES)
FLOW_ORDER = (
    "core",
    "audit",
    "hall",
    "seats",
    "calendar",
    "custody",
    "invitations",
    "destinations",
    "talks",
    "offices",
    "roster",
    "staff",
    "blanks",
    "documents",
    "delivery",
    "booking",
    "place",
    "postponement",
    "counter",
    "satisfaction",
    "applying",
    "regency",
    "door",
    "day_end",
    "screens",
    "trials",
    "contact",
    "channels",
    "intake",
    "talk_applications",
    "figures",
    "forecasting",
    "public",
    "upkeep",
    "privacy",
    "start",
    "alarms",
)
"""The capabilities of the steps, low to high: each sees those before it."""
STEPS = tuple(f"scheduler/flow/{word}/" for word in FLOW_ORDER)
PROCESS = tuple(f"scheduler/runtime/{name}.py" for name in ("config", "clock", "supervise"))
BELOW_FLOW = (*DOMAIN, *BOARD, *KEYS, "scheduler/intake/", *DB, "scheduler/translations.py")
BACKUP = ("scheduler/backup/",)
OIDC = ("scheduler/oidc/",)
BELOW_HEALTH = (*BELOW_FLOW, *RUNTIME, *FLOW, *MESSAGES, *BESIDE_FLOW, *BACKUP, *OIDC)
BELOW_WEB = (*BELOW_HEALTH, "scheduler/health/")
ALL = ("scheduler/", "display/")

# Low to high; the first line that fits a file is its own. A key ending in "/" is one unit: its files see each other.
# A key ending in "/*" is a unit for every file or folder in it: they do not see each other.
LAYERS: dict[str, tuple[str, ...]] = {
    "scheduler/__init__.py": (),
    "scheduler/domain/": (),
    "scheduler/translations.py": DOMAIN,
    "scheduler/board/": DOMAIN,
    "scheduler/runtime/": DOMAIN,
    "scheduler/keys/": (*DOMAIN, "scheduler/runtime/config.py"),
    "scheduler/intake/": DOMAIN,
    "scheduler/pictures/child/": ("scheduler/intake/",),
    "scheduler/pictures/": (
        *DOMAIN,
        "scheduler/intake/",
        *KEYS,
        "scheduler/runtime/config.py",
        "scheduler/runtime/nameless.py",
    ),
    "scheduler/printing/": DOMAIN,
    "scheduler/speech/": DOMAIN,
    "scheduler/db/": (*DOMAIN, *KEYS, *PROCESS),
    "scheduler/flow/__init__.py": (),
    **{part: (*BELOW_FLOW, *STEPS[:place]) for place, part in enumerate(STEPS)},
    "scheduler/messages/": (*DOMAIN, *BOARD, *KEYS, *DB, *FLOW, *PROCESS, "scheduler/runtime/nameless.py"),
    "scheduler/backup/": (*DOMAIN, *RUNTIME, *KEYS, *DB, *FLOW, *PICTURES),
    "scheduler/oidc/": (*DOMAIN, *KEYS, "scheduler/runtime/config.py", *MESSAGES),
    "scheduler/health/": BELOW_HEALTH,
    "scheduler/web/shared/": BELOW_WEB,
    "scheduler/web/app.py": (*BELOW_WEB, "scheduler/web/"),
    "scheduler/web/*": (*BELOW_WEB, "scheduler/web/shared/"),
    "scheduler/jobs/": BELOW_WEB,
    "scheduler/metrics/": BELOW_WEB,
    "scheduler/display_ports/": BELOW_WEB,
    "display/": BOARD,
    # The only places that see both halves.
    "scheduler/main.py": ALL,
    "scheduler/cli.py": ALL,
    "scheduler/__main__.py": ALL,
    "scheduler/commands/": ALL,
    "scheduler/demo/": (*BELOW_WEB, "scheduler/web/"),
}

EXTRAS = {
    "postgres": "psycopg",
    "voice": "espeakng_loader",
    "push": "pywebpush",
    "escpos": "escpos",
    "age": "pyrage",
    "pdf": "typst",
    "oidc": "authlib",
}
"""What may be installed beside the rest, and a package of it that some file imports."""

WRITES = ("add", "add_all", "delete", "flush", "merge")
TAKES = {
    "scheduler.flow.hall.lobby_lock": ("hold", "hold_date"),
    "scheduler.flow.seats.seats": ("hold",),
    "scheduler.db.engine.locks": ("hold_name",),
    "scheduler.db.engine.changing": ("change_rows",),
}
"""What takes a lock or changes rows, by module: for steps alone."""

STANDARD_LIBRARY_ONLY = (
    *DOMAIN,
    *(f"scheduler/board/{name}.py" for name in ("model", "screen", "waits", "written_waits", "qr_path")),
)
WITHOUT_CLOCK = (*DOMAIN, *BOARD, *FLOW, *DB)
CLOCK_READS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
CLOCKS = {"datetime", "date", "time", "dt", "datetime.datetime", "datetime.date"}


@dataclass(frozen=True)
class Import:
    line: int
    name: str


@cache
def sources() -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for package in OURS for path in (ROOT / package).rglob("*.py"))


@cache
def tree_of(source: str) -> ast.Module:
    return ast.parse((ROOT / source).read_text("utf-8"), source)


def imports_of(source: str, tree: ast.Module) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(source, node)
            yield from (Import(node.lineno, f"{base}.{alias.name}") for alias in node.names)


@cache
def imports_in(source: str) -> list[Import]:
    """What a file imports; asked for every folder above it and by most tests here, and looked for once."""
    return list(imports_of(source, tree_of(source)))


def absolute(source: str, node: ast.ImportFrom) -> str:
    folders = list(Path(source).parent.parts)
    above = folders[: len(folders) - node.level + 1] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


@cache
def file_of(name: str) -> str:
    """The file that a dotted name of ours comes from, also where its last parts are things inside the file."""
    parts = name.split(".")
    while parts:
        stem = "/".join(parts)
        for candidate in (f"{stem}.py", f"{stem}/__init__.py"):
            if (ROOT / candidate).is_file():
                return candidate
        parts.pop()
    raise LookupError(name)


def layer_of(source: str) -> str | None:
    return next((layer for layer in LAYERS if covers(layer, source)), None)


def covers(layer: str, source: str) -> bool:
    folder = layer.removesuffix("*")
    return source.startswith(folder) if folder.endswith("/") else source == layer


def unit_of(source: str) -> str:
    """What a file belongs to: files of one unit see each other."""
    layer = layer_of(source) or source
    if not layer.endswith("*"):
        return layer
    folder = layer.removesuffix("*")
    return folder + source.removeprefix(folder).split("/")[0]


def may_import(source: str, target: str) -> bool:
    if target in {"scheduler/__init__.py", "display/__init__.py"} or unit_of(source) == unit_of(target):
        return True
    return any(covers(allowed, target) for allowed in LAYERS[layer_of(source) or ""])


def called_in(parts: tuple[str, ...]) -> Iterator[tuple[str, ast.Attribute]]:
    """What is called by a name behind a dot in the files of some parts, and in which line of which file."""
    for source in sources():
        if source.startswith(parts):
            calls = (node.func for node in ast.walk(tree_of(source)) if isinstance(node, ast.Call))
            yield from ((f"{source}:{call.lineno}", call) for call in calls if isinstance(call, ast.Attribute))


def test_every_file_has_a_place_in_the_layout() -> None:
    lost = [source for source in sources() if not layer_of(source)]

    assert not lost, "Give each a line in LAYERS and in docs/architecture.md:\n" + "\n".join(lost)


def test_files_import_only_what_their_layer_may() -> None:
    wrong = [
        f"{source}:{found.line} imports {found.name}, may only {LAYERS[layer_of(source) or '']}"
        for source in sources()
        if layer_of(source)
        for found in imports_in(source)
        if found.name.split(".")[0] in OURS and not may_import(source, file_of(found.name))
    ]

    assert not wrong, "\n".join(wrong)


def test_capabilities_of_a_surface_do_not_see_each_other() -> None:
    """A folder of the office's pages sees itself and what they share; all of them are seen by the office alone."""
    wrong = [
        f"{source}:{found.line} imports {found.name}"
        for source in sources()
        for found in imports_in(source)
        if found.name.split(".")[0] in OURS and is_neighbour(source, file_of(found.name))
    ]

    assert not wrong, "\n".join(wrong)


def is_neighbour(source: str, target: str) -> bool:
    """Whether a file of a capability's folder must not see another file of the pages."""
    own = capability_of(source)
    if own is None or not Path(target).is_relative_to("scheduler/web"):
        return False
    seen = (own, own.parent / "shared", Path("scheduler/web/shared"))
    return not any(Path(target).is_relative_to(folder) for folder in seen)


@pytest.mark.parametrize(
    ("source", "target", "neighbour"),
    [
        ("scheduler/web/office/blanks/view.py", "scheduler/web/office/booking/pages.py", True),
        ("scheduler/web/office/blanks/view.py", "scheduler/web/citizen/booking/ticket.py", True),
        ("scheduler/web/office/blanks/view.py", "scheduler/web/office/blanks/weeks.py", False),
        ("scheduler/web/office/blanks/view.py", "scheduler/web/office/shared/names.py", False),
        ("scheduler/web/office/blanks/view.py", "scheduler/web/shared/staff/pages.py", False),
        ("scheduler/web/door/kiosk/steps.py", "scheduler/web/door/handlers.py", True),
        ("scheduler/web/door/kiosk/steps.py", "scheduler/web/door/shared/scans.py", False),
        ("scheduler/web/office/shared/names.py", "scheduler/web/office/blanks/view.py", True),
        ("scheduler/web/office/blanks/view.py", "scheduler/flow/blanks/stock.py", False),
        ("scheduler/web/office/__init__.py", "scheduler/web/office/blanks/view.py", False),
    ],
)
def test_neighbour_is_another_capability(source: str, target: str, *, neighbour: bool) -> None:
    assert (ROOT / source).is_file()
    assert (ROOT / target).is_file()
    assert is_neighbour(source, target) is neighbour


def test_no_folder_goes_round_in_a_circle() -> None:
    """Of what stands in one folder, files and folders, none imports itself by way of another."""
    folders = sorted({folder for source in sources() for folder in Path(source).parents if folder.name})
    circles = {str(folder): circle for folder in folders if (circle := circle_of(neighbours(folder)))}

    assert circles == {}


def circle_of(seen: dict[str, set[str]]) -> list[str]:
    """Names of which each is seen by the next, the last again the first; nothing where there is no circle."""
    try:
        TopologicalSorter(seen).prepare()
    except CycleError as error:
        return [str(each) for each in error.args[1]]
    return []


def test_circle_is_found() -> None:
    assert sorted(set(circle_of({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}))) == ["a", "b", "c"]
    assert circle_of({"a": {"b", "c"}, "b": {"c"}}) == []
    assert neighbours(Path("scheduler/flow"))["hall"] >= {"core"}


def neighbours(folder: Path) -> dict[str, set[str]]:
    """What stands in a folder, and what else of it each imports."""
    found, above = dict[str, set[str]](), f"{folder}/"
    for source in sources():
        if source.startswith(above):
            seen = {_part_of(target, above) for target in targets_of(source) if target.startswith(above)}
            own = _part_of(source, above)
            found.setdefault(own, set()).update(seen - {own})
    return found


def _part_of(source: str, above: str) -> str:
    return source.removeprefix(above).split("/")[0]


@cache
def targets_of(source: str) -> set[str]:
    """The files of ours that a file imports something of."""
    return {file_of(each.name) for each in imports_in(source) if each.name.split(".")[0] in OURS}


def capability_of(source: str) -> Path | None:
    """The folder of a surface's capability that a file stands in; None of a file that is in none."""
    folder = Path(source).parent
    return folder if folder.parent.parent == Path("scheduler/web") else None


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("scheduler/web/office/blanks/view.py", "scheduler/web/office/blanks"),
        ("scheduler/web/office/__init__.py", None),
        ("scheduler/web/app.py", None),
    ],
)
def test_capability_is_a_folder_of_a_surface(source: str, folder: str | None) -> None:
    assert (ROOT / source).is_file()
    assert capability_of(source) == (Path(folder) if folder else None)


def test_inner_files_need_only_the_standard_library() -> None:
    known = sys.stdlib_module_names | set(OURS)

    foreign = [
        f"{source}:{found.line} imports {found.name}"
        for source in sources()
        if source.startswith(STANDARD_LIBRARY_ONLY)
        for found in imports_in(source)
        if found.name.split(".")[0] not in known
    ]

    assert not foreign, "\n".join(foreign)


def test_every_extra_that_can_be_installed_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    imported = {found.name.split(".")[0] for source in sources() for found in imports_in(source)}

    assert project["optional-dependencies"].keys() - {"dev"} == EXTRAS.keys()
    assert {extra for extra, package in EXTRAS.items() if package not in imported} == set()


def test_what_reads_pictures_is_loaded_in_a_process_of_its_own_alone() -> None:
    """A demonstration and a pass are painted, and bar codes are written: none of it reads a file that somebody sent."""
    loaded = {
        source
        for source in sources()
        for found in imports_in(source)
        if found.name.split(".")[0] in {"PIL", "pypdfium2", "pypdfium2_raw", "zxingcpp"}
    }
    reads = {where.split(":")[0] for where, call in called_in(OURS) if call.attr == "read_barcodes"}

    beside = {source for source in loaded | reads if not source.startswith((*CHILD, "scheduler/demo/"))}
    assert beside == {"scheduler/web/shared/barcodes.py", "scheduler/board/pass_picture.py"}
    assert "scheduler/web/shared/barcodes.py" not in reads
    opened = {where.split(":")[0] for where, call in called_in(OURS) if ast.unparse(call) == "Image.open"}
    assert not opened & beside


def test_inner_files_are_told_the_time() -> None:
    reads = [
        f"{where} {ast.unparse(call)}"
        for where, call in called_in(WITHOUT_CLOCK)
        if call.attr in CLOCK_READS and ast.unparse(call.value) in CLOCKS
    ]

    assert not reads, "`now` is a parameter: only the edge reads the clock.\n" + "\n".join(reads)


def test_steps_leave_the_commit_to_the_edge() -> None:
    assert [where for where, call in called_in(FLOW) if call.attr in {"commit", "rollback"}] == []


def test_surfaces_leave_locks_and_rows_to_steps() -> None:
    """A form is read and an answer drawn there. What takes a lock, or writes a row, is a step of a capability."""
    written = [where for where, call in called_in(WEB) if ast.unparse(call) in {f"session.{word}" for word in WRITES}]
    takes = {name for module, words in TAKES.items() for name in (module, *(f"{module}.{word}" for word in words))}
    taken = [
        f"{source}:{found.line} imports {found.name}"
        for source in sources()
        if source.startswith(WEB)
        for found in imports_in(source)
        if found.name in takes
    ]

    assert [*written, *taken] == []


def test_what_surfaces_leave_to_steps_is_there() -> None:
    for module, words in TAKES.items():
        text = (ROOT / file_of(module)).read_text("utf-8")
        assert [word for word in words if f"\ndef {word}(" not in text] == []


def test_no_place_is_kept_from_the_formatter() -> None:
    kept = re.compile(r"#\s*fmt:\s*(skip|off)")
    ours = (ROOT / source for source in sources())
    tests = (path for path in ROOT.joinpath("tests").rglob("*.py") if path != Path(__file__))

    assert [path.name for path in (*ours, *tests) if kept.search(path.read_text("utf-8"))] == []


def test_rows_are_changed_and_counted_in_one_place() -> None:
    """What stands beside it: prepared statements and one INSERT that are counted, and changes that return rows."""
    others = set(sources()) - {"scheduler/db/engine/changing.py"}
    named = {
        word: {source for source in others if word in (ROOT / source).read_text("utf-8")}
        for word in ("rowcount", "synchronize_session")
    }

    assert named == {
        "rowcount": {f"scheduler/{name}.py" for name in ("db/engine/prepared", "flow/core/shares")},
        "synchronize_session": {f"scheduler/flow/{name}.py" for name in ("core/counting", "screens/screens")},
    }


@pytest.mark.parametrize("parts", [OURS, STANDARD_LIBRARY_ONLY, WITHOUT_CLOCK, FLOW, WEB])
def test_there_are_files_in_every_part_that_is_looked_at(parts: tuple[str, ...]) -> None:
    assert [part for part in parts if not any(source.startswith(part) for source in sources())] == []


def test_migrations_are_no_package() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists(), "It would hide the library of the same name."


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("scheduler/domain/hall/queue.py", "scheduler/domain/refusals.py", True),
        ("scheduler/domain/hall/queue.py", "scheduler/board/model.py", False),
        ("scheduler/flow/booking/bookings.py", "scheduler/flow/core/history.py", True),
        ("scheduler/flow/core/history.py", "scheduler/flow/booking/bookings.py", False),
        ("scheduler/flow/core/history.py", "scheduler/flow/core/outbox.py", True),
        ("scheduler/flow/booking/bookings.py", "scheduler/flow/counter/tickets.py", False),
        ("scheduler/flow/hall/people_count.py", "scheduler/runtime/config.py", False),
        ("scheduler/web/citizen/booking/ticket.py", "scheduler/web/shared/pages.py", True),
        ("scheduler/web/citizen/booking/ticket.py", "scheduler/web/door/shared/scans.py", False),
        ("scheduler/web/api/counters.py", "scheduler/web/api/answers.py", True),
        ("scheduler/web/app.py", "scheduler/web/door/shared/scans.py", True),
        ("scheduler/web/citizen/booking/ticket.py", "display/app.py", False),
        ("scheduler/jobs/tick.py", "scheduler/display_ports/boards.py", False),
        ("scheduler/db/opening.py", "scheduler/runtime/passwords.py", False),
        ("display/app.py", "scheduler/board/model.py", True),
        ("display/app.py", "scheduler/domain/refusals.py", False),
        ("scheduler/main.py", "display/app.py", True),
    ],
)
def test_table_says_who_sees_whom(source: str, target: str, *, allowed: bool) -> None:
    assert (ROOT / source).is_file()
    assert (ROOT / target).is_file()
    assert may_import(source, target) is allowed


def test_relative_import_is_seen_as_what_it_is() -> None:
    tree = ast.parse("from ..flow.hall import people_count\nfrom . import door")

    names = [found.name for found in imports_of("scheduler/web/app.py", tree)]

    assert names == ["scheduler.flow.hall.people_count", "scheduler.web.door"]
