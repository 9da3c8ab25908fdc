import io
import os
import zipfile
from datetime import date

import pytest

from scheduler.intake import Unreadable
from tests.intake.exports import HEADER, TITLE, csv_text, faults, line, only, read_export


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_every_encoding_with_every_separator(files, separator, encoding):
    path = files.raw(csv_text(line(holder="José Rahmawati"), separator=separator).encode(encoding))

    export = read_export(path)

    assert only(export).holder == "José Rahmawati"
    assert only(export).number == 2
    assert export.problems == []


def test_csv_with_titles_above_and_empty_rows_below(files):
    text = "sep=;\nDAFTAR DOKUMEN SIAP AMBIL;;;\n\n" + csv_text(line()) + ";;;;;;;;;;;\n \n\n"

    export = read_export(files.raw(text.replace("\n", "\r\n").encode()))

    assert (only(export).number, export.total) == (5, 1)


def test_csv_field_with_line_breaks_counts_lines_of_the_file(files):
    export = read_export(files.csv(line(1, note="pas foto\nburam; ulang"), line(2, stage="???")))

    assert only(export).note == "pas foto buram; ulang"
    assert faults(export) == [(4, "Status", "stage_unknown")]


def test_csv_with_an_open_quote_loses_nothing_silently(files):
    text = csv_text(line(1), line(2), line(3)).replace("2172/03112026/0002;KTP-el;", '2172/03112026/0002;"KTP-el;')

    with pytest.raises(Unreadable, match="baris 3"):
        read_export(files.raw(text.encode()))


def test_csv_with_quotes_inside_a_name(files):
    text = csv_text(line()).replace("SITI RAHMAWATI", 'Siti "Ti" Rahmawati')

    assert only(read_export(files.raw(text.encode()))).holder == 'Siti "Ti" Rahmawati'


def test_csv_row_with_an_unquoted_separator_is_refused(files):
    text = csv_text(line(1, note="ok"), line(2), separator=",").replace("SITI RAHMAWATI", "Siti Rahmawati, S.Pd", 1)

    export = read_export(files.raw(text.encode()))

    assert [row.number for row in export.rows] == [3]
    assert faults(export) == [(2, "No Registrasi", "cells_shifted")]


def test_csv_row_cut_short_is_taken_with_empty_cells(files):
    text = csv_text(header=HEADER) + "2172/03112026/0001;KIA;Budi;;081277001234;PRR\n"

    row = only(read_export(files.raw(text.encode())))

    assert (row.type, row.stage, row.shelf) == ("KIA", "in_production", None)


def test_xlsx_with_title_rows_gives_the_row_numbers_of_excel(files):
    export = read_export(files.xlsx(line(1), line(2, holder="")))

    assert only(export).number == 4
    assert faults(export) == [(5, "Nama", "holder_missing")]


def test_xlsx_that_starts_in_another_corner(files):
    export = read_export(files.book({"A": [[], [], ["", "", *HEADER], ["", "", *line()], [], ["", "", ""]]}))

    assert (only(export).number, export.total) == (4, 1)


def test_xlsx_under_another_name_is_still_one(files):
    path = files.xlsx(line())

    assert only(read_export(path.rename(path.with_suffix(".csv")))).holder == "Siti Rahmawati"


def test_xlsx_header_repeated_on_every_page_is_no_row(files):
    export = read_export(files.xlsx(line(1), HEADER, line(2)))

    assert (export.total, len(export.rows), export.problems) == (2, 2, [])


def test_xlsx_first_sheet_with_a_list_is_read_and_further_ones_are_named(files):
    list_of = [*TITLE, HEADER, line()]
    path = files.book({"Sampul": [["Rekap"]], "Nov": list_of, "Des": [HEADER, line(2)], "Catatan": [["x"]]})

    export = read_export(path)

    assert only(export).reference == "2172/03112026/0001"
    assert faults(export) == [(1, "Des", "sheet_left")]


def test_xlsx_sheet_with_half_a_header_does_not_stand_in_the_way(files):
    path = files.book({"Rekap": [["Nama", "Status"], ["Tuti", "3"]], "Siap": [HEADER, line(1)]})

    export = read_export(path)

    assert (only(export).holder, export.problems) == ("Siti Rahmawati", [])


def test_xlsx_hidden_sheet_is_passed_over(files):
    path = files.book({"Siap": [HEADER, line(1)], "Lama": [HEADER, line(2)]}, hidden="Lama")

    export = read_export(path)

    assert (only(export).number, export.problems) == (2, [])


def test_ods_is_read(files):
    def row(cells: list[str]) -> str:
        texts = (f"<text:p>{cell}</text:p>" for cell in cells)
        cells = [f'<table:table-cell office:value-type="string">{text}</table:table-cell>' for text in texts]
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Siap">{row(HEADER)}{row(line())}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", content)
        parts.writestr("META-INF/manifest.xml", "<manifest/>")

    found = only(read_export(files.raw(archive.getvalue(), "ekspor.ods")))

    assert (found.number, found.printed_on) == (2, date(2026, 11, 3))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "kosong", id="empty"),
        pytest.param(b" \r\n\r\n", "kosong", id="blank"),
        pytest.param(b"%PDF-1.7\x00\x01\x02", "bukan tabel", id="pdf"),
        pytest.param(b"\x81\x8d\x8f", "bukan tabel", id="no text"),
        pytest.param(b"\xff\xfea", "bukan tabel", id="half a UTF-16"),
        pytest.param(b"Selamat pagi, ini surat.\nHormat kami\n", "Baris judul tidak ditemukan", id="letter"),
        pytest.param(b"<html><table><tr><td>No Registrasi</td></tr></table>", "halaman web", id="html"),
        pytest.param(b"PK\x03\x04nothing of the kind", "rusak atau bukan tabel", id="broken zip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "rusak atau bukan tabel", id="broken xls"),
        pytest.param(b"No Registrasi;Nama;NIK\n1;Budi;2\n", "Jenis Dokumen", id="column missing"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
            "kata sandi",
            id="locked",
        ),
    ],
)
def test_what_is_no_export_is_said_in_a_sentence(files, content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_export(files.raw(content))


def test_workbook_without_a_list_is_said_in_a_sentence(files):
    with pytest.raises(Unreadable, match="Baris judul tidak ditemukan"):
        read_export(files.book({"Rekap": [["Bulan", "Jumlah"], ["November", 403]]}))


def test_missing_file_and_folder_are_said_in_a_sentence(tmp_path):
    with pytest.raises(Unreadable, match=r"tidak-ada\.csv tidak ditemukan") as missing:
        read_export(tmp_path / "tidak-ada.csv")
    with pytest.raises(Unreadable, match="folder"):
        read_export(str(tmp_path))

    assert missing.value.message == "Berkas {name} tidak ditemukan."
    assert str(missing.value) == "Berkas tidak-ada.csv tidak ditemukan."


@pytest.mark.skipif(os.name != "posix", reason="a device that cannot be read is a POSIX thing")
def test_file_that_cannot_be_opened_is_said_in_a_sentence(tmp_path):
    (tmp_path / "putar.csv").symlink_to("putar.csv")

    with pytest.raises(Unreadable, match="tidak bisa dibuka"):
        read_export(tmp_path / "putar.csv")
