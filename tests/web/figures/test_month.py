"""The report of a month: one sheet as page and PDF, for those who lead and those who look."""

import io
import sys
from datetime import date
from typing import Any

import pypdfium2
import pytest
from sqlmodel import Session

from scheduler.db.models import CountedDay, DayCount, DeedRow, Office, SatisfactionCount, Service
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.satisfaction.index import FEWEST
from scheduler.domain.satisfaction.questions import ELEMENTS
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

OCTOBER, SEPTEMBER, YEAR_AGO = date(2026, 10, 5), date(2026, 9, 7), date(2025, 10, 6)
"""A day of each month that is compared."""
PDF = "/office/figures/month/pdf"


@pytest.fixture(autouse=True)
def _manager(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def counted(office: World, day: date, figure: Figure, times: int, *, part: str = "", bucket: int = 0) -> None:
    def put(session: Session) -> None:
        if session.get(CountedDay, (office.office.id, day)) is None:
            session.add(CountedDay(office_id=office.office.id, day=day, at=NINE))
        session.add(DayCount(office_id=office.office.id, figure=figure, day=day, part=part, bucket=bucket, count=times))

    office.database.run(put)


def answered(office: World, day: date, people: int, *, score: int) -> None:
    """So many gave every element the same score."""
    facts = {"office_id": office.office.id, "month": day.replace(day=1), "service_id": office.rows(Service)[0].id}

    def put(session: Session) -> None:
        session.add_all(
            SatisfactionCount(**facts, element=each.number, score=score, people=people) for each in ELEMENTS
        )

    office.database.run(put)


@pytest.fixture
def three_months(office: World) -> None:
    """50 people in October, 100 in September, 200 a year ago; half of October's documents went without a visit."""
    for day, people in ((OCTOBER, 50), (SEPTEMBER, 100), (YEAR_AGO, 200)):
        counted(office, day, Figure.PEOPLE, people, part="A")
        counted(office, day, Figure.NUMBERS, people, part="A")
    for minutes, times in ((4, 10), (9, 9), (40, 1)):
        counted(office, OCTOBER, Figure.WAITS, times, part="A", bucket=minutes)
    counted(office, OCTOBER, Figure.HANDED_OVER, 30, part="hall:KTP-el")
    counted(office, OCTOBER, Figure.HANDED_OVER, 30, part="file:KK")
    counted(office, OCTOBER, Figure.TURNED_AWAY_IN_VAIN, 3, part="not_ready")


def month(client: Any, text: str = "2026-10") -> Any:
    return client.get("/office/figures/month", params={"month": text})


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("three_months")
def test_sheet_answers_what_the_head_asks(client: Any):
    found = text_of(month(client))

    assert "Laporan pelayanan bulan Oktober 2026" in found
    assert "50 orang datang ke kantor, rata-rata 50 orang setiap hari buka." in found
    assert "50% lebih sedikit daripada bulan sebelumnya; 75% lebih sedikit daripada bulan yang sama tahun lalu" in found
    assert "60 dokumen diserahkan; 50% di antaranya tanpa kunjungan ke kantor." in found
    assert "Separuh menunggu paling lama 4 menit, 95% paling lama 9 menit. 3 orang datang sia-sia." in found
    assert "Dokumen belum jadi 3" in found
    assert "A Pengambilan KTP-el dan KIA 50" in found


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("three_months")
def test_satisfaction_of_the_month_stands_beside_that_of_the_others(client: Any, office: World):
    answered(office, OCTOBER, FEWEST, score=4)
    answered(office, SEPTEMBER, FEWEST - 1, score=1)

    found = text_of(month(client))

    assert "Indeks (IKM) 100,00 – –" in found, "of too few nobody is told what they said"
    assert f"Responden {FEWEST} {FEWEST - 1} 0" in found
    assert "survei menurut Permenpan RB 14/2017" in found


@pytest.mark.usefixtures("three_months")
def test_satisfaction_of_a_month_that_runs_is_not_shown(client: Any, office: World):
    answered(office, date(2026, 11, 1), FEWEST, score=4)

    assert "Kepuasan warga" not in text_of(month(client, "2026-11"))


@pytest.mark.usefixtures("three_months")
@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.postgres("statements")
def test_satisfaction_stands_only_where_citizens_are_asked(client: Any, office: World, asked: bool):
    office.change(Office, office.office.id, asks_satisfaction=asked)

    assert ("Kepuasan warga" in text_of(month(client))) is asked


@pytest.mark.usefixtures("three_months")
def test_days_that_are_not_counted_yet_are_told(client: Any):
    assert "30 hari belum dihitung" in text_of(month(client))


@pytest.mark.usefixtures("three_months")
def test_a_month_that_runs_says_so(client: Any):
    assert "Bulan ini belum selesai" not in text_of(month(client))
    assert "Bulan ini belum selesai: angkanya sampai 30 November" in text_of(month(client, "2026-11"))


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ("2020-04", 404, "baru memakai Giliran sejak Senin, 30 November 2026"),
        ("2027-01", 404, "Bulan itu belum mulai."),
        ("x", 422, "Bulan tidak terbaca."),
    ],
)
def test_a_month_that_has_no_report_is_refused_in_words(client: Any, text: str, status: int, told: str):
    found = month(client, text)

    assert found.status_code == status
    assert told in text_of(found)
    assert "November 2026" in text_of(found), "the months that have one can be chosen"


