"""A batch from the office to the place and back: a clerk at a keyboard, and somebody with a small phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scheduler.db.models import Batch
from scheduler.flow.delivery.batches import linking
from tests.browser.booking.test_desk import tab_to
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import LANGUAGES, no_barriers
from tests.browser.ways import PLAIN, SCRIPTED
from tests.scenes.places import a_batch, a_place, for_place, taken

NewContext = Callable[..., BrowserContext]
PHONE = {"width": 360, "height": 740}
HOME = "Jalan Merpati 7, RT 02/RW 05, Kelurahan Bukit Cermin"


def link(batch: Batch, what: str = "") -> str:
    return f"/b/{linking.code_of(batch)}{what}"


@SCRIPTED
def test_batch_is_listed_and_signed_for_from_the_keyboard(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    a_place(office)
    for_place(office, "R/1")
    office.document("R/2")
    page = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(page, "Rina", "office")

    page.goto("/office/batches")
    tab_to(page, "select[name=place]")
    tab_to(page, "form.labelled button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 dokumen, belum ditandatangani")).to_be_visible()
    tab_to(page, "#add")
    page.keyboard.type("R/2")
    tab_to(page, "form[action$='/documents'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 dari 1 nomor tercatat.")
    tab_to(page, "input[name=taken_by]")
    page.keyboard.type("Hasan")
    tab_to(page, "button[value=paper]")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Dibawa Hasan")).to_be_visible()
    assert office.stage("R/1") == office.stage("R/2") == "at_partner"


def test_batch_is_signed_for_on_the_screen(live_server: LiveServer, desk: Page) -> None:
    batch = a_batch(live_server.office, a_place(live_server.office), "R/1")
    live_server.sign_in(desk, "Rina", "office")

    desk.goto(f"/office/batches/{batch.id}")
    desk.get_by_label("Nama petugas yang membawa").fill("Hasan")
    expect(desk.get_by_role("button", name="Ditandatangani di layar")).to_be_disabled()
    desk.locator("canvas").scroll_into_view_if_needed()
    box = desk.locator("canvas").bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 40, box["y"] + 40)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 200, box["y"] + 90)
    desk.mouse.up()
    desk.get_by_role("button", name="Ditandatangani di layar").click()
    expect(desk.get_by_role("heading", name="Dibawa Hasan")).to_be_visible()
    desk.goto(f"/office/batches/{batch.id}/list")

    expect(desk.locator(".signs polyline")).to_have_count(1)


@PLAIN
def test_handover_is_confirmed_on_a_small_phone(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    batch = taken(live_server.office, a_place(live_server.office), "R/1", "R/2", reason="changed")
    page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts).new_page()

    page.goto(link(batch))
    page.locator(".there a").first.click()
    page.get_by_role("radio", name="Keluarga").check()
    page.get_by_label("Nama yang mengambil").fill("Dewi")
    page.get_by_role("radio", name="KK asli").check()
    page.get_by_role("radio", name="Ditarik").check()
    page.get_by_role("button", name="Sudah diserahkan").click()

    expect(page.get_by_role("heading", name="1 dari 2 sudah diserahkan")).to_be_visible()
    expect(page.locator("#d1")).to_contain_text("Kartu lama ditarik")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_document_is_found_by_a_scanner_and_by_digits(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    numbers = [f"KTP/2026/{number:04}" for number in range(1, 41)]
    batch = taken(live_server.office, a_place(live_server.office), *numbers)
    page = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts).new_page()

    page.goto(link(batch))
    expect(page.get_by_label("Pindai resi")).to_be_focused()
    page.keyboard.type("ktp/2026/0037")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="…0037")).to_be_visible()
    page.get_by_role("link", name="Kembali ke daftar").click()
    page.locator("#d40").scroll_into_view_if_needed()
    page.get_by_label("Pindai resi").fill("0012")
    expect(page.get_by_label("Pindai resi")).to_be_in_viewport()
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("heading", name="…0012")).to_be_visible()

    page.go_back()
    page.get_by_label("Pindai resi").fill("9999")
    page.get_by_role("button", name="Cari").click()

    expect(page.get_by_role("status")).to_contain_text("Tidak ada yang cocok")
    assert "9999" not in page.url


@LANGUAGES
def test_pages_of_a_place(live_server: LiveServer, phone: Page, language: str) -> None:
    office = live_server.office
    batch = taken(office, a_place(office), "R/1", "R/2", reason="changed")
    addresses = {"list": link(batch), "document": link(batch, "/documents/1"), "nowhere": "/b/7K4M-P2QX-9RD3-FHNT"}

    with no_barriers() as barriers:
        for name, address in addresses.items():
            phone.goto(f"{address}?lang={language}")
            barriers.look_on_phone(phone, name)


@LANGUAGES
def test_pages_of_the_office(live_server: LiveServer, desk: Page, language: str) -> None:
    office = live_server.office
    place = a_place(office)
    out = taken(office, place, "R/1", "R/2", reason="changed")
    open_one = a_batch(office, place, "R/3")
    live_server.sign_in(desk, "Sari", "office")
    addresses = {
        "places": f"/office/places?place={place.id}",
        "batches": "/office/batches",
        "open": f"/office/batches/{open_one.id}",
        "out": f"/office/batches/{out.id}",
        "printed": f"/office/batches/{out.id}/list",
        "document": f"/office/batches/{out.id}/documents/1",
        "withdrawn": "/office/withdrawn-cards",
        "channel": "/office/documents/channel?q=R/3",
        "labels": "/office/documents/labels?q=R/3",
    }

    with no_barriers() as barriers:
        for name, address in addresses.items():
            desk.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            barriers.look(desk, name)
            if desk.evaluate("document.documentElement.scrollWidth") > 1366:
                barriers.found.append(f"{name}: wider than the screen")


@PLAIN
def test_who_cannot_come_asks_for_a_visit_from_the_keyboard_and_is_answered(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    a_place(office, "Kunjungan petugas", kind="visit")
    a_place(office, "Kantor Pos", kind="post")
    code = office.code(office.document("R/1", phone="+6281234567890"))
    phone = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    desk = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(desk, "Rina", "office")

    phone.goto(f"/i/{code}")
    tab_to(phone, "a[href$='/delivery']")
    phone.keyboard.press("Enter")
    tab_to(phone, "details:last-of-type summary")
    phone.keyboard.press("Enter")
    for field, value in (("#reason", "ibu lansia"), ("#address-visit", HOME), ("#phone4-visit", "7891")):
        tab_to(phone, field)
        phone.keyboard.type(value)
    phone.keyboard.press("Enter")
    expect(phone.locator("#told")).to_contain_text("Bukan 4 angka terakhir")
    expect(phone.locator("#address-visit")).to_have_value(HOME)
    expect(phone.locator("#phone4-visit")).to_be_focused()
    phone.keyboard.type("7890")
    phone.keyboard.press("Enter")
    expect(phone.locator("#asked-title")).to_have_text("Diantar petugas ke alamat Anda")

    desk.goto("/office/delivery-requests")
    tab_to(desk, "tbody a")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text(HOME)).to_be_visible()
    desk.locator("[name=visit_on]").fill("01/12/2026")
    desk.get_by_role("button", name="Setujui permintaan").press("Enter")
    expect(desk.get_by_text("kunjungan 1 Des 2026")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Petugas datang Selasa, 1 Desember 2026")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_file_is_asked_for_once_more_from_the_keyboard_and_sent(
    live_server: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    office = live_server.office
    facts = {"type": "KK", "channel": "self_print", "phone": "+6281234567890", "email": "siti@gmail.com"}
    code = office.code(office.document("R/1", **facts))
    phone = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    desk = new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=scripts).new_page()
    live_server.sign_in(desk, "Rina", "office")

    phone.goto(f"/i/{code}")
    tab_to(phone, "a[href$='/files']")
    phone.keyboard.press("Enter")
    tab_to(phone, "summary")
    phone.keyboard.press("Enter")
    for field, value in (("#email", "siti.baru@yahoo.com"), ("#phone4", "7891")):
        tab_to(phone, field)
        phone.keyboard.type(value)
    phone.keyboard.press("Enter")
    expect(phone.locator("#told")).to_contain_text("Bukan 4 angka terakhir")
    expect(phone.locator("#email")).to_have_value("siti.baru@yahoo.com")
    expect(phone.locator("#phone4")).to_be_focused()
    phone.keyboard.type("7890")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("ke s***@yahoo.com. Biasanya dijawab hari kerja berikutnya.")).to_be_visible()

    desk.goto("/office/delivery-requests")
    tab_to(desk, "tbody a")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("siti.baru@yahoo.com")).to_be_visible()
    desk.get_by_role("button", name="Sudah dikirim lagi hari ini").press("Enter")
    expect(desk.get_by_text("Tidak ada permintaan yang menunggu jawaban.")).to_be_visible()
    phone.goto(f"/i/{code}")
    expect(phone.get_by_text("Dikirim lagi 30 November ke s***@yahoo.com.")).to_be_visible()


@LANGUAGES
def test_files_can_be_asked_for_by_everybody(live_server: LiveServer, new_context: NewContext, language: str) -> None:
    office = live_server.office
    home = {"channel": "self_print", "kk": "2172010101010001", "phone": "+6281234567890"}
    office.document("R/1", type="KK", email="siti@gmail.com", **home)
    code = office.code(office.document("R/2", type="akta", **home))
    phone = new_context(viewport=PHONE).new_page()
    desk = new_context(viewport={"width": 1366, "height": 768}).new_page()
    live_server.sign_in(desk, "Rina", "office")

    with no_barriers() as barriers:
        phone.goto(f"/i/{code}/files?lang={language}")
        phone.locator("summary").click()
        barriers.look_on_phone(phone, "files")
        phone.locator("#phone4").press("Enter")
        barriers.look_on_phone(phone, "asked")
        desk.goto(f"/office/delivery-requests?lang={language}")
        barriers.look(desk, "requests")
        desk.locator("tbody a").first.click()
        barriers.look(desk, "file request")


@LANGUAGES
def test_other_ways_can_be_used_by_everybody(live_server: LiveServer, new_context: NewContext, language: str) -> None:
    office = live_server.office
    for kind in ("kelurahan", "post", "visit"):
        a_place(office, f"Tempat {kind}", kind=kind)
    code = office.code(office.document("R/1", phone="+6281234567890"))
    phone = new_context(viewport=PHONE).new_page()
    desk = new_context(viewport={"width": 1366, "height": 768}).new_page()
    live_server.sign_in(desk, "Rina", "office")

    with no_barriers() as barriers:
        phone.goto(f"/i/{code}/delivery?lang={language}")
        for each in phone.locator("summary").all():
            each.click()
        barriers.look_on_phone(phone, "other ways")
        phone.locator("#address-post").fill(HOME)
        phone.locator("#phone4-post").fill("7890")
        phone.locator("#phone4-post").press("Enter")
        barriers.look_on_phone(phone, "asked")
        desk.goto(f"/office/delivery-requests?lang={language}")
        barriers.look(desk, "requests")
        desk.locator("tbody a").click()
        barriers.look(desk, "request")
