"""Photos of an application: by a form, piece by piece over a bad network, shown and taken back."""

import asyncio
import io
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scheduler.db.models import Application, ApplicationPage, Upload
from scheduler.domain.refusals import Unavailable
from scheduler.domain.text import codes
from scheduler.flow.applying import uploads
from scheduler.pictures import redrawing
from scheduler.pictures.keeping import keep
from scheduler.pictures.parts import FRAME
from scheduler.pictures.queueing import Queue
from scheduler.pictures.turns import Asker
from scheduler.pictures.vault import Vault
from scheduler.runtime.config import Settings
from scheduler.web.shared import throttling
from tests.conftest import SOMEWHERE
from tests.flow.applying.applied import begun, handed_in
from tests.scenes.applications import theirs
from tests.scenes.factories import NINE, World
from tests.scenes.papers import file_of, paper, pdf_of

PHOTO = file_of(paper(size=(900, 1200)))
PIECE = 2 * FRAME


@pytest.fixture
def code(client: Any, office: World, clock: Any) -> str:
    """An application whose page is open, beside another."""
    begun(office, code="noise")
    clock.now = NINE
    return begun(office)


def files(settings: Settings) -> list[Path]:
    return [path for path in settings.files.rglob("*") if path.is_file()]


def by_form(client: Any, code: str, *contents: bytes, position: int = 0, name: str = "foto.jpg") -> Any:
    parts = [("file", (name, content, "image/jpeg")) for content in contents]
    return client.post(f"/a/{code}/items/{position}/pages", files=parts, follow_redirects=False)


def begin(client: Any, code: str, size: int = len(PHOTO), position: int = 0) -> Any:
    return client.post(f"/a/{code}/items/{position}/uploads", headers={"Upload-Length": str(size)})


def append(client: Any, place: str, content: bytes, at: int) -> Any:
    return client.patch(place, content=content, headers={"Upload-Offset": str(at)})


def send(client: Any, code: str, content: bytes, position: int = 0) -> Any:
    """Piece by piece to the end, or to the first answer that is none of an open upload."""
    answer = begin(client, code, len(content), position)
    if answer.status_code != 201:
        return answer
    place = answer.headers["Location"]
    for at in range(0, len(content), PIECE):
        answer = append(client, place, content[at : at + PIECE], at)
        if answer.status_code != 204:
            break
    return answer


def marks(office: World) -> list[str]:
    rows = office.rows(ApplicationPage, ApplicationPage.gone_at.is_(None))  # type: ignore[union-attr]
    return [row.mark for row in sorted(rows, key=lambda row: row.position)]


def test_form_keeps_every_photo_drawn_anew(client: Any, office: World, code: str, settings: Settings) -> None:
    answer = by_form(client, code, PHOTO, file_of(paper(), "PNG"))

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/a/{code}#item-0")
    page = client.get(f"/a/{code}").text
    assert [f"/a/{code}/pages/{mark}" in page for mark in marks(office)] == [True, True]
    assert "Halaman 2 dari Surat kehilangan" in page
    assert len(files(settings)) == 2


def test_refused_photo_is_told_beside_its_item_and_the_others_stay(client: Any, office: World, code: str) -> None:
    answer = by_form(client, code, PHOTO, b"", b"MZ no photo")

    page = client.get(answer.headers["Location"]).text
    item = page.partition('id="item-0"')[2].partition("</section>")[0]
    assert "Berkas ini kosong." in item
    assert "Beberapa berkas belum bisa dipakai." in item
    assert len(marks(office)) == 1


def test_form_without_a_file_asks_for_one(client: Any, code: str) -> None:
    answer = client.post(f"/a/{code}/items/0/pages", files={"other": b""}, follow_redirects=False)

    assert "why=file_empty" in answer.headers["Location"]


@pytest.mark.postgres("statements")
def test_page_is_shown_as_a_picture_and_nothing_else(client: Any, office: World, code: str) -> None:
    by_form(client, code, PHOTO)

    answer = client.get(f"/a/{code}/pages/{marks(office)[0]}")

    assert Image.open(io.BytesIO(answer.content)).size == (900, 1200)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"


