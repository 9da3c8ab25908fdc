"""Results for those who lead: on the page, on paper, as a table; and for the public where the office says so."""

import csv
import io
import re
from typing import Any

import pytest

from scheduler.db.models import DeedRow, Service
from scheduler.domain.audit.deeds import Deed
from tests.conftest import Stopwatch
from tests.scenes import surveys
from tests.scenes.factories import World, at
from tests.scenes.surveys import all_of, answered, served
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/figures/satisfaction"
NEXT_MONTH = at(10, day=1)


@pytest.fixture
def leads(client: Any, office: World, clock: Stopwatch) -> Any:
    sign_in(client, office, name="Sari", role="supervisor", now=NEXT_MONTH)
    clock.now = NEXT_MONTH
    return client


def answers(office: World, **by_letter: int) -> None:
    """So many visits of each service answer: with 4 about A, with 2 about others."""
    surveys.asking(office)
    for letter, count in by_letter.items():
        for _ in range(count):
            code = served(office, service=letter)
            answered(office, code, all_of(4 if letter == "A" else 2, {"sex": "female"}))


def lines(page: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.text.removeprefix("\ufeff"))))


def test_without_answers_it_says_so_and_how_to_ask(leads: Any) -> None:
    page = leads.get(PAGE)

    assert "Belum ada yang menjawab." in text_of(page)
    assert "Warga sedang tidak ditanyai." in text_of(page)


def test_few_answers_are_counted_and_not_shown(leads: Any, office: World) -> None:
    answers(office, A=4)

    page = text_of(leads.get(PAGE))

    assert "Baru 4 responden." in page
    assert "Menurut unsur" not in page
    assert lines(leads.post(f"{PAGE}/file"))[1][1:] == ["Semua layanan", "4"]
    assert "belum ada yang diumumkan" in text_of(leads.get(f"{PAGE}/sheet"))


def test_index_stands_on_the_page_the_sheet_and_in_the_table(leads: Any, office: World) -> None:
    answers(office, A=3, B=2)

    page, sheet = text_of(leads.get(PAGE)), text_of(leads.get(f"{PAGE}/sheet?period=2026-11"))

    assert "Nilai IKM 80,00" in page
    assert "B (Baik)" in page
    assert "5 nomor dilayani" in page
    assert "80,00" in sheet
    assert "Perempuan: 5" in sheet
    table = lines(leads.post(f"{PAGE}/file", data={"period": "2026"}))
    assert table[0][:4] == ["Periode", "Layanan", "Responden", "U1"]
    assert table[1] == ["2026", "Semua layanan", "5", *["3.20"] * 10, "80.00", "B"]


def test_what_is_hidden_of_a_service_cannot_be_reckoned_from_the_others(leads: Any, office: World) -> None:
    answers(office, A=6, B=1)

    table = lines(leads.post(f"{PAGE}/file"))

    assert table[1][2:4] == ["7", "3.71"]
    assert [row[2:] for row in table[2:]] == [["6"], ["1"]]


def test_newest_month_that_is_over_is_shown_unless_another_is_asked_for(leads: Any, office: World) -> None:
    answers(office, A=5)

    for asked in ("", "?period=1066-13", "?period=2026-11"):
        page = text_of(leads.get(f"{PAGE}{asked}"))
        assert "Indeks Kepuasan Masyarakat, November 2026" in page
        assert "Nilai IKM 100,00" in page
        assert "Belum selesai" not in page
    assert "Indeks Kepuasan Masyarakat, Desember 2026" in text_of(leads.get(f"{PAGE}?period=2026-12"))


def test_two_looks_at_the_month_that_runs_differ_by_a_number_alone(
    client: Any, office: World, clock: Stopwatch
) -> None:
    """Who was served in between is known to whoever looks: nothing else may say what that one answered."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = at(11)
    answers(office, A=6, B=5)
    pages = [f"{PAGE}{end}{period}" for end in ("", "/sheet", ".csv") for period in ("?period=2026-11", "?period=2026")]

    def looks() -> list[str]:
        return [re.sub(r"\d+", "#", client.get(page).text) for page in pages]

    before = looks()
    answered(office, served(office, service="B"), all_of(1, {"sex": "male", "age": "from-60"}))

    assert looks() == before
    assert "Sejauh ini 12 responden." in text_of(client.get(pages[0]))
    assert not [page for page in pages if "IKM 7" in text_of(client.get(page)) or "Laki-laki" in client.get(page).text]


@pytest.mark.postgres("statements")
def test_name_of_a_service_is_no_formula(leads: Any, office: World) -> None:
    answers(office, A=1)
    office.change(Service, office.rows(Service)[0].id, name="=1+1")

    assert lines(leads.post(f"{PAGE}/file"))[2][1] == "'=1+1"


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("auditor", 200), ("clerk", 403), ("guard", 403)])
def test_who_leads_manages_or_audits_may_look(client: Any, office: World, role: str, status: int) -> None:
    sign_in(client, office, name="Tari", role=role)

    for page in (PAGE, f"{PAGE}/sheet"):
        assert client.get(page).status_code == status
    assert client.post(f"{PAGE}/file").status_code == status


def test_that_the_table_was_taken_along_is_written_down(leads: Any, office: World) -> None:
    leads.post(f"{PAGE}/file", data={"period": "2026"})

    deeds = office.rows(DeedRow, DeedRow.deed == Deed.EXPORTED)
    assert [(each.about, each.became) for each in deeds] == [("satisfaction", {"period": "2026"})]


@pytest.mark.postgres("statements")
def test_public_sees_the_result_where_the_office_publishes_it(client: Any, office: World, clock: Stopwatch) -> None:
    answers(office, A=5)
    clock.now = NEXT_MONTH
    here = "/o/tanjungpinang/satisfaction"
    assert client.get(here).status_code == 404
    assert here not in client.get("/o/tanjungpinang").text

    surveys.asking(office, publishing=True)

    page = text_of(client.get(here))
    assert "November 2026 100,00" in page
    assert "5 responden" in page
    assert "Indeks Kepuasan Masyarakat: 100,00 (Sangat baik)" in client.get("/o/tanjungpinang").text


@pytest.mark.postgres("statements")
def test_settings_are_switched_at_their_page(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="manager")
    code = served(office)
    clock.now = at(10)
    names = ("asks_satisfaction", "satisfaction_by_message", "publishes_satisfaction")

    sent = dict.fromkeys(names, "1") | {f"was.{name}": "0" for name in names}
    answer = client.post("/office/settings/satisfaction", data=sent)

    assert answer.headers["Location"].endswith("/office/settings/satisfaction?done=saved")
    assert "warga ditanyai" in text_of(client.get("/office/settings"))
    assert f"/t/{code}/survey" in client.get(f"/t/{code}").text
