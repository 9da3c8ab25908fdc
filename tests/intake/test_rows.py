from datetime import date, datetime

import pytest

from tests.intake.exports import faults, line, only, read_export


def test_row_without_a_fault(files):
    export = read_export(
        files.csv(line(type="Akta Kelahiran", applicant="BUDI SANTOSO, S.PD", shelf=" b-25 ", note="-"))
    )

    row = only(export)
    assert (row.type, row.title, row.holder, row.applicant) == (
        "akta",
        "Akta Kelahiran",
        "Siti Rahmawati",
        "Budi Santoso, S.Pd.",
    )
    assert (row.nik, row.kk, row.phone) == ("2172014506900001", "2172022406116888", "+6281277001234")
    assert (row.reason, row.channel, row.shelf, row.stage) == ("lost", "office", "B-25", "ready")
    assert (row.note, row.printed_on) == (None, date(2026, 11, 3))
    assert (export.total, export.refused, export.problems) == (1, 0, [])


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"reference": " "}, "No Registrasi", "reference_missing"),
        ({"type": ""}, "Jenis Dokumen", "type_missing"),
        ({"type": "Surat Pindah"}, "Jenis Dokumen", "type_unknown"),
        ({"holder": "-"}, "Nama", "holder_missing"),
        ({"stage": "entah"}, "Status", "stage_unknown"),
        ({"stage": "Siap direkam"}, "Status", "stage_unfit"),
        ({"type": "Perekaman KTP-el", "stage": "PRR"}, "Status", "stage_unfit"),
    ],
)
def test_row_that_is_refused(files, cells, column, code):
    export = read_export(files.csv(line(1), line(2, **cells), line(3)))

    assert [row.number for row in export.rows] == [2, 4]
    assert faults(export) == [(3, column, code)]
    assert (export.total, export.refused, export.problems[0].level) == (3, 1, "refused")


@pytest.mark.parametrize(
    ("field", "value", "column", "kept"),
    [
        ("holder", "SI\u200bTI RAHMAWATI", "Nama", "Siti Rahmawati"),
        ("applicant", "\u202eBUDI\u202c", "Pemohon", "Budi"),
        ("shelf", "b-\x0725", "Rak", "B-25"),
        ("note", "titip\ufeffan", "Keterangan", "titipan"),
    ],
)
def test_signs_that_nobody_sees_are_dropped_and_told(files, field, value, column, kept):
    export = read_export(files.csv(line(**{field: value})))

    assert getattr(only(export), field) == kept
    assert faults(export) == [(2, column, "signs_dropped")]
    assert (export.problems[0].level, export.refused) == ("warning", 0)


def test_row_with_several_faults_names_each(files):
    export = read_export(files.csv(line(reference="", holder="", nik="12", phone="")))

    assert [code for _, _, code in faults(export)] == [
        "reference_missing",
        "holder_missing",
        "nik_length",
        "phone_missing",
    ]
    assert (export.rows, export.refused) == ([], 1)


@pytest.mark.parametrize(
    ("field", "value", "column", "code"),
    [
        ("nik", "217201450690000", "NIK", "nik_length"),
        ("nik", "21720145069000011", "NIK", "nik_length"),
        ("nik", "tidak ada", "NIK", "nik_length"),
        ("nik", "2,17201E+15", "NIK", "nik_rounded"),
        ("nik", "2.17201060663e15", "NIK", "nik_rounded"),
        ("nik", "2172014506900001.0", "NIK", "nik_rounded"),
        ("nik", "2172019906900001", "NIK", "nik_doubtful"),
        ("nik", "0172014506900001", "NIK", "nik_doubtful"),
        ("kk", "217202240611688", "No KK", "kk_length"),
        ("kk", "2,17202E+15", "No KK", "kk_rounded"),
        ("phone", "", "No HP", "phone_missing"),
        ("phone", "(0771) 21xxx", "No HP", "phone_not_mobile"),
        ("phone", "0771-21123", "No HP", "phone_not_mobile"),
        ("phone", "62812345678", "No HP", "phone_not_mobile"),
        ("phone", "0812ABCDEFGH", "No HP", "phone_not_mobile"),
        ("reason", "entah", "Jenis Permohonan", "reason_unknown"),
        ("printed_on", "31/02/2026", "Tgl Cetak", "date_doubtful"),
        ("printed_on", "kemarin", "Tgl Cetak", "date_doubtful"),
        ("printed_on", "03/Foo/2026", "Tgl Cetak", "date_doubtful"),
    ],
)
def test_row_with_a_doubtful_value_is_taken_without_it(files, field, value, column, code):
    export = read_export(files.csv(line(**{field: value})))

    row = only(export)
    assert getattr(row, field) is None
    assert faults(export) == [(2, column, code)]
    assert export.problems[0].level == "warning"
    # What is doubtful must not overwrite what is known.
    assert row.present == export.columns - {field}


