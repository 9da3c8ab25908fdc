"""What strangers may put on the disk has an end: by their draft, their address, the office's day, and in all."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from scheduler.db.models import Application, ApplicationPage, FileShare, Office, Upload
from scheduler.domain.applying.file_bounds import MB, Bounds
from scheduler.flow.core import shares
from scheduler.jobs import retention
from scheduler.pictures.space import Space
from scheduler.pictures.vault import Vault
from scheduler.runtime.config import Settings
from scheduler.web.citizen.applying import form_gate
from tests.conftest import Stopwatch
from tests.flow.applying.applied import begun
from tests.scenes.factories import NINE, World
from tests.scenes.papers import file_of, paper
from tests.web.staff.members import text_of

PIECE = 64 * 1024
PHOTO = file_of(paper(size=(900, 1200)))
FULL, EMPTY = 10 * MB, 10_000 * MB


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch) -> None:
    clock.now = NINE


class Disk:
    """The disk of the folder of files, as full as a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.free = folder, EMPTY

    def __call__(self, folder: Path) -> int:
        assert folder == self.folder
        return self.free


@pytest.fixture
def disk(client: Any, settings: Settings) -> Disk:
    disk = Disk(settings.files)
    client.app.state.space = Space(settings.files, 100 * MB, free=disk)
    return disk


@pytest.fixture
def sends(office: World) -> None:
    """The office has a channel that sends by itself."""
    office.change(Office, office.office.id, ladder=[{"channel": "whatsapp", "wait_minutes": 0}])


def begin(client: Any, code: str, size: int = 15 * MB, position: int = 0) -> Any:
    return client.post(f"/a/{code}/items/{position}/uploads", headers={"Upload-Length": str(size)})


def append(client: Any, place: str, content: bytes = bytes(PIECE), at: int = 0) -> Any:
    return client.patch(place, content=content, headers={"Upload-Offset": str(at)})


def by_form(client: Any, code: str, *contents: bytes) -> Any:
    return client.post(f"/a/{code}/items/0/pages", files=[("file", ("x", each, "image/jpeg")) for each in contents])


def said(client: Any, answer: Any) -> str:
    """What stands beside the item after a form."""
    assert answer.status_code == 303
    return text_of(client.get(answer.headers["Location"]))


def parts(settings: Settings) -> list[Path]:
    return [path for path in (settings.files / "parts").glob("*") if path.is_file()]


def test_thirty_uploads_of_three_drafts_without_their_last_byte_leave_nine(
    client: Any, office: World, settings: Settings
) -> None:
    for number in range(3):
        code = begun(office, code=f"draft {number}")
        for _ in range(10):
            append(client, begin(client, code).headers["Location"])

    assert len(parts(settings)) == 3 * 3


def test_address_with_a_hundred_drafts_comes_to_an_end_and_others_go_on(client: Any, office: World) -> None:
    client.app.state.bounds = Bounds(at_once=4 * 60 * MB, a_day=4_000 * MB)
    codes = [begun(office, code=f"draft {number}") for number in range(3)]

    answers = [begin(client, code) for code in codes for _ in range(2)]

    assert [each.status_code for each in answers] == [201] * 5 + [503]
    assert (answers[-1].json()["code"], answers[-1].headers["Retry-After"]) == ("uploads_busy", "30")
    assert "Sedang banyak yang mengirim foto." in answers[-1].json()["detail"]
    assert [row.state for row in office.rows(Upload)].count("open") == 4
    client.app.state.bounds = Bounds(at_once=4 * 120 * MB, a_day=4 * 60 * MB)
    answer = begin(client, codes[-1])
    assert (answer.status_code, answer.json()["code"]) == (429, "too_much_from_here")


def test_upload_that_rests_gives_way_where_its_address_has_no_room(
    client: Any, office: World, settings: Settings, clock: Stopwatch
) -> None:
    client.app.state.bounds = Bounds(at_once=4 * 15 * MB, a_day=4_000 * MB)
    resting = begin(client, begun(office)).headers["Location"]
    append(client, resting)
    code = begun(office, code="draft 2")
    assert begin(client, code).status_code == 503
    clock.forward(minutes=3)

    assert begin(client, code).status_code == 201

    assert client.head(resting).status_code == 404
    assert parts(settings) == []


