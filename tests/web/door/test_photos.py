"""A photo of a QR code at the door is answered like a scan; nothing of it is kept, and nothing it is may hurt."""

import io
import re
import struct
import sys
import zlib
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from scheduler.db.models import KeptAnswer
from scheduler.domain.door import PictureForeign, PictureUnreadable
from scheduler.pictures import apart
from scheduler.pictures.child import qr_codes
from scheduler.web.door.pictures import code_in
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.scenes.pictures import file_of, photo_of
from tests.web.staff.members import sign_in, text_of

CODE = "7K4M-P2QX-9RD3-FHNT"


def in_photo(picture: bytes) -> str:
    """What is read in a photo that came by a form."""
    with SpooledTemporaryFile(max_size=200_000) as photo:
        photo.write(picture)
        return code_in(photo)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"turned": 90},
        {"turned": 33},
        {"turned": 180},
        {"blurred": 4},
        {"dark": 0.15},
        {"leaning": 0.5},
        {"turned": 12, "blurred": 2, "dark": 0.4, "leaning": 0.3},
        {"size": (4000, 3000), "scale": 8},
    ],
    ids=str,
)
def test_photo_as_people_take_it_is_read(facts: dict[str, Any]) -> None:
    assert qr_codes.work(file_of(photo_of(CODE, **facts))) == ({"texts": [CODE]}, [])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_format_of_a_phone_is_read(kind: str) -> None:
    assert in_photo(file_of(photo_of(CODE), kind)) == CODE


def test_photo_that_lies_on_its_side_is_read() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees

    assert in_photo(file_of(photo_of(CODE, size=(1200, 1600)), exif=exif)) == CODE


def test_photo_that_lies_on_the_disk_is_read_from_its_beginning() -> None:
    large = file_of(photo_of(CODE, size=(4000, 3000), scale=8), quality=99)

    assert len(large) > 200_000
    assert in_photo(large) == CODE


def test_of_two_codes_the_pass_counts() -> None:
    both = Image.new("RGB", (1600, 800), "white")
    both.paste(photo_of("HTTPS-EXAMPLE", size=(800, 800), scale=14), (0, 0))
    both.paste(photo_of(CODE, size=(800, 800), scale=14), (800, 0))

    assert in_photo(file_of(both)) == CODE


@pytest.mark.parametrize(
    "picture",
    [b"", b"not a picture", file_of(Image.new("RGB", (400, 400), "grey")), file_of(photo_of(CODE))[:3000]],
    ids=["nothing", "text", "a wall", "half a photo"],
)
def test_what_shows_no_code_is_refused(picture: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        in_photo(picture)


def test_picture_that_grows_beyond_all_memory_is_refused() -> None:
    bomb = _png_of_size(60_000, 60_000)

    with pytest.raises(PictureUnreadable):
        in_photo(bomb)


def test_photo_in_the_format_of_iphones_is_named() -> None:
    with pytest.raises(PictureForeign):
        in_photo(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")


@pytest.mark.parametrize("said", ["{}", '{"texts": 5}', '{"texts": [null, 1]}', '{"refused": "large"}'])
def test_what_a_process_says_of_a_photo_is_believed_as_little_as_the_photo(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", f"print({said!r})"))

    with pytest.raises(PictureUnreadable):
        in_photo(file_of(photo_of(CODE)))


# --- over HTTP


@pytest.fixture
def at_the_door(client: Any, guarded: World, clock: Stopwatch) -> Any:
    sign_in(client, guarded, name="Gani", role="guard")
    clock.now = NINE
    return client


def send(client: Any, picture: bytes, nonce: str = "photo-1") -> Any:
    return client.post("/door/photos", data={"nonce": nonce}, files={"photo": ("photo.jpg", picture, "image/jpeg")})


def test_photo_is_answered_like_a_scan(at_the_door: Any, guarded: World) -> None:
    code = guarded.booked()

    answer = send(at_the_door, file_of(photo_of(code)))
    page = at_the_door.get(answer.headers["location"])

    assert answer.status_code == 303
    assert 'data-kind="come_in"' in page.text


def test_same_photo_sent_twice_is_one_scan(at_the_door: Any, guarded: World) -> None:
    photo = file_of(photo_of(guarded.booked()))

    first, second = send(at_the_door, photo), send(at_the_door, photo)

    assert first.headers["location"] == second.headers["location"]
    assert len(guarded.read(lambda session: session.exec(select(KeptAnswer)).all())) == 1


def test_photo_without_a_code_says_what_to_do(at_the_door: Any) -> None:
    answer = send(at_the_door, file_of(Image.new("RGB", (300, 300), "grey")))

    assert answer.status_code == 422
    assert "QR tidak terbaca di foto itu." in text_of(answer)


def test_photo_of_a_phone_may_be_large_and_no_other_form(at_the_door: Any) -> None:
    large = file_of(Image.new("RGB", (300, 300), "grey")) + bytes(5_000_000)

    photo = send(at_the_door, large)
    scan = at_the_door.post("/door/scans", data={"text": "x" * 100_000})

    assert photo.status_code == 422
    assert scan.status_code == 413


def test_photo_beyond_the_limit_is_refused(at_the_door: Any) -> None:
    assert send(at_the_door, bytes(13_000_000)).status_code == 413


def test_photo_needs_somebody_who_is_signed_in(client: Any, guarded: World) -> None:
    answer = send(client, file_of(photo_of(CODE)))

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_form_without_a_photo_is_refused(at_the_door: Any) -> None:
    empty = at_the_door.post("/door/photos", data={"nonce": "a"}, files={"photo": ("", b"", "image/jpeg")})
    plain = at_the_door.post("/door/photos", data={"nonce": "a"})
    many = at_the_door.post("/door/photos", files=[("photo", (f"{n}.jpg", b"x", "image/jpeg")) for n in range(3)])

    assert [empty.status_code, plain.status_code] == [422, 415]
    assert many.status_code in (400, 422)


def test_code_of_somebody_else_is_unknown(at_the_door: Any) -> None:
    page = at_the_door.get(send(at_the_door, file_of(photo_of("BUKAN-DARI-SINI-1"))).headers["location"])

    assert re.search(r'data-kind="(document|pass)_unknown"', page.text)


def _png_of_size(width: int, height: int) -> bytes:
    """A small file that says of itself that it is a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    written = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    written.seek(0, io.SEEK_END)
    written.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)))
    written.write(chunk(b"IDAT", zlib.compress(bytes(1000))))
    written.write(chunk(b"IEND", b""))
    return written.getvalue()
