from typing import Any

import pytest

from scheduler.db.models import Person, StaffSession
from scheduler.flow import staff
from scheduler.runtime import passwords
from tests.scenes.factories import EARLY, World
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of

PASSWORD = "kata sandi Rina"


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def staffed(office: World, _quick: None) -> World:
    """An office with a clerk and a guard who have a password."""
    employ(office, "Rina", "clerk", QUICK.hash(PASSWORD))
    employ(office, "Gani", "guard", QUICK.hash(PASSWORD))
    return office


def employ(office: World, name: str, role: str, kept: str) -> None:
    office.database.run(staff.add_staff, office.office, name, role, kept, now=EARLY)


FORM = {"name": "Rina", "password": PASSWORD, "place": "counter-2"}


def post(client: Any, **fields: str) -> Any:
    return client.post("/login", data={**FORM, **fields})


def test_page_asks_where_one_works(client: Any, office: World) -> None:
    said = text_of(client.get("/login"))

    assert "Di mana Anda bekerja? Loket 1 Loket 2 Loket 3 Pintu Kantor" in said


def test_who_came_without_https_is_told_where_to_sign_in(app: Any, client: Any, staffed: World) -> None:
    app.state.settings.base_url = "https://antrean.example"

    refused = client.post("/login", data=FORM, headers={"Origin": "http://testserver"})
    here = client.post("/login", data=FORM, headers={"Origin": "https://testserver"})

    assert refused.status_code == 403
    assert "Buka https://antrean.example/login dan masuk di sana." in text_of(refused)
    assert 'value="Rina"' in refused.text
    assert "set-cookie" not in refused.headers
    assert here.status_code == 303


def test_who_sits_at_no_counter_is_told_why_they_are_asked_again(client: Any, staffed: World) -> None:
    assert client.get("/login", params={"next": "/counter"}).text.count("sudah masuk") == 0
    post(client, place="office")

    asked = client.get(client.get("/counter").headers["location"])

    assert "Rina sudah masuk, tetapi belum di sebuah loket." in text_of(asked)
    assert 'value="Rina"' in asked.text
    assert "sudah masuk" not in client.get("/login", params={"next": "/office/documents"}).text


def test_office_is_asked_only_where_there_are_several(client: Any, office: World) -> None:
    alone = client.get("/login").text
    World(office.database, "bintan")
    several = client.get("/login").text

    assert 'name="office"' not in alone
    assert 'value="bintan"' in several


def test_password_opens_a_session_at_a_counter(client: Any, office: World) -> None:
    employ(office, "Rina", "clerk", passwords.hash_of(PASSWORD))

    answer = post(client)

    assert (answer.status_code, answer.headers["location"]) == (303, "/counter")
    assert "Loket 2" in text_of(client.get("/counter"))
    for cookie in answer.headers.get_list("set-cookie"):
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()


def test_name_counts_in_any_case(client: Any, staffed: World) -> None:
    assert post(client, name="  rina ").status_code == 303


@pytest.mark.parametrize("fields", [{"password": "salah"}, {"name": "Siapa"}, {"password": ""}])
def test_wrong_name_or_password_reads_the_same(client: Any, staffed: World, fields: dict[str, str]) -> None:
    answer = post(client, **fields)

    assert answer.status_code == 401
    assert "Nama atau kata sandi tidak cocok." in text_of(answer)
    assert "giliran" not in client.cookies


def test_guard_may_not_sign_in_at_a_counter(client: Any, staffed: World) -> None:
    answer = post(client, name="Gani")

    assert answer.status_code == 403
    assert "Anda tidak berwenang untuk langkah ini." in text_of(answer)


def test_counter_that_is_not_there_is_refused(client: Any, staffed: World) -> None:
    assert post(client, place="counter-9").status_code == 422


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("/counter", "/counter"),
        ("/counter?x=1", "/counter?x=1"),
        ("https://elsewhere.example/", "/counter"),
        ("//elsewhere.example/counter", "/counter"),
        ("/counters", "/counter"),
        ("/door", "/counter"),
    ],
)
def test_only_a_page_of_ours_is_gone_back_to(client: Any, staffed: World, wish: str, leads_to: str) -> None:
    assert post(client, next=wish).headers["location"] == leads_to


@pytest.mark.parametrize("path", ["/door", "/counter", "/office/documents"])
def test_page_of_staff_leads_to_sign_in(client: Any, office: World, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next={path.replace('/', '%2F')}"


def test_fragment_of_a_signed_out_page_sends_the_whole_page_to_sign_in(client: Any, office: World) -> None:
    answer = client.get("/door", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/login?next=%2Fdoor")


def test_signing_out_revokes_the_session(client: Any, office: World) -> None:
    sign_in(client, office)
    kept = client.cookies["giliran"]

    client.post("/logout")

    client.cookies.set("giliran", kept)
    assert client.get("/door").status_code == 303
    assert all(row.revoked_at for row in office.rows(StaffSession))


def test_weak_hash_is_replaced_when_its_owner_comes(client: Any, office: World) -> None:
    weak = QUICK.hash(PASSWORD)
    employ(office, "Rina", "clerk", weak)

    post(client)

    (rina,) = office.rows(Person)
    assert rina.password_hash != weak
    assert passwords.hasher().current_hasher.check_needs_rehash(rina.password_hash) is False
    assert post(client).status_code == 303


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("body", [b"\xff\xfe", b"name=%00&password=%00&place=door", b"name=" + b"x" * 5000])
def test_garbage_is_answered_in_words(client: Any, office: World, body: bytes) -> None:
    answer = client.post("/login", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})

    assert answer.status_code in (401, 422)
    assert "Masuk petugas" in answer.text


def test_counter_in_use_is_asked_about_and_taken_over(client: Any, staffed: World, app: Any) -> None:
    employ(staffed, "Budi", "clerk", QUICK.hash(PASSWORD))
    post(client)
    other = type(client)(app, follow_redirects=False)

    answer = post(other, name="Budi")
    asked = other.get(answer.headers["location"])
    taken = other.post(answer.headers["location"])

    assert answer.headers["location"].endswith("/login/counters/2")
    assert "Loket 2 sedang dipakai Rina sejak pukul" in text_of(asked)
    assert "Ambil alih?" in text_of(asked)
    assert taken.headers["location"].endswith("/counter")
    assert "Loket 2" in text_of(other.get("/counter"))
    assert "Loket 2 sekarang dipakai di layar lain." in text_of(client.get("/counter"))


def test_same_browser_is_not_asked_about_its_own_counter(client: Any, staffed: World) -> None:
    post(client)

    assert post(client).headers["location"] == "/counter"


def test_nobody_takes_over_a_counter_without_signing_in(client: Any, staffed: World) -> None:
    assert client.post("/login/counters/2").status_code == 401
    assert client.get("/login/counters/2").status_code == 401


@pytest.mark.parametrize("number", [9, 99999999999, 10**30])
def test_counter_that_is_not_there_cannot_be_taken_over(client: Any, staffed: World, number: int) -> None:
    post(client)

    assert client.get(f"/login/counters/{number}").status_code == 422
    assert client.post(f"/login/counters/{number}").status_code == 422
