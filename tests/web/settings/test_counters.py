"""The office's counters in the browser: how many, which services each takes and when, and what nobody takes."""

import re
from datetime import time
from html import unescape
from typing import Any

import pytest

from scheduler.db import queries
from scheduler.db.models import Counter
from scheduler.domain.hall.takes import Stretch
from scheduler.flow.offices.counters import change_taken, counter_of, stored, taken_by
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

HIDDEN = r'type="hidden" name="([\w.]+)" value="([^"]*)"'


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def was(client: Any, number: int) -> str:
    found = re.search(r'name="was" value="([^"]*)"', client.get(f"/office/settings/counters/{number}").text)
    assert found is not None
    return unescape(found[1])


def save(client: Any, number: int, **typed: str) -> Any:
    answer = client.post(f"/office/settings/counters/{number}", data={"was": was(client, number), **typed})
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def taken(office: World, number: int) -> dict[str, Any]:
    return office.read(lambda s: stored(taken_by(s, office.office, counter_of(s, office.office, number))))


@pytest.mark.postgres("statements")
def test_a_counter_takes_a_service_until_eleven_and_others_afterwards(client: Any, office: World) -> None:
    typed = {
        "takes_A": "hours",
        "weekday_A_0": "",
        "from_A_0": "11.00",
        "to_A_0": "15.00",
        "weekday_A_1": "4",
        "from_A_1": "9:00",
        "to_A_1": "11.30",
        "from_A_2": "",
        "to_A_2": "",
        "takes_B": "never",
        "takes_C": "always",
    }

    page = save(client, 3, **typed)

    assert "Tersimpan." in text_of(page)
    assert "3 A 11.00-15.00, Jumat 09.00-11.30 C Atur" in text_of(page)
    assert set(taken(office, 3)) == {"A", "C"}
    form = client.get("/office/settings/counters/3").text
    assert re.search(r'name="from_A_1"[^>]*value="09.00"', form)
    assert len(re.findall(r'name="from_A_\d"', form)) == 4


@pytest.mark.postgres("statements")
def test_what_would_be_left_to_nobody_is_shown_first(client: Any, office: World) -> None:
    office.booked(14, service="C")
    typed = {"takes_A": "always", "takes_C": "hours", "from_C_0": "08.00", "to_C_0": "11.00"}

    seen = save(client, 3, **typed)

    assert "Layanan C: Senin 11.00-12.00, Senin 13.00-15.00" in text_of(seen)
    assert "1 jadwal yang sudah dibuat ada di jam yang tidak dilayani." in text_of(seen)
    assert taken(office, 3)["C"] == []
    form = re.search(r'<section class="card impact".*?</section>', seen.text, re.DOTALL)
    assert form is not None
    client.post("/office/settings/counters/3", data={n: unescape(v) for n, v in re.findall(HIDDEN, form[0])})
    assert taken(office, 3)["C"] == [{"from": "08:00", "to": "11:00", "weekday": None}]
    assert "Jam buka yang tidak dilayani loket mana pun" in text_of(client.get("/office/settings/counters"))


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("pagi", "11.00", "tulis jam seperti 09.43"),
        ("11.00", "08.00", "jam selesai harus sesudah jam mulai"),
        ("08.00", "", "isi jam mulai dan jam selesai"),
        ("", "", "isi paling sedikit satu baris jam"),
    ],
)
def test_hours_that_make_no_sense_are_said_beside_their_line(
    client: Any, office: World, begins: str, ends: str, said: str
) -> None:
    page = save(client, 3, takes_C="hours", from_C_0=begins, to_C_0=ends, takes_A="always")

    assert page.status_code == 422
    assert f'id="fault-C_0">{said}' in page.text
    assert f'value="{begins}"' in page.text
    assert taken(office, 3)["C"] == []


def test_the_second_of_two_sees_what_the_first_has_made_of_a_counter(client: Any, office: World) -> None:
    before = was(client, 3)
    office.do(change_taken, 3, {"A": (), "C": ()})

    page = client.post("/office/settings/counters/3", data={"was": before, "takes_B": "always", "takes_C": "always"})

    assert page.status_code == 409
    assert "Sekarang berlaku: A C" in text_of(page)
    assert set(taken(office, 3)) == {"A", "C"}


@pytest.mark.parametrize("sent", ["{", "[]", "x" * 30_000, '{"C": 1}'])
def test_what_was_shown_is_nobodys_to_make_up(client: Any, office: World, sent: str) -> None:
    answer = client.post("/office/settings/counters/3", data={"was": sent, "takes_C": "always", "sure": "1"})

    assert answer.status_code in (303, 409, 422)


def test_counters_are_added_and_given_up(client: Any, office: World) -> None:
    client.post("/office/settings/counters", data={"counters": "5", "was": "3"})
    assert len(office.rows(Counter)) == 5

    answer = client.post("/office/settings/counters", data={"counters": "2", "was": "5"})
    page = client.get(answer.headers["location"])

    assert len(re.findall(r">Atur</a>", page.text)) == 2
    assert client.get("/office/settings/counters/4").status_code == 404
    assert client.get("/office/settings/counters/99999999999").status_code == 404


def test_a_counter_that_serves_goes_on(client: Any, office: World) -> None:
    office.called(3, now=NINE, service="C")

    answer = client.post("/office/settings/counters", data={"counters": "2", "was": "3"})

    assert "Loket yang masih melayani tetap ada" in text_of(client.get(answer.headers["location"]))
    letters = office.read(lambda s: queries.letters_by_counter(s, office.office.id))
    assert len(letters) == 3


@pytest.mark.parametrize(
    ("sent", "status"), [({"counters": "0"}, 422), ({"counters": "4", "was": "9"}, 409), ({}, 422)]
)
def test_a_number_of_counters_that_makes_no_sense_changes_nothing(
    client: Any, office: World, sent: dict[str, str], status: int
) -> None:
    assert client.post("/office/settings/counters", data=sent).status_code == status
    assert len(office.rows(Counter)) == 3


def test_a_clerk_changes_no_counters(client: Any, office: World) -> None:
    sign_in(client, office, name="Rina", role="clerk")

    for path in ("/office/settings/counters", "/office/settings/counters/3"):
        assert client.get(path).status_code == 403
        assert client.post(path, data={"counters": "1"}).status_code == 403


def test_fewer_counters_show_first_which_hours_nobody_takes_then(client: Any, office: World) -> None:
    until_eleven = (Stretch(time(8), time(11)),)
    office.do(change_taken, 2, {"A": (), "B": (), "C": until_eleven}, now=NINE)
    office.booked(14, service="C")

    shown = client.post("/office/settings/counters", data={"counters": "2", "was": "3"})
    before = [each.state for each in office.rows(Counter)]
    client.post("/office/settings/counters", data={"counters": "2", "was": "3", "sure": "1"})

    assert "Pada jam ini tidak ada lagi loket yang melayani" in text_of(shown)
    assert "1 jadwal yang sudah dibuat ada di jam yang tidak dilayani" in text_of(shown)
    assert 'name="counters" value="2"' in shown.text
    assert before == ["open"] * 3
    assert [each.state for each in office.rows(Counter)] == ["open", "open", "closed"]
