"""Photos of an application from a phone of 360 pixels: seen at once, sent over a bad network, and without a script."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from scheduler.db.models import ApplicationPage, Upload
from scheduler.flow.applying import open_uploads, uploads
from scheduler.pictures import redrawing
from scheduler.pictures.queueing import Queue
from scheduler.pictures.vault import Vault
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.watching import Faults
from tests.flow.applying.applied import begun
from tests.scenes.papers import file_of, paper

NewContext = Callable[..., BrowserContext]
FILE = "input[type=file]"


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A sharp one that is large, a blurred one, and something else."""
    sharp, blurred, other = tmp_path / "sharp.jpg", tmp_path / "blurred.jpg", tmp_path / "other.txt"
    sharp.write_bytes(file_of(paper(size=(1800, 2400)), quality=97))
    blurred.write_bytes(file_of(paper(blurred=6)))
    other.write_text("no photo")
    return sharp, blurred, other


def test_photos_are_sent_one_after_the_other_and_shown(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path]
) -> None:
    code = begun(live_server.office, confirmed=True)
    phone.goto(f"/a/{code}")
    item = phone.locator("#item-0")

    item.locator(FILE).set_input_files(photos)

    expect(item.locator(".item-pages li")).to_have_count(2)
    expect(item.locator(".item-pages li").nth(1)).to_contain_text("Foto ini tampak buram.")
    expect(item.get_by_role("alert")).to_contain_text("other.txt: Berkas jenis ini tidak bisa dipakai.")
    expect(item.locator(".item-pick")).to_have_text("Tambah halaman")
    expect(item.locator("h3")).to_contain_text("terisi")
    item.get_by_role("button", name="Hapus halaman 2").click()
    expect(item.locator(".item-pages li")).to_have_count(1)
    expect(item.locator("h3")).to_be_focused()


def test_what_is_out_of_a_piece_is_seen_before_it_is_answered(
    live_server: LiveServer, phone: Page, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(file_of(paper(size=(800, 1000)), quality=70))
    phone.goto(f"/a/{begun(live_server.office, confirmed=True)}")
    item = phone.locator("#item-0")
    line = phone.context.new_cdp_session(phone)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20_000},
    )

    item.locator(FILE).set_input_files(photo)

    expect(item.locator("progress")).to_have_attribute("value", re.compile(r"[1-9]\d?"))
    assert [upload.received for upload in live_server.office.rows(Upload)] == [0], "one piece, and not all of it"


def test_photo_is_said_to_be_prepared_while_it_is_made_smaller(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path]
) -> None:
    phone.add_init_script("createImageBitmap = () => new Promise(() => {});")
    phone.goto(f"/a/{begun(live_server.office, confirmed=True)}")
    item = phone.locator("#item-0")

    item.locator(FILE).set_input_files(photos[0])

    expect(item.locator(".item-word")).to_have_text("Menyiapkan foto…")
    expect(item.locator("progress")).not_to_have_attribute("value", re.compile(""))


def test_what_several_are_refused_for_is_said_once(live_server: LiveServer, phone: Page, tmp_path: Path) -> None:
    others = [tmp_path / name / "image.jpg" for name in "abc"]
    for each in others:
        each.parent.mkdir()
        each.write_text("no photo")
    phone.goto(f"/a/{begun(live_server.office, confirmed=True)}")
    item = phone.locator("#item-0")

    for files, said in ((others, "3 berkas tidak dikirim. Berkas jenis ini"), (others[:1], "Berkas jenis ini")):
        item.locator(FILE).set_input_files(files)

        expect(item.locator(".item-said p")).to_have_text(re.compile(f"^{said} tidak bisa dipakai"))


