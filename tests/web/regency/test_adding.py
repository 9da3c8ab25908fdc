"""A manager adds another office on a page, and goes on with its first steps there."""

from typing import Any

import pytest

from scheduler.db.models import Office, Staff
from tests.scenes.factories import World
from tests.web.staff.members import sign_in, text_of

NEW = "/office/regency/new"
LINGGA = {
    "name": "Disdukcapil Kabupaten Lingga",
    "code": "lingga",
    "address": "Jalan Engku Aman Kelang, Daik " * 8,
    "phone": "0776-123456",
    "timezone": "Asia/Jakarta",
    "lobby_limit": "12",
}


@pytest.mark.postgres("statements")
def test_office_is_added_and_its_manager_led_to_its_first_steps(client: Any, office: World) -> None:
    sign_in(client, office, role="manager")

    answer = client.post(NEW, data=LINGGA)

    assert (answer.status_code, answer.headers["location"]) == (303, "/office/regency?added=lingga")
    page = text_of(client.get(answer.headers["location"]))
    assert "Disdukcapil Kabupaten Lingga sudah dibuat, dan belum dibuka untuk warga." in page
    assert "Disiapkan" in page
    there = office.rows(Staff, Staff.office_id != office.office.id)[0]
    led = client.post("/account/office", data={"staff": there.id, "to": "start"})
    assert led.headers["location"] == "/start"
    assert client.get("/start").headers["location"] == "/start/offer"


def test_citizens_read_that_it_is_being_set_up(client: Any, office: World) -> None:
    sign_in(client, office, role="manager")
    client.post(NEW, data=LINGGA)

    assert client.get("/api/v1/offices/lingga/live").status_code == 404
    assert "Sedang disiapkan, belum dibuka" in text_of(client.get("/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "tanjungpinang"}, "sudah dipakai; tulis yang lain"),
        ({"lobby_limit": "0"}, "dari 1 sampai 10000"),
        ({"lobby_limit": "banyak"}, "tulis angka"),
        ({"lobby_limit": ""}, "wajib diisi"),
        ({"timezone": "Mars"}, "pilih salah satu zona waktu"),
        ({"address": "x" * 500}, "terlalu panjang"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    client: Any, office: World, wrong: dict[str, str], said: str
) -> None:
    sign_in(client, office, role="manager")

    page = client.post(NEW, data={**LINGGA, **wrong})

    assert page.status_code == 422
    assert said in text_of(page)
    assert 'value="Disdukcapil Kabupaten Lingga"' in page.text
    assert len(office.rows(Office)) == 1


@pytest.mark.parametrize("role", ["supervisor", "clerk", "auditor"])
def test_nobody_else_adds_one(client: Any, office: World, role: str) -> None:
    sign_in(client, office, role=role)

    assert client.get(NEW).status_code == (200 if role == "auditor" else 403)
    assert client.post(NEW, data=LINGGA).status_code == 403
    assert len(office.rows(Office)) == 1