def test_list_shows_a_small_picture_of_each_page(client: Any, office: World, code: str) -> None:
    by_form(client, code, PHOTO)
    there = f"/a/{code}/pages/{marks(office)[0]}"

    small, whole = client.get(f"{there}/small"), client.get(there)

    assert f'src="{there}/small"' in client.get(f"/a/{code}").text
    assert max(Image.open(io.BytesIO(small.content)).size) <= 256
    assert len(small.content) < len(whole.content)
    assert small.headers["Cache-Control"] == "private, no-store"


def test_page_is_shown_to_nobody_with_another_code(client: Any, office: World, code: str) -> None:
    by_form(client, code, PHOTO)
    other = begun(office, code="third")

    assert client.get(f"/a/{other}/pages/{marks(office)[0]}").status_code == 404


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("way", ["form", "script"])
def test_page_taken_back_is_gone_with_its_file(
    client: Any, office: World, code: str, settings: Settings, way: str
) -> None:
    by_form(client, code, PHOTO)
    there = f"/a/{code}/pages/{marks(office)[0]}"

    answer = client.post(f"{there}/removal") if way == "form" else client.delete(there)

    assert answer.status_code in (200, 303)
    assert client.get(there).status_code == 404
    assert (marks(office), files(settings)) == ([], [])


def test_file_cut_off_goes_on_where_it_was(client: Any, office: World, code: str, settings: Settings) -> None:
    place = begin(client, code).headers["Location"]
    append(client, place, PHOTO[:PIECE], 0)

    at = int(client.head(place).headers["Upload-Offset"])
    answer = append(client, place, PHOTO[at:], at)

    assert at == PIECE
    assert [page["width"] for page in answer.json()["pages"]] == [900]
    assert [path.name for path in files(settings)] == marks(office)


def test_same_piece_twice_counts_once(client: Any, code: str) -> None:
    place = begin(client, code).headers["Location"]
    append(client, place, PHOTO[:PIECE], 0)

    again = append(client, place, PHOTO[:PIECE], 0)

    assert (again.status_code, again.headers["Upload-Offset"]) == (409, str(PIECE))
    assert append(client, place, PHOTO[PIECE:], PIECE).status_code == 200


