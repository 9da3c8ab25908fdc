"""The page of imports: a file is brought, tried, taken in or not, and its report can be taken along."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import Document, Intake
from scheduler.intake.row_faults import FAULTS
from scheduler.intake.sheet import MOST_BYTES
from scheduler.jobs import imports as driver
from scheduler.jobs.imports import Importing
from scheduler.web.office.intake import words
from tests.conftest import Stopwatch
from tests.intake.exports import csv_text, line, read_here
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/imports"
ROUNDED = [line(number, holder=f"Siti {'I' * number}", nik="2,17202E+15") for number in range(1, 4)]
TABLE = csv_text(*ROUNDED, line(4, type="Paspor"), line(5, holder="Budi")).encode()


@pytest.fixture
def rina(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clerk at nine."""
    monkeypatch.setattr(driver, "read_apart", read_here)
    sign_in(client, office)
    clock.now = NINE
    return client


def bring(client: Any, content: bytes = TABLE, name: str = "siap.csv") -> Any:
    return client.post(PAGE, files={"file": (name, content)}, data={"nonce": "n"})


def work(client: Any) -> None:
    state = client.app.state
    asyncio.run(Importing(state.db, state.clock, state.vault).work_off())


def tried(client: Any, content: bytes = TABLE) -> str:
    """The address of an import that was tried."""
    address: str = bring(client, content).headers["Location"]
    work(client)
    return address


def stages(office: World) -> list[str]:
    return [row.stage for row in office.rows(Intake)]


def test_what_has_the_focus_keeps_it_while_the_page_asks_again(rina: Any) -> None:
    address = bring(rina).headers["Location"]

    part = rina.get(f"{address}?part=now").text

    found = re.findall(r"<(?:a|button)\b[^>]*>", part)
    assert 'hx-trigger="every 1s"' in part
    assert len(found) == 2
    assert all(" id=" in each for each in found)


def test_what_refuses_rows_comes_first_then_what_is_most(rina: Any, office: World) -> None:
    address = tried(rina)

    page = rina.get(address)

    found = re.findall(r'data-code="(\w+)">\s*<b class="count">(\d+)</b>', page.text)
    assert found == [("type_unknown", "1"), ("nik_rounded", "3")]
    text = text_of(page)
    assert "Belum ada yang dicatat. Ini yang akan terjadi: baris di berkas 5 dokumen baru 4 tidak masuk 1" in text
    assert "NIK dibulatkan oleh lembar kerja (Excel) Barisnya tetap masuk, tanpa isi kolom ini." in text
    assert "Lihat 3 barisnya 2 …0001 3 …0002 4 …0003" in text
    assert "Siti" not in text
    assert office.rows(Document) == []


def test_one_press_takes_it_in_and_the_list_tells_of_it(rina: Any, office: World) -> None:
    address = tried(rina)

    assert rina.post(f"{address}/taking", data={"nonce": "n"}).headers["Location"] == address
    under_way = rina.get(address)
    work(rina)

    assert 'hx-trigger="every 1s"' in under_way.text
    assert len(office.rows(Document)) == 4
    done = rina.get(address)
    assert "siap.csv: selesai" in text_of(done)
    assert "every 1s" not in done.text
    assert "siap.csv Rina selesai 4 0 1 3" in text_of(rina.get(PAGE))


def test_page_asks_again_for_the_part_that_changes(rina: Any) -> None:
    address = bring(rina).headers["Location"]

    part = rina.get(f"{address}?part=now", headers={"HX-Request": "true"})

    assert part.text.lstrip().startswith('<div id="import"')
    assert "Berkas sedang dibaca." in text_of(part)


def test_second_file_of_the_office_says_that_it_waits(rina: Any) -> None:
    first, second = bring(rina).headers["Location"], bring(rina, TABLE + b"\n").headers["Location"]

    assert "Menunggu: berkas lain kantor ini sedang diimpor." in text_of(rina.get(second))
    assert "Menunggu" not in text_of(rina.get(first))


def test_same_file_again_says_when_it_was_taken_in(rina: Any, office: World, clock: Stopwatch) -> None:
    address = tried(rina)
    rina.post(f"{address}/taking", data={"nonce": "n"})
    work(rina)
    clock.now = NINE + timedelta(hours=1)

    again = tried(rina)

    text = text_of(rina.get(again))
    assert "Berkas yang sama persis sudah pernah diimpor pada 30 Nov 2026 09.00." in text
    assert "sudah tercatat 4" in text
    assert "dokumen baru" not in text


