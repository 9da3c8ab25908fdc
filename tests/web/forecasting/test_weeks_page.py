"""What if the coming weeks were otherwise: many documents ready at once, the office shut, fewer invitations."""

from typing import Any

import pytest

from scheduler.web.office.forecasting import weeks
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

HERE = "/office/forecast/weeks"


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE
    monkeypatch.setattr(weeks, "RUNS", 2)
    monkeypatch.setattr(weeks, "HALL_SEEDS", range(1))


@pytest.mark.postgres("statements")
def test_documents_ready_at_once_are_fetched_wave_by_wave(client: Any, office: World) -> None:
    page = client.get(HERE, params={"ready": "30"})
    text = text_of(page)

    assert page.status_code == 200
    assert "Semua 30 dokumen sudah diambil: " in text
    assert "Hari paling ramai" in text
    assert page.text.count('class="plot"') == 2
    assert 'class="band-1"' in page.text


def test_closed_week_and_fewer_invitations_are_thought_of(client: Any, office: World) -> None:
    page = client.get(
        HERE, params={"closed_from": "07/12/2026", "closed_to": "11/12/2026", "wave_percent": "40", "ramadan": "1"}
    )

    assert page.status_code == 200
    assert "Kunjungan pada hari paling ramai" in text_of(page)


def test_office_that_is_shut_throughout_is_answered_too(client: Any, office: World) -> None:
    page = client.get(HERE, params={"ready": "5", "closed_from": "2026-11-30", "closed_to": "2027-12-31"})

    assert page.status_code == 200
    assert "Semua 5 dokumen sudah diambil: belum dalam delapan pekan." in text_of(page)


def test_form_alone_runs_nothing(client: Any, office: World) -> None:
    text = text_of(client.get(HERE))

    assert "Isi satu hal atau lebih" in text
    assert "Seandainya diubah" not in text


def test_address_keeps_only_what_is_otherwise(client: Any, office: World) -> None:
    typed = {"ready": "0", "service": "A", "wave_percent": str(office.office.wave_percent), "closed_from": ""}

    answer = client.get(HERE, params={**typed, "cards_per_day": ""}, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == HERE


def test_a_single_day_is_closed_by_its_date_alone(client: Any, office: World) -> None:
    page = client.get(HERE, params={"closed_from": "2026-12-07"})

    assert page.status_code == 200
    assert "Kunjungan pada hari paling ramai" in text_of(page)


@pytest.mark.parametrize(
    ("asked", "told", "field"),
    [
        ({"ready": "banyak"}, "Isian belum benar", "ready"),
        ({"ready": "999999"}, "Jumlah dokumen yang jadi sekaligus hanya bisa", "ready"),
        ({"ready": "9", "cards_per_day": "0"}, "Jumlah yang dicetak sehari hanya bisa", "cards_per_day"),
        ({"ready": "9", "service": "Z"}, "Isian belum benar", "service"),
        ({"wave_percent": "9999"}, "Persen undangan hanya bisa", "wave_percent"),
        ({"closed_from": "kapan"}, "Tanggal tidak terbaca", "closed_from"),
        ({"closed_to": "2026-12-07"}, "Isian belum benar", "closed_from"),
        ({"cards_per_day": "9"}, "Isian belum benar", "ready"),
        ({"closed_from": "2027-12-01", "closed_to": "2027-12-05"}, "di luar delapan pekan ke depan", ""),
        ({"closed_from": "2026-11-01", "closed_to": "2026-11-29"}, "di luar delapan pekan ke depan", ""),
        ({"closed_from": "2026-12-11", "closed_to": "2026-12-07"}, "Tukar keduanya", ""),
    ],
)
def test_what_cannot_be_thought_of_is_told_above_what_was_typed(
    client: Any, office: World, asked: dict[str, str], told: str, field: str
) -> None:
    page = client.get(HERE, params=asked)

    assert page.status_code == 422
    assert told in text_of(page)
    if field:
        assert f'id="fault-{field}"' in page.text
