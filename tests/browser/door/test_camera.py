"""The camera as a scanner: a real stream in Chromium, from a film of a QR code, read by the detector that we serve."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.serving import LiveServer
from tests.browser.waiting import until
from tests.browser.watching import Faults
from tests.scenes.pictures import film_of

NOTE_LOOKS = """
window.looks = 0;
const { detect } = BarcodeDetectionAPI.BarcodeDetector.prototype;
BarcodeDetectionAPI.BarcodeDetector.prototype.detect = async function (shown) {
  const found = await detect.call(this, shown);
  if (found.length) looks += 1;
  return found;
};
null;
"""
"""How often the camera has read a code."""


class Cameras:
    """Starts browsers whose camera shows what they are given; closes them at the end.

    whole: the Chromium that asks people whether a page may use the camera; the one without windows asks nobody.
    """

    def __init__(
        self, browser_type: BrowserType, arguments: dict[str, Any], whole: str, folder: Path, faults: Faults
    ) -> None:
        self._type, self._arguments, self._whole = browser_type, arguments, whole
        self._folder, self._faults = folder, faults
        self.contexts: list[BrowserContext] = []

    def page(self, server: LiveServer, shown: str, *, allowed: bool = True, count: int = 1) -> Page:
        """A page at the door's tablet whose camera sees the QR code of `shown`; one of several sees nothing."""
        flags = [f"--use-fake-device-for-media-stream=device-count={count}"]
        if count == 1:  # a film is one camera
            film = self._folder / f"{len(self.contexts)}.y4m"
            film.write_bytes(film_of(shown))
            flags += [f"--use-file-for-fake-video-capture={film}"]
        flags += ["--use-fake-ui-for-media-stream"] if allowed else ["--deny-permission-prompts"]
        arguments = {**self._arguments, "args": [*self._arguments["args"], *flags]}
        browser = self._type.launch(**(arguments if allowed else {**arguments, "executable_path": self._whole}))
        context = browser.new_context(base_url=server.url, locale="id-ID", viewport={"width": 1024, "height": 700})
        context.set_default_timeout(PATIENCE * 1000)
        self._faults.watch(context)
        self.contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self.contexts:
            browser = context.browser
            context.close()
            if browser:
                browser.close()


@pytest.fixture
def cameras(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    whole_chromium: str,
    tmp_path: Path,
    faults: Faults,
) -> Iterator[Cameras]:
    made = Cameras(browser_type, browser_type_launch_args, whole_chromium, tmp_path, faults)
    yield made
    made.close()


@pytest.mark.gate
def test_camera_at_the_door_answers_and_stays_open(live_server: LiveServer, cameras: Cameras) -> None:
    code = live_server.office.booked()
    page = cameras.page(live_server, code)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    live_server.sign_in(page, "Gani", "door")

    page.get_by_role("button", name="Kamera", exact=True).click()

    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")
    expect(page.locator("#camera")).to_be_visible()
    assert any(url.split("?")[0].endswith("/zxing_reader.wasm") for url in asked)
    assert [url for url in asked if not url.startswith((live_server.url, "blob:"))] == []
    page.keyboard.press("Escape")
    expect(page.locator("#camera")).to_be_hidden()
    assert page.evaluate("document.querySelector('#camera video').srcObject") is None


def test_code_that_stays_in_the_picture_is_one_scan(live_server: LiveServer, cameras: Cameras) -> None:
    code = live_server.office.booked()
    page = cameras.page(live_server, code)
    scans: list[str] = []
    page.on("request", lambda request: scans.append(request.url) if request.url.endswith("/door/scans") else None)
    live_server.sign_in(page, "Gani", "door")

    page.get_by_role("button", name="Kamera", exact=True).click()
    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")
    page.evaluate(NOTE_LOOKS)
    until(page, lambda: page.evaluate("window.looks") > 5, "the camera looks no more")

    assert len(scans) == 1


def test_camera_at_the_counter_closes_after_a_scan(live_server: LiveServer, cameras: Cameras) -> None:
    office = live_server.office
    code = office.booked()
    office.scan(code, now=live_server.now)
    office.call(1, now=live_server.now)
    page = cameras.page(live_server, code)
    live_server.sign_in(page, "Rina", "counter-1")

    page.get_by_role("button", name="Kamera", exact=True).click()

    expect(page.locator("#card")).to_have_attribute("data-stage", "serving")
    expect(page.locator("#camera")).to_be_hidden()
    assert page.evaluate("document.querySelector('#camera video').srcObject") is None


def test_camera_that_is_not_allowed_says_so(live_server: LiveServer, cameras: Cameras) -> None:
    page = cameras.page(live_server, "", allowed=False)
    live_server.sign_in(page, "Gani", "door")

    page.get_by_role("button", name="Kamera", exact=True).click()

    expect(page.locator("[data-fault=denied]")).to_be_visible()
    expect(page.get_by_text("Foto QR")).to_be_visible()


def test_no_camera_says_so(live_server: LiveServer, tablet: Page) -> None:
    tablet.context.grant_permissions(["camera"])
    live_server.sign_in(tablet, "Gani", "door")

    tablet.get_by_role("button", name="Kamera", exact=True).click()

    expect(tablet.locator("[data-fault=none]")).to_be_visible()


def test_button_is_not_there_without_a_camera_in_the_browser(live_server: LiveServer, tablet: Page) -> None:
    tablet.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    live_server.sign_in(tablet, "Gani", "door")

    expect(tablet.locator("[data-camera]")).to_be_hidden()
    expect(tablet.get_by_text("Foto QR")).to_be_visible()


NATIVE = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(video) { %s }
};
"""


def test_reader_of_the_browser_is_taken_where_there_is_one(live_server: LiveServer, cameras: Cameras) -> None:
    code = live_server.office.booked()
    page = cameras.page(live_server, "")
    page.add_init_script(NATIVE % f"return [{{ rawValue: '{code}' }}];")
    live_server.sign_in(page, "Gani", "door")

    page.get_by_role("button", name="Kamera", exact=True).click()

    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")
    assert page.evaluate("window.BarcodeDetectionAPI === undefined")


def test_reader_of_the_browser_that_does_not_work_is_replaced(live_server: LiveServer, cameras: Cameras) -> None:
    page = cameras.page(live_server, live_server.office.booked())
    page.add_init_script(NATIVE % "throw new DOMException('unavailable', 'NotSupportedError');")
    live_server.sign_in(page, "Gani", "door")

    page.get_by_role("button", name="Kamera", exact=True).click()

    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")


def test_other_camera_is_offered_where_there_are_two(live_server: LiveServer, cameras: Cameras) -> None:
    page = cameras.page(live_server, "", count=2)
    used = "document.querySelector('#camera video').srcObject?.getVideoTracks()[0].getSettings().deviceId"
    live_server.sign_in(page, "Gani", "door")
    page.get_by_role("button", name="Kamera", exact=True).click()
    other = page.get_by_role("button", name="Kamera lain")
    expect(other).to_be_visible()
    first = page.evaluate(used)

    other.click()

    page.wait_for_function(f"(first) => ({used} || first) !== first", arg=first)


def test_camera_beside_the_kiosk_is_read_while_it_waits(live_server: LiveServer, cameras: Cameras) -> None:
    page = cameras.page(live_server, live_server.office.booked())
    live_server.sign_in(page, "Gani", "door")
    page.goto("/door/kiosk")
    page.get_by_role("button", name="Mulai mode kios").click()

    page.get_by_role("link", name="QR di ponsel").click()
    page.get_by_role("button", name="Buka kamera").click()

    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")
    expect(page.locator("#camera")).to_be_hidden()
