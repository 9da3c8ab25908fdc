"""Labels as they are printed: a scanner reads them back sign for sign."""

import io
import re
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.serving import LiveServer
from tests.scenes.places import a_batch, a_place

NewContext = Callable[..., BrowserContext]
REFERENCES = ["2172/30112026/0412", "P-261126-48317"]


DPI = 203
"""Dots an inch of the coarsest printer of labels."""


def read(page: Page, selector: str) -> list[str]:
    """What a scanner reads on each of some labels."""
    pictures = [Image.open(io.BytesIO(each.screenshot())) for each in page.locator(selector).all()]
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def show(page: Page, count: int) -> None:
    """Go on from the form to so many labels."""
    page.get_by_role("button", name="Tampilkan label").click()
    expect(page.locator(".labels li")).to_have_count(count)
    page.wait_for_load_state()


@pytest.mark.parametrize("size", ["roll62", "a4"])
def test_printed_labels_are_read_back(live_server: LiveServer, new_context: NewContext, size: str) -> None:
    desk = new_context(viewport={"width": 1366, "height": 768}, device_scale_factor=DPI / 96).new_page()
    for reference in REFERENCES:
        live_server.office.document(reference, shelf="B-12")
    live_server.sign_in(desk, "Rina", "office")

    desk.goto("/office/documents/labels")
    desk.get_by_label("Nomor registrasi").fill("\n".join(REFERENCES))
    desk.get_by_label("Rak", exact=True).fill("B-12")
    desk.locator(f"input[value={size}]").check()
    show(desk, 3)
    desk.emulate_media(media="print")

    assert read(desk, ".labels li") == [*REFERENCES, "RAK B-12"]
    expect(desk.locator(".acts")).to_be_hidden()


@pytest.mark.parametrize(("size", "pages"), [("roll62", 25), ("a4", 2)])
def test_labels_fill_their_paper(live_server: LiveServer, desk: Page, size: str, pages: int) -> None:
    live_server.sign_in(desk, "Rina", "office")

    desk.goto("/office/documents/labels")
    desk.get_by_label("Rak", exact=True).fill("\n".join(f"B-{number}" for number in range(25)))
    desk.locator(f"input[value={size}]").check()
    show(desk, 25)
    printed = desk.pdf(prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") == pages


def test_list_that_is_signed_is_printed_on_a4(live_server: LiveServer, desk: Page) -> None:
    batch = a_batch(live_server.office, a_place(live_server.office), "R/1", "R/2")
    live_server.sign_in(desk, "Rina", "office")

    desk.goto(f"/office/batches/{batch.id}/list")
    printed = desk.pdf(prefer_css_page_size=True)

    assert re.findall(rb"/MediaBox \[0 0 (\d+)\.?\d* (\d+)", printed) == [(b"594", b"841")]
