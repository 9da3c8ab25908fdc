"""The log is taken along as a file, which is written down itself."""

import csv
import io
import json
from typing import Any

import pytest

from scheduler.db.models import DeedRow
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.core.audit import note_deed
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in

NIK = "2172015203850001"


@pytest.fixture(autouse=True)
def _at_work(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari manages the office."""
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def noted(office: World, deed: Deed = Deed.TEXT_CHANGED, *, by: str = "staff:1", now=NINE, **facts: Any) -> None:
    office.database.run(note_deed, office.office.id, deed, by=by, now=now, **facts)


@pytest.mark.postgres("statements")
def test_table_holds_all_that_was_found_and_is_written_down(client: Any, office: World, monkeypatch: Any):
    monkeypatch.setattr("scheduler.web.office.audit.handlers.AT_ONCE", 2)
    for place in range(5):
        noted(office, about=f"n{place}")
    office.document()

    answer = client.post("/office/audit/files", data={"format": "csv", "kind": "settings"})

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["Kapan", "Siapa", "Jenis"]
    assert [row[3] for row in rows[1:]] == [f"Sari mengubah teks pesan n{place}." for place in (4, 3, 2, 1, 0)]
    assert answer.headers["content-disposition"].startswith('attachment; filename="catatan-tanjungpinang-')
    (deed,) = office.rows(DeedRow, DeedRow.deed == "exported")
    assert (deed.about, deed.became) == ("audit_log", {"format": "csv", "kind": "settings"})


def test_lines_of_json_say_the_same(client: Any, office: World):
    noted(office, about="ready", became={"text": "b"})

    answer = client.post("/office/audit/files", data={"format": "jsonl", "kind": "settings"})

    (line,) = [json.loads(each) for each in answer.text.splitlines()]
    assert (line["who"], line["kind"], line["sentence"]) == ("Sari", "settings", "Sari mengubah teks pesan ready.")
    assert line["changes"] == [{"name": "text", "was": "", "became": "b"}]


def test_no_cell_is_a_formula(client: Any, office: World):
    sign_in(client, office, name="=HYPERLINK", role="manager")
    noted(office, by="staff:2")

    answer = client.post("/office/audit/files", data={"format": "csv", "kind": "settings"})

    assert "'=HYPERLINK" in answer.text


def test_auditor_looks_and_takes_along_which_is_written_down(client: Any, office: World):
    sign_in(client, office, name="Tari", role="auditor")

    assert client.get("/office/audit").status_code == 200
    assert client.post("/office/audit/files", data={"format": "csv"}).status_code == 200
    (deed,) = office.rows(DeedRow, DeedRow.deed == "exported")
    assert deed.by != "staff:1"
