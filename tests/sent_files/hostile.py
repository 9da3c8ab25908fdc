"""Files that nobody should send, and some that only look like it: 200 of them, by name."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.scenes.papers import file_of, paper, pdf_of

EVIL = b"<script>alert('EVIL-PAYLOAD')</script>"
SMALL = paper(size=(160, 200), letter=12)
JPEG, PNG, WEBP, GIF = (file_of(SMALL, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF"))
PDF = pdf_of(SMALL)
PICTURES = {"jpeg": JPEG, "png": PNG, "webp": WEBP, "gif": GIF}
NAMES = ["../../etc/passwd", "a\0b.jpg", "C:\\windows\\x.exe", "." * 200, "<script>.jpg", "x.php", ""]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, data: bytes = b"", *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(data, 9)) + b"".join(more) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body


def gif_of(width: int, height: int, frames: int) -> bytes:
    frame = b",\0\0\0\0" + struct.pack("<HH", width, height) + b"\0\x02\x02\x4c\x01\0"
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def bmp_like(beginning: bytes) -> bytes:
    return beginning + EVIL + bytes(200)


def pdf(*objects: bytes) -> bytes:
    content = b"%PDF-1.7\n"
    for number, each in enumerate(objects, start=1):
        content += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    return content + b"trailer<</Root 1 0 R>>\n%%EOF"


def zipped(name: str = "evil.html", *, bomb: bool = False) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(5_000_000) if bomb else EVIL)
    return written.getvalue()


def _foreign() -> Iterator[tuple[str, bytes]]:
    """What is no picture by its first bytes."""
    beginnings = {
        "exe": b"MZ\x90\0",
        "elf": b"\x7fELF",
        "class": b"\xca\xfe\xba\xbe",
        "gzip": b"\x1f\x8b\x08",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "rar": b"Rar!\x1a\x07",
        "tiff": b"II*\0",
        "tiff-be": b"MM\0*",
        "bigtiff": b"II+\0",
        "bmp": b"BM",
        "ico": b"\0\0\1\0",
        "psd": b"8BPS",
        "heic": b"\0\0\0\x18ftypheic",
        "avif": b"\0\0\0\x18ftypavif",
        "mp4": b"\0\0\0\x18ftypisom",
        "webm": b"\x1aE\xdf\xa3",
        "ogg": b"OggS",
        "mp3": b"ID3",
        "wav": b"RIFF\0\0\0\0WAVE",
        "avi": b"RIFF\0\0\0\0AVI ",
        "jxl": b"\xff\x0a",
        "jp2": b"\0\0\0\x0cjP  ",
        "svg": b"<svg onload='x'>",
        "svg-xml": b"<?xml version='1.0'?><svg>",
        "html": b"<!doctype html>",
        "php": b"<?php",
        "sh": b"#!/bin/sh\n",
        "ps": b"%!PS-Adobe",
        "eps": b"\xc5\xd0\xd3\xc6",
        "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "rtf": b"{\\rtf1",
        "wmf": b"\xd7\xcd\xc6\x9a",
        "swf": b"FWS",
        "pcx": b"\x0a\x05\x01",
        "tga": b"\0\0\x02\0",
        "dds": b"DDS ",
        "icns": b"icns",
        "xcf": b"gimp xcf",
        "fits": b"SIMPLE  =",
        "ppm": b"P6\n1 1\n255\n",
        "xbm": b"#define x",
        "sqlite": b"SQLite format 3\0",
        "bom-jpeg": b"\xef\xbb\xbf\xff\xd8\xff",
        "space-pdf": b" %PDF-1.4",
        "late-pdf": b"\n" * 500 + b"%PDF-1.4",
        "fdf": b"%FDF-1.2",
        "zero": bytes(16),
        "ff": b"\xff" * 16,
        "half-jpeg": b"\xff\xd8",
        "half-png": b"\x89PNG",
        "half-gif": b"GIF8",
        "gif88": b"GIF88a",
        "riff": b"RIFF",
        "text": b"halo",
        "utf16": "halo".encode("utf-16"),
    }
    yield from ((f"foreign {name}", bmp_like(beginning)) for name, beginning in beginnings.items())
    yield "foreign zip", zipped()
    yield "foreign zip bomb", zipped(bomb=True)
    yield "foreign jar", zipped("META-INF/MANIFEST.MF")
    for kind in ("TIFF", "BMP", "ICO", "PPM", "TGA", "JPEG2000"):
        yield f"foreign real {kind}", file_of(SMALL, kind)
    for name, content in PICTURES.items():
        yield f"foreign behind html {name}", EVIL + content
        yield f"foreign behind zip {name}", zipped() + content


def _broken() -> Iterator[tuple[str, bytes]]:
    """What begins as a picture or a PDF and is none."""
    for name, content in {**PICTURES, "pdf": PDF}.items():
        magic = content[:12]
        yield f"broken head {name}", magic
        yield f"broken text {name}", magic + EVIL * 20
        yield f"broken third {name}", content[: len(content) // 3]
        yield f"broken zeros {name}", magic + bytes(5000)
    yield "broken webp lies", WEBP[:20] + b"\xff" * 200
    yield "broken png crc", PNG[:40] + b"\xff" * 40
    yield "broken nested pdf", b"%PDF-1.7\n" + b"<<" * 100_000
    yield "pdf recursive", pdf(b"<</Type/Catalog/Pages 1 0 R>>")
    yield "broken loop pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield "broken empty pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>"
    yield (
        "broken ribbon pdf",
        pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page % (1, 14_000)),
    )


def _bombs() -> Iterator[tuple[str, bytes]]:
    """What is small and would be huge."""
    yield "bomb png", png_of(50_000, 50_000)
    yield "bomb wide png", png_of(2**31 - 1, 1)
    yield "bomb tall png", png_of(1, 40_000)
    yield "bomb real png", file_of(Image.new("1", (20_000, 20_000)), "PNG")
    yield "bomb text png", png_of(10, 10, b"", chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(90_000_000), 9)))
    yield "bomb gif", gif_of(65_535, 65_535, 1)
    pages = b"<</Type/Pages/Count 10000/Kids[" + b"3 0 R " * 10_000 + b"]>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>"
    yield "bomb pages pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", pages, page)
    yield "bomb heavy", b"\xff\xd8\xff" + bytes(15 * 1024 * 1024)


def _pictures() -> Iterator[tuple[str, bytes]]:
    """What is a picture with something else in it or behind it: its pixels are welcome, the rest is not."""
    for name, content in PICTURES.items():
        yield f"picture and html {name}", content + EVIL
        yield f"picture and zip {name}", content + zipped()
        yield f"picture and pdf {name}", content + PDF
    exif = Image.Exif()
    exif[0x010E] = EVIL.decode()
    yield "picture exif", file_of(SMALL, exif=exif)
    yield "picture comment", file_of(SMALL, comment=EVIL)
    yield "picture icc", file_of(SMALL, icc_profile=EVIL * 10)
    yield "picture xmp", file_of(SMALL, "WEBP", xmp=EVIL)
    frames = [Image.new("RGB", (8, 8), (number % 256, number // 4, 0)) for number in range(1000)]
    yield "picture many frames", file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])
    yield "picture animated", file_of(SMALL, "GIF", save_all=True, append_images=[SMALL] * 5)
    yield "pdf and html", PDF + EVIL
    act = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(EVIL-PAYLOAD)>>>>"
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    yield "pdf script", pdf(act, kids, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>")
    yield "pdf huge page", pdf(act, kids, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900000 900000]>>")


def _empty() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""


def _cut(count: int) -> Iterator[tuple[str, bytes]]:
    """Noise behind beginnings that are almost right, until there are enough."""
    for number in range(count):
        yield f"foreign noise {number}", bytes([(number * 37 + place * 101) % 253 for place in range(64)])


def all_of_them(count: int = 200) -> dict[str, bytes]:
    found = dict([*_foreign(), *_broken(), *_bombs(), *_pictures(), *_empty()])
    return found | dict(_cut(count - len(found)))
