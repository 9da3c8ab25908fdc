"""Somebody is asked by a link to work at an office, and chooses a password on a phone."""

import re
from typing import Any

import pytest
from structlog.testing import capture_logs

from scheduler.db.models import JoinLink, Person, Staff
from scheduler.flow.staff import people
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World, at
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of

GOOD = "kereta lewat sawah hijau"
PAIR = {"password": GOOD, "again": GOOD}


@pytest.fixture(autouse=True)
def _managed(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sari (1) manages the office; it is nine."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    sign_in(client, office, name="Sari", role="manager", now=at(9))


@pytest.fixture
def phone(client: Any, app: Any) -> Any:
    """Another browser."""
    return type(client)(app, follow_redirects=False)


def link_of(page: Any) -> str:
    found = re.search(r'id="link"[^>]* value="[^"]*(/join/[^"]+)"', page.text)
    assert found, text_of(page)
    return found[1]


@pytest.mark.postgres("statements")
def test_who_is_added_without_a_password_gets_a_link_and_chooses_one(client: Any, phone: Any, office: World) -> None:
    page = client.post("/office/staff", data={"name": "Budi", "roles": ["guard"]})
    link = link_of(page)
    asked = text_of(phone.get(link))

    joined = phone.post(f"{link}/password", data=PAIR)

    assert "https://wa.me/?text=" in page.text
    assert '<svg class="qr"' in page.text
    assert "Sari mengundang Anda bertugas di Disdukcapil tanjungpinang." in asked
    assert "Peran Anda: Petugas pintu." in asked
    assert (joined.status_code, joined.headers["location"]) == (303, "/account?done=joined")
    assert "Anda sudah masuk." in text_of(phone.get("/account?done=joined"))
    assert phone.get("/door").status_code == 200
    assert QUICK.verify(GOOD, office.rows(Person)[1].password_hash)


def test_same_form_twice_adds_one_and_the_last_link_holds(client: Any, phone: Any, office: World) -> None:
    form = {"name": "Budi", "roles": ["guard"], "nonce": "n1"}

    first, second = (link_of(client.post("/office/staff", data=form)) for _ in range(2))

    assert [row.name for row in office.rows(Staff)] == ["Sari", "Budi"]
    assert [phone.get(link).status_code for link in (first, second)] == [410, 200]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"password": GOOD, "again": "other"}, "Kata sandi baru dan ulangannya tidak sama."),
        ({"password": "pendek", "again": "pendek"}, "Kata sandi paling sedikit 15 karakter."),
        ({"password": "rina rina rina rina", "again": "rina rina rina rina"}, "Kata sandi itu mudah ditebak."),
    ],
)
def test_password_that_will_not_do_is_said_and_the_link_still_holds(
    client: Any, phone: Any, office: World, form: dict[str, str], said: str
) -> None:
    office.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    link = link_of(client.post("/office/staff/2/invitation", data={}))

    answer = phone.post(f"{link}/password", data=form)

    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert "pendek" not in answer.text
    assert phone.post(f"{link}/password", data=PAIR).status_code == 303


def test_link_that_is_over_says_how(client: Any, phone: Any, office: World, clock: Stopwatch) -> None:
    office.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    invite = "/office/staff/2/invitation"
    used, withdrawn = "sudah dipakai", "sudah ditarik"

    link = link_of(client.post(invite, data={}))
    phone.post(f"{link}/password", data=PAIR)
    told = [(link, used)]
    link = link_of(client.post(invite, data={}))
    client.post(f"{invite}/end", data={})
    told.append((link, withdrawn))
    link = link_of(client.post(invite, data={}))

    assert [text_of(phone.get(each)).count(said) for each, said in told] == [1, 1]
    clock.now = at(9, day=8)
    assert "sudah lewat tujuh hari" in text_of(phone.get(link))
    assert "tidak dikenal" in text_of(phone.get("/join/7K4M-P2QX-9RD3-FHNT"))
    assert phone.post("/join/7K4M-P2QX-9RD3-FHNT/password", data=PAIR).status_code == 404


@pytest.mark.postgres("statements")
def test_member_page_says_what_became_of_the_link(client: Any, office: World) -> None:
    office.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)

    client.post("/office/staff/2/invitation", data={})
    stands = text_of(client.get("/office/staff/2"))
    gone = client.post("/office/staff/2/invitation/end", data={}).headers["location"]

    assert "Ada tautan yang berlaku sampai" in stands
    assert "Buat tautan baru" in stands
    assert "Tautan undangan ditarik." in text_of(client.get(gone))


@pytest.mark.postgres("statements")
def test_who_works_elsewhere_joins_with_that_account(client: Any, phone: Any, office: World, elsewhere: World) -> None:
    elsewhere.at_time(people.add_staff, "Rina B", "clerk", QUICK.hash(GOOD), now=EARLY)
    link = link_of(client.post("/office/staff", data={"name": "Rina", "roles": ["clerk"]}))

    wrong = phone.post(f"{link}/account", data={"office": "bintan", "name": "Rina B", "password": "salah"})
    joined = phone.post(f"{link}/account", data={"office": "bintan", "name": "Rina B", "password": GOOD})

    assert (wrong.status_code, 'value="Rina B"' in wrong.text) == (401, True)
    assert joined.status_code == 303
    said = text_of(phone.get("/account"))
    assert "Disdukcapil bintan" in said
    assert "Disdukcapil tanjungpinang" in said
    assert len({row.person_id for row in office.rows(Staff) if row.name.startswith("Rina")}) == 1


def test_account_is_not_asked_for_where_there_is_one_office(client: Any, phone: Any) -> None:
    link = link_of(client.post("/office/staff", data={"name": "Rina", "roles": ["clerk"]}))

    assert "akun di kantor lain" not in phone.get(link).text


def test_log_holds_neither_code_nor_name(client: Any, phone: Any, office: World) -> None:
    with capture_logs() as logs:
        link = link_of(client.post("/office/staff", data={"name": "Budi", "roles": ["guard"]}))
        phone.get(link)
        phone.post(f"{link}/password", data=PAIR)
        client.post("/office/staff/2/invitation/end", data={})

    events = [line["event"] for line in logs]
    assert [each for each in events if each.startswith(("staff", "invitation"))] == [
        "staff_added",
        "staff_invited",
        "staff_joined",
        "invitation_withdrawn",
    ]
    for hidden in (link.rsplit("/", 1)[1], "Budi", GOOD):
        assert hidden not in str(logs)
    assert phone.get(link).headers["cache-control"] == "no-store"


def test_only_a_manager_invites(client: Any, office: World) -> None:
    sign_in(client, office, name="Tini", role="supervisor", now=at(9))

    assert client.post("/office/staff/1/invitation", data={}).status_code == 403
    assert office.rows(JoinLink) == []


# --- everybody's sessions


@pytest.mark.postgres("statements")
def test_manager_sees_all_sessions_of_the_office_and_ends_one(
    client: Any, phone: Any, office: World, elsewhere: World
) -> None:
    sign_in(phone, office, name="Rina", counter=2, now=at(9))
    sign_in(type(client)(phone.app), elsewhere, name="Mira", now=at(9))

    said = text_of(client.get("/office/staff/sessions"))
    ended = client.post("/office/staff/sessions/2/end", data={})
    foreign = client.post("/office/staff/sessions/3/end", data={})

    assert "Rina , Loket 2" in said
    assert "Mira" not in said
    assert "Sesi itu sudah diakhiri." in text_of(client.get(ended.headers["location"]))
    assert phone.get("/counter").status_code == 303
    assert foreign.status_code == 404
