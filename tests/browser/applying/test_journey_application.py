"""One application's way, wholly from home: a blurred photo, asked for again, printed when there are blanks, fetched."""

import io
import re
from dataclasses import dataclass

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Page, expect

from scheduler.db.models import Material
from scheduler.flow.blanks.blanks import count_blanks
from tests.browser.conftest import NewContext
from tests.browser.serving import LiveServer
from tests.browser.test_journey import Citizen, Counter, Door
from tests.browser.waiting import press
from tests.scenes.factories import World

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
MATERIAL = "blangko KTP-el"
AHEAD = 2
"""Others who wait for a blank, since before."""


@pytest.mark.gate
def test_an_application_from_home_becomes_a_card_in_its_holder_s_hand(
    live_server: LiveServer, new_context: NewContext, tablet: Page, desk: Page
) -> None:
    office = live_server.office
    out_of_blanks(office)
    phone = new_context(**PHONE).new_page()
    applicant, clerk = Applicant(phone), Clerk(new_context(viewport={"width": 1366, "height": 768}).new_page())
    live_server.sign_in(clerk.page, "Sari", "office")

    # From the office's page to a registration number, with a photo that nobody can read.
    applicant.begins("KTP-el (e-KTP)", "KTP saya hilang")
    applicant.says_who("Siti Rahmawati", "2172014506900001", "2172022406116888")
    applicant.leaves_a_phone("0812-7700-1234")
    applicant.sends_photo(0, letter("SURAT KEHILANGAN", blurred=9), hint="Foto ini tampak buram")
    applicant.sends_photo(1, letter("KARTU KELUARGA"))
    applicant.sends("Kirim permohonan")
    applicant.expects("Permohonan sudah kami terima")

    # The clerk sees it first in line, and asks for one photo again.
    clerk.opens_the_oldest()
    clerk.presses("U")
    clerk.gives_a_reason("blurred")
    clerk.accepts(1)
    clerk.answers("Kirim: minta lagi")

    # Told what lacks and why, the citizen sends it again.
    phone.reload()
    applicant.expects("Menunggu foto dari Anda")
    expect(phone.locator("#item-0 .item-why")).to_contain_text("buram")
    applicant.sends_photo(0, letter("SURAT KEHILANGAN"))
    applicant.sends("Kirim lagi")
    applicant.expects("Sedang diperiksa petugas")

    # Whole now: into production, which stands still without blanks.
    clerk.opens_the_oldest()
    clerk.accepts(0)
    clerk.answers("Semua lengkap, proses")
    phone.reload()
    applicant.expects("Menunggu blangko")
    expect(phone.locator(".standing").get_by_text(f"Urutan Anda: {AHEAD + 1}", exact=True)).to_be_visible()

    # Fifty blanks come: whoever waited is released, this one among them.
    reference = clerk.receives_blanks(50, released=AHEAD + 1, reference=applicant.reference())
    phone.reload()
    applicant.expects("Berkas lengkap, sedang dibuat")

    # Printed and marked ready, it may be booked, and is fetched.
    clerk.marks_ready(reference)
    phone.reload()
    applicant.expects("Sudah jadi")
    is_fetched(live_server, phone, tablet, desk)
    assert office.stage(reference) == "collected"

    # The ledger: fifty came, one was used, two are kept for those who were ahead.
    (material,) = office.rows(Material)
    assert (material.stock, material.reserved) == (49, AHEAD)


def out_of_blanks(office: World) -> None:
    """Cards are counted, none is left, and others wait already."""
    office.do(count_blanks, MATERIAL, 0)
    for _ in range(AHEAD):
        office.document(stage="in_production")


def letter(title: str, *, blurred: float = 0) -> bytes:
    """A photo of a paper with a title and lines of writing."""
    paper = Image.new("RGB", (900, 1200), "#f4f1e8")
    draw = ImageDraw.Draw(paper)
    draw.text((80, 80), f"CONTOH {title}", fill="black", font_size=48)
    for line in range(20):
        draw.text(
            (80, 200 + 45 * line),
            "Nomor 470 tahun 2026, untuk contoh saja, tanpa data siapa pun",
            fill="#222",
            font_size=26,
        )
    paper = paper.filter(ImageFilter.GaussianBlur(blurred)) if blurred else paper
    file = io.BytesIO()
    paper.save(file, "JPEG", quality=90)
    return file.getvalue()


