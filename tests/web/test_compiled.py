"""Templates whose code is kept: what is drawn is what their text says, whatever was kept before."""

import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, nodes
from jinja2.filters import FILTERS

from scheduler.web.shared import pages
from scheduler.web.shared.compiled import Compiled
from scheduler.web.shared.pages import FOLDER, SOURCE, Pages, _environment

PAGE = "page.html"


def environment(folder: Path, kept: Compiled | None = None) -> Environment:
    """One over the templates of a folder."""
    return Environment(loader=FileSystemLoader(folder), bytecode_cache=kept, autoescape=True)


def files(folder: Path) -> list[Path]:
    """What is kept of them."""
    return sorted(folder.glob("__pycache__/*"))


@pytest.fixture
def _writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str | None]]:
    """The templates that were compiled, in their order."""
    compiled: list[str | None] = []
    compile_one = Environment.compile

    def counted(self: Environment, source: str, name: str | None = None, filename: str | None = None) -> object:
        compiled.append(name)
        return compile_one(self, source, name, filename)

    monkeypatch.setattr(Environment, "compile", counted)
    return compiled


@pytest.mark.usefixtures("_writing")
def test_each_is_compiled_once_for_all_languages_and_starts(tmp_path: Path, compilations: list[str]) -> None:
    (tmp_path / PAGE).write_text("Loket {{ number }}")
    one_start, next_start = Compiled(), Compiled()

    drawn = [
        environment(tmp_path, kept).get_template(PAGE).render(number=2) for kept in (one_start,) * 2 + (next_start,)
    ]

    assert drawn == ["Loket 2"] * 3
    assert compilations == [PAGE]
    assert len(files(tmp_path)) == 1


@pytest.mark.usefixtures("_writing")
def test_page_is_drawn_where_nothing_can_be_kept(tmp_path: Path, compilations: list[str]) -> None:
    (tmp_path / PAGE).write_text("Loket {{ number }}")
    (tmp_path / "__pycache__").write_text("a file where the folder would be")

    assert [environment(tmp_path, Compiled()).get_template(PAGE).render(number=2) for _ in "ab"] == ["Loket 2"] * 2
    assert compilations == [PAGE] * 2


@pytest.mark.usefixtures("_writing")
def test_it_is_kept_where_python_keeps_that_of_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[str]
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / PAGE).write_text("Loket")

    for _ in "ab":
        environment(folder, Compiled()).get_template(PAGE)

    assert compilations == [PAGE]
    assert [each.name for each in folder.iterdir()] == [PAGE]


@pytest.mark.usefixtures("_writing")
def test_full_disk_keeps_no_piece_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(self: Path, whole: bytes) -> int:
        with self.open("wb") as file:
            file.write(whole[: len(whole) // 2])
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Path, "write_bytes", half)
    (tmp_path / PAGE).write_text("Loket {{ number }}")

    assert environment(tmp_path, Compiled()).get_template(PAGE).render(number=2) == "Loket 2"
    assert files(tmp_path) == []


def test_nothing_is_written_where_python_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / PAGE).write_text("Loket")

    environment(tmp_path, Compiled()).get_template(PAGE)

    assert files(tmp_path) == []


TEXTS = ["a{{ n }}", "b{{ n }}{{ 1 | release }}", "{% if n %}c{% endif %}", ""]
STEP = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(TEXTS)),
    st.tuples(st.just("release"), st.sampled_from(["3.1.6", "3.2.0"])),
    st.tuples(st.just("escape"), st.booleans()),
    st.tuples(st.just("spoil"), st.integers(0, 400)),
)


@given(st.lists(STEP, max_size=12))
def test_what_is_drawn_is_what_would_be_compiled_now(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]]
) -> None:
    """Texts change; the program starts anew with another Jinja, other options, or after a file was spoiled."""
    folder = tmp_path_factory.mktemp("templates")
    page, options = folder / PAGE, folder / "options"
    page.write_text(TEXTS[1])
    options.write_text("False")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)
        kept = Compiled([options])
        for what, value in steps:
            change(folder, patch, what, value)
            if what != "text":
                kept = Compiled([options])
            drawn, anew = environment(folder, kept), environment(folder)
            for each in (drawn, anew):
                each.autoescape = options.read_text() == "True"
                each.filters["release"] = lambda _: jinja2.__version__

            assert drawn.get_template(PAGE).render(n="<") == anew.get_template(PAGE).render(n="<")


def change(folder: Path, patch: pytest.MonkeyPatch, what: str, value: Any) -> None:
    """Take one step."""
    if what == "text":
        (folder / PAGE).write_text(value)
    elif what == "release":
        patch.setattr(jinja2, "__version__", value)
    elif what == "escape":
        (folder / "options").write_text(str(value))
    else:
        for file in files(folder):
            file.write_bytes(spoiled(file.read_bytes(), value))


def spoiled(kept: bytes, at: int) -> bytes:
    """With another byte at a place, or broken off there."""
    return kept[:at] + (bytes([kept[at] ^ 1]) + kept[at + 1 :] if at % 2 and at < len(kept) else b"")


def is_constant(node: nodes.Expr) -> bool:
    """Whether Jinja knows the value while it compiles."""
    try:
        node.as_const()
    except nodes.Impossible:
        return False
    return True


def test_no_filter_of_ours_is_given_constants_alone() -> None:
    """Jinja asks such a one while it compiles: its answer would be kept, for other languages and versions too."""
    ours = _environment([FOLDER], SOURCE, Compiled())

    asked = [
        (name, each.name)
        for name in ours.list_templates(["html"])
        for each in ours.parse((FOLDER / name).read_text("utf-8")).find_all(nodes.Filter)
        if each.name not in FILTERS and is_constant(each)
    ]

    assert asked == []


def test_no_filter_of_ours_asks_for_the_context() -> None:
    """Whether one does is compiled in: it would be called as the last version was, which is a page of errors."""
    ours = _environment([FOLDER], SOURCE, Compiled()).filters

    assert [name for name in ours.keys() - FILTERS.keys() if hasattr(ours[name], "jinja_pass_arg")] == []


def test_languages_of_a_server_share_what_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[str]
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / PAGE).write_text("Loket")

    for each in Pages([tmp_path])._environments.values():
        each.get_template(PAGE)

    assert compilations == [PAGE]


def test_all_are_compiled_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[str]) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(pages, "FOLDER", tmp_path)
    (tmp_path / PAGE).write_text("Loket")

    pages.compile_all()
    for each in Pages()._environments.values():
        each.get_template(PAGE)

    assert compilations == [PAGE]
