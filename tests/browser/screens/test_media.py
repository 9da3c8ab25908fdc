"""Notices and pictures as a supervisor puts them up, with and without scripts; what a screen then shows."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import Announcement, MediaFile
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import no_barriers
from tests.browser.watching import Faults

NewContext = Callable[..., BrowserContext]
FILM = """() => new Promise((done) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm" });
  const paint = setInterval(() => {
    pen.fillStyle = `hsl(${performance.now() / 10 % 360} 80% 50%)`;
    pen.fillRect(0, 0, 320, 180);
  }, 40);
  recorder.ondataavailable = ({ data }) => {
    clearInterval(paint);
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]);
    reader.readAsDataURL(data);
  };
  recorder.start();
  setTimeout(() => recorder.stop(), 1500);
})"""
"""A real video, recorded by the browser itself."""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "alur.png"
    Image.effect_mandelbrot((1600, 1200), (-2, -1.2, 1, 1.2), 60).save(path)
    return path


@pytest.fixture
def office_page(live_server: LiveServer, new_context: NewContext, request: pytest.FixtureRequest) -> Page:
    """Sari at the computer of the office."""
    scripts = getattr(request, "param", True)
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Sari", "office")
    return page


@pytest.mark.parametrize(
    "office_page",
    [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts")],
    indirect=True,
)
def test_picture_is_uploaded_from_the_keyboard(live_server: LiveServer, office_page: Page, picture: Path) -> None:
    page = office_page
    page.goto("/office/media")
    page.locator("#file").set_input_files(picture)
    tab_to(page, "#title")
    page.keyboard.type("Alur pengambilan")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Sudah disimpan dan mulai tampil di layar.")
    shown = page.locator("ol.media img")
    expect(shown).to_have_attribute("alt", "Alur pengambilan")
    expect(shown).to_have_js_property("naturalWidth", 1440)
    assert [each.kind for each in live_server.office.rows(MediaFile)] == ["picture"]

    page.get_by_role("button", name="Hapus Alur pengambilan").click()
    expect(page.get_by_text("Belum ada gambar atau video.")).to_be_visible()
    assert list((live_server.settings.media / "tanjungpinang").iterdir()) == []


def test_video_plays_and_the_order_is_changed(
    live_server: LiveServer, office_page: Page, picture: Path, tmp_path: Path
) -> None:
    page, film = office_page, tmp_path / "film.webm"
    page.goto("/office/media")
    film.write_bytes(base64.b64decode(page.evaluate(FILM)))

    for file, title in ((picture, "Alur"), (film, "Syarat")):
        page.locator("#file").set_input_files(file)
        page.fill("#title", title)
        page.get_by_role("button", name="Kirim").click()
        expect(page.locator("ol.media b").last).to_have_text(title)
    page.get_by_role("button", name="Naikkan Syarat").click()

    expect(page.locator("ol.media b")).to_have_text(["Syarat", "Alur"])
    video = page.locator("ol.media video")
    expect(video).to_have_js_property("videoWidth", 320)
    video.evaluate("(each) => each.play()")
    expect(video).to_have_js_property("error", None)


def test_refusal_stands_beside_what_was_typed(live_server: LiveServer, office_page: Page, tmp_path: Path) -> None:
    page, wrong = office_page, tmp_path / "berkas.jpg"
    wrong.write_bytes(b"MZ a program")
    page.goto("/office/media")
    page.locator("#file").set_input_files(wrong)
    page.fill("#title", "Judul yang diketik")

    page.get_by_role("button", name="Kirim").click()

    expect(page.get_by_role("alert").filter(has_text="Berkas itu tidak bisa dipakai.")).to_be_visible()
    expect(page.locator("#title")).to_have_value("Judul yang diketik")
    expect(page.locator("#broken")).to_be_hidden()
    assert live_server.office.rows(MediaFile) == []


def test_file_that_is_too_large_is_named_before_it_is_sent(office_page: Page, picture: Path) -> None:
    page = office_page
    page.goto("/office/media")
    page.eval_on_selector("form.medium", "(form) => { form.dataset.most = 1000; }")

    page.locator("#file").set_input_files(picture)

    assert page.eval_on_selector("#file", "(file) => file.validationMessage") == "Berkas itu lebih besar dari 80 MB."


def test_upload_tells_how_far_it_is(office_page: Page, faults: Faults, tmp_path: Path) -> None:
    faults.allow("ERR_FAILED|htmx:")
    page, film = office_page, tmp_path / "film.webm"
    film.write_bytes(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(20_000_000))
    page.goto("/office/media")
    page.evaluate("""() => {
      window.seen = [];
      const bar = () => document.querySelector(".medium progress");
      document.body.addEventListener("htmx:xhr:progress", () => bar() && window.seen.push(bar().value));
    }""")
    page.locator("#file").set_input_files(film)
    page.fill("#title", "Syarat")

    page.get_by_role("button", name="Kirim").click()

    expect(page.get_by_role("status")).to_be_visible()
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen)
    assert seen[-1] == 100


def test_upload_without_a_network_says_so(office_page: Page, faults: Faults, picture: Path) -> None:
    faults.allow("ERR_INTERNET_DISCONNECTED|htmx:")
    page = office_page
    page.goto("/office/media")
    page.locator("#file").set_input_files(picture)
    page.fill("#title", "Alur")
    page.context.set_offline(True)

    page.get_by_role("button", name="Kirim").click()

    expect(page.locator("#broken")).to_be_visible()
    expect(page.locator("#title")).to_have_value("Alur")
    expect(page.get_by_role("button", name="Kirim")).to_be_enabled()


@pytest.mark.parametrize("office_page", [True, False], ids=["scripts", "no scripts"], indirect=True)
def test_notice_is_put_up_from_the_keyboard_and_seen_on_the_screen(
    live_server: LiveServer, office_page: Page, tv: Page
) -> None:
    page = office_page
    tv.goto("/display/tanjungpinang")
    page.goto("/office/announcements")
    tab_to(page, "#text")
    page.keyboard.type("Blangko KTP-el habis sampai Rabu.")
    page.fill("#ends_at", "2026-11-30T12:00")
    if page.get_by_role("button", name="Lihat dahulu").is_visible():
        page.get_by_role("button", name="Lihat dahulu").click()
    expect(page.locator("[data-foot] p").first).to_have_text("Blangko KTP-el habis sampai Rabu.")
    page.get_by_role("button", name="Umumkan").click()

    expect(page.get_by_role("status")).to_have_text("Pengumuman sudah dicatat.")
    expect(tv.locator(".notices .shown").first).to_have_text("Blangko KTP-el habis sampai Rabu.")
    page.get_by_role("button", name=re.compile("^Akhiri")).click()
    expect(tv.locator(".notices .shown").first).not_to_contain_text("Blangko")
    assert len(live_server.office.rows(Announcement)) <= 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_of_notices_and_pictures(
    live_server: LiveServer, office_page: Page, picture: Path, language: str
) -> None:
    page = office_page
    page.goto("/office/media")
    for title in ("Alur pengambilan", "Syarat"):
        page.locator("#file").set_input_files(picture)
        page.fill("#title", title)
        page.get_by_role("button", name="Kirim").click()
        expect(page.locator("ol.media b").last).to_have_text(title)
    for text, start, end in (
        ("Lansia, ibu hamil, dan penyandang disabilitas didahulukan. Sampaikan kepada petugas di pintu.", "09", "12"),
        ("Pukul 11.00 ada pemadaman listrik sebentar.", "11", "12"),
    ):
        page.goto("/office/announcements")
        page.fill("#text", text)
        page.fill("#text_en", "Elderly, pregnant and disabled visitors go first. Please tell our staff at the door.")
        page.fill("#starts_at", f"2026-11-30T{start}:00")
        page.fill("#ends_at", f"2026-11-30T{end}:00")
        page.get_by_role("button", name="Umumkan").click()
        expect(page.get_by_role("status")).to_be_visible()
    number = live_server.office.rows(Announcement)[0].id
    medium = live_server.office.rows(MediaFile)[0].id

    with no_barriers() as barriers:
        for name, address in {
            "pictures": "/office/media?",
            "changing a picture": f"/office/media?change={medium}&",
            "notices": "/office/announcements?",
            "changing a notice": f"/office/announcements?change={number}&",
            "refused": f"/office/announcements?change={number}&text=&",
        }.items():
            page.goto(f"{address}lang={language}")
            barriers.look(page, name)
            for width, height in ((360, 740), (1366, 768)):
                page.set_viewport_size({"width": width, "height": height})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    barriers.found.append(f"{name}: wider than a screen of {width} pixels")
