"""The voice's pages: a recording with a microphone that beeps, by keyboard alone; and by a file without scripts."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from scheduler.speech.clips import NAMES, RATE, Clips
from scheduler.speech.pcm import read_wav
from tests.browser.conftest import PATIENCE
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import LANGUAGES, no_barriers
from tests.browser.waiting import until
from tests.browser.watching import Faults
from tests.speech.sounds import loudness, quiet, tone, wav

RECORDINGS = "/office/voice/recordings"
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SIZE = {"width": 1366, "height": 768}


NOTE_BEEPS = """{
  const heard = { pieces: 0, beeps: 0 };
  let quiet = 0;
  window.heard = heard;
  window.AudioWorkletNode = class extends AudioWorkletNode {
    constructor(...facts) {
      super(...facts);
      this.port.addEventListener("message", ({ data }) => {
        const sounds = data.some((sample) => Math.abs(sample) > 0.02);
        if (sounds && quiet > 30) heard.beeps += 1;
        quiet = sounds ? 0 : quiet + 1;
        heard.pieces += 1;
      });
    }
  };
}"""


@pytest.fixture
def clips(live_server: LiveServer) -> Clips:
    return Clips(live_server.settings.voice, live_server.office.office.code)


@pytest.fixture
def microphone(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    faults: Faults,
) -> Iterator[BrowserContext]:
    """A context of a Chromium whose microphone beeps once a second."""
    args = [*browser_type_launch_args["args"], *MICROPHONE]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
    context = browser.new_context(**{**browser_context_args, "viewport": SIZE, "permissions": ["microphone"]})
    context.set_default_timeout(PATIENCE * 1000)
    faults.watch(context)
    context.add_init_script(NOTE_BEEPS)
    yield context
    browser.close()


@pytest.fixture
def supervisor(live_server: LiveServer, desk: Page) -> Page:
    """Sari, without a microphone."""
    live_server.sign_in(desk, "Sari", "office")
    return desk


def hear(page: Page, count: int, what: str) -> None:
    """Wait until the page has taken so many more "pieces" (of sound) or "beeps" from the microphone."""
    before = page.evaluate("(what) => window.heard[what]", what)
    until(page, lambda: page.evaluate("(what) => window.heard[what]", what) >= before + count)


@pytest.mark.gate
def test_names_are_recorded_one_after_another_by_keyboard_alone(
    live_server: LiveServer, microphone: BrowserContext, clips: Clips
) -> None:
    page = microphone.new_page()
    live_server.sign_in(page, "Sari", "office")
    page.goto(RECORDINGS)

    page.locator(f"#name-{NAMES[0]} [data-record]").focus()
    for name, following in pairwise(NAMES[:3]):
        row = page.locator(f"#name-{name}")
        page.keyboard.press("Enter")  # Rekam
        expect(row.locator("[data-stop]")).to_be_focused()
        hear(page, 2, "beeps")
        page.keyboard.press("Enter")  # Berhenti
        expect(row.locator("[data-keep]")).to_be_focused()
        expect(row.locator("[data-listen]")).to_be_visible()
        page.keyboard.press("Enter")  # Simpan dan lanjut
        expect(page.locator(f"#name-{following} [data-record]")).to_be_focused()
        expect(row.locator(".heard audio")).to_be_visible()

    expect(page.locator("#progress")).to_have_text("Sudah direkam: 2 dari 45.")
    assert clips.names() == set(NAMES[:2])
    kept = read_wav(clips.file(NAMES[1]) or b"")
    assert kept.rate == RATE
    assert 0.1 < kept.seconds < 2.5
    assert loudness(kept) > 0.01


def test_recording_that_was_no_good_is_made_again(
    live_server: LiveServer, microphone: BrowserContext, clips: Clips
) -> None:
    page = microphone.new_page()
    live_server.sign_in(page, "Sari", "office")
    page.goto(RECORDINGS)
    row = page.locator("#name-nol")

    row.get_by_role("button", name="Rekam nol").click()
    expect(row.locator("[data-stop]")).to_be_focused()
    hear(page, 1, "pieces")
    row.get_by_role("button", name="Berhenti").click()
    row.get_by_role("button", name="Ulangi").click()
    expect(row.locator("[data-stop]")).to_be_focused()
    hear(page, 2, "beeps")
    row.get_by_role("button", name="Berhenti").click()
    expect(row.get_by_role("button", name="Simpan dan lanjut")).to_be_focused()

    assert clips.names() == frozenset()
    row.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.locator("#progress")).to_have_text("Sudah direkam: 1 dari 45.")
    assert clips.names() == {"nol"}


def test_recording_that_was_not_sent_can_be_saved_again(
    live_server: LiveServer, microphone: BrowserContext, clips: Clips, faults: Faults
) -> None:
    page = microphone.new_page()
    live_server.sign_in(page, "Sari", "office")
    page.goto(RECORDINGS)
    row = page.locator("#name-nol")
    row.locator("[data-record]").click()
    expect(row.locator("[data-stop]")).to_be_focused()
    hear(page, 2, "beeps")
    row.locator("[data-stop]").click()
    expect(row.locator("[data-keep]")).to_be_visible()

    faults.allow("ERR_FAILED")
    page.route(f"**{RECORDINGS}", lambda route: route.abort())
    row.locator("[data-keep]").click()

    expect(page.locator("#trouble")).to_have_text("Rekaman tidak terkirim. Periksa jaringan, lalu simpan lagi.")
    assert clips.names() == frozenset()
    page.unroute(f"**{RECORDINGS}")
    row.locator("[data-keep]").click()
    expect(page.locator("#progress")).to_have_text("Sudah direkam: 1 dari 45.")


def test_microphone_that_is_denied_is_told(live_server: LiveServer, supervisor: Page) -> None:
    supervisor.goto(RECORDINGS)

    supervisor.locator("#name-nol [data-record]").click()

    expect(supervisor.locator("#trouble")).to_contain_text("Mikrofon tidak bisa dipakai.")
    expect(supervisor.locator("#name-nol [data-record]")).to_be_visible()


def test_file_is_sent_and_removed_without_scripts(
    live_server: LiveServer, new_context: Any, clips: Clips, tmp_path: Path
) -> None:
    page = new_context(viewport=SIZE, java_script_enabled=False).new_page()
    live_server.sign_in(page, "Sari", "office")
    page.goto(RECORDINGS)
    (tmp_path / "a.wav").write_bytes(wav(tone(0.4, rate=48_000), channels=2))
    (tmp_path / "b.wav").write_bytes(wav(quiet(1)))

    page.locator("#name-a summary").click()
    page.locator("#name-a input[type=file]").set_input_files(tmp_path / "a.wav")
    page.locator("#name-a").get_by_role("button", name="Unggah").click()
    expect(page.get_by_role("status")).to_have_text("Rekaman tersimpan.")
    page.locator("#name-b summary").click()
    page.locator("#name-b input[type=file]").set_input_files(tmp_path / "b.wav")
    page.locator("#name-b").get_by_role("button", name="Unggah").click()

    expect(page.get_by_role("alert")).to_contain_text("Tidak terdengar apa-apa di rekaman itu.")
    assert clips.names() == {"a"}
    page.get_by_role("button", name="Hapus rekaman A").click()
    expect(page.locator("#progress")).to_have_text("Sudah direkam: 0 dari 45.")


@LANGUAGES
def test_pages_have_no_barriers_and_fit_an_old_screen(
    live_server: LiveServer, supervisor: Page, clips: Clips, language: str
) -> None:
    clips.keep("nol", wav(tone(0.4)))
    supervisor.set_viewport_size(SIZE)  # type: ignore[arg-type]
    supervisor.goto("/office/voice")
    supervisor.fill("#begins", "11:55")
    supervisor.fill("#ends", "12:10")
    supervisor.get_by_role("button", name="Tambah waktu tenang").click()
    expect(supervisor.get_by_role("status")).to_have_text("Waktu tenang tersimpan.")

    with no_barriers() as barriers:
        for address in ("/office/voice", RECORDINGS):
            supervisor.goto(f"{address}?lang={language}")
            barriers.look(supervisor, address)
            wide = supervisor.evaluate("document.documentElement.scrollWidth")
            assert wide <= SIZE["width"], f"{address} is {wide} px wide"
