"""The manager looks after staff: what is done holds at once, and the last manager stays."""

import re
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from scheduler.db.models import Office, Person, Staff
from scheduler.flow import staff
from scheduler.web.shared import live
from tests.conftest import Stopwatch
from tests.scenes.conversations import written
from tests.scenes.factories import EARLY, World, at
from tests.scenes.places import a_place
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/staff"
GOOD = "kereta lewat sawah hijau"


@pytest.fixture(autouse=True)
def _sari(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sari (staff:1) leads, Rina (staff:2) is a clerk at counter 2; it is nine."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    sign_in(client, office, name="Sari", role="supervisor manager", now=clock.now)
    own = client.cookies["giliran"]
    sign_in(client, office, name="Rina", counter=2, now=at(8, 30))
    client.cookies.set("giliran", own)


def browser(app: Any, office: World, client: Any, name: str = "Rina", **facts: Any) -> Any:
    """Another browser, in which somebody is signed in."""
    other = type(client)(app, follow_redirects=False)
    sign_in(other, office, name=name, now=at(9), **facts)
    return other


def rows(page: Any) -> list[str]:
    found = re.findall(r'<tr data-staff="\d+">.*?</tr>', page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def follow(client: Any, answer: Any) -> str:
    assert answer.status_code == 303, text_of(answer)
    return text_of(client.get(answer.headers["location"]))


# --- seeing


@pytest.mark.postgres("statements")
def test_list_says_who_is_where_and_when_they_were_seen(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.at_time(staff.add_staff, "Mira", "clerk", None, now=EARLY)
    office.at_time(staff.add_staff, "Gani", "guard", None, now=EARLY)

    page = client.get(PAGE)

    assert rows(page) == [
        "Sari Pengawas, Pengelola 1 sesi 30 Nov 2026, 09.00 Atur",
        "Rina Petugas loket Loket 2 1 sesi 30 Nov 2026, 08.30 Atur",
        "Gani belum punya kata sandi Petugas pintu – belum pernah Atur",
    ]


@pytest.mark.postgres("statements")
def test_one_of_them_is_shown_with_every_browser_but_the_kiosks_of_the_office(
    client: Any, app: Any, office: World
) -> None:
    browser(app, office, client)
    browser(app, office, client).post("/door/kiosk", data={})

    said = text_of(client.get(f"{PAGE}/2"))

    at_nine = "Kantor atau pintu Senin, 30 Nov, 09.00 Senin, 30 Nov, 09.00"
    assert f"{at_nine} Loket 2 Senin, 30 Nov, 08.30 Senin, 30 Nov, 08.30" in said
    assert said.count("Senin, 30 Nov, 09.00 Senin") == 1


@pytest.mark.parametrize("number", ["3", "99", "99999999999"])
def test_nobody_and_staff_of_another_office_are_not_there(
    client: Any, office: World, elsewhere: World, number: str
) -> None:
    elsewhere.at_time(staff.add_staff, "Mira", "clerk", "x", now=EARLY)

    answers = [client.get(f"{PAGE}/{number}"), client.post(f"{PAGE}/{number}/removal", data={})]

    for answer in answers:
        assert answer.status_code == 404
        assert "Petugas itu tidak ada di kantor ini." in text_of(answer)
        assert "Mira" not in answer.text


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/2", "/office/tokens"])
def test_page_is_for_managers(client: Any, office: World, path: str) -> None:
    for name, role in (("Rina", "clerk"), ("Tini", "supervisor")):
        sign_in(client, office, name=name, role=role, now=at(9))

        assert client.get(path).status_code == 403


# --- adding


def test_somebody_is_added_and_signs_in(client: Any, app: Any, office: World) -> None:
    form = {"name": "Budi", "roles": ["guard"], "password": GOOD, "again": GOOD, "nonce": "n1"}

    said = [follow(client, client.post(PAGE, data=form)) for _ in range(2)]

    assert all("Petugas ditambahkan." in each for each in said)
    assert [row.name for row in office.rows(Staff)] == ["Sari", "Rina", "Budi"]
    other = type(client)(app, follow_redirects=False)
    assert other.post("/login", data={"name": "Budi", "password": GOOD, "place": "door"}).status_code == 303


def test_without_a_password_nobody_signs_in(client: Any, app: Any, office: World) -> None:
    client.post(PAGE, data={"name": "Budi", "roles": ["guard"]})

    other = type(client)(app, follow_redirects=False)
    for password in ("", "None", "nobody has this password"):
        assert other.post("/login", data={"name": "Budi", "password": password, "place": "door"}).status_code == 401


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Nama wajib diisi."),
        ({"name": "x" * 61}, "Nama paling panjang 60 huruf."),
        ({"name": "rina"}, "Sudah ada petugas dengan nama itu."),
        ({"roles": ["chief"]}, "Pilih paling sedikit satu peran."),
        ({"roles": []}, "Pilih paling sedikit satu peran."),
        ({"password": "pendek", "again": "pendek"}, "Kata sandi paling sedikit 15 karakter."),
        ({"password": GOOD}, "Kata sandi baru dan ulangannya tidak sama."),
        ({"password": "budi tanjungpinang 2026", "again": "budi tanjungpinang 2026"}, "Kata sandi itu mudah ditebak."),
    ],
)
def test_what_will_not_do_is_said_above_what_was_typed(
    client: Any, office: World, fields: dict[str, Any], said: str
) -> None:
    answer = client.post(PAGE, data={"name": "Budi", "roles": ["guard"], **fields})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="guard" checked>' in answer.text or "roles" in fields
    assert f'value="{fields.get("name", "Budi")}"' in answer.text
    assert GOOD not in answer.text
    assert len(office.rows(Staff)) == 2


# --- roles, passwords, sessions


def test_another_role_holds_at_the_next_request(client: Any, app: Any, office: World) -> None:
    rina = browser(app, office, client)

    said = follow(client, client.post(f"{PAGE}/2/roles", data={"roles": ["clerk", "supervisor"]}))

    assert "Peran diganti." in said
    assert rina.get("/office/documents").status_code == 303
    assert office.rows(Staff)[1].roles == "clerk supervisor"
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("path", "form"), [("roles", {"roles": "clerk"}), ("removal", {})])
def test_last_manager_is_told_why_not(client: Any, office: World, path: str, form: dict[str, str]) -> None:
    answer = client.post(f"{PAGE}/1/{path}", data=form)

    assert answer.status_code == 409
    assert "Ini satu-satunya pengelola di kantor ini." in text_of(answer)
    assert office.rows(Staff)[0].roles == "supervisor manager"
    assert client.get(PAGE).status_code == 200