def test_broken_network_costs_no_photo(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], faults: Faults
) -> None:
    faults.allow("ERR_FAILED")
    code = begun(live_server.office, confirmed=True)
    sent: list[str] = []
    is_cut = threading.Event()
    is_cut.set()

    def second_piece_is_lost(route: Route) -> None:
        """As often as it is tried until the network is back."""
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) > 1 and is_cut.is_set():
                route.abort()
                return
        route.continue_()

    phone.route("**/uploads/*", second_piece_is_lost)
    phone.goto(f"/a/{code}")
    item = phone.locator("#item-0")
    item.locator(FILE).set_input_files(photos[0])

    expect(item.locator(".item-word")).to_have_text("Terputus. Kami lanjutkan begitu internet kembali.")
    expect(item.locator(".item-preview")).to_be_visible()
    expect(item.locator("progress")).to_have_attribute("value", re.compile(r"[1-9]\d?"))
    lost = len(sent) - 1
    is_cut.clear()
    expect(item.locator(".item-pages li")).to_have_count(1)

    assert sent[: lost + 2] == ["0"] + [str(256 * 1024)] * (lost + 1)
    assert str(256 * 1024) not in sent[lost + 2 :]
    assert len(live_server.office.rows(ApplicationPage)) == 1


def cut_after(page: Page, pieces: int) -> list[str]:
    """Let so many pieces through and lose all others, until what is returned is cleared; where pieces began."""
    sent: list[str] = []

    def lost(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) > pieces:
                route.abort()
                return
        route.continue_()

    page.route("**/uploads/*", lost)
    return sent


def cut_off(page: Page, code: str, photo: Path, *, pieces: int) -> None:
    """Send a photo of which only so many pieces come through, and see that the page says so."""
    cut_after(page, pieces)
    page.goto(f"/a/{code}")
    page.locator(f"#item-0 {FILE}").set_input_files(photo)
    expect(page.locator("#item-0 .item-word")).to_have_text("Terputus. Kami lanjutkan begitu internet kembali.")


def open_again(page: Page) -> None:
    """Reload in the middle of sending; the browser asks whether that is meant."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.unroute("**/uploads/*")
    page.reload()


@pytest.mark.gate
def test_cut_photo_goes_on_after_a_reload(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], faults: Faults, tmp_path: Path
) -> None:
    faults.allow("ERR_FAILED")
    code, size = begun(live_server.office, confirmed=True), photos[0].stat().st_size
    renamed = tmp_path / "Siti Rahmawati.jpg"
    renamed.write_bytes(photos[0].read_bytes())
    cut_off(phone, code, renamed, pieces=2)

    open_again(phone)

    item, (begun_before,) = phone.locator("#item-0"), live_server.office.rows(Upload)
    share = begun_before.received * 100 // begun_before.size
    assert begun_before.received == 2 * 256 * 1024 < begun_before.size <= size
    words = f"Pengiriman tadi terputus di {share}%. Pilih foto yang sama untuk melanjutkan."
    expect(item.locator(".item-word")).to_have_text(words)
    expect(item.locator("progress")).to_have_attribute("value", str(share))
    expect(phone.locator("#item-1 .item-word")).to_be_hidden()
    kept = phone.evaluate("JSON.stringify(localStorage)")
    assert begun_before.token in kept
    assert not any(name in kept for name in ("Siti", "siti", code, code.replace("-", "")))
    sent = cut_after(phone, 1000)
    item.locator(FILE).set_input_files(renamed)
    expect(item.locator(".item-pages li")).to_have_count(1)
    assert sent[0] == str(begun_before.received)
    assert len(live_server.office.rows(Upload)) == 1
    assert phone.evaluate("localStorage.length") == 0


def test_other_photo_begins_anew_after_a_reload(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], faults: Faults
) -> None:
    faults.allow("ERR_FAILED")
    code = begun(live_server.office, confirmed=True)
    cut_off(phone, code, photos[0], pieces=2)
    open_again(phone)
    expect(phone.locator("#item-0 .item-word")).to_contain_text("Pengiriman tadi terputus")

    sent = cut_after(phone, 1000)
    phone.locator(f"#item-0 {FILE}").set_input_files(photos[1])

    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)
    assert sent[0] == "0"
    assert len(live_server.office.rows(Upload)) == 2
    phone.reload()
    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)
    expect(phone.locator("#item-0 .item-word")).to_be_hidden()


def test_photo_that_came_whole_before_a_reload_is_brought_to_its_end(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], faults: Faults
) -> None:
    faults.allow("ERR_FAILED")
    code = begun(live_server.office, confirmed=True)
    cut_off(phone, code, photos[1], pieces=0)
    (upload,) = live_server.office.rows(Upload)
    Vault(live_server.settings.files).parts.write(upload.token, 0, photos[1].read_bytes())
    live_server.office.database.run(uploads.note_received, upload.token, start=0, end=upload.size, now=live_server.now)

    open_again(phone)

    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)
    assert phone.evaluate("localStorage.length") == 0


def test_upload_that_was_given_up_meanwhile_begins_anew(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], faults: Faults
) -> None:
    faults.allow("ERR_FAILED")
    code = begun(live_server.office, confirmed=True)
    cut_off(phone, code, photos[0], pieces=2)
    (upload,) = live_server.office.rows(Upload)
    live_server.office.change(Upload, upload.id, state="refused", why="given_up")
    open_again(phone)

    sent = cut_after(phone, 1000)
    phone.locator(f"#item-0 {FILE}").set_input_files(photos[0])

    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)
    assert sent[0] == "0"


def test_photo_is_sent_without_a_script(
    live_server: LiveServer, new_context: NewContext, photos: tuple[Path, Path, Path]
) -> None:
    code = begun(live_server.office, confirmed=True)
    page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto(f"/a/{code}")

    for file in (photos[1], photos[2]):
        page.get_by_label("Ambil atau pilih foto").or_(page.get_by_label("Tambah halaman")).first.set_input_files(file)
        page.locator("#item-0").get_by_role("button", name="Kirim foto").click()

    item = page.locator("#item-0")
    expect(item.locator(".item-pages li")).to_have_count(1)
    expect(item.get_by_role("alert")).to_contain_text("Berkas jenis ini tidak bisa dipakai.")
    item.get_by_role("button", name="Hapus halaman 1").click()
    expect(page.locator("#item-0 .item-pages li")).to_have_count(0)


def too_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's photo has a turn until `monkeypatch.undo()`."""
    monkeypatch.setattr(redrawing, "QUEUE", Queue(at_once=1, most_waiting=0, name="test"))


