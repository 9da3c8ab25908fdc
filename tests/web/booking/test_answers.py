"""What was answered is kept: for another day, in large letters, in the other language, and with something missing."""

import re

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from scheduler.db.models import Booking
from scheduler.domain.text.names import last_digits
from tests.scenes.factories import World
from tests.web.staff.members import text_of

PROXY = {"collector": "proxy", "name": "Budi", "relation": "tetangga", "nik4": "0412"}
ANSWERS = {**PROXY, "party": "2", "wish_escort": "true", "shown": "2026-12-01"}


def day_shown(page: str) -> list[str]:
    return re.findall(r'<button id="day-([0-9-]+)"[^>]* aria-current="date"', page)


def kept(page: str) -> list[str]:
    """Of the answers those that the page does not show again."""
    wanted = {
        "proxy": r'value="proxy" id="proxy" checked>',
        "name": r'name="name"[^>]* value="Budi"',
        "relation": r'name="relation"[^>]* value="tetangga"',
        "nik4": r'name="nik4"[^>]* value="0412"',
        "party": r'name="party" value="2" checked>',
        "wish": r'name="wish_escort" value="true" checked>',
        "wishes are open": r'<details class="wishes" open>',
    }
    return [name for name, pattern in wanted.items() if not re.search(pattern, page)]


def test_missing_time_is_said_beside_its_heading(client: TestClient, office: World) -> None:
    page = client.post(f"/i/{office.invitation()}/booking", data=ANSWERS)

    assert page.status_code == 422
    said = '<p class="fault" id="slot-fault" role="alert">Pilih jam dulu.</p>'
    assert re.search(rf"2\. Pilih jam</h2></legend>\s*{said}", page.text)
    assert page.text.count(" autofocus") == 1
    assert day_shown(page.text) == ["2026-12-01"]
    assert kept(page.text) == []
    assert office.rows(Booking) == []


def test_nothing_is_said_of_a_time_before_the_form_was_sent(client: TestClient, office: World) -> None:
    page = client.get(f"/i/{office.invitation()}")

    assert re.search(r'id="slot-fault" role="alert" hidden>', page.text)
    assert " autofocus" not in page.text


def test_another_day_takes_nothing_and_keeps_the_answers(client: TestClient, office: World) -> None:
    data = {**ANSWERS, "slot": str(office.slot(9).id), "day": "2026-12-02"}

    page = client.post(f"/i/{office.invitation()}/booking", data=data)

    assert page.status_code == 200
    assert day_shown(page.text) == ["2026-12-02"]
    assert kept(page.text) == []
    assert "Budi" not in str(page.url)
    assert office.rows(Booking) == []


def test_more_days_keep_the_answers_too(client: TestClient, office: World) -> None:
    code = office.invitation()
    few = client.get(f"/i/{code}").text

    page = client.post(f"/i/{code}/booking", data={**ANSWERS, "every_day": "true"})

    assert page.text.count('name="day"') > few.count('name="day"')
    assert day_shown(page.text) == ["2026-12-01"]
    assert kept(page.text) == []
    assert 'name="days" value="all"' in page.text


@pytest.mark.parametrize(("name", "value"), [("text", "large"), ("lang", "en")])
def test_other_letters_and_language_take_nothing_and_keep_the_answers(
    client: TestClient, office: World, name: str, value: str
) -> None:
    code, slot = office.invitation(), office.slot(9, day=1)
    way = f"/i/{code}/booking?{name}={value}"
    assert f'form="answers" formaction="{way}"' in client.get(f"/i/{code}").text

    page = client.post(way, data={**ANSWERS, "slot": str(slot.id)})

    assert page.status_code == 200
    assert page.cookies[name] == value
    assert re.search(rf'name="slot" value="{slot.id}" required checked', page.text)
    assert day_shown(page.text) == ["2026-12-01"]
    assert kept(page.text) == []
    assert office.rows(Booking) == []


def test_what_a_proxy_typed_wrongly_is_said_beside_it(client: TestClient, office: World) -> None:
    data = {**ANSWERS, "nik4": "04x2", "slot": str(office.slot(9).id)}

    page = client.post(f"/i/{office.invitation()}/booking", data=data)

    assert page.status_code == 422
    assert "Tulis tepat 4 angka, misalnya 0987." in page.text
    assert kept(page.text) == ["nik4"]


def test_what_nobody_sees_any_more_holds_nothing_back(client: TestClient, office: World) -> None:
    data = {"slot": str(office.slot(9).id), "collector": "holder", "nik4": "04x2", "party": "1", "party_more": "many"}

    assert client.post(f"/i/{office.invitation()}/booking", data=data).status_code == 303


