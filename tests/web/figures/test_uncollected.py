"""Documents that nobody fetched: by kelurahan and age, and the list of one kelurahan for its RT."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, update

from scheduler.db.models import DeedRow, Document, Message
from scheduler.flow.figures import uncollected
from scheduler.flow.figures.uncollected import by_kelurahan, of_kelurahan
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.support.plans import sent_by, sqlite_plan
from tests.web.staff.members import sign_in, text_of

LIST = "/office/figures/uncollected/list"


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def lies(office: World, days: int, kelurahan: str | None = "Kampung Bugis", **facts: Any) -> Document:
    return office.document(now=NINE - timedelta(days=days), kelurahan=kelurahan, **facts)


def rows_of(client: Any, kelurahan: str) -> list[list[str]]:
    answer = client.post(LIST, data={"kelurahan": kelurahan, "format": "csv"})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))[1:]


@pytest.mark.postgres("statements")
def test_each_age_begins_and_ends_with_its_days(client: Any, office: World):
    for days in (0, 7, 8, 14, 15, 30, 31, 90, 91, 400):
        lies(office, days)
    lies(office, 3, None)

    found = text_of(client.get("/office/figures/uncollected"))

    assert "11 dokumen siap dan belum diambil" in found
    assert "Kampung Bugis 2 2 2 2 2 10" in found
    assert "tidak diketahui 1 – – – – 1" in found


def test_only_what_lies_in_the_office_is_counted(client: Any, office: World):
    lies(office, 1)
    lies(office, 1, stage="in_production")
    lies(office, 1, type="KK", channel="self_print")
    lies(office, 1, type="Perekaman KTP-el")

    assert "1 dokumen siap" in text_of(client.get("/office/figures/uncollected"))


def test_whole_list_is_asked_for_without_naming_each_line(office: World):
    """A statement has room for some ten thousands of values; a backlog may have more lines."""
    lies(office, 1)
    few = values_sent(office)
    for days in range(4):
        lies(office, days)

    assert values_sent(office) == few


def values_sent(office: World) -> list[int]:
    """How many values each statement of the whole list has."""
    sent = sent_by(office.database, lambda s: of_kelurahan(s, office.office, "Kampung Bugis", now=NINE))
    return [len(values) for _, values in sent]


@pytest.mark.postgres("statements")
def test_list_says_initials_by_rt_and_no_name(client: Any, office: World):
    lies(office, 20, holder="Siti Rahma", rt="05", rw="02", reference="2172/0001")
    lies(office, 10, holder="Budi Santoso", rt="01", rw="02", reference="2172/0002")
    lies(office, 10, "Senggarang", holder="Tono Wibowo")

    printed = client.post(LIST, data={"kelurahan": "Kampung Bugis", "format": "print"})

    found = text_of(printed)
    assert found.index("RT/RW 001/002") < found.index("B.S.") < found.index("RT/RW 005/002") < found.index("S.R.")
    assert "…0001" in found
    for hidden in ("Siti", "Rahma", "Budi", "T.W.", "2172/0001"):
        assert hidden not in printed.text
    (deed,) = office.rows(DeedRow, DeedRow.deed == "exported")
    assert deed.about == "uncollected"
    assert deed.became == {"kelurahan": "Kampung Bugis", "format": "print", "rows": 2}


def test_no_cell_of_the_file_is_a_formula(client: Any, office: World):
    lies(office, 1, holder="=HYPERLINK", reference="2172/=1+1")

    ((_, _, who, ref4, *_),) = rows_of(client, "Kampung Bugis")

    assert ref4 == "'=1+1"
    assert not who.startswith("=")


@pytest.mark.postgres("statements")
def test_who_was_reached_by_no_channel_is_marked(client: Any, office: World):
    told = lies(office, 3, phone="+6281277001234")
    lies(office, 2, phone="+6281277001235")
    lies(office, 1)
    office.database.run(
        lambda session: session.execute(
            update(Message).where(col(Message.invitation_id) == told.invitation_id).values(state="delivered")
        )
    )

    assert [row[6] for row in rows_of(client, "Kampung Bugis")] == [
        "",
        "belum terjangkau pesan",
        "belum terjangkau pesan",
    ]


def test_a_kelurahan_without_documents_is_said_so(client: Any, office: World):
    lies(office, 1)

    answer = client.post(LIST, data={"kelurahan": "Senggarang"})

    assert answer.status_code == 404
    assert "Tidak ada dokumen siap dari kelurahan itu" in text_of(answer)


@pytest.mark.postgres("statements")
def test_a_long_list_is_printed_page_by_page_and_saved_whole(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uncollected, "LINES", 2)
    for place, rt in enumerate(("01", "01", "02", "02", "")):
        lies(office, 9, rt=rt, rw="01", reference=f"2172/000{place}")

    pages = [text_of(client.post(LIST, data={"kelurahan": "Kampung Bugis", "page": page})) for page in (1, 2, 3, 9)]

    assert "Halaman 1 dari 3, 5 dokumen seluruhnya." in pages[0]
    assert "Halaman 3 dari 3, 5 dokumen seluruhnya." in pages[3]
    assert [[f"…000{place}" in page for place in range(5)] for page in pages] == [
        [True, True, False, False, False],
        [False, False, True, True, False],
        [False, False, False, False, True],
        [False, False, False, False, True],
    ]
    assert len(rows_of(client, "Kampung Bugis")) == 5


@pytest.mark.parametrize(
    ("groups", "firsts"),
    [("", [0]), ("aab", [0, 2]), ("abbc", [0, 1, 3]), ("aaaaa", [0, 2, 4]), ("aaab", [0, 2]), ("abcd", [0, 2])],
)
def test_a_page_ends_between_two_rt_where_it_can(monkeypatch: pytest.MonkeyPatch, groups: str, firsts: list[int]):
    monkeypatch.setattr(uncollected, "LINES", 2)

    assert uncollected.page_firsts(groups) == firsts


@pytest.mark.postgres("statements")
def test_those_of_whom_it_is_not_known_have_a_list_too(client: Any, office: World):
    lies(office, 1, None, holder="Siti Rahma")

    assert [row[2] for row in rows_of(client, "")] == ["S.R."]


def test_an_auditor_looks_and_a_clerk_does_not(client: Any, office: World):
    lies(office, 1)
    sign_in(client, office, name="Tari", role="auditor")
    assert client.get("/office/figures/uncollected").status_code == 200
    assert client.post(LIST, data={"kelurahan": "Kampung Bugis"}).status_code == 200

    sign_in(client, office, name="Ani", role="clerk")
    assert client.get("/office/figures/uncollected").status_code == 403
    assert client.post(LIST, data={"kelurahan": "Kampung Bugis"}).status_code == 403


def test_a_year_of_documents_is_not_walked_over(office: World):
    lies(office, 1)

    sent = sent_by(office.database, lambda session: by_kelurahan(session, office.office, now=NINE))

    plans = [line for each in sent for line in sqlite_plan(office.database, each) if "document" in line]
    assert any("ix_document_uncollected" in line for line in plans), plans
