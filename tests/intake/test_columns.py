import pytest

from scheduler.intake.columns import FIELD_OF, NAMES
from tests.intake.exports import csv_text, faults, only, read_export

ENGLISH = {
    "Reference": "2172/1",
    "Type": "Family card",
    "Name": "Budi Santoso",
    "NIK": "2172014506900001",
    "Phone": "+6281277001234",
    "E-mail": "budi@example.org",
    "Family card": "2172022406116888",
    "Applicant": "Ani",
    "Reason": "moved_in",
    "Channel": "self_print",
    "Shelf": "",
    "Stage": "in_production",
    "Printed on": "2026-11-03",
    "Note": "first",
    "Pickup place": "",
    "Village": "Kampung Bugis",
    "RT": "2",
    "RW": "5",
}


def test_every_name_belongs_to_one_field():
    assert len(FIELD_OF) == sum(len(names) for names in NAMES.values())


def test_english_columns(files):
    export = read_export(files.raw(csv_text(list(ENGLISH.values()), header=list(ENGLISH), separator=",").encode()))

    row = only(export)
    assert (row.reference, row.type, row.title, row.holder) == ("2172/1", "KK", "Family card", "Budi Santoso")
    assert (row.nik, row.phone, row.email, row.kk) == (
        "2172014506900001",
        "+6281277001234",
        "budi@example.org",
        "2172022406116888",
    )
    assert (row.applicant, row.reason, row.channel, row.stage) == ("Ani", "moved_in", "self_print", "in_production")
    assert (row.note, row.shelf) == ("first", None)
    assert export.problems == []
    assert row.present == export.columns == frozenset(NAMES)


def test_columns_in_another_order_spelling_and_company(files):
    text = "No.;Status;NAMA  LENGKAP;JENIS DOKUMEN ;No. Registrasi;Petugas\n1;PRR;budi;KIA;R-1;Tuti\n"

    row = only(read_export(files.raw(text.encode())))

    assert (row.reference, row.type, row.holder, row.stage) == ("R-1", "KIA", "Budi", "in_production")
    assert row.present == {"reference", "type", "holder", "stage"}


def test_absent_columns_are_no_fault(files):
    text = "No Registrasi;Jenis Dokumen;Nama\nR-1;KIA;Budi\n"

    export = read_export(files.raw(text.encode()))

    row = only(export)
    assert (row.nik, row.phone, row.email, row.kk, row.stage, row.printed_on) == (None,) * 6
    assert export.problems == []


def test_column_given_twice_is_read_once(files):
    text = "No Registrasi;Jenis Dokumen;Nama;Name\nR-1;KIA;Budi;Ani\n"

    assert only(read_export(files.raw(text.encode()))).holder == "Budi"


@pytest.mark.parametrize(
    ("header", "column"),
    [("No HP", "No HP"), ("Nomor  Telepon", "Nomor Telepon"), ('"Telp.\n(WA)"', None)],
)
def test_problem_names_the_column_as_written(files, header, column):
    text = f"No Registrasi;Jenis Dokumen;Nama;{header}\nR-1;KIA;Budi;\n"

    export = read_export(files.raw(text.encode()))

    row = 3 if "\n" in header else 2
    assert faults(export) == ([(row, column, "phone_missing")] if column else [])


def test_where_somebody_lives_is_spelt_in_one_way(files):
    text = (
        "No Registrasi;Jenis Dokumen;Nama;Desa/Kelurahan;RT/RW\n"
        "R-1;KIA;Budi;KEL. KAMPUNG  BUGIS;002/005\n"
        "R-2;KIA;Ani;Kampung Bugis;RT 2\n"
        "R-3;KIA;Cici;;\n"
        "R-4;KIA;Dedi;desa senggarang;dua\n"
    )

    export = read_export(files.raw(text.encode()))

    assert [(row.kelurahan, row.rt, row.rw) for row in export.rows] == [
        ("Kampung Bugis", "02", "05"),
        ("Kampung Bugis", "02", None),
        (None, None, None),
        ("Senggarang", None, None),
    ]
    assert [(problem.row, problem.code) for problem in export.problems] == [(5, "rt_unreadable")]


def test_rt_and_rw_have_columns_of_their_own(files):
    text = "No Registrasi;Jenis Dokumen;Nama;Kelurahan;RT;RW\nR-1;KIA;Budi;Kampung Bugis;1;12\n"

    row = only(read_export(files.raw(text.encode())))

    assert (row.rt, row.rw) == ("01", "12")
    assert {"kelurahan", "rt", "rw"} <= row.present
