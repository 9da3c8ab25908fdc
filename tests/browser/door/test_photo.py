"""A photo of a QR code where the browser gives no camera: made small by a script, or sent as it is without one."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext
from tests.browser.serving import LiveServer
from tests.scenes.pictures import file_of, photo_of

NO_CAMERA = "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })"


@pytest.fixture
def photo(live_server: LiveServer, tmp_path: Path) -> Path:
    """A photo of the pass of somebody who is expected, as large as a phone takes it."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(file_of(photo_of(live_server.office.booked(), size=(4000, 3000), scale=40), quality=95))
    return path


def test_photo_is_made_small_and_answered(live_server: LiveServer, tablet: Page, photo: Path) -> None:
    sizes: list[int] = []
    tablet.add_init_script(NO_CAMERA)
    tablet.on(
        "request",
        lambda sent: (
            sizes.append(int(sent.all_headers().get("content-length", 0)))
            if sent.url.endswith("/door/photos")
            else None
        ),
    )
    live_server.sign_in(tablet, "Gani", "door")

    tablet.locator("input[type=file]").set_input_files(photo)

    expect(tablet.locator("#answer")).to_have_attribute("data-kind", "come_in")
    assert len(sizes) == 1
    assert 0 < sizes[0] < photo.stat().st_size / 2


def test_photo_without_scripts(live_server: LiveServer, new_context: NewContext, photo: Path) -> None:
    page = new_context(viewport={"width": 1024, "height": 700}, java_script_enabled=False).new_page()
    live_server.sign_in(page, "Gani", "door")

    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_role("button", name="Baca foto").click()

    expect(page.locator("#answer")).to_have_attribute("data-kind", "come_in")
