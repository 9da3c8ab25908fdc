from tests.intake.exports import csv_text, faults, line, only, read_export


def test_same_row_twice_is_noted_and_skipped(files):
    export = read_export(files.csv(line(1), line(2), line(1, phone="+62 812 7700 1234", holder="  Siti Rahmawati ")))

    assert [row.number for row in export.rows] == [2, 3]
    assert faults(export) == [(4, "No Registrasi", "duplicate")]
    assert export.problems[0].sentence == "Sama dengan baris 2. Baris ini dilewati."
    assert (export.total, export.refused) == (3, 0)


def test_same_row_twice_with_a_doubtful_nik_in_one(files):
    sure, doubtful = line(1), line(1, nik=2172014506900001)

    assert faults(read_export(files.xlsx(sure, doubtful))) == [(5, "No Registrasi", "duplicate")]
    assert faults(read_export(files.xlsx(doubtful, sure))) == [
        (4, "NIK", "nik_rounded"),
        (5, "No Registrasi", "duplicate"),
    ]


def test_same_row_twice_in_other_capitals_and_with_what_cannot_be_seen(files):
    same = line(1, reference="\u200b2172/x\u00a0/1", holder="SITI Rahmawati")

    export = read_export(files.csv(line(1, reference="2172/X /1"), same))

    assert faults(export) == [(3, "No Registrasi", "duplicate")]


def test_same_reference_with_other_content_is_refused(files):
    export = read_export(files.csv(line(1), line(1, holder="Budi Santoso")))

    assert only(export).holder == "Siti Rahmawati"
    assert faults(export) == [(3, "No Registrasi", "reference_differs")]
    assert (export.problems[0].level, export.problems[0].facts, export.refused) == ("refused", {"first": 2}, 1)


def test_same_reference_for_another_akta_is_refused(files):
    export = read_export(files.csv(line(1, type="Akta Kelahiran"), line(1, type="Akta Kematian")))

    assert faults(export) == [(3, "No Registrasi", "reference_differs")]


def test_same_card_spelt_otherwise_is_the_same(files):
    export = read_export(files.csv(line(1, type="e-KTP"), line(1, type="KTP-el")))

    assert faults(export) == [(3, "No Registrasi", "duplicate")]


def test_refused_row_does_not_stand_in_the_way_of_its_correction(files):
    export = read_export(files.csv(line(1, stage="???"), line(1)))

    assert only(export).number == 3


def test_problems_repeat_nothing_personal(files):
    cells = {"nik": "217201450690000", "phone": "0771-21123", "kk": "21720224061168", "stage": "Siti Rahmawati"}
    export = read_export(
        files.csv(line(1, **cells), line(2, type="Budi Santoso"), line(3), line(3, holder="Zulkarnain"))
    )

    said = " ".join(f"{problem} {problem.sentence}" for problem in export.problems)
    assert len(export.problems) == 6
    for secret in (*cells.values(), "Budi", "Rahmawati", "Zulkarnain", "2172014506900001", "81277001234"):
        assert secret.casefold() not in said.casefold()


def test_list_without_rows_is_an_empty_export(files):
    export = read_export(files.raw(csv_text().encode()))

    assert (export.rows, export.problems, export.total) == ([], [], 0)