def test_same_file_while_it_is_open_leads_to_its_import(rina: Any, office: World) -> None:
    address = tried(rina)

    assert bring(rina, name="lagi.csv").headers["Location"] == address
    assert len([path for path in rina.app.state.vault.folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.postgres("statements")
def test_file_that_was_tried_can_be_left(rina: Any, office: World) -> None:
    address = tried(rina)

    rina.post(f"{address}/stopping", data={"nonce": "n"})

    assert stages(office) == ["dropped"]
    assert "Tidak ada yang dicatat, dan berkasnya sudah dihapus." in text_of(rina.get(address))
    assert [path for path in rina.app.state.vault.folder.rglob("*") if path.is_file()] == []


def test_press_that_comes_too_late_is_told_with_what_stands_now(rina: Any, office: World) -> None:
    address = tried(rina)
    rina.post(f"{address}/stopping", data={"nonce": "n"})

    late = rina.post(f"{address}/taking", data={"nonce": "n"})

    assert late.status_code == 409
    assert "Impor ini sudah berubah sejak halaman dibuka." in text_of(late)
    assert "tidak jadi dimasukkan" in text_of(late)


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        pytest.param({}, 422, "Pilih dahulu berkas ekspornya.", id="none"),
        pytest.param({"file": ("", b"")}, 422, "Pilih dahulu berkas ekspornya.", id="not chosen"),
        pytest.param({"file": ("a.csv", b" \n")}, 422, "Berkas ini kosong.", id="empty"),
        pytest.param({"file": ("a.csv", b"x" * (MOST_BYTES + 1))}, 413, "Paling besar 20 MB", id="large"),
    ],
)
def test_file_that_is_not_taken_is_told_above_the_form(
    rina: Any, office: World, files: dict[str, Any], status: int, said: str
) -> None:
    empty = b'--x\r\nContent-Disposition: form-data; name="nonce"\r\n\r\nn\r\n--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = rina.post(PAGE, files=files) if files else rina.post(PAGE, content=empty, headers=kind)

    assert answer.status_code == status
    assert said in text_of(answer)
    assert 'type="file"' in answer.text
    assert office.rows(Intake) == []


@pytest.mark.postgres("statements")
def test_form_of_another_kind_is_refused(rina: Any) -> None:
    assert rina.post(PAGE, data={"file": "x"}).status_code == 415


def test_file_that_is_no_export_says_what_to_do(rina: Any) -> None:
    address = tried(rina, b"<html><table>")

    text = text_of(rina.get(address))
    assert "Buka di Excel lalu simpan sebagai XLSX." in text
    assert "Tidak ada yang dicatat." in text
    report = rina.get(f"{address}/report.csv").content.decode("utf-8-sig").splitlines()
    assert report[1:] == [
        ',,tidak masuk,,,"Berkas ini halaman web, bukan tabel. Buka di Excel lalu simpan sebagai XLSX."'
    ]


def test_list_without_rows_offers_nothing_to_take_in(rina: Any) -> None:
    page = rina.get(tried(rina, csv_text().encode()))

    assert "Tidak ada baris di bawah judulnya." in text_of(page)
    assert "/taking" not in page.text


def test_report_is_the_commands_own_as_a_file(rina: Any) -> None:
    report = rina.get(f"{tried(rina)}/report.csv")

    assert report.headers["Content-Disposition"] == 'attachment; filename="impor-1.csv"'
    lines = report.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "nomor baris,akhir nomor registrasi,hasil,tingkat,kolom,sebab"
    assert lines[1].startswith("2,0001,dokumen baru,peringatan,NIK,NIK tersimpan sebagai angka")
    assert lines[4].startswith("5,,tidak masuk,tidak masuk,Jenis Dokumen,")
    assert lines[5] == "6,0005,dokumen baru"
    english = rina.get(f"{PAGE}/1/report.csv?lang=en").content.decode("utf-8-sig")
    assert english.startswith("row,registration,result,level,column,why")


def test_import_of_another_office_is_unknown(rina: Any, elsewhere: World) -> None:
    address = tried(rina)
    sign_in(rina, elsewhere, name="Wati")

    assert rina.get(address).status_code == 404
    assert rina.get(f"{address}/report.csv").status_code == 404
    assert rina.post(f"{address}/taking", data={"nonce": "n"}).status_code == 404
    assert "siap.csv" not in rina.get(PAGE).text


def test_guard_may_not_import(client: Any, office: World) -> None:
    sign_in(client, office, name="Gani", role="guard")

    assert client.get(PAGE).status_code == 403
    assert bring(client).status_code == 403


@pytest.mark.postgres("statements")
def test_failed_file_of_the_folder_and_a_missing_import_are_told(rina: Any, office: World, clock: Stopwatch) -> None:
    address = tried(rina)
    rina.post(f"{address}/taking", data={"nonce": "n"})
    work(rina)
    for back, number in ((3, 2), (4, 3), (5, 4)):
        again = tried(rina, TABLE + f"R/{number};KTP-el;Siti\n".encode())
        rina.post(f"{again}/taking", data={"nonce": "n"})
        work(rina)
        office.change(Intake, number, ordered_at=NINE - timedelta(days=back))
    office.change(Intake, 1, ordered_at=NINE - timedelta(days=6))
    assert "Impor hari ini belum ada" not in text_of(rina.get(PAGE))

    clock.now = NINE + timedelta(hours=1)
    assert "Impor hari ini belum ada, padahal biasanya ada setiap hari kerja." in text_of(rina.get(PAGE))

    office.change(Intake, 4, source="folder", stage="failed", why="locked")
    text = text_of(rina.get(PAGE))
    assert "Berkas terakhir di folder impor" in text
    assert "dikunci dengan kata sandi" in text


@pytest.mark.postgres("statements")
def test_older_imports_stand_on_further_pages(rina: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.web.office.intake.view.NEWEST", 1)
    bring(rina, TABLE)
    bring(rina, TABLE + b"\n", name="kedua.csv")

    newest, older = rina.get(PAGE), rina.get(f"{PAGE}?before=2")

    assert ("kedua.csv" in newest.text, "siap.csv" in newest.text, "?before=2" in newest.text) == (True, False, True)
    assert ("kedua.csv" in older.text, "siap.csv" in older.text) == (False, True)
    assert rina.get(f"{PAGE}?before=99999999999999999999").status_code == 200


def test_every_kind_of_fault_has_its_words() -> None:
    assert FAULTS.keys() == words.KINDS.keys()