@pytest.mark.parametrize("stored", [2172014506900001, 2172014506900001.0, 2.17201450690e15])
def test_nik_stored_as_a_number_is_doubtful(files, stored):
    export = read_export(files.xlsx(line(nik=stored)))

    assert only(export).nik is None
    assert faults(export) == [(4, "NIK", "nik_rounded")]


@pytest.mark.parametrize(
    "written", ["2172014506900001", " 2172 0145 0690 0001", "217201.450690.0001", "'2172014506900001"]
)
def test_nik_written_in_groups(files, written):
    assert only(read_export(files.xlsx(line(nik=written)))).nik == "2172014506900001"


def test_nik_of_a_province_made_lately(files):
    assert only(read_export(files.csv(line(nik="9501014506900001")))).nik == "9501014506900001"


@pytest.mark.parametrize("field", ["nik", "kk"])
def test_number_that_is_not_given_is_no_fault(files, field):
    export = read_export(files.csv(line(**{field: ""})))

    assert getattr(only(export), field) is None
    assert (export.problems, only(export).present) == ([], export.columns)


@pytest.mark.parametrize(
    "written",
    [
        "+6281277001234",
        "6281277001234",
        "081277001234",
        "0812-7700-1234",
        "0812 7700 1234",
        "+62 812.7700.1234",
        "+62 (0)812-7700-1234",
        "006281277001234",
        "81277001234",
        81277001234,
        6281277001234.0,
        "0771-21123 / 081277001234",
        "081277001234\n081399990000",
        "0812-7700-1234 (ibu)",
        "\u202a+62 812\u20117700\u20111234\u202c",
    ],
)
def test_phone_in_any_spelling(files, written):
    assert only(read_export(files.xlsx(line(phone=written)))).phone == "+6281277001234"


def test_phone_from_across_the_strait(files):
    assert only(read_export(files.csv(line(phone="+65 9123 4567")))).phone == "+6591234567"


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-03",
        "03/11/2026",
        "3-11-2026",
        "03.11.26",
        "2026/11/03",
        "2026-11-03 10:22:00",
        "3 November 2026",
        "03 Nop 2026",
        date(2026, 11, 3),
        datetime(2026, 11, 3, 10, 22),  # noqa: DTZ001 - Excel knows no zones
        46329,
    ],
)
def test_printing_date_in_any_form(files, written):
    assert only(read_export(files.xlsx(line(printed_on=written)))).printed_on == date(2026, 11, 3)


def test_printing_date_after_today_is_doubted(files):
    path = files.csv(line(1, printed_on="2026-11-30"), line(2, printed_on="01/12/2026"))

    export = read_export(path, today=date(2026, 11, 30))

    assert [row.printed_on for row in export.rows] == [date(2026, 11, 30), None]
    assert faults(export) == [(3, "Tgl Cetak", "date_ahead")]


@pytest.mark.parametrize(
    ("written", "stage"),
    [
        ("Siap diambil", "ready"),
        ("siap  ambil", "ready"),
        ("SIAP DIAMBIL", "ready"),
        ("PRR", "in_production"),
        ("Menunggu blangko", "waiting_for_blank"),
        ("menunggu blanko", "waiting_for_blank"),
        ("Berkas kurang", "incomplete"),
        ("Diterima", "received"),
        ("Sudah diambil", "collected"),
        ("in_production", "in_production"),
        ("waiting_for_blank", "waiting_for_blank"),
        ("at_partner", "at_partner"),
    ],
)
def test_stage_of_a_card(files, written, stage):
    assert only(read_export(files.csv(line(stage=written)))).stage == stage


