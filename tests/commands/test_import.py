import csv
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from sqlmodel import Session, select

from scheduler.commands import import_export
from scheduler.db import models, queries
from scheduler.db.models import Document, IntakeTurn
from scheduler.domain.offices.called import TypeName
from scheduler.domain.offices.offer import NewType, TypeFacts
from scheduler.flow.intake import turns
from scheduler.flow.offices.offered_types import add_type
from tests.scenes.factories import EARLY

HEADER = ["No Registrasi", "Jenis Dokumen", "Nama", "NIK", "No HP", "Status", "No KK", "Rak"]
GOOD = [
    [
        "470/0001",
        "KTP-el",
        "SITI RAHMAWATI",
        "2172015203850001",
        "0812-3456-7890",
        "Siap diambil",
        "2172010101010001",
        "A-12",
    ],
    ["470/0002", "KK", "Budi Santoso", "2172011203850002", "+62 812 3456 7891", "siap ambil", "2172010101010002", ""],
    ["470/0003", "KIA", "Rizky", "", "", "PRR", "", ""],
]
BAD = ["470/0004", "Paspor", "Dewi Lestari", "", "0812-3456-7892", "Siap diambil", "", ""]


@pytest.fixture
def export(tmp_path: Path) -> Any:
    def write(*rows: list[str], name: str = "siap.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows([HEADER, *rows])
        return path

    return write


def everything(session: Session) -> dict[str, list[Any]]:
    return {t.name: [tuple(row) for row in session.execute(select(t)).all()] for t in models.metadata.sorted_tables}


def test_good_rows_are_taken(giliran, bintan, opened, export):
    result = giliran("import", export(*GOOD))

    assert result.status == 0
    found, counted = result.out.splitlines()
    assert found.startswith("     1 warning  No HP: ")
    assert found.endswith("(row 4)")
    assert counted == "3 rows: 3 taken; 1 warnings."
    with opened().reading() as session:
        found = {d.reference: (d.stage, d.holder, d.channel) for d in session.exec(select(Document))}
        assert found == {
            "470/0001": ("ready", "Siti Rahmawati", "office"),
            "470/0002": ("ready", "Budi Santoso", "self_print"),
            "470/0003": ("in_production", "Rizky", "office"),
        }


def test_bad_row_is_named_with_row_and_column_and_the_good_ones_stay(giliran, bintan, opened, export):
    result = giliran("import", export(GOOD[0], BAD, GOOD[1]))

    assert result.status == 1
    assert any(re.match(r" +1 refused  Jenis Dokumen: .*\(row 3\)$", line) for line in result.out.splitlines())
    assert result.out.splitlines()[-1].startswith("3 rows: 2 taken, 1 refused;")
    with opened().reading() as session:
        assert len(session.exec(select(Document)).all()) == 2


def test_same_file_twice_changes_nothing(giliran, bintan, opened, export):
    file = export(*GOOD)
    giliran("import", file)
    database = opened()
    with database.reading() as session:
        before = everything(session)

    result = giliran("import", file)

    assert result.out.splitlines()[-1] == "3 rows: 3 known already; 1 warnings."
    with database.reading() as session:
        assert everything(session) == before


def test_tomorrows_file_moves_on_what_has_moved_on(giliran, bintan, opened, export):
    giliran("import", export(*GOOD))
    ahead, behind = [*GOOD[2]], [*GOOD[0]]
    ahead[5], behind[5] = "Siap diambil", "PRR"

    result = giliran("import", export(behind, GOOD[1], ahead, name="besok.csv"))

    assert result.status == 0
    assert re.search(r"^ +1 warning  Status: .*\(row 2\)$", result.out, re.MULTILINE)
    assert result.out.splitlines()[-1] == "3 rows: 1 moved on, 2 known already; 2 warnings."
    with opened().reading() as session:
        assert {d.stage for d in session.exec(select(Document))} == {"ready"}


def test_fault_that_only_the_database_knows_is_named_by_the_files_own_header(giliran, bintan, export):
    giliran("import", export(*GOOD))
    other = [*GOOD[0]]
    other[2] = "Somebody Else"

    result = giliran("import", export(other, name="lain.csv"))

    assert result.status == 1
    assert re.match(r" +1 refused  Nama: .*\(row 2\)$", result.out.splitlines()[0])


def test_what_stands_in_many_rows_is_one_line_and_what_refuses_is_last(giliran, bintan, export):
    rounded = [[f"470/{number:04}", *GOOD[0][1:3], "2,17202E+15", *GOOD[0][4:6], "", ""] for number in range(10, 22)]

    result = giliran("import", export(BAD, GOOD[2], *rounded))

    few, many, refused, counted = result.out.splitlines()
    assert re.match(r" +1 warning  No HP: .*\(row 3\)$", few)
    assert re.match(r" +12 warning  NIK: .*\(rows 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 2 more\)$", many)
    assert re.match(r" +1 refused  Jenis Dokumen: .*\(row 2\)$", refused)
    assert counted == "14 rows: 13 taken, 1 refused; 13 warnings."


def test_dry_run_reports_the_same_and_changes_nothing(giliran, bintan, opened, export):
    file = export(GOOD[0], BAD)
    database = opened()
    with database.reading() as session:
        before = everything(session)

    dry = giliran("import", file, "--dry-run")

    with database.reading() as session:
        assert everything(session) == before
    assert dry.status == 1
    assert dry.out.splitlines()[-1].endswith("Nothing was written: this was a dry run.")
    assert giliran("import", file).out.splitlines()[:-1] == dry.out.splitlines()[:-1]


def test_many_rows_are_committed_in_batches(giliran, bintan, opened, export, monkeypatch):
    monkeypatch.setattr(import_export, "BATCH", 4)
    rows = [[f"470/{number:04}", *GOOD[0][1:6], "", ""] for number in range(10)]

    result = giliran("import", export(*rows))

    assert result.out.splitlines()[-1] == "10 rows: 10 taken; 0 warnings."
    with opened().reading() as session:
        assert len(session.exec(select(Document)).all()) == 10


def test_report_is_written_without_formulas(giliran, bintan, export, tmp_path):
    report = tmp_path / "laporan.csv"

    result = giliran("import", export(GOOD[0], BAD), "--report", report)

    assert result.status == 1
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["row", "registration", "result", "level", "column", "why"]
    assert [row[:5] for row in rows[1:]] == [["2", "0001", "taken"], ["3", "", "refused", "refused", "Jenis Dokumen"]]


def test_report_that_cannot_be_written_is_said(giliran, bintan, export, tmp_path):
    result = giliran("import", export(GOOD[0]), "--report", tmp_path / "nowhere" / "laporan.csv")

    assert result.status == 1
    assert "could not be written" in result.err


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02", b"a;b;c\n1;2;3\n"])
def test_file_that_is_no_export_is_refused_in_words(giliran, bintan, tmp_path, content):
    path = tmp_path / "aneh.csv"
    if content is not None:
        path.write_bytes(content)

    result = giliran("import", path)

    assert (result.status, result.out) == (1, "")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err


def test_no_person_is_named_in_the_report(giliran, bintan, export):
    result = giliran("import", export(*GOOD, BAD))

    for secret in ("Siti", "SITI", "Budi", "2172015203850001", "3456"):
        assert secret not in result.out


def test_invitations_lists_what_is_still_to_be_booked(giliran, bintan, export):
    giliran("import", export(*GOOD))

    result = giliran("invitations")

    # What is printed at home is invited by its row, what needs a seat by the wave at the end of the batch.
    lines = sorted(line.split("\t") for line in result.out.splitlines())
    assert [(line[0], line[1]) for line in lines] == [("0001", "S.R."), ("0002", "B.S.")]
    assert all(line[2].startswith("https://giliran.example/i/") for line in lines)
    assert lines[0][3].startswith("https://wa.me/6281234567890?text=")
    text = unquote(lines[0][3].partition("?text=")[2])
    assert text.startswith("Disdukcapil Bintan: KTP-el atas nama S.R. (registrasi ...0001) sudah jadi.")
    assert lines[0][2] in text
    assert "bisa dicetak sendiri" in unquote(lines[1][3])


def test_type_of_the_office_s_own_is_known_by_its_spelling(giliran, bintan, opened, export):
    facts = TypeFacts(TypeName("Kartu Nelayan"), ["KN biru"])
    with opened().reading() as session:
        office = queries.office_by_code(session, bintan)
    opened().run(add_type, office, NewType("nelayan", "B", 5, True, facts), by="staff:1", now=EARLY)

    result = giliran("import", export([*GOOD[0][:1], "kn-BIRU", *GOOD[0][2:]], BAD))

    assert result.out.splitlines()[-1].startswith("2 rows: 1 taken, 1 refused;")
    with opened().reading() as session:
        (document,) = session.exec(select(Document))
        assert session.get_one(models.DocumentType, document.type_id).code == "nelayan"


def test_command_waits_for_the_import_that_is_under_way(giliran, bintan, opened, export):
    database = opened()
    with database.reading() as session:
        office = queries.office_by_code(session, bintan)
    database.run(turns.take_turn, office.id, "server", now=datetime.now(UTC))

    busy = giliran("import", export(*GOOD))
    dry = giliran("import", export(*GOOD), "--dry-run")
    database.run(turns.end_turn, office.id, "server")
    free = giliran("import", export(*GOOD))

    assert (busy.status, dry.status, free.status) == (1, 0, 0)
    assert busy.err == "Another import of this office is under way. Run this one again when it is over.\n"
    with database.reading() as session:
        assert session.exec(select(IntakeTurn)).all() == []
