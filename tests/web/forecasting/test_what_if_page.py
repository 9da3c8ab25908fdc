"""What if a day were set otherwise: the form, what stands in its address, and both settings beside each other."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from scheduler.db.models import OpeningHours
from scheduler.flow.forecasting.whatif import Thought
from scheduler.web.office.forecasting import plays, what_if
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, NINE, World
from tests.web.staff.members import sign_in, text_of

HERE = "/office/forecast/what-if"
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE
    monkeypatch.setattr(what_if, "SEEDS", range(3))


def fields(page: Any) -> dict[str, str]:
    """What a browser sends of the form, as it stands."""
    form = re.search(r'<form class="card" method="get".*?</form>', page.text, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'<input type="number"[^>]* name="(\w+)"[^>]* value="(\d*)"', form[0]))


def test_form_stands_as_the_day_is_set(client: Any, office: World) -> None:
    page = client.get(HERE)

    assert fields(page)["limit"] == str(office.office.lobby_limit)
    assert {"units_A", "slot_minutes_A", "counters_0900"} <= fields(page).keys()
    assert "Ubah satu hal atau lebih di formulir" in text_of(page)


def test_address_keeps_only_what_is_otherwise(client: Any, office: World) -> None:
    typed = {**fields(client.get(HERE)), "day": "2026-12-01", "limit": "9", "lost": "", "lost_from": ""}

    answer = client.get(HERE, params=typed, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{HERE}?day=2026-12-01&limit=9"


@pytest.mark.postgres("statements")
def test_both_settings_stand_beside_each_other(client: Any, office: World) -> None:
    page = client.get(HERE, params={"day": "2026-12-01", "limit": "2"})
    text = text_of(page)

    assert page.status_code == 200
    assert "Selasa, 1 Desember 2026" in text
    assert "Seperti sekarang" in text
    assert "Seandainya diubah" in text
    assert "Batas 2 orang" in text
    assert page.text.count('class="plot"') == 4
    assert page.text.count('class="meaning"') == 9
    scales = [
        re.findall(r'class="scale"[^>]*>(\d+)<', plot) for plot in re.findall(r"<svg.*?</svg>", page.text, re.DOTALL)
    ]
    assert scales[0] == scales[1]
    assert scales[2] == scales[3]


def test_plots_are_laid_over_each_other_on_demand(client: Any, office: World) -> None:
    page = client.get(HERE, params={"day": "2026-12-01", "limit": "2", "plots": "over"})

    assert page.text.count('class="plot"') == 2
    assert 'class="band-1"' in page.text


def test_same_thought_is_played_once(client: Any, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    played = []
    compare = Thought.compared

    def counted(*args: Any, **facts: Any) -> Any:
        played.append(args)
        return compare(*args, **facts)

    monkeypatch.setattr(Thought, "compared", counted)

    for plots in ("", "over", ""):
        client.get(HERE, params={"day": "2026-12-01", "limit": "2", **({"plots": plots} if plots else {})})
    assert len(played) == 1

    office.booked(9, day=1)
    client.get(HERE, params={"day": "2026-12-01", "limit": "2"})
    assert len(played) == 2, "another day, since somebody booked"


@pytest.mark.parametrize(
    ("asked", "told", "field"),
    [
        ({"limit": "0"}, "Batas orang di dalam hanya bisa dari 1 sampai", "limit"),
        ({"limit": "banyak"}, "Isian belum benar", "limit"),
        ({"units_A": "-1"}, "Isian belum benar", "units_A"),
        ({"slot_minutes_A": "1"}, "Panjang slot hanya bisa dari 5 sampai", "slot_minutes_A"),
        ({"lost_from": "09.00"}, "Isian belum benar", "lost"),
        ({"lost": "1", "lost_from": "jam sembilan"}, "Jam tidak terbaca", "lost_from"),
        ({"lost": "1", "lost_from": "10.00", "lost_until": "09.00"}, "Jam selesai harus sesudah jam mulai", ""),
        ({"lost": "77"}, "Loket 77 tidak melayani pada hari itu", ""),
        ({"counters_0900": "77"}, "Jumlah loket hanya bisa dari 0 sampai", "counters"),
    ],
)
def test_what_cannot_be_thought_of_is_told_above_what_was_typed(
    client: Any, office: World, asked: dict[str, str], told: str, field: str
) -> None:
    page = client.get(HERE, params=asked)

    assert page.status_code == 422
    assert told in text_of(page)
    name, typed = next(iter(asked.items()))
    assert f'value="{typed}"' in page.text or f'<option value="{typed}" selected' in page.text or name == "lost"
    if field:
        assert f'id="fault-{field}"' in page.text


def test_number_that_is_none_says_from_where_to_where_it_may_be(client: Any, office: World) -> None:
    page = client.get(HERE, params={"slot_minutes_A": "-1"})

    assert re.search(r'id="fault-slot_minutes_A">hanya 5–480<', page.text)


@pytest.mark.parametrize("address", ["day=2020-01-01", "day=x", "day=2026-12-05"])
def test_day_that_cannot_be_thought_about_leads_to_the_first_and_is_told(
    client: Any, office: World, address: str
) -> None:
    page = client.get(f"{HERE}?{address}")

    assert page.status_code == 200
    assert ("Hari yang diminta sudah lewat atau bukan hari kerja" in text_of(page)) == (address != "day=x")


@pytest.mark.parametrize("address", ["units_Z=3", "counters_0300=2", "utm=1", "limit=%00", "plots=x", "lost_from=x"])
def test_what_the_form_does_not_know_is_left_out_of_the_address(client: Any, office: World, address: str) -> None:
    answer = client.get(f"{HERE}?{address}", follow_redirects=False)

    assert answer.status_code in (200, 303, 422)
    if answer.status_code == 303:
        assert address not in answer.headers["location"]


def test_ramadan_and_lost_counters_are_thought_of(client: Any, office: World) -> None:
    asked = {"day": "2026-12-01", "ramadan": "1", "lost": "1", "counters_0900": "1", "counters_0930": "1"}

    page = client.get(HERE, params=asked)

    assert page.status_code == 200
    assert "pada jam Ramadan belum tercatat" in text_of(page)


def test_too_many_plays_at_once_are_refused_with_what_was_typed(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plays, "MOST", 0)

    page = client.get(HERE, params={"day": "2026-12-01", "limit": "7"})

    assert page.status_code == 503
    assert "Beberapa perhitungan sedang berjalan" in text_of(page)
    assert fields(page)["limit"] == "7"


@pytest.mark.postgres("statements")
def test_office_without_days_of_work_says_so(client: Any, office: World, clock: Stopwatch) -> None:
    office.database.run(lambda session: session.execute(delete(OpeningHours)))

    assert "Dalam sebulan ke depan tidak ada hari kerja" in text_of(client.get(HERE))