def test_a_new_office_has_a_sheet_without_anything(client: Any):
    assert "Belum ada orang yang datang ke kantor pada bulan ini." in text_of(month(client, ""))


@pytest.mark.usefixtures("three_months")
def test_pdf_is_the_same_sheet_on_one_tagged_page_and_keeps_no_name(client: Any, office: World):
    answer = client.post(PDF, data={"month": "2026-10", "signer": "Dra. #Contoh *Kepala*", "nip": "1970 2 001"})

    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    text = document[0].get_textpage().get_text_bounded()
    assert (len(document), document.is_tagged()) == (1, True)
    assert "50 orang datang ke kantor" in text
    assert "Dra. #Contoh *Kepala*" in text
    assert "laporan-tanjungpinang-2026-10.pdf" in answer.headers["content-disposition"]
    (deed,) = office.rows(DeedRow, DeedRow.deed == "exported")
    assert (deed.about, deed.became) == ("month_report", {"month": "2026-10"})


@pytest.mark.usefixtures("three_months")
def test_sheet_stays_one_page_however_much_an_office_has(client: Any, office: World):
    for place in range(9):
        counted(office, OCTOBER, Figure.TURNED_AWAY_IN_VAIN, place + 1, part=f"reason-{place}")
        counted(office, OCTOBER, Figure.BLANKS_LEFT, place, part=f"blangko {place}")
        counted(office, OCTOBER, Figure.MESSAGES, 5, part=f"channel{place}:read")

    answer = client.post(PDF, data={"month": "2026-10"})

    assert len(pypdfium2.PdfDocument(io.BytesIO(answer.content))) == 1


@pytest.mark.usefixtures("three_months")
def test_without_what_makes_pdfs_the_page_stays_with_what_was_typed(client: Any, monkeypatch: Any):
    monkeypatch.setitem(sys.modules, "typst", None)

    answer = client.post(PDF, data={"month": "2026-10", "signer": "Dra. Contoh"})

    assert answer.status_code == 503
    assert "Cetak halaman ini dari peramban" in text_of(answer)
    assert 'value="Dra. Contoh"' in answer.text
    assert "50 orang datang" in text_of(answer)


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("auditor", 200), ("clerk", 403), ("guard", 403)])
@pytest.mark.usefixtures("three_months")
def test_who_leads_or_looks_may_have_it(client: Any, office: World, role: str, status: int):
    sign_in(client, office, name="Tari", role=role)

    assert month(client).status_code == status
    assert client.post(PDF, data={"month": "2026-10"}).status_code == status