def test_photo_that_has_no_turn_is_asked_for_by_the_page_itself(
    live_server: LiveServer,
    phone: Page,
    photos: tuple[Path, Path, Path],
    faults: Faults,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults.allow("503")
    too_many_wait(monkeypatch)
    code = begun(live_server.office, confirmed=True)
    phone.goto(f"/a/{code}")
    item = phone.locator("#item-0")

    item.locator(FILE).set_input_files(photos[1])

    words = "Banyak foto sedang diperiksa. Foto Anda sudah kami terima, mohon tunggu."
    expect(item.locator(".item-word")).to_have_text(words)
    expect(item.locator(".item-way.cut")).to_have_count(0)
    monkeypatch.undo()
    expect(item.locator(".item-pages li")).to_have_count(1)
    assert len(live_server.office.rows(Upload)) == 1


def test_photo_that_has_no_turn_is_asked_for_by_a_button_without_a_script(
    live_server: LiveServer, new_context: NewContext, photos: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    too_many_wait(monkeypatch)
    code = begun(live_server.office, confirmed=True)
    page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto(f"/a/{code}")
    page.get_by_label("Ambil atau pilih foto").first.set_input_files(photos[1])
    page.locator("#item-0").get_by_role("button", name="Kirim foto").click()
    item = page.locator("#item-0")
    expect(item.get_by_role("alert")).to_contain_text("tidak perlu dikirim ulang")

    monkeypatch.undo()
    item.get_by_role("button", name="Periksa sekarang").click()

    expect(item.locator(".item-pages li")).to_have_count(1)
    expect(item.get_by_role("button", name="Periksa sekarang")).to_have_count(0)


@pytest.mark.parametrize("language", ["id", "en"])
def test_checklist_has_no_barriers(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], language: str
) -> None:
    code = begun(live_server.office, confirmed=True)
    phone.goto(f"/a/{code}?lang={language}")
    phone.locator(f"#item-0 {FILE}").set_input_files(photos[1])
    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)

    phone.evaluate("document.querySelectorAll('main > :not(#items)').forEach((part) => part.remove())")

    with no_barriers() as barriers:
        barriers.look_on_phone(phone, "checklist with a page")


