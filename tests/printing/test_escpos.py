import re
import sys

import pytest

from scheduler.printing import escpos
from scheduler.printing.escpos import PrintingNotInstalled, Slip, bytes_of, is_out_of_paper

SLIP = Slip(
    office="Disdukcapil Kota Tanjungpinang",
    heading="Nomor antrean",
    number="A-021",
    code="7K4M-P2QX-9RD3-FHNT",
    short_heading="Nomor jadwal",
    short="40-317",
    when="Senin, 30 November 2026, 09.00 WIB",
    lines=["Tunjukkan QR ini di pintu dan di loket. Nomor Anda dipanggil lewat layar dan suara."],
    foot="Gratis. Tidak ada jalur cepat berbayar.",
)
COLUMNS = {58: 32, 80: 48}
COMMANDS = re.compile(rb"\x1b[!Eadt].|\x1d!.|\x1dV.|\x1d\(k(..)", re.DOTALL)


def lines_of(data: bytes) -> list[str]:
    """What is printed, without its commands."""
    bare, place = b"", 0
    data = data.removeprefix(b"\x1b@")
    while place < len(data):
        found = COMMANDS.match(data, place)
        if found is None:
            bare, place = bare + data[place : place + 1], place + 1
        else:
            place = found.end() + (int.from_bytes(found[1], "little") if found[1] else 0)
    return [line for line in bare.decode("ascii").split("\n") if line]


@pytest.mark.parametrize("width", [58, 80])
def test_slip_says_what_the_page_says(width: int) -> None:
    said = " ".join(lines_of(bytes_of(SLIP, width)))

    assert said == (
        "Disdukcapil Kota Tanjungpinang Nomor antrean A-021 Nomor jadwal 40-317 Senin, 30 November 2026, 09.00 WIB "
        "Tunjukkan QR ini di pintu dan di loket. Nomor Anda dipanggil lewat layar dan suara. "
        "Gratis. Tidak ada jalur cepat berbayar."
    )


@pytest.mark.parametrize("width", [58, 80])
def test_no_line_is_wider_than_the_roll(width: int) -> None:
    lines = lines_of(bytes_of(SLIP, width))

    assert max(len(line) for line in lines) <= COLUMNS[width]
    assert len(SLIP.number) * escpos.NUMBER_SIZE[width] <= COLUMNS[width]
    assert len(SLIP.short) * 2 <= COLUMNS[width]


@pytest.mark.parametrize(("width", "dots"), [(58, 9), (80, 12)])
def test_printer_draws_the_code_itself_and_at_least_25_mm_wide(width: int, dots: int) -> None:
    data = bytes_of(SLIP, width)

    assert b"\x1d(k\x16\x001P0" + SLIP.code.encode() + b"\x1d(k\x03\x001Q0" in data
    assert b"\x1d(k\x03\x001C" + bytes([dots]) in data
    assert 25 * dots / 8 >= 25
    assert len(data) < 1000


def test_slip_begins_anew_and_is_cut() -> None:
    data = bytes_of(SLIP, 58)

    assert data.startswith(b"\x1b@")
    assert data.endswith(b"\x1dV\x00")


def test_letters_that_a_printer_may_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    said = lines_of(bytes_of(Slip("Kantor – Ende’s é 漢", "", "A‑001", "X", "", "", "", [], ""), 58))

    assert said[:2] == ["Kantor - Ende's e", "A-001"]


def test_text_gives_a_printer_no_orders() -> None:
    orders = "Kantor\x1b@\x10\x04\x01\x1dV\x00\nBatam"

    data = bytes_of(Slip(orders, orders, "A-\x1b001", "X", "", "4\x1d0", orders, [orders], orders), 58)

    assert data.count(b"\x1b@") == 1
    assert b"\x10" not in data
    assert data.count(b"\x1dV") == 1
    assert "Kantor @ V Batam" in lines_of(data)


def test_word_longer_than_the_roll_is_not_lost() -> None:
    word = "x" * 70

    said = lines_of(bytes_of(Slip(word, "", "A-001", "X", "", "", "", [], ""), 58))

    assert said[0] == word


def test_extra_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "escpos.printer", None)

    with pytest.raises(PrintingNotInstalled):
        bytes_of(SLIP, 58)


@pytest.mark.parametrize(("status", "is_out"), [(0x12, False), (0x1E, False), (0x72, True), (0x7E, True)])
def test_status_of_the_paper(status: int, is_out: bool) -> None:
    assert is_out_of_paper(status) is is_out