def test_stage_left_empty_is_a_warning(files):
    export = read_export(files.csv(line(stage="")))

    assert only(export).stage is None
    assert faults(export) == [(2, "Status", "stage_missing")]


def test_recording_is_ready_when_the_person_may_come(files):
    row = only(read_export(files.csv(line(type="PEREKAMAN KTP-EL", stage="Siap direkam"))))

    assert (row.type, row.title, row.stage) == ("Perekaman KTP-el", "Perekaman KTP-el", "ready")


@pytest.mark.parametrize("kind", ["KK", "Akta Kematian"])
def test_paper_said_to_wait_for_a_blank_is_in_production(files, kind):
    export = read_export(files.csv(line(type=kind, stage="Menunggu blangko")))

    assert only(export).stage == "in_production"
    assert faults(export) == [(2, "Status", "needs_no_blank")]


@pytest.mark.parametrize(
    ("kind", "shelf", "channel"),
    [("KK", "A-10", "office"), ("akta", "A-10", "office"), ("KK", "", None), ("KTP-el", "A-10", None)],
)
def test_paper_on_a_shelf_is_fetched_at_the_office(files, kind, shelf, channel):
    row = only(read_export(files.csv(line(type=kind, shelf=shelf))))

    assert row.channel == channel
    assert ("channel" in row.present) == (channel is not None)


def test_channel_column_that_says_something_else(files):
    text = (
        "No Registrasi;Jenis Dokumen;Nama;Rak;Cara Pengambilan;E-mail\n"
        "1;KK;Budi;A-1;Kecamatan;a@b.id\n2;KK;Budi;A-1;Cetak mandiri;\n3;KIA;Budi;;merpati;a@b\n"
    )

    export = read_export(files.raw(text.encode()))

    assert [row.channel for row in export.rows] == ["branch", "office", None]
    assert faults(export) == [(4, "E-mail", "email_doubtful"), (4, "Cara Pengambilan", "channel_unknown")]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Baru", "first"),
        ("baru", "first"),
        ("Perubahan Data", "changed"),
        ("Rusak", "damaged"),
        ("Hilang", "lost"),
        ("Pindah datang", "moved_in"),
        ("moved_in", "moved_in"),
        ("", None),
    ],
)
def test_reason(files, written, reason):
    export = read_export(files.csv(line(reason=written)))

    assert only(export).reason == reason
    assert export.problems == []


def test_applicant_who_is_the_holder_is_nobody_else(files):
    assert only(read_export(files.csv(line(applicant="Siti Rahmawati ")))).applicant is None


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AKTA KELAHIRAN", "Akta Kelahiran"),
        ("KTP-EL", "KTP-el"),
        ("e-KTP", "e-KTP"),
        ("Kartu  Keluarga", "Kartu Keluarga"),
    ],
)
def test_title_is_the_type_as_written(files, written, title):
    assert only(read_export(files.csv(line(type=written)))).title == title


@pytest.mark.parametrize("stored", [2172031120260001.0, datetime(2026, 11, 3), 1e15])  # noqa: DTZ001  as above
def test_reference_that_excel_has_changed_is_refused(files, stored):
    assert faults(read_export(files.xlsx(line(reference=stored)))) == [(4, "No Registrasi", "reference_rounded")]


def test_reference_of_few_digits_may_be_a_number(files):
    assert only(read_export(files.xlsx(line(reference=40317)))).reference == "40317"


@pytest.mark.parametrize("heading", ["Tempat Pengambilan", "Lokasi Ambil", "Pickup place"])
def test_place_column(files, heading):
    text = f"No Registrasi;Jenis Dokumen;Nama;{heading}\n1;KIA;Budi; Kelurahan Kampung  Bugis\n2;KIA;Budi;\n"

    export = read_export(files.raw(text.encode()))

    assert [row.place for row in export.rows] == ["Kelurahan Kampung Bugis", None]
    assert "place" in export.rows[0].present
