"""One citizen's way through the office: on the phone, at the door, on the television and at the counter."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.scanner import scan
from tests.browser.serving import LiveServer

HEADER = [
    "No Registrasi",
    "Jenis Dokumen",
    "Nama",
    "NIK",
    "No HP",
    "Status",
    "Tgl Cetak",
    "Keterangan",
    "No KK",
    "Jenis Permohonan",
    "Rak",
]
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}")


@pytest.mark.gate
def test_a_document_goes_from_the_export_to_its_holder(
    live_server: LiveServer, tmp_path: Path, phone: Page, tablet: Page, desk: Page, tv: Page
) -> None:
    tv.goto("/display/tanjungpinang")
    live_server.sign_in_by_form(tablet, "Gani", "door")
    live_server.sign_in_by_form(desk, "Rina", "counter-1")
    citizen, door, counter = Citizen(phone), Door(tablet), Counter(desk)

    # The office's export becomes an invitation, and that a booking.
    link = invitation_from(live_server, exported(tmp_path))
    citizen.books(link, "09.30")
    code = citizen.reads_the_qr()
    citizen.expects("09.30 WIB Senin, 30 November 2026")

    # At the door the QR is a number.
    live_server.clock.forward(minutes=25)
    door.scans(code)
    door.expects("Silakan masuk", "A-001")
    citizen.expects("Duduk dulu. Nomor Anda dipanggil di layar.")

    # The call is on the television, and on the phone.
    expect(tv.locator("body")).to_have_class(re.compile(r"\blive\b"))
    desk.keyboard.press("F2")
    expect(tv.locator(".call .n")).to_have_text("A-001")
    expect(tv.locator(".call")).to_contain_text("Loket 1")
    citizen.expects("Silakan ke loket 1")
    counter.expects("A-001", "Dipanggil")

    # The same QR again: at the door, then at the counter, where it begins the handover.
    door.scans(code)
    door.expects("Silakan masuk kembali", "A-001")
    counter.scans(code)
    counter.expects("A-001", "Sedang dilayani")
    citizen.expects("Anda sedang dilayani di loket 1")
    counter.hands_over()
    citizen.expects("Selesai. KTP-el sudah diserahkan pukul 09.")
    expect(tv.locator(".rows li").first).not_to_contain_text("A-001")

    # Shown once more, it tells when and where.
    door.scans(code)
    door.expects("Sudah diserahkan", re.compile(r"sudah diserahkan, 30 November pukul 09\.\d\d, loket 1\. Ada masalah"))


@dataclass
class Citizen:
    """Somebody with a phone."""

    page: Page

    def books(self, link: str, hour: str) -> None:
        self.page.goto(link)
        expect(self.page.locator(".paper", has_text="KTP-el")).to_contain_text("atas nama S.R.")
        self.page.locator("label.choice", has_text=hour).click()
        self.page.get_by_role("button", name=f"Ambil jadwal Senin, 30 Nov, {hour} WIB").click()
        self.page.wait_for_url("**/t/*")

    def reads_the_qr(self) -> str:
        """The code in the picture on the page, which is the one in the picture to save, and the page's own."""
        shown = decoded(self.page.locator(".qr-frame").screenshot())
        saved = decoded(self.page.request.get(f"{self.page.url}/qr.png").body())
        assert CODE.fullmatch(shown)
        assert shown == saved
        assert self.page.url.endswith(f"/t/{shown}")
        return shown

    def expects(self, headline: str) -> None:
        expect(self.page.locator(".now")).to_contain_text(headline)


@dataclass
class Door:
    """The guard's tablet with a scanner that types."""

    page: Page

    def scans(self, code: str) -> None:
        self.page.evaluate("document.activeElement.blur()")
        scan(self.page, code)

    def expects(self, word: str, more: str | re.Pattern[str]) -> None:
        answer = self.page.locator("#answer")
        expect(answer.locator("h2")).to_have_text(re.compile(f"^{word},?$"))
        expect(answer).to_contain_text(more)


@dataclass
class Counter:
    """A clerk's desk with the same kind of scanner."""

    page: Page

    def expects(self, number: str, state: str) -> None:
        expect(self.page.locator("#card .n")).to_have_text(number)
        expect(self.page.locator("#card .who-now")).to_contain_text(state)

    def scans(self, code: str) -> None:
        self.page.evaluate("document.activeElement.blur()")
        scan(self.page, code)

    def hands_over(self) -> None:
        card = self.page.locator("#card")
        expect(card.locator("input[name=document]")).to_be_checked()
        card.get_by_label("KTP pengambil").check()
        card.get_by_label("Ditarik").check()
        card.get_by_label("Pemilik").check()
        self.page.keyboard.press("F4")
        expect(self.page.locator("#check")).to_be_visible()
        self.page.keyboard.press("F4")
        expect(card).not_to_have_attribute("data-ticket", re.compile(""))


def decoded(picture: bytes) -> str:
    """The text of the one QR in a picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return found.text


def exported(folder: Path) -> Path:
    """A list as the office keeps it: a title over the header, and rows with faults among the good one."""
    rows = [
        [
            "2172/03112026/0001",
            "KTP-EL",
            "SITI RAHMAWATI",
            "2172014506900001",
            "0812-7700-1234",
            "Siap diambil",
            "03/11/2026",
            "",
            "2172022406116888",
            "Perubahan data",
            "C-14",
        ],
        [
            "2172/03112026/0002",
            "Paspor",
            "Budi Santoso",
            "2172010606630007",
            "081277001235",
            "Siap diambil",
            "03/11/2026",
            "",
            "2172022406116889",
            "Hilang",
            "C-15",
        ],
        [
            "2172/03112026/0003",
            "KIA",
            "",
            "",
            "081277001236",
            "Siap diambil",
            "03/11/2026",
            "",
            "2172022406116890",
            "Baru",
            "C-16",
        ],
    ]
    path = folder / "siap-ambil.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Siap Ambil")
        for number, cells in enumerate([["DAFTAR DOKUMEN SIAP AMBIL"], [], HEADER, *rows]):
            sheet.write_row(number, 0, cells)
    return path


def invitation_from(live_server: LiveServer, export: Path) -> str:
    """Take an export in and return the link of the one document that may be fetched."""
    imported = live_server.command("import", "--office", "tanjungpinang", export)
    assert imported.returncode == 1, imported.stderr
    assert "3 rows: 1 taken, 2 refused; 0 warnings." in imported.stdout
    assert re.search(r"^ +1 refused  Jenis Dokumen: .*\(row 5\)", imported.stdout, re.MULTILINE)
    assert re.search(r"^ +1 refused  Nama: .*\(row 6\)", imported.stdout, re.MULTILINE)

    listed = live_server.command("invitations", "--office", "tanjungpinang")
    (line,) = listed.stdout.splitlines()
    ending, who, link, whatsapp = line.split("\t")
    assert (ending, who) == ("0001", "S.R.")
    assert link.startswith(f"{live_server.url}/i/")
    assert whatsapp.startswith("https://wa.me/6281277001234?text=")
    return link