def test_nobody_learns_an_address_from_what_is_counted(client: Any, office: World) -> None:
    begin(client, begun(office))

    (row,) = office.rows(Upload)
    assert re.fullmatch(r"[0-9a-f]{32}", row.asker or "")
    names = [share.name for share in office.rows(FileShare)]
    assert [name for name in names if "testclient" in name] == []
    assert [name for name in names if name.endswith(row.asker or "-")] != []


def test_what_is_on_its_way_shows_nobody(client: Any, office: World, settings: Settings) -> None:
    append(client, begin(client, begun(office)).headers["Location"], b"a face and a number" * 5000)

    (part,) = parts(settings)
    assert b"a face" not in part.read_bytes()


def test_upload_that_rests_for_an_hour_leaves_the_disk(
    client: Any, office: World, settings: Settings, clock: Stopwatch
) -> None:
    place = begin(client, begun(office)).headers["Location"]
    append(client, place)
    clock.forward(minutes=61)

    gone = asyncio.run(retention.end_resting(office.database, clock, Vault(settings.files)))

    assert gone == 1
    assert client.head(place).status_code == 404
    assert parts(settings) == []


def test_applications_begun_in_a_day_come_to_an_end(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_BEGUN_FROM", 2)

    answers = [
        client.post(
            f"/o/{office.office.code}/permohonan", data={"procedure": "ktp-el.lost", "nonce": f"nonce-{number}"}
        )
        for number in range(3)
    ]

    assert [each.status_code for each in answers] == [303, 303, 429]
    assert "Pakai jaringan lain, misalnya data seluler" in text_of(answers[-1])
    assert len(office.rows(Application)) == 2


# --- a disk that is nearly full


def test_piece_on_a_full_disk_waits_and_goes_on_where_it_was(client: Any, office: World, disk: Disk) -> None:
    place = begin(client, begun(office), len(PHOTO)).headers["Location"]
    append(client, place, PHOTO[:PIECE])

    disk.free = FULL
    paused = append(client, place, PHOTO[PIECE:], PIECE)
    at = client.head(place).headers["Upload-Offset"]
    disk.free = EMPTY

    assert (paused.status_code, paused.json()["code"]) == (503, "uploads_paused")
    assert "Yang sudah terkirim tetap tersimpan." in paused.json()["detail"]
    assert paused.headers["Retry-After"] == "30"
    assert at == str(PIECE)
    assert append(client, place, PHOTO[PIECE:], PIECE).status_code == 200


def test_nothing_is_begun_on_a_full_disk_and_the_page_says_so(client: Any, office: World, disk: Disk) -> None:
    code, words = begun(office), "Kantor sedang tidak bisa menerima foto untuk sementara."
    assert words not in text_of(client.get(f"/a/{code}"))
    disk.free = FULL

    assert begin(client, code, 1000).json()["code"] == "uploads_paused"
    assert words in said(client, by_form(client, code, PHOTO))
    assert words in text_of(client.get(f"/a/{code}"))
    assert (office.rows(Upload), office.rows(ApplicationPage)) == ([], [])


def test_file_that_would_go_below_the_floor_is_not_begun(client: Any, office: World, disk: Disk) -> None:
    code, disk.free = begun(office), 100 * MB + 2000

    assert begin(client, code, 2001).status_code == 503
    assert begin(client, code, 2000).status_code == 201


def test_hall_goes_on_while_uploads_pause(client: Any, office: World, disk: Disk) -> None:
    disk.free = FULL

    assert begin(client, begun(office)).status_code == 503
    assert client.get("/readyz").status_code == 200
    assert office.arrived(9, now=NINE).startswith("A-")


def test_folder_with_a_quota_is_never_filled_below_the_floor(client: Any, office: World, settings: Settings) -> None:
    """Everybody sends at once, and stops before the disk is full."""
    size, floor = 40 * PIECE, 10 * PIECE

    def left(folder: Path) -> int:
        return size - sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    client.app.state.space = Space(settings.files, floor, free=left)
    codes = [begun(office, code=f"draft {number}") for number in range(8)]
    at_the_end = 0
    for code in codes:
        for _ in range(3):
            answer = begin(client, code, 8 * PIECE)
            while answer.status_code in (201, 204):
                place = answer.headers.get("Location") or place  # noqa: F821 - the first answer has it
                at = int(answer.headers["Upload-Offset"])
                if at == 7 * PIECE:
                    break
                answer = append(client, place, bytes(PIECE), at)
            at_the_end = answer.status_code

    assert at_the_end == 503
    assert floor - PIECE < left(settings.files) < floor + 8 * PIECE


def test_form_passes_only_where_its_own_folder_has_room(client: Any, office: World) -> None:
    code = begun(office)
    client.app.state.form_space = Space(Path("/tmp"), 1, free=lambda _: len(PHOTO))  # noqa: S108 - not written to

    assert "untuk sementara" in said(client, by_form(client, code, PHOTO))
    assert office.rows(Upload) == []


def test_forms_pass_only_where_there_is_room_for_all_of_them() -> None:
    gate = form_gate.FormGate()
    with gate.through("a", 30), gate.through("b", 40):
        assert gate.promised == 70

    assert gate.promised == 0


def test_forms_at_once_are_few(client: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = begun(office)
    monkeypatch.setattr(form_gate, "MOST", 0)
    assert "Sedang banyak yang mengirim foto." in said(client, by_form(client, code, PHOTO))
    monkeypatch.setattr(form_gate, "MOST", 1)
    for _ in range(3):
        assert "Berkas jenis ini" in said(client, by_form(client, code, b"no photo" * 10))


# --- the phone first, where the office can send


@pytest.mark.usefixtures("sends")
def test_photo_waits_for_the_phone_where_the_office_can_send(client: Any, office: World) -> None:
    code = begun(office)

    answer = begin(client, code)

    assert (answer.status_code, answer.json()["code"]) == (409, "phone_first")
    assert "Pastikan dahulu nomor ponsel Anda" in said(client, by_form(client, code, PHOTO))
    assert office.rows(Upload) == []


@pytest.mark.usefixtures("sends")
def test_photo_does_not_wait_for_a_code_that_no_longer_leaves(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = begun(office)
    monkeypatch.setattr(client.app.state.settings, "phone_codes_daily", 0)

    assert begin(client, code).status_code == 201
    assert "Pastikan dahulu" not in said(client, by_form(client, code, PHOTO))


@pytest.mark.usefixtures("sends")
def test_page_says_why_photos_wait_and_shows_the_way(client: Any, office: World) -> None:
    code = begun(office)
    (row,) = office.rows(Application)

    waits = client.get(f"/a/{code}")
    office.change(Application, row.id, phone_confirmed_at=NINE)
    goes = client.get(f"/a/{code}")

    why = "Foto bisa dikirim setelah nomor ponsel Anda di bagian 2 dipastikan."
    assert [why in text_of(each) for each in (waits, goes)] == [True, False]
    assert [each.text.count('type="file"') for each in (waits, goes)] == [0, 2]
    assert 'href="#phone"' in waits.text.partition('id="items"')[2]
    assert "Surat kehilangan" in text_of(waits)
    assert by_form(client, code, PHOTO).headers["Location"] == f"/a/{code}#item-0"


@pytest.mark.usefixtures("sends")
def test_page_before_the_first_says_that_the_phone_comes_first(client: Any, office: World) -> None:
    path = f"/o/{office.office.code}/permohonan/ktp/ktp-el.lost"
    words = "Setelah nomornya dipastikan, foto bisa dikirim."

    assert words in text_of(client.get(path))
    office.change(Office, office.office.id, ladder=[])
    assert words not in text_of(client.get(path))


def test_office_that_sends_nothing_takes_photos_at_once(client: Any, office: World) -> None:
    assert begin(client, begun(office)).status_code == 201