def test_new_password_ends_the_sessions_and_fits(client: Any, app: Any, office: World) -> None:
    rina = browser(app, office, client)

    said = follow(client, client.post(f"{PAGE}/2/password", data={"password": GOOD, "again": GOOD}))

    assert "Kata sandi dipasang." in said
    assert rina.get("/counter").headers["location"].startswith("/login")
    assert rina.post("/login", data={"name": "Rina", "password": GOOD, "place": "counter-2"}).status_code == 303


@pytest.mark.parametrize("password", ["", "pendek", "rina rina rina rina"])
def test_password_that_will_not_do_is_set_for_nobody(client: Any, office: World, password: str) -> None:
    assert client.post(f"{PAGE}/2/password", data={"password": password, "again": password}).status_code == 422
    assert office.rows(Person)[1].password_hash == "no password fits"


def test_sessions_end_on_every_page_but_ones_own(client: Any, app: Any, office: World) -> None:
    office.at_time(staff.add_staff, "Gani", "guard", None, now=EARLY)
    rina, gani = browser(app, office, client), browser(app, office, client, "Gani")

    said = follow(client, client.post(f"{PAGE}/2/sessions", data={}))

    assert "Semua sesinya berakhir." in said
    assert "Sedang tidak masuk di mana pun." in said
    assert [each.get("/door").status_code for each in (rina, gani, client)] == [303, 200, 200]


# --- gone, and back


def test_who_has_gone_is_out_at_once_and_stays_in_the_history(client: Any, app: Any, office: World) -> None:
    rina = browser(app, office, client)
    document = office.document(stage="received")
    rina.post("/office/documents/stage", data={"reference": document.reference, "stage": "in_production"})

    said = follow(client, client.post(f"{PAGE}/2/removal", data={}))

    assert "Petugas dinonaktifkan." in said
    assert "Rina Petugas loket 30 Nov 2026 Aktifkan lagi" in said
    assert rina.get("/office/documents").headers["location"].startswith("/login")
    assert "Rina" in text_of(client.get("/office/documents", params={"q": document.reference}))


def test_socket_of_who_has_gone_closes_without_waiting_for_news(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 3600)
    sari = client.cookies["giliran"]
    wati = sign_in(client, office, name="Wati", role="supervisor manager", now=at(9))
    with client.websocket_connect("/office/hall/live") as socket:
        number = office.arrived()
        while number not in socket.receive_text():
            pass
        client.cookies.set("giliran", sari)

        client.post(f"{PAGE}/{wati}/removal", data={})

        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == live.SIGN_IN


