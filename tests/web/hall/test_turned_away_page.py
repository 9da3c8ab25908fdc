"""The supervisor's table of people who got no number, by day and reason."""

import re
from datetime import date
from typing import Any

import pytest

from scheduler.db.models import TurnedAway
from scheduler.domain.refusals import Refusal
from scheduler.flow.door import turned_away
from scheduler.web.shared.public.reasons import REASONS
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, NINE, World, at
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def refused_at(office: World, reason: type[Refusal], *, day: int = 0, times: int = 1) -> None:
    for _ in range(times):
        office.do(turned_away.note_refusal, reason(), now=at(9, day=day))


def of_code(code: str) -> type[Refusal]:
    return next(each for each in turned_away.COUNTED if each.code == code)


def page(client: Any, **period: str) -> Any:
    return client.get("/office/turned-away", params=period)


def rows_of(found: Any, day: date) -> str:
    """What is said of one day."""
    part = re.search(rf'<tbody data-day="{day}">.*?</tbody>', found.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", part[0]).split()) if part else ""


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == {each.code for each in turned_away.COUNTED}


def test_period_by_reason_and_day_by_day(client: Any, office: World) -> None:
    refused_at(office, of_code("not_ready"), times=2)
    refused_at(office, of_code("handed_over"))
    refused_at(office, of_code("not_ready"), day=-3)
    refused_at(office, of_code("not_ready"), day=-8)

    found = page(client)

    assert "4 orang tidak mendapat nomor, 3 datang sia-sia" in text_of(found)
    assert "Dokumen belum jadi 3 3" in text_of(found)
    assert rows_of(found, MONDAY) == ("Senin, 30 Nov Dokumen belum jadi 2 2 Dokumen sudah diserahkan 1 0")
    assert rows_of(found, date(2026, 11, 27)) == "Jumat, 27 Nov Dokumen belum jadi 1 1"
    assert rows_of(found, date(2026, 11, 22)) == ""


def test_period_can_be_chosen(client: Any, office: World) -> None:
    refused_at(office, of_code("office_closed"), day=-8)

    found = page(client, **{"from": "2026-11-01", "to": "2026-11-22"})

    assert rows_of(found, date(2026, 11, 22)) == "Minggu, 22 Nov Kantor sedang tutup 1 1"


def test_nobody_turned_away(client: Any, office: World) -> None:
    found = page(client)

    assert "0 orang tidak mendapat nomor" in text_of(found)
    assert "Hari demi hari" not in found.text


def test_no_name_and_no_other_office(client: Any, office: World, elsewhere: World) -> None:
    document = office.document(holder="Siti Rahmawati")
    office.do(turned_away.note_refusal, of_code("not_ready")(), document_id=document.id)
    elsewhere.do(turned_away.note_refusal, of_code("not_ready")())

    found = page(client)

    assert "1 orang tidak mendapat nomor" in text_of(found)
    assert "Siti" not in found.text
    assert document.reference not in found.text
    assert len(office.rows(TurnedAway)) == 2


@pytest.mark.parametrize(
    "period",
    [
        {"from": "x", "to": "2026-13-01"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"from": "1000-01-01"},
        {"from": "2026-12-31", "to": "2026-01-01"},
        {"to": "2000-01-01"},
        {"from": "%00"},
    ],
)
def test_odd_periods_are_answered(client: Any, office: World, period: dict[str, str]) -> None:
    assert page(client, **period).status_code == 200