def test_piece_that_comes_again_while_it_is_written_is_not_written_over_it(
    client: Any, office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that gave up waiting: the first is promised by the time that the second has its turn."""
    place, again, written = begin(client, code).headers["Location"], [], list[int]()
    parts = client.app.state.vault.parts
    write = parts.write

    def slowly(token: str, offset: int, piece: bytes) -> None:
        written.append(offset)
        if not again:
            again.append(pool.submit(append, client, place, PHOTO[:PIECE], 0))
            waiting.wait(30)
        write(token, offset, piece)

    class Turn(asyncio.Lock):
        async def acquire(self) -> Any:
            if self.locked():
                waiting.set()
            return await super().acquire()

    waiting, turns = threading.Event(), dict[str, asyncio.Lock]()
    monkeypatch.setattr(parts, "write", slowly)
    monkeypatch.setattr(parts, "turn", lambda token: turns.setdefault(token, Turn()))
    with ThreadPoolExecutor(1) as pool:
        first = append(client, place, PHOTO[:PIECE], 0)
        second = again[0].result(30)

    assert (first.status_code, second.status_code, second.headers["Upload-Offset"]) == (204, 409, str(PIECE))
    assert written == [0]
    assert append(client, place, PHOTO[PIECE:], PIECE).status_code == 200


def test_piece_that_was_kept_and_not_promised_comes_again(
    client: Any, office: World, code: str, settings: Settings
) -> None:
    """The program died between the disk and the row."""
    place = begin(client, code).headers["Location"]
    append(client, place, PHOTO[:PIECE], 0)
    Vault(settings.files).parts.write(place.rpartition("/")[2], PIECE, bytes(FRAME))

    at = int(client.head(place).headers["Upload-Offset"])

    assert at == PIECE
    assert append(client, place, PHOTO[at:], at).status_code == 200


def test_piece_that_cannot_be_kept_is_not_promised(
    client: Any, office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    place = begin(client, code).headers["Location"]
    with monkeypatch.context() as cut:
        cut.setattr(os, "fsync", full)
        assert append(client, place, PHOTO[:PIECE], 0).status_code == 507

    assert client.head(place).headers["Upload-Offset"] == "0"
    assert append(client, place, PHOTO, 0).status_code == 200


def test_of_a_piece_that_ends_within_a_frame_whole_frames_are_taken(client: Any, code: str) -> None:
    place = begin(client, code).headers["Location"]

    answer = append(client, place, PHOTO[: FRAME + 1], 0)
    too_small = append(client, place, PHOTO[FRAME : FRAME + 1], FRAME)

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(FRAME))
    assert (too_small.status_code, too_small.json()["code"]) == (422, "piece_too_small")
    assert append(client, place, PHOTO[FRAME:], FRAME).status_code == 200


@pytest.mark.parametrize("at", [1, PIECE * 3])
def test_piece_that_begins_elsewhere_is_told_where(client: Any, code: str, at: int) -> None:
    place = begin(client, code).headers["Location"]

    answer = append(client, place, b"x", at)

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
    assert answer.json()["code"] == "offset_differs"


def test_lost_last_answer_is_given_again(client: Any, office: World, code: str) -> None:
    place = begin(client, code).headers["Location"]
    first = append(client, place, PHOTO, 0)

    again = append(client, place, b"", len(PHOTO))

    assert again.json() == first.json()
    assert len(marks(office)) == 1


def test_lost_refusal_is_given_again(client: Any, code: str, settings: Settings) -> None:
    place = begin(client, code, 5).headers["Location"]
    first = append(client, place, b"hello", 0)

    again = append(client, place, b"", 5)

    assert (first.json()["code"], again.json()) == ("file_foreign", first.json())
    assert files(settings) == []


def test_upload_given_up_leaves_nothing(client: Any, office: World, code: str, settings: Settings) -> None:
    place = begin(client, code).headers["Location"]
    append(client, place, PHOTO[:PIECE], 0)

    assert client.delete(place).status_code == 204
    assert client.head(place).status_code == 404
    assert files(settings) == []


def test_parts_of_what_gave_way_are_gone_at_once(client: Any, code: str, settings: Settings) -> None:
    first = begin(client, code).headers["Location"]
    append(client, first, PHOTO[:PIECE], 0)
    assert len(files(settings)) == 1

    for _ in range(3):
        begin(client, code)

    assert files(settings) == []
    assert append(client, first, PHOTO[PIECE:], PIECE).status_code == 404
    assert files(settings) == []


def test_asked_again_while_it_is_drawn_waits_for_what_becomes_of_it(
    client: Any, office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, meanwhile = begin(client, code).headers["Location"], []

    async def drawn_while_asked_again(*args: Any, **facts: Any) -> Any:
        kept = await keep(*args, **facts)
        meanwhile.append(await asyncio.to_thread(append, client, place, b"", len(PHOTO)))
        return kept

    monkeypatch.setattr("scheduler.web.citizen.applying.sending.keep", drawn_while_asked_again)
    answer = append(client, place, PHOTO, 0)

    assert [(each.status_code, each.headers["Upload-Offset"]) for each in meanwhile] == [(204, str(len(PHOTO)))]
    assert append(client, place, b"", len(PHOTO)).json() == answer.json()
    assert [page["mark"] for page in answer.json()["pages"]] == marks(office)


def test_photo_stays_where_nobody_knows_what_was_written(
    client: Any, office: World, code: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, finish, write = begin(client, code).headers["Location"], uploads.finish, client.app.state.db.write

    async def answer_is_lost(step: Any, *args: Any, **facts: Any) -> Any:
        done = await write(step, *args, **facts)
        if step is finish:
            raise Unavailable
        return done

    with monkeypatch.context() as cut:
        cut.setattr(client.app.state.db, "write", answer_is_lost)
        assert append(client, place, PHOTO, 0).status_code == 503

    again = append(client, place, b"", len(PHOTO))
    assert [page["mark"] for page in again.json()["pages"]] == marks(office)
    assert client.get(f"/a/{code}/pages/{marks(office)[0]}").status_code == 200


def test_photo_is_drawn_again_where_nothing_was_written(
    client: Any, office: World, code: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: Any, **__: Any) -> None:
        raise Unavailable

    place = begin(client, code).headers["Location"]
    with monkeypatch.context() as cut:
        cut.setattr("scheduler.web.citizen.applying.sending.uploads.finish", unavailable)
        assert append(client, place, PHOTO, 0).status_code == 503

    assert append(client, place, b"", len(PHOTO)).status_code == 200
    assert len(marks(office)) == 1


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As many wait as may; `busy.undo()`, and nobody does."""
    monkeypatch.setattr(redrawing, "QUEUE", Queue(at_once=1, most_waiting=0, name="test"))
    return monkeypatch


def test_photo_that_cannot_be_drawn_now_stays_and_is_asked_for_again(
    client: Any, office: World, code: str, settings: Settings, busy: pytest.MonkeyPatch
) -> None:
    place = begin(client, code).headers["Location"]

    answer = append(client, place, PHOTO, 0)

    assert (answer.status_code, answer.json()["code"]) == (503, "drawing_busy")
    assert "sudah kami terima dan tidak perlu dikirim ulang" in answer.json()["detail"]
    assert (answer.headers["Upload-Offset"], answer.headers["Retry-After"]) == (str(len(PHOTO)), "5")
    assert [row.state for row in office.rows(Upload)] == ["open"]
    assert len(files(settings)) == 1
    busy.undo()
    assert append(client, place, b"", len(PHOTO)).status_code == 200
    assert len(marks(office)) == 1


@pytest.mark.postgres("statements")
def test_photo_of_a_form_that_cannot_be_drawn_now_is_drawn_by_a_button(
    client: Any, office: World, code: str, busy: pytest.MonkeyPatch
) -> None:
    answer = by_form(client, code, PHOTO, PHOTO)

    page, button = client.get(answer.headers["Location"]).text, f"/a/{code}/items/0/drawing"
    assert "why=drawing_busy" in answer.headers["Location"]
    assert "Foto Anda sudah kami terima dan tidak perlu dikirim ulang." in page
    assert "2 berkas sudah kami terima, tetapi belum sempat diperiksa." in page
    assert (page.count(f'action="{button}"'), "items/1/drawing" in page) == (1, False)
    assert "why=drawing_busy" in client.post(button).headers["Location"]
    busy.undo()
    assert client.post(button).headers["Location"] == f"/a/{code}#item-0"
    assert len(marks(office)) == 2
    assert button not in client.get(f"/a/{code}").text


def test_form_of_more_photos_than_may_wait_says_which_are_not_here(
    client: Any, office: World, code: str, busy: pytest.MonkeyPatch
) -> None:
    answer = by_form(client, code, *[PHOTO] * (uploads.MOST_OPEN + 2))

    page = client.get(answer.headers["Location"]).text
    assert "why=uploads_busy" in answer.headers["Location"]
    assert "Yang sudah terkirim tetap tersimpan. Tunggu sebentar, lalu kirim lagi." in page
    assert f"{uploads.MOST_OPEN} berkas sudah kami terima, tetapi belum sempat diperiksa." in page
    assert [row.state for row in office.rows(Upload)] == ["open"] * uploads.MOST_OPEN


def test_button_that_asks_again_draws_nothing_where_nothing_waits(client: Any, office: World, code: str) -> None:
    begin(client, code)

    assert client.post(f"/a/{code}/items/0/drawing").headers["Location"] == f"/a/{code}#item-0"
    assert client.post(f"/a/{code}/items/9/drawing").status_code == 404
    assert client.post("/a/0000-0000-0000-0000/items/0/drawing").status_code == 404
    handed_in(office, code)
    assert client.post(f"/a/{theirs(client, code)}/items/0/drawing").status_code == 409
    assert marks(office) == []


@pytest.mark.parametrize("is_confirmed", [False, True])
@pytest.mark.postgres("statements")
def test_photo_waits_for_the_turn_of_its_phone_or_else_of_its_address(
    client: Any, office: World, code: str, monkeypatch: pytest.MonkeyPatch, is_confirmed: bool
) -> None:
    askers: list[Asker] = []

    async def kept(*args: Any, **facts: Any) -> Any:
        askers.append(facts["asker"])
        return await keep(*args, **facts)

    monkeypatch.setattr("scheduler.web.citizen.applying.sending.keep", kept)
    (mine,) = [row for row in office.rows(Application) if row.code_hash == codes.hash_of(code)]
    office.change(Application, mine.id, phone_hash=b"hash", phone_confirmed_at=NINE if is_confirmed else None)

    by_form(client, code, PHOTO)

    assert askers == [Asker(b"hash".hex() if is_confirmed else SOMEWHERE[0], str(mine.id), is_known=is_confirmed)]


def test_more_photos_than_a_form_takes_are_told_and_the_first_stay(
    client: Any, office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.web.citizen.applying.pages_sent.MOST_AT_ONCE", 1)

    answer = by_form(client, code, PHOTO, PHOTO, PHOTO)

    assert "why=too_many_at_once&refused=2" in answer.headers["Location"]
    assert "Paling banyak sepuluh berkas sekali kirim." in client.get(answer.headers["Location"]).text
    assert len(marks(office)) == 1


@pytest.mark.parametrize("content", [b"no parts", b"--x\r\nContent-Disposition: nothing\r\n\r\n1\r\n--x--"])
def test_form_that_cannot_be_read_leads_back_to_its_item(client: Any, code: str, content: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = client.post(f"/a/{code}/items/0/pages", content=content, headers=headers, follow_redirects=False)

    assert (answer.status_code, "why=file_" in answer.headers["Location"]) == (303, True)


def test_only_files_may_be_large(client: Any, code: str) -> None:
    told = {"Content-Length": str(1024 * 1024), "Content-Type": "application/x-www-form-urlencoded"}

    assert client.post(f"/a/{code}/people", content=b"", headers=told).status_code == 413
    assert client.post(f"/a/{code}/items/0/pages", content=b"", headers=told).status_code == 415


@pytest.mark.parametrize("path", ["uploads/%00", "pages/%00", "pages/%ff"])
def test_what_can_be_no_name_of_a_file_is_not_there(client: Any, code: str, path: str) -> None:
    assert client.head(f"/a/{code}/{path}").status_code == 404


@pytest.mark.parametrize("digits", [10, 24, 5000])
def test_place_that_cannot_be_is_not_there(client: Any, code: str, digits: int) -> None:
    assert by_form(client, code, PHOTO, position="9" * digits).status_code == 404  # type: ignore[arg-type]
    assert begin(client, code, position="9" * digits).status_code == 404  # type: ignore[arg-type]


@pytest.mark.parametrize("length", [None, "", "-5", "1e9", "9" * 40, "²"])
def test_length_that_is_no_number_is_refused(client: Any, code: str, length: str | None) -> None:
    headers = {} if length is None else {"Upload-Length": length.encode("latin-1")}

    answer = client.post(f"/a/{code}/items/0/uploads", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_hundred_megabytes_are_refused_before_they_come(client: Any, code: str) -> None:
    assert begin(client, code, 100 * 1024 * 1024).json()["code"] == "file_too_large"
    told = {"Content-Length": str(100 * 1024 * 1024), "Content-Type": "multipart/form-data; boundary=x"}
    assert client.post(f"/a/{code}/items/0/pages", content=b"", headers=told).status_code == 413


def test_piece_that_is_too_large_is_refused_and_the_next_goes_on(client: Any, code: str) -> None:
    place = begin(client, code, 2_000_000).headers["Location"]

    assert append(client, place, bytes(600_000), 0).status_code == 413
    assert client.head(place).headers["Upload-Offset"] == "0"


def test_pdf_with_more_pages_than_are_left_is_refused_whole(client: Any, office: World, code: str) -> None:
    by_form(client, code, PHOTO, PHOTO)

    answer = send(client, code, pdf_of(paper(), paper()))

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_pages")
    assert answer.json()["detail"].startswith("Paling banyak 3 halaman")
    assert len(marks(office)) == 2


def test_sent_application_takes_no_file(client: Any, office: World, code: str) -> None:
    handed_in(office, code)
    theirs(client, code)

    assert send(client, code, PHOTO).json()["code"] == "item_closed"
    assert by_form(client, code, PHOTO).status_code == 409
    assert office.rows(Upload) == []


def test_unknown_codes_are_throttled(client: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.MOST, "code", 3)

    answers = [client.get("/a/0000-0000-0000-0000/pages/x").status_code for _ in range(4)]

    assert answers == [404, 404, 404, 429]


def test_hint_stands_under_a_blurred_page(client: Any, code: str) -> None:
    by_form(client, code, file_of(paper(blurred=6)))

    assert "Foto ini tampak buram." in client.get(f"/a/{code}").text


def test_item_that_is_full_asks_for_nothing_more(client: Any, code: str) -> None:
    by_form(client, code, PHOTO, PHOTO, PHOTO)

    page = client.get(f"/a/{code}").text
    assert re.findall(r'action="[^"]*/items/(\d)/pages"', page) == ["1"]