def is_fetched(live_server: LiveServer, phone: Page, tablet: Page, desk: Page) -> None:
    """Booked on the phone, let in at the door, called and handed over at the counter."""
    phone.get_by_role("link", name="Pilih hari").click()
    phone.wait_for_url("**/i/*")
    citizen = Citizen(phone)
    citizen.books(phone.url, "09.30")
    code = citizen.reads_the_qr()
    live_server.sign_in(tablet, "Gani", "door")
    live_server.sign_in(desk, "Rina", "counter-1")
    live_server.clock.forward(minutes=25)
    Door(tablet).scans(code)
    Door(tablet).expects("Silakan masuk", "A-001")
    press(desk, "F2")
    counter = Counter(desk)
    counter.expects("A-001", "Dipanggil")
    counter.scans(code)
    counter.expects("A-001", "Sedang dilayani")
    hand_over(desk)
    citizen.expects("Selesai. KTP-el sudah diserahkan pukul 09.")


def hand_over(desk: Page) -> None:
    """A lost card has none to take back: the letter of the police stands for it."""
    card = desk.locator("#card")
    card.get_by_label("KTP pengambil").check()
    card.get_by_label("Pemilik").check()
    card.get_by_label("Hilang, surat polisi").check()
    card.get_by_label("Nomor surat", exact=True).fill("LP/31/XI/2026")
    press(desk, "F4")
    expect(desk.locator("#check")).to_be_visible()
    press(desk, "F4")
    expect(card).not_to_have_attribute("data-ticket", re.compile(""))


@dataclass
class Applicant:
    """Somebody at home with a phone of 360 pixels."""

    page: Page

    def begins(self, topic: str, situation: str) -> None:
        self.page.goto("/o/tanjungpinang")
        self.page.get_by_role("link", name="Ajukan permohonan").click()
        self.page.get_by_role("link", name=topic).click()
        self.page.get_by_role("link", name=situation).click()
        self.page.get_by_role("button", name="Mulai mengisi").click()
        self.page.wait_for_url("**/a/*")

    def says_who(self, name: str, nik: str, kk: str) -> None:
        self.page.get_by_label("Saya sendiri").check()
        self.page.locator("#holder").fill(name)
        self.page.locator("#nik").fill(nik)
        self.page.locator("#kk").fill(kk)
        self.page.locator("#people").get_by_role("button", name="Simpan").click()
        expect(self.page.locator("#people .good")).to_have_text("terisi")

    def leaves_a_phone(self, number: str) -> None:
        """With the code that a training office shows instead of sending it."""
        self.page.locator("#number").fill(number)
        self.page.locator("#phone").get_by_role("button", name="Simpan nomor").click()
        shown = self.page.locator("#phone").get_by_role("status")
        expect(shown).to_contain_text("LATIHAN")
        self.page.locator("#digits").fill("".join(filter(str.isdigit, shown.inner_text())))
        self.page.get_by_role("button", name="Pastikan nomor").click()
        expect(self.page.locator("#phone")).to_contain_text("sudah dipastikan")

    def sends_photo(self, position: int, photo: bytes, *, hint: str = "") -> None:
        item = self.page.locator(f"#item-{position}")
        item.locator("input[type=file]").set_input_files(
            {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo}
        )
        expect(item.locator(".item-why")).to_have_count(0)
        expect(item.locator(".item-pages li")).to_have_count(1)
        if hint:
            expect(item).to_contain_text(hint)

    def sends(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()

    def expects(self, headline: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(headline)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]

    def reference(self) -> str:
        return self.page.locator(".reference").inner_text().replace("\N{NON-BREAKING HYPHEN}", "-")


@dataclass
class Clerk:
    """A clerk's desk, worked by its keys."""

    page: Page

    def opens_the_oldest(self) -> None:
        self.page.goto("/office/applications")
        self.page.locator("main table a, main ol a, main li a").first.click()
        self.page.wait_for_url(re.compile(r"/office/applications/\d+"))
        expect(self.page.locator("#picture")).to_be_visible()

    def presses(self, key: str) -> None:
        press(self.page, key)

    def gives_a_reason(self, code: str) -> None:
        self.page.locator("#why").select_option(code)
        self.page.locator("#save").click()

    def accepts(self, *positions: int) -> None:
        for position in positions:
            item = self.page.locator(f"#item-{position}")
            item.locator("button[value=accepted]").click()
            expect(item).to_have_attribute("data-state", "accepted")

    def answers(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).click()
        expect(self.page.get_by_role("status").first).to_be_visible()

    def receives_blanks(self, pieces: int, *, released: int, reference: str) -> str:
        self.page.goto("/office/blanks")
        form = self.page.get_by_role("form", name="Blangko masuk")
        form.get_by_label("Keping masuk").fill(str(pieces))
        form.get_by_role("button", name="Catat masuk").click()
        expect(self.page.locator(".released li")).to_have_count(released)
        expect(self.page.locator(".released")).to_contain_text(reference)
        return reference

    def marks_ready(self, reference: str) -> None:
        self.page.goto(f"/office/documents?q={reference}")
        self.page.get_by_role("button", name=re.compile("siap", re.IGNORECASE)).first.click()
        expect(self.page.locator("b.stage")).to_have_text("Siap diambil")
