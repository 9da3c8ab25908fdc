"""Static files: compressed once, kept for good under an address of their own, asked for anew under any other."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

import display.pages
from scheduler.web import app
from scheduler.web.shared.asset_tags import asset, script, style
from scheduler.web.shared.assets import Assets, Part, coding_of, mark_of
from scheduler.web.shared.bundles import BUNDLES

STYLE = "/* why */\nbody { margin: 0; }\n" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.css").write_text(STYLE)
    (tmp_path / "b.css").write_text("p { color: red; }\n")
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    return tmp_path


@pytest.fixture
def files(folder: Path) -> Iterator[TestClient]:
    both = [Part(folder / "a.css"), Part(folder / "b.css")]
    site = Starlette(routes=[Mount("/static", Assets(folder, {"ab.css": both}))])
    site.state.asset_mark = mark_of([folder], {})
    with TestClient(site, headers={"Accept-Encoding": "identity"}) as client:
        yield client


@pytest.mark.parametrize("name", ["a.css", "ab.css", "a.png"])
def test_address_with_the_mark_is_kept_for_good(files: TestClient, folder: Path, name: str) -> None:
    ours = files.get(f"/static/{name}?v={mark_of([folder], {})}")
    others = [files.get(f"/static/{name}{query}") for query in ("", "?v=", "?v=old")]

    assert ours.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert {answer.headers["cache-control"] for answer in others} == {"no-cache"}


def test_mark_changes_with_any_file(folder: Path) -> None:
    before = mark_of([folder], {})

    (folder / "b.css").write_text("p { color: blue; }\n")

    assert mark_of([folder], {}) != before


@pytest.mark.parametrize(
    "changed",
    [
        {"ab.css": [Part(Path("a.css")), Part(Path("b.css"), "base")]},
        {"ab.css": [Part(Path("b.css")), Part(Path("a.css"))]},
        {"ab.css": [Part(Path("a.css"))]},
        {"b.css": [Part(Path("a.css")), Part(Path("b.css"))]},
    ],
    ids=["layer", "order", "parts", "name"],
)
def test_mark_changes_with_what_is_sent_as_one(folder: Path, changed: dict[str, list[Part]]) -> None:
    before = mark_of([folder], {"ab.css": [Part(Path("a.css")), Part(Path("b.css"))]})

    assert mark_of([folder], changed) != before


def test_bundle_is_its_parts_in_order_without_comments(files: TestClient) -> None:
    text = files.get("/static/ab.css").text

    assert text == "body { margin: 0; }\n" * 40 + "\np { color: red; }\n"


def test_sheet_is_put_into_its_layer(folder: Path) -> None:
    assert Part(folder / "b.css", "base").read() == b"@layer base {\np { color: red; }\n}\n"


@pytest.mark.parametrize(
    ("script", "served"),
    [
        ('// why\nvar url = "http://here"; // stays\n', 'var url = "http://here"; // stays\n'),
        ("/** @type {number} */\nlet n = 1;\n", "let n = 1;\n"),
        ("  /**\n   * @param {number} n\n   */ \n  f(n) { }\n", "f(n) { }\n"),
        ("/* ** / one */\n// two\n/** three **/\ngo();\n", "go();\n"),
        ("/** @type {A} */ (a).b();\n/** c */\n", "/** @type {A} */ (a).b();\n"),
        ("x = /[/*]/;\ny = 1; /* stays */\n", "x = /[/*]/;\ny = 1; /* stays */\n"),
        ("let a = 2 /* b\n*/ * c;\n", "let a = 2 /* b\n*/ * c;\n"),
    ],
)
def test_script_loses_comments_that_have_their_lines_to_themselves(
    files: TestClient, folder: Path, script: str, served: str
) -> None:
    (folder / "a.js").write_text(script)

    assert files.get("/static/a.js").text == served


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_file_is_sent_in_the_coding_that_is_accepted(files: TestClient, coding: str, unpack: object) -> None:
    with files.stream("GET", "/static/a.css", headers={"Accept-Encoding": coding}) as answer:
        body = b"".join(answer.iter_raw())

    assert answer.headers["content-encoding"] == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert unpack(body) == files.get("/static/a.css").content  # type: ignore[operator]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5", "br"),
        ("br; q=0.000, gzip; q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_coding_is_one_that_the_browser_wants(accepted: str, coding: str | None) -> None:
    assert coding_of(accepted) == coding


def test_known_file_is_not_sent_again_until_it_changes(files: TestClient, folder: Path) -> None:
    tag = files.get("/static/a.css").headers["etag"]
    again = files.get("/static/a.css", headers={"If-None-Match": tag})
    (folder / "a.css").write_text("body { margin: 1px; }\n")

    changed = files.get("/static/a.css", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed.text) == (200, "body { margin: 1px; }\n")


def test_picture_is_sent_as_it_is(files: TestClient) -> None:
    answer = files.get("/static/a.png", headers={"Accept-Encoding": "br"})

    assert answer.content == b"\x89PNG"
    assert "content-encoding" not in answer.headers


def test_file_that_is_not_there_is_not_found(files: TestClient) -> None:
    assert files.get("/static/nothing.css").status_code == 404


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("{{ asset('a.svg') }}", ["/under/static/a.svg?v=1a2b"]),
        ("{{ script('a.js') }}", ['<script src="/under/static/a.js?v=1a2b" defer></script>']),
        (
            "{{ style('a.css', 'b&c.css') }}",
            [
                '<link rel="stylesheet" href="/under/static/a.css?v=1a2b">',
                '<link rel="stylesheet" href="/under/static/b&amp;c.css?v=1a2b">',
            ],
        ),
    ],
)
def test_template_names_a_file_by_the_address_with_the_mark(said: str, lines: list[str]) -> None:
    environment = Environment(autoescape=True)
    environment.globals.update(asset=asset, style=style, script=script)

    told = {"static_folder": "/under/static/", "asset_version": "1a2b"}

    assert environment.from_string(said).render(told).split("\n") == lines


@pytest.mark.parametrize("bundle", BUNDLES)
def test_parts_of_a_bundle_are_all_there_and_each_is_meant(bundle: str) -> None:
    """A part that moved would be left out in silence, and of two with one name somebody would get the other."""
    names = [part.file for part in BUNDLES[bundle]]
    folders = (app.STATIC, display.pages.STATIC)

    assert {name: sum((folder / name).is_file() for folder in folders) for name in names} == dict.fromkeys(names, 1)


@pytest.mark.parametrize(
    ("bundle", "layers"),
    [
        ("citizens.css", [""]),
        ("kiosk.css", [""]),
        ("signin.css", [""]),
        ("staff.css", ["base", "components"]),
        ("office.css", ["base", "components"]),
        ("desk.css", ["base", "components"]),
        ("door.css", ["base", "components", ""]),
        ("counter.css", ["base", "components", ""]),
        ("paper.css", ["base", "components", ""]),
    ],
)
def test_layers_of_a_surface_rise_to_what_stands_in_none(bundle: str, layers: list[str]) -> None:
    """Whoever comes first is beaten by all others; what may be older than layers gets none."""
    assert list(dict.fromkeys(part.layer for part in BUNDLES[bundle])) == layers