def test_photo_that_is_looked_at_elsewhere_is_asked_for_again(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path]
) -> None:
    code, asked = begun(live_server.office, confirmed=True), []

    def another_is_at_it(route: Route) -> None:
        if route.request.method == "PATCH" and not route.request.post_data_buffer:
            asked.append(route.request.headers["upload-offset"])
            if len(asked) == 1:
                route.fulfill(status=204, headers={"Upload-Offset": asked[0]})
                return
        elif route.request.method == "PATCH":
            answer = route.fetch()
            if answer.status == 200:  # its pages are there, and the answer is lost
                route.fulfill(status=204, headers={"Upload-Offset": str(photos[1].stat().st_size)})
                return
            route.fulfill(response=answer)
            return
        route.continue_()

    phone.route("**/uploads/*", another_is_at_it)
    phone.goto(f"/a/{code}")
    phone.locator(f"#item-0 {FILE}").set_input_files(photos[1])

    expect(phone.locator("#item-0 .item-word")).to_have_text("Memeriksa foto…")
    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)
    assert asked == [str(photos[1].stat().st_size)] * 2


def test_photo_waits_while_the_office_takes_none_and_goes_on_by_itself(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], faults: Faults
) -> None:
    faults.allow("503")
    code, is_full = begun(live_server.office, confirmed=True), threading.Event()
    sent: list[str] = []
    is_full.set()

    def full_after_the_first_piece(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) > 1 and is_full.is_set():
                route.fulfill(status=503, json={"code": "uploads_paused", "detail": "Later."})
                return
        route.continue_()

    phone.route("**/uploads/*", full_after_the_first_piece)
    phone.goto(f"/a/{code}")
    item = phone.locator("#item-0")
    item.locator(FILE).set_input_files(photos[0])

    expect(item.locator(".item-word")).to_contain_text("Biarkan halaman ini terbuka")
    is_full.clear()
    expect(item.locator(".item-pages li")).to_have_count(1)
    assert sent[0] == "0" != sent[1]
    assert len(live_server.office.rows(Upload)) == 1


def test_upload_that_was_given_up_while_the_network_was_away_begins_anew(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path], faults: Faults
) -> None:
    faults.allow("ERR_FAILED")
    faults.allow("404")
    code = begun(live_server.office, confirmed=True)
    cut_off(phone, code, photos[0], pieces=1)
    (upload,) = live_server.office.rows(Upload)
    live_server.office.database.run(open_uploads.refuse, upload.token, why="given_up")

    phone.unroute("**/uploads/*")

    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)
    assert len(live_server.office.rows(Upload)) == 2


def test_photos_wait_for_the_phone_and_come_without_a_reload(
    live_server: LiveServer, phone: Page, photos: tuple[Path, Path, Path]
) -> None:
    phone.goto(f"/a/{begun(live_server.office)}")
    expect(phone.locator(FILE)).to_have_count(0)
    expect(phone.locator("#items")).to_contain_text("setelah nomor ponsel Anda di bagian 2 dipastikan")

    phone.locator("#items").get_by_role("link", name="Pastikan nomor ponsel").click()
    phone.locator("#number").fill("0812-3456-7890")
    phone.get_by_role("button", name="Simpan nomor").click()
    shown = phone.locator("#phone").get_by_role("status")
    expect(shown).to_contain_text("LATIHAN")
    expect(phone.locator(FILE)).to_have_count(0)
    expect(phone.locator("#digits")).to_be_focused()
    phone.locator("#digits").fill("".join(filter(str.isdigit, shown.inner_text())))
    phone.get_by_role("button", name="Pastikan nomor").click()

    expect(phone.locator(FILE)).to_have_count(2)
    expect(phone.locator("#items .answer")).to_have_count(0)
    phone.locator(f"#item-0 {FILE}").set_input_files(photos[1])
    expect(phone.locator("#item-0 .item-pages li")).to_have_count(1)
