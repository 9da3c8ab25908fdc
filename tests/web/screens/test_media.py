"""Pictures and videos for screens: uploaded by supervisors, kept as files, served in parts."""

import io
import os
import re
import resource
import signal
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scheduler.db.models import MediaFile
from scheduler.domain.refusals import DiskFull
from scheduler.pictures import apart
from scheduler.runtime.config import Settings
from scheduler.web.office.screens.media_files import store
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/media"
FORM = {"title": "Alur pengambilan", "seconds": "20"}
COMMENT = "Rahasia kamera"


@pytest.fixture
def sari(client: Any, office: World, clock: Stopwatch) -> Any:
    """A supervisor at nine."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE
    return client


@pytest.fixture
def folder(settings: Settings) -> Path:
    """Where the files of the office lie."""
    return settings.media / "tanjungpinang"


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **facts: Any) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "teal").save(file, kind, **facts)
    return file.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def video(codec: bytes = b"avc1", brand: bytes = b"isom") -> bytes:
    """The bones of an MP4 whose table of contents stands at the end, as phones write it."""
    media = struct.pack(">I4sQ", 1, b"mdat", 16 + 5000) + bytes(range(250)) * 20
    return box(b"ftyp", brand + bytes(8)) + media + box(b"moov", box(b"stsd", codec + bytes(40)))


WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(1000)


def sent(client: Any, content: bytes, *, name: str = "gambar.jpg", **facts: str) -> Any:
    return client.post(PAGE, data={**FORM, **facts}, files={"file": (name, content)})


def kept(client: Any, office: World, content: bytes, **facts: str) -> MediaFile:
    answer = sent(client, content, **facts)
    assert answer.status_code == 303, text_of(answer)
    return office.rows(MediaFile)[-1]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def address(row: MediaFile, *, mark: str | None = None) -> str:
    return f"/display/tanjungpinang/media/{row.id}" + (f"?v={mark}" if mark else "")


def test_picture_is_kept_and_shown(sari: Any, office: World, folder: Path) -> None:
    answer = sent(sari, picture())

    page = sari.get(answer.headers["location"])
    row = office.rows(MediaFile)[0]
    assert (row.kind, row.title, row.seconds, row.by) == ("picture", "Alur pengambilan", 20, "staff:1")
    assert names(folder) == {f"{row.mark}.jpg"}
    assert row.size == (folder / f"{row.mark}.jpg").stat().st_size
    assert "Sudah disimpan dan mulai tampil di layar." in text_of(page)
    assert f'<img src="{address(row, mark=row.mark)}" alt="Alur pengambilan"' in page.text
    assert "Tampil di sela panggilan: 1 dari 20" in text_of(page)


def test_picture_is_made_upright_and_small_and_tells_nothing_else(sari: Any, office: World, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = COMMENT

    row = kept(sari, office, picture(size=(3000, 4000), exif=exif, comment=COMMENT.encode()))

    content = (folder / f"{row.mark}.jpg").read_bytes()
    assert COMMENT.encode() not in content
    with Image.open(io.BytesIO(content)) as shown:
        assert shown.size == (1440, 1080)
        assert not shown.getexif()


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("WEBP"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("PNG", mode="RGBA"), "image/png"),
        (picture("PNG", mode="P"), "image/png"),
        (picture("JPEG", mode="CMYK"), "image/jpeg"),
        (picture("WEBP", mode="RGBA"), "image/jpeg"),
        (video(), "video/mp4"),
        (video(b"avc3", b"mp42"), "video/mp4"),
        (video().replace(struct.pack(">I", 60) + b"moov", bytes(4) + b"moov"), "video/mp4"),
        (WEBM, "video/webm"),
    ],
    ids=["webp", "png", "png clear", "png palette", "cmyk", "webp clear", "mp4", "mp4 avc3", "mp4 to its end", "webm"],
)
def test_what_a_screen_gets(sari: Any, office: World, content: bytes, media_type: str) -> None:
    row = kept(sari, office, content)

    answer = sari.get(address(row))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == row.media_type == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.content) == row.size


def test_video_is_kept_as_it_is_and_answered_in_parts(sari: Any, office: World) -> None:
    row = kept(sari, office, video())

    part = sari.get(address(row), headers={"Range": "bytes=100-199"})
    beyond = sari.get(address(row), headers={"Range": "bytes=999999-"})

    assert row.kind == "video"
    assert sari.get(address(row)).content == video()
    assert (part.status_code, part.content) == (206, video()[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(video())}"
    assert beyond.status_code == 416


def test_browsers_keep_what_is_asked_for_by_its_mark(sari: Any, office: World) -> None:
    row = kept(sari, office, picture())

    kinds = [sari.get(address(row, mark=mark)).headers["cache-control"] for mark in (row.mark, "other", None)]

    assert kinds == ["public, max-age=31536000, immutable", "no-cache", "no-cache"]


@pytest.mark.parametrize("number", ["4711", "99999999999999999999"])
def test_file_that_is_not_there_is_not_found(
    sari: Any, office: World, elsewhere: World, folder: Path, number: str
) -> None:
    row = kept(sari, office, picture())

    assert sari.get(f"/display/tanjungpinang/media/{number}").status_code == 404
    assert sari.get(f"/display/bintan/media/{row.id}").status_code == 404
    assert sari.get(f"/display/nowhere/media/{row.id}").status_code == 404
    assert sari.get(f"/display/%00/media/{row.id}").status_code == 404
    (folder / f"{row.mark}.jpg").unlink()
    assert sari.get(address(row)).status_code == 404


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_what_no_screen_shows_is_refused_and_leaves_nothing(
    sari: Any, office: World, folder: Path, subtests: pytest.Subtests
) -> None:
    for content, status, told in [
        (b"", 422, "Pilih dahulu berkasnya."),
        (b"MZ\x90 a program", 422, "Berkas itu tidak bisa dipakai."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "Berkas itu tidak bisa dipakai."),
        (picture("GIF"), 422, "Berkas itu tidak bisa dipakai."),
        (picture()[:600], 422, "Berkas itu tidak bisa dipakai."),
        (video(b"hvc1"), 422, "Berkas itu tidak bisa dipakai."),
        (video(brand=b"qt  "), 422, "Berkas itu tidak bisa dipakai."),
        (video(brand=b"heic"), 422, "Berkas itu tidak bisa dipakai."),
        (video()[:60], 422, "Berkas itu tidak bisa dipakai."),
        (box(b"ftyp", b"isom" + bytes(8)) + bytes(64), 422, "Berkas itu tidak bisa dipakai."),
        (box(b"ftyp", b"isom" + bytes(8)) + box(b"free", b"") * 5_000 + video(), 422, "Berkas itu tidak bisa dipakai."),
        (WEBM.replace(b"webm", b"mkv "), 422, "Berkas itu tidak bisa dipakai."),
        (bomb(8000), 413, "paling besar 80 MB, dan gambar 50 megapiksel"),
        (bomb(60000), 422, "Berkas itu tidak bisa dipakai."),
    ]:
        with subtests.test(told=told):
            page = sent(sari, content, title="Judul yang diketik")

            assert page.status_code == status
            assert told in text_of(page)
            assert 'value="Judul yang diketik"' in page.text
            assert office.rows(MediaFile) == []
            assert names(folder) == set()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "Tulis apa yang terlihat, untuk yang memakai pembaca layar."),
        ({"title": "x" * 121}, "Judul paling panjang 120 huruf."),
        ({"title": "x" * 201}, "Judul paling panjang 120 huruf."),
        ({"seconds": "61"}, "Gambar tampil 5 sampai 60 detik."),
        ({"seconds": "lama"}, "Gambar tampil 5 sampai 60 detik."),
    ],
)
def test_nonsense_is_told_before_the_file_is_worked_on(
    sari: Any, office: World, folder: Path, wrong: dict[str, str], told: str
) -> None:
    page = sent(sari, picture(), **wrong)

    assert page.status_code == 422
    assert told in text_of(page)
    assert page.text.count('class="flash" role="alert">') == 1, "said once"
    assert names(folder) == set()


@pytest.mark.parametrize(
    "said", ["{}", '{"media_type": "text/html"}\\n<html>', '{"media_type": "image/png"}\\n<html>', "[]"]
)
def test_what_a_process_says_of_a_picture_is_believed_as_little_as_the_picture(
    sari: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", f'print("""{said}""")'))

    assert sent(sari, picture()).status_code == 422
    assert names(folder) == set()


def test_same_form_sent_twice_is_one_file(sari: Any, office: World, folder: Path) -> None:
    for _ in range(2):
        kept(sari, office, picture(), nonce="twice")

    assert len(office.rows(MediaFile)) == len(names(folder)) == 1


def test_same_picture_twice_is_two_files_and_one_may_go(sari: Any, office: World, folder: Path) -> None:
    first, second = kept(sari, office, picture()), kept(sari, office, picture())

    answer = sari.post(f"{PAGE}/{first.id}/removal")

    assert "Sudah dihapus dari semua layar." in text_of(sari.get(answer.headers["location"]))
    assert names(folder) == {f"{second.mark}.jpg"}
    assert sari.get(address(first)).status_code == 404
    assert sari.get(address(second)).status_code == 200


def test_one_more_than_there_may_be_leaves_no_file(sari: Any, office: World, folder: Path) -> None:
    for _ in range(20):
        kept(sari, office, WEBM)

    page = sent(sari, WEBM)

    assert page.status_code == 409
    assert "Sudah ada 20 gambar dan video. Hapus dahulu salah satunya." in text_of(page)
    assert len(names(folder)) == 20
    assert 'type="file"' not in sari.get(PAGE).text


def test_order_title_and_time_are_changed(sari: Any, office: World) -> None:
    rows = [kept(sari, office, WEBM if title == "B" else picture(), title=title) for title in "ABC"]

    sari.post(f"{PAGE}/{rows[2].id}/place", data={"place": "1"})
    sari.post(f"{PAGE}/{rows[1].id}", data={"title": "Judul baru"})
    form = sari.get(PAGE, params={"change": rows[0].id}).text
    page = sari.post(f"{PAGE}/{rows[0].id}", data={"title": "", "seconds": "9"})

    assert re.findall(r"<li data-medium.*?<b>(.*?)</b>", sari.get(PAGE).text, re.DOTALL) == ["C", "A", "Judul baru"]
    assert re.search(r'name="seconds"[^>]*value="20"', form)
    assert page.status_code == 422
    assert re.search(r'name="seconds"[^>]*value="9"', page.text)


@pytest.mark.parametrize("number", ["4711", "99999999999999999999"])
def test_step_on_what_is_not_there_is_refused(sari: Any, number: str) -> None:
    for path, form in (("", FORM), ("/place", {"place": "1"}), ("/removal", {})):
        page = sari.post(f"{PAGE}/{number}{path}", data=form)

        assert page.status_code == 404
        assert "Gambar atau video itu tidak ada lagi." in text_of(page)


def test_folder_that_cannot_be_written_is_told(sari: Any, office: World, settings: Settings) -> None:
    settings.media.write_text("no folder")

    page = sent(sari, picture())

    assert page.status_code == 507
    assert "Server tidak bisa menyimpan berkas itu" in text_of(page)
    assert office.rows(MediaFile) == []


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process grows beyond 8 MB: writing more fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, told)


@pytest.mark.usefixtures("small_disk")
def test_full_disk_is_told_and_nothing_is_kept(sari: Any, office: World, folder: Path) -> None:
    page = sent(sari, WEBM + bytes(9_000_000))

    assert page.status_code == 507
    assert office.rows(MediaFile) == []
    assert names(folder) == set()


@pytest.mark.usefixtures("small_disk")
def test_full_media_folder_has_nothing_half_written(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        store(tmp_path, "tanjungpinang", io.BytesIO(WEBM + bytes(9_000_000)), "nonce")

    assert names(tmp_path / "tanjungpinang") == set()


def test_what_a_cut_left_behind_goes_with_the_next_file(sari: Any, office: World, folder: Path) -> None:
    first = kept(sari, office, picture())
    for name, age in ((".1f.part", 7200), ("0123.mp4", 7200), (".2e.part", 60)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)

    second = kept(sari, office, picture())

    assert names(folder) == {f"{first.mark}.jpg", f"{second.mark}.jpg", ".2e.part"}


def test_upload_alone_may_be_large(sari: Any, office: World) -> None:
    large = WEBM + bytes(200_000)

    assert sent(sari, large).status_code == 303
    assert sari.post("/office/announcements", data={"text": "x" * 200_000}).status_code == 413
    assert sari.post(f"{PAGE}/1/removal", data={"x": "x" * 200_000}).status_code == 413
    too_large = sari.post(PAGE, content=b"x", headers={"Content-Length": str(81 * 1024 * 1024)})
    assert too_large.status_code == 413


def test_upload_that_is_no_form_with_a_file_is_refused(sari: Any, office: World) -> None:
    assert sari.post(PAGE, data=FORM).status_code == 415
    assert sari.post(PAGE, data=FORM, files={"other": ("x.jpg", picture())}).status_code == 422
    assert sari.post(PAGE, data=FORM, files={"file": ("a", b"x"), "two": ("b", b"y")}).status_code == 400
    assert office.rows(MediaFile) == []


def test_clerk_may_not(client: Any, office: World) -> None:
    sign_in(client, office)

    assert client.get(PAGE).status_code == 403
    assert sent(client, picture()).status_code == 403
    assert office.rows(MediaFile) == []


def test_page_needs_somebody_signed_in(client: Any, office: World) -> None:
    assert client.get(PAGE).headers["location"].startswith("/login")
    assert sent(client, picture()).headers["location"].startswith("/login")