def test_people_that_are_no_number_are_asked_for_again(client: TestClient, office: World) -> None:
    data = {"slot": str(office.slot(9).id), "collector": "holder", "party": "0", "party_more": "many"}

    page = client.post(f"/i/{office.invitation()}/booking", data=data)

    assert page.status_code == 422
    assert "Tulis jumlah orang dengan angka, paling banyak 4." in page.text


def test_page_of_other_times_keeps_what_was_chosen_and_typed(client: TestClient, office: World) -> None:
    pass_code, there = office.booked(9), office.slot(10, day=1)
    digits = last_digits(office.reference_of(pass_code), 4)
    data = {"ref4": digits, "slot": str(there.id), "shown": "2026-12-01"}

    missing = client.post(f"/t/{pass_code}/slot", data={"ref4": digits, "shown": "2026-12-01"})
    other = client.post(f"/t/{pass_code}/slot", data={**data, "day": "2026-12-02"})
    large = client.post(f"/t/{pass_code}/slot?text=large", data=data)

    assert [page.status_code for page in (missing, other, large)] == [422, 200, 200]
    assert [day_shown(page.text) for page in (missing, other, large)] == [
        ["2026-12-01"],
        ["2026-12-02"],
        ["2026-12-01"],
    ]
    assert all(f'value="{digits}"' in page.text for page in (missing, other, large))
    assert re.search(rf'name="slot" value="{there.id}" required checked', large.text)
    assert office.booking(pass_code).slot_id == office.slot(9).id


def test_present_time_is_marked_and_not_offered(client: TestClient, office: World) -> None:
    pass_code, slot = office.booked(9), office.slot(9)

    page = client.get(f"/t/{pass_code}/slot")

    assert "09.00 jadwal Anda sekarang" in text_of(page)
    assert f'name="slot" value="{slot.id}"' not in page.text
    assert "Kembali, jadwal tetap" in text_of(page)


def test_other_letters_on_a_refusal_try_nothing_again(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    refused = client.post(f"/t/{pass_code}/cancellation", data={"ref4": "9999"})
    (way,) = re.findall(r'form="answers" formaction="([^"]+lang=en)"', refused.text)
    moving = client.post(f"/t/{pass_code}/slot", data={"slot": str(office.slot(10).id), "ref4": "9999"})
    for page in (refused, moving):
        (form,) = re.findall(r'<form id="answers".*?</form>', page.text, re.DOTALL)
        assert "ref4" not in form

    pages = [client.post(way) for _ in range(6)]

    assert {page.status_code for page in pages} == {403}, "Nothing was typed, so nothing counts as a guess."
    assert "Write the last four digits" in pages[-1].text
    assert office.booking(pass_code).stage == "booked"


def test_refusal_of_what_can_change_no_more_offers_no_change(client: TestClient, office: World) -> None:
    pass_code = office.booked(9)
    data = {"ref4": last_digits(office.reference_of(pass_code), 4)}
    client.post(f"/t/{pass_code}/cancellation", data=data)

    said = text_of(client.post(f"/t/{pass_code}/cancellation", data=data))

    assert "Jadwal ini sudah tidak bisa diubah." in said
    assert "Lihat jadwal" in said
    assert "Lihat atau ubah jadwal" not in said


def test_large_letters_keep_the_day_of_an_address(client: TestClient, office: World) -> None:
    code = office.booked(9)

    page = client.get(f"/t/{code}?day=2026-12-01")

    assert 'href="?day=2026-12-01&amp;text=large"' in page.text


@pytest.mark.parametrize("step", ["slot", "cancellation"])
@pytest.mark.parametrize("typed", ["9999", "12", '"><b>'])
def test_wrong_digits_are_said_beside_their_field_which_is_empty_and_has_the_focus(
    client: TestClient, office: World, step: str, typed: str
) -> None:
    pass_code = office.booked(9)

    page = client.post(f"/t/{pass_code}/{step}", data={"ref4": typed, "slot": str(office.slot(10).id)})

    field = re.search(r'<input id="ref4"[^\n]*>', page.text)
    assert field is not None
    assert "value=" not in field[0]
    assert 'aria-describedby="refusal ref4-typed ref4-where" aria-invalid="true" autofocus' in field[0]
    assert f'id="ref4-typed">Tadi Anda ketik: {escape(typed)}</p>' in page.text
    assert re.sub(r"\?v=\w+", "", page.text).count(escape(typed)) == 1  # a mark of files may hold any digits
    assert page.headers["cache-control"] == "no-store"
