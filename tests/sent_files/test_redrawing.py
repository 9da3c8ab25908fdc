"""A file becomes pictures drawn anew, and nothing of it but its pixels goes on."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from scheduler.domain.applying.upload_refusals import (
    DrawingBusy,
    FileEmpty,
    FileForeign,
    FileLocked,
    FileTooLarge,
    FileTooSlow,
    FileUnreadable,
    TooManyPages,
)
from scheduler.domain.refusals import Refusal
from scheduler.pictures import apart, redrawing
from scheduler.pictures.redrawing import Drawn, redraw
from scheduler.pictures.small import small_of
from scheduler.pictures.turns import Asker
from tests.scenes.papers import file_of, paper, pdf_of
from tests.sent_files.hostile import png_of


@pytest.fixture
def drawn(tmp_path: Path):
    async def of(content: bytes, most_pages: int = 3) -> list[Drawn]:
        path = tmp_path / "sent"
        path.write_bytes(content)
        return await redraw(path, most_pages=most_pages, asker=Asker("a phone", "a draft"))

    return of


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_picture_becomes_one_jpeg(drawn, kind: str) -> None:
    pages = await drawn(file_of(paper(), kind))

    picture = Image.open(io.BytesIO(pages[0].content))
    assert (len(pages), picture.format, picture.size) == (1, "JPEG", (1200, 1600))
    assert (pages[0].width, pages[0].height, pages[0].hint) == (1200, 1600, None)


async def test_pdf_becomes_a_jpeg_for_each_page(drawn) -> None:
    pages = await drawn(pdf_of(paper(), paper(size=(1600, 1200))))

    assert [(page.width, page.height) for page in pages] == [(1500, 2000), (2000, 1500)]


async def test_page_has_a_small_picture_of_itself_behind_it(drawn) -> None:
    (page,) = await drawn(file_of(paper(size=(1600, 1200))))

    small = Image.open(io.BytesIO(small_of(page.content)))
    assert (small.format, small.size) == ("JPEG", (192, 144))
    assert Image.open(io.BytesIO(page.content)).size == (1600, 1200)


def test_page_that_was_kept_before_is_its_own_small_picture() -> None:
    content = file_of(paper())

    assert small_of(content) == content
    assert small_of(b"\xff\xff\xff\xffSMALL") == b"\xff\xff\xff\xffSMALL"


async def test_large_photo_is_made_smaller(drawn) -> None:
    pages = await drawn(file_of(Image.new("RGB", (9000, 6000), "teal")))

    assert (pages[0].width, pages[0].height) == (2000, 1333)


async def test_photo_stands_upright_without_what_the_camera_noted(drawn) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Rahasia kamera"

    pages = await drawn(file_of(paper(), exif=exif, comment=b"Rahasia kamera"))

    assert (pages[0].width, pages[0].height) == (1600, 1200)
    assert b"Rahasia" not in pages[0].content
    assert Image.open(io.BytesIO(pages[0].content)).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


async def test_what_one_sees_through_stands_on_white(drawn) -> None:
    pages = await drawn(file_of(Image.new("RGBA", (600, 600), (0, 0, 0, 0)), "PNG"))

    assert Image.open(io.BytesIO(pages[0].content)).getpixel((300, 300)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("draw", "hint"),
    [
        (paper, None),
        (lambda: paper(blurred=1), None),
        (lambda: paper(letter=60), None),
        (lambda: paper(blurred=5), "blurred"),
        (lambda: paper(letter=60, blurred=6), "blurred"),
        (lambda: paper(light=0.5), None),
        (lambda: paper(light=0.15), "dark"),
        (lambda: paper(size=(480, 640)), "small"),
        (lambda: Image.new("RGB", (1200, 1600), "white"), None),
    ],
    ids=["sharp", "nearly sharp", "large letters", "blurred", "large and blurred", "dim", "dark", "small", "empty"],
)
async def test_what_would_be_hard_to_read_is_said(drawn, draw: Callable[[], Image.Image], hint: str | None) -> None:
    assert (await drawn(file_of(draw())))[0].hint == hint


@pytest.mark.parametrize(
    ("write", "refusal"),
    [
        (lambda: b"", FileEmpty),
        (lambda: b"GIF89a", FileUnreadable),
        (lambda: b"MZ" + bytes(500), FileForeign),
        (lambda: file_of(paper())[:20_000], FileUnreadable),
        (lambda: pdf_of(paper())[:20_000], FileUnreadable),
        (lambda: pdf_of(*[paper(size=(600, 600))] * 4), TooManyPages),
        (lambda: png_of(50_000, 50_000), FileTooLarge),
        (lambda: b"\xff\xd8\xff" + bytes(15 * 1024 * 1024), FileTooLarge),
        (lambda: b"%PDF-1.7\n" + b"<<" * 100_000, FileUnreadable),
    ],
    ids=["empty", "head", "program", "cut", "cut PDF", "pages", "bomb", "heavy", "nested"],
)
async def test_what_cannot_be_used_is_refused_in_words(
    drawn, write: Callable[[], bytes], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        await drawn(write())
    assert refused.type is refusal


def says(page: str, content: bytes = b"\xff\xd8\xff", small: bytes = b"\xff\xd8\xff") -> str:
    """A program that tells of one page of three bytes, with a small one of as many."""
    told = b'{"pages": [{%s, "small": 3}]}\n' % page.encode() + content + small
    return f"import sys; sys.stdout.buffer.write({told!r})"


CHILDREN = {
    "dies": "import os; os.abort()",
    "fills": "while True: print('x' * 100_000)",
    "lies": says('"width": 1, "height": 1, "size": 999, "hint": null'),
    "lies of its sides": says('"width": -1, "height": 1, "size": 3, "hint": null'),
    "draws too large": says('"width": 1, "height": 2001, "size": 3, "hint": null'),
    "draws no JPEG": says('"width": 1, "height": 1, "size": 3, "hint": null', b"<a>"),
    "draws no small JPEG": says('"width": 1, "height": 1, "size": 3, "hint": null', small=b"<a>"),
    "has a hint of its own": says('"width": 1, "height": 1, "size": 3, "hint": "<b>"'),
    "tells half": says('"width": 1, "size": 3'),
    "talks otherwise": "print('[1]')",
    "babbles": "print('nonsense')",
    "says nothing": "",
    "promises much": "print('{\"pages\": []}')",
    "promises nothing": "print('{}')",
}


@pytest.mark.parametrize("child", CHILDREN.values(), ids=CHILDREN)
async def test_process_that_fails_costs_one_file(drawn, monkeypatch: pytest.MonkeyPatch, child: str) -> None:
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", child))

    with pytest.raises(FileUnreadable):
        await drawn(file_of(paper(size=(600, 600))))


async def test_file_that_takes_too_much_of_a_processor_is_too_slow(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    child = "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", child))

    with pytest.raises(FileTooSlow) as refused:
        await drawn(file_of(paper(size=(600, 600))))
    assert "satu per halaman" in refused.value.sentence


async def test_file_that_is_ended_at_work_is_too_slow(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(apart, "_used_by", lambda _: 0.6)
    monkeypatch.setattr(redrawing, "PATIENCE", 1)

    with pytest.raises(FileTooSlow):
        await drawn(file_of(paper(size=(600, 600))))


async def test_file_that_got_no_processor_stays(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(redrawing, "PATIENCE", 1)

    with pytest.raises(DrawingBusy):
        await drawn(file_of(paper(size=(600, 600))))


async def test_file_stays_where_no_process_can_be_started(drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "START", ("/nowhere/python",))

    with pytest.raises(DrawingBusy):
        await drawn(file_of(paper(size=(600, 600))))


def locked_pdf() -> bytes:
    """A page behind a password (RC4, 40 bits)."""
    owner, user = bytes(range(32)).hex(), bytes(range(32, 64)).hex()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
        f"<</Filter/Standard/V 1/R 2/O<{owner}>/U<{user}>/P -4>>".encode(),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>"
    return (
        content
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer"
        + trailer
        + b"startxref\n%d\n%%%%EOF" % len(content)
    )


async def test_pdf_behind_a_password_is_said_to_be(drawn) -> None:
    with pytest.raises(FileLocked):
        await drawn(locked_pdf())