def test_who_comes_back_is_listed_and_needs_a_password(client: Any, app: Any, office: World) -> None:
    office.database.run(staff.set_password, office.office, 2, QUICK.hash(GOOD), now=EARLY)
    client.post(f"{PAGE}/2/removal", data={})
    other = type(client)(app, follow_redirects=False)
    form = {"name": "Rina", "password": GOOD, "place": "door"}
    assert other.post("/login", data=form).status_code == 401

    said = follow(client, client.post(f"{PAGE}/2/return", data={}))

    assert "Petugas diaktifkan lagi." in said
    assert other.post("/login", data=form).status_code == 401
    assert "Rina belum punya kata sandi Petugas loket" in rows(client.get(PAGE))[1]


def test_name_of_who_has_gone_is_not_given_away(client: Any, office: World) -> None:
    client.post(f"{PAGE}/2/removal", data={})

    answer = client.post(PAGE, data={"name": "Rina", "roles": ["clerk"]})

    assert answer.status_code == 409
    assert "Aktifkan lagi petugas itu, atau pakai nama lain." in text_of(answer)


def test_conversation_is_not_handed_to_who_has_gone(client: Any, office: World) -> None:
    number = written(office)
    assert '<option value="2"' in client.get(f"/office/inbox/{number}").text
    client.post(f"{PAGE}/2/removal", data={})

    assert '<option value="2"' not in client.get(f"/office/inbox/{number}").text
    assert client.post(f"/office/inbox/{number}/assignment", data={"to": "2"}).status_code == 422


# --- when pages lock


@pytest.mark.postgres("statements")
def test_manager_says_after_how_long_pages_lock(client: Any, office: World) -> None:
    said = follow(client, client.post(f"{PAGE}/locking", data={"lock_minutes": "20"}))

    assert "Kunci otomatis tersimpan." in said
    assert office.rows(Office)[0].lock_minutes == 20
    assert client.post(f"{PAGE}/locking", data={"lock_minutes": "241"}).status_code == 422
    assert client.post(f"{PAGE}/locking", data={"lock_minutes": "x"}).status_code == 422
    assert office.rows(Office)[0].lock_minutes == 20


# --- of a kecamatan or kelurahan


@pytest.mark.postgres("statements")
def test_somebody_of_a_place_is_added_with_it_and_shown(client: Any, office: World) -> None:
    east, post = a_place(office, "Kecamatan Timur"), a_place(office, "Kantor Pos", kind="post")

    form = client.get(PAGE).text
    said = follow(
        client,
        client.post(
            PAGE,
            data={
                "name": "Yuni",
                "roles": "place",
                "places": [east.id],
                "password": GOOD,
                "again": GOOD,
                "nonce": "n1",
            },
        ),
    )

    assert f'name="places" value="{east.id}"' in form
    assert f'name="places" value="{post.id}"' not in form
    assert "Yuni Petugas kecamatan/kelurahan Kecamatan Timur" in said


def test_role_without_a_place_is_asked_for_it_above_what_was_typed(client: Any, office: World) -> None:
    place = a_place(office)

    page = client.post(PAGE, data={"name": "Yuni", "roles": "place", "nonce": "n1"})
    other = client.post(PAGE, data={"name": "", "roles": "place", "places": [place.id], "nonce": "n2"})

    assert page.status_code == 422
    assert "Pilih kecamatan atau kelurahan tempat petugas itu bekerja." in text_of(page)
    assert 'value="Yuni"' in page.text
    assert f'name="places" value="{place.id}" checked' in other.text


def test_other_offices_place_is_none(client: Any, office: World, elsewhere: World) -> None:
    foreign = a_place(elsewhere)

    page = client.post(PAGE, data={"name": "Yuni", "roles": "place", "places": [foreign.id], "nonce": "n1"})

    assert page.status_code == 404
    assert foreign.name not in page.text


def test_place_is_changed_and_the_old_one_is_shut_at_once(client: Any, app: Any, office: World) -> None:
    east, west = a_place(office, "Kecamatan Timur"), a_place(office, "Kecamatan Barat")
    yuni = browser(app, office, client, "Yuni", role="place", places=[east.id])
    staff_id = office.read(lambda s: staff.staff_by_name(s, office.office.id, "Yuni")).id

    follow(client, client.post(f"{PAGE}/{staff_id}/roles", data={"roles": "place", "places": [west.id]}))

    assert yuni.get(f"/place/{east.id}").headers["location"].startswith("/login")
    sign_in(yuni, office, name="Yuni", now=at(9))
    assert [yuni.get(f"/place/{place.id}").status_code for place in (east, west)] == [404, 200]
    assert f'name="places" value="{west.id}" checked' in client.get(f"{PAGE}/{staff_id}").text
