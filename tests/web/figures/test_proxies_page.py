"""The page of those who collect for others, and its file: no name on either."""

from typing import Any

import pytest

from scheduler.db.models import DeedRow
from scheduler.flow.counter.handovers import Proof
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _tuti_collects_for_five(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE
    for minute in range(5):
        number = office.called(now=at(9, minute), kk=f"217201000000000{minute}")
        proof = Proof("proxy", "collector_ktp", collector_name="Tuti Calo", collector_letter="1", old_card="none")
        office.hand_over(number, proof=proof, now=at(9, minute))


def test_who_collects_often_is_marked_and_not_named(client: Any):
    answer = client.get("/office/figures/proxies")

    found = text_of(answer)
    assert "1 orang mengambil untuk orang lain" in found
    assert "1 orang mengambil untuk 5 KK atau lebih" in found
    assert 'class="often"' in answer.text
    assert "Tuti" not in answer.text


def test_file_has_the_same_and_is_written_down(client: Any, office: World):
    answer = client.post("/office/figures/proxies/file", data={"first": "2026-11-01", "last": "2026-11-30"})

    assert answer.text.splitlines()[1].endswith(",5,5,5,sering")
    assert "Tuti" not in answer.text
    (deed,) = office.rows(DeedRow, DeedRow.deed == "exported")
    assert (deed.about, deed.became) == ("proxies", {"first": "2026-11-01", "last": "2026-11-30"})


def test_days_that_cannot_be_read_are_the_usual_ones(client: Any):
    answer = client.get("/office/figures/proxies", params={"first": "besok", "last": "9999-99-99"})

    assert "Minggu, 1 November 2026 sampai Senin, 30 November 2026" in text_of(answer)


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("auditor", 200), ("clerk", 403), ("guard", 403)])
def test_who_leads_or_looks_sees_who_collects(client: Any, office: World, role: str, status: int):
    sign_in(client, office, name="Tari", role=role)

    assert client.get("/office/figures/proxies").status_code == status
    assert client.post("/office/figures/proxies/file").status_code == status
