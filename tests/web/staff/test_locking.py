"""Pages of the office that are left alone ask for the password again, and what was typed is not lost."""

import re
from html import unescape
from typing import Any

import pytest

from scheduler.db.models import Document, Person, Place, StaffSession
from scheduler.domain.refusals import Unavailable
from scheduler.flow import staff
from scheduler.web.shared.staff import access as web_access
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World, at
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of

PASSWORD = "kata sandi Sari"
PLACE = {"name": "Kelurahan Melayu\nKota", "kind": "kelurahan", "address": 'Jalan "Satu" & Dua', "nonce": "n1"}


@pytest.fixture(autouse=True)
def _sari(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages lock after ten minutes. Sari leads and sits at counter 1; it is nine."""
    hash_quickly(monkeypatch)
    office.edit(lock_minutes=10)
    office.at_time(staff.add_staff, "Sari", "supervisor manager", QUICK.hash(PASSWORD), now=EARLY)
    clock.now = at(9)
    sign_in(client, office, name="Sari", counter=1, now=clock.now)


@pytest.fixture
def alone(clock: Stopwatch) -> None:
    """Nobody has done anything for a quarter of an hour."""
    clock.forward(minutes=15)


def carried(page: Any) -> dict[str, str]:
    """The hidden fields of the form for the password."""
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    return {unescape(name): unescape(value) for name, value in hidden}


def unlock(client: Any, page: Any, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/login/unlocking", data={**carried(page), "unlock_password": password}, headers=headers)


def is_locked(answer: Any) -> bool:
    return answer.status_code == 401 and 'data-code="password_needed"' not in answer.text and "Terkunci" in answer.text


# --- when


def test_page_locks_once_nobody_has_used_it_for_so_long(client: Any, clock: Stopwatch) -> None:
    clock.forward(minutes=10, seconds=29)
    client.cookies.set("giliran", client.cookies["giliran"])
    assert client.get("/office/presence", headers={"HX-Request": "true"}).json() == {"locks_in": 1.0}
    clock.forward(seconds=1)

    assert is_locked(client.get("/office/documents"))


def test_use_keeps_it_open(client: Any, clock: Stopwatch) -> None:
    for _ in range(4):
        clock.forward(minutes=9)
        assert client.get("/office/documents").status_code == 200


@pytest.mark.parametrize("path", ["/office/applications", "/office/inbox", "/office/documents"])
def test_page_that_asks_by_itself_does_not_keep_it_open(client: Any, clock: Stopwatch, path: str) -> None:
    for _ in range(2):
        clock.forward(minutes=6)
        answer = client.get(path, headers={"HX-Request": "true", "HX-Trigger": "poll"})

    assert (answer.status_code, answer.headers["hx-trigger"], answer.text) == (204, "giliran:locked", "")
    assert is_locked(client.get(path))


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("path", ["/counter", "/door", "/account", "/door/kiosk"])
def test_counter_door_kiosk_and_account_do_not_lock(client: Any, path: str) -> None:
    assert client.get(path).status_code == 200


def test_work_at_the_counter_keeps_the_office_open(client: Any, clock: Stopwatch) -> None:
    clock.forward(minutes=9)
    client.get("/counter")
    clock.forward(minutes=9)

    assert client.get("/office/documents").status_code == 200


@pytest.mark.usefixtures("alone")
def test_way_by_the_counter_opens_nothing(client: Any) -> None:
    assert client.get("/counter").status_code == 200

    assert is_locked(client.get("/office/documents"))


@pytest.mark.usefixtures("alone")
def test_nothing_of_a_page_is_shown_and_nothing_is_done(client: Any, office: World) -> None:
    document = office.document(stage="received", holder="Siti Rahmawati")

    seen = client.get("/office/documents", params={"q": document.reference})
    done = client.post("/office/documents/stage", data={"reference": document.reference, "stage": "in_production"})

    assert is_locked(seen)
    assert is_locked(done)
    assert "Siti" not in seen.text
    assert office.rows(Document)[0].stage == "received"


@pytest.mark.usefixtures("alone")
def test_office_may_lock_nothing(client: Any, office: World) -> None:
    office.edit(lock_minutes=0)

    assert client.get("/office/documents").status_code == 200
    assert client.get("/office/presence").json() == {"locks_in": None}


def test_socket_of_a_page_that_locks_is_closed(client: Any, office: World, clock: Stopwatch) -> None:
    with client.websocket_connect("/office/hall/live") as socket:
        socket.receive_text()
        clock.forward(minutes=15)
        office.arrived(now=at(9))

        message = socket.receive()
        while message["type"] == "websocket.send":
            message = socket.receive()
    assert message["code"] == 4401


def test_pictures_of_an_open_page_keep_nothing_open(client: Any, clock: Stopwatch) -> None:
    for _ in range(3):
        clock.forward(minutes=5)
        client.get("/office/documents", headers={"Sec-Fetch-Dest": "image"})

    assert is_locked(client.get("/office/documents"))


def test_database_that_cannot_keep_it_hinders_nobody(
    client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr(web_access, "note_seen", full)
    clock.forward(minutes=5)

    assert client.get("/office/documents").status_code == 200
    assert office.rows(StaffSession)[0].seen_at == at(9)


# --- the password opens it


@pytest.mark.usefixtures("alone")
def test_password_leads_back_to_the_page(client: Any) -> None:
    page = client.get("/office/documents?q=472%2F1&page=2")

    answer = unlock(client, page)

    assert "Sari" in text_of(page)
    assert "Halaman ini terkunci karena lama tidak dipakai." in text_of(page)
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/documents?q=472%2F1&page=2")
    assert client.get("/office/documents").status_code == 200


@pytest.mark.usefixtures("alone")
def test_form_that_was_sent_goes_on_with_what_was_typed(client: Any, office: World) -> None:
    page = client.post("/office/places", data=PLACE)
    wrong = unlock(client, page, "salah")

    answer = unlock(client, wrong)

    assert "Isian Anda tidak hilang" in text_of(page)
    assert (wrong.status_code, "Kata sandi tidak cocok." in text_of(wrong)) == (401, True)
    assert (answer.status_code, answer.headers["location"]) == (307, "/office/places")
    done = client.post(answer.headers["location"], data={**carried(wrong), "unlock_password": PASSWORD})
    assert done.status_code == 303
    (place,) = office.rows(Place)
    assert (place.name, place.address) == ("Kelurahan Melayu Kota", PLACE["address"])


@pytest.mark.usefixtures("alone")
def test_file_must_be_chosen_again_and_the_words_go_along(client: Any) -> None:
    files = {"file": ("gambar.png", b"\x89PNG", "image/png")}

    page = client.post("/office/media", data={"title": "Loket baru"}, files=files)

    again = client.post(
        "/login/unlocking",
        files={**{name: (None, value) for name, value in carried(page).items()}, "unlock_password": (None, PASSWORD)},
    )
    done = client.post(again.headers["location"], files={"title": (None, "Loket baru")})

    assert "Berkas yang dipilih harus dipilih lagi." in text_of(page)
    assert 'enctype="multipart/form-data"' in page.text
    assert carried(page)["title"] == "Loket baru"
    assert again.status_code == 307
    assert (done.status_code, "Loket baru" in done.text) == (422, True)


@pytest.mark.usefixtures("alone")
def test_what_is_secret_is_on_no_page_and_typed_again(client: Any, office: World) -> None:
    secret, sent = "kunci pagi di rak kedua", {"name": "Budi", "roles": "clerk", "nonce": "n1"}
    page = client.post("/office/staff", data={**sent, "password": secret, "again": secret})
    wrong = client.post("/login/unlocking", data={**carried(page), "password": secret, "unlock_password": "salah"})

    answer = unlock(client, page)

    assert "Hanya yang rahasia harus diketik lagi." in text_of(page)
    assert secret not in page.text + wrong.text
    assert re.findall(r'name="(\w+)" type="password"', page.text) == ["unlock_password", "password", "again"]
    assert 'name="password" type="password"' in wrong.text
    assert answer.status_code == 307
    client.post("/office/staff", data={**carried(page), "password": secret, "again": secret})
    assert [row.password_hash is not None for row in office.rows(Person)] == [True, True]


@pytest.mark.usefixtures("alone")
def test_secret_of_a_channel_is_typed_again_and_one_that_was_left_empty_is_not(client: Any) -> None:
    typed = {"host": "mail.example", "password": "", "nonce": "n1"}

    page = client.post("/office/messages/channels/accounts/sms", data={"header_value": "rahasia pagi", **typed})

    assert "rahasia pagi" not in page.text
    assert re.findall(r'name="(\w+)" type="password"', page.text) == ["unlock_password", "header_value"]
    assert carried(page)["host"] == "mail.example"


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("body", [b"\xff\xfe", b"x" * 200_000, b"&".join(b"a=1" for _ in range(2000))])
def test_form_that_cannot_be_read_is_no_fault(client: Any, body: bytes) -> None:
    answer = client.post("/office/places", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})

    assert answer.status_code in (401, 413)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/office", "/officer", "/door", ""])
def test_password_leads_nowhere_else(client: Any, to: str) -> None:
    form = {"unlock_password": PASSWORD, "unlock_to": to, "unlock_again": "1", "name": "x"}

    answer = client.post("/login/unlocking", data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, "/office")


@pytest.mark.usefixtures("alone")
def test_wrong_passwords_are_counted_as_at_sign_in(client: Any) -> None:
    page = client.get("/office/documents")

    tried = [unlock(client, page, "salah").status_code for _ in range(11)]

    assert tried == [401] * 5 + [429] * 6
    assert unlock(client, page).status_code == 429
    assert is_locked(client.get("/office/documents"))


@pytest.mark.usefixtures("alone")
def test_another_ones_password_opens_nothing(client: Any, office: World) -> None:
    office.at_time(staff.add_staff, "Budi", "supervisor", QUICK.hash("kata sandi Budi"), now=EARLY)

    assert unlock(client, client.get("/office/documents"), "kata sandi Budi").status_code == 401


@pytest.mark.usefixtures("alone")
def test_session_that_has_ended_leads_to_sign_in(client: Any, office: World) -> None:
    page = client.get("/office/documents")
    office.at_time(staff.end_sessions_of, 1, now=at(9, 15))

    assert unlock(client, page).headers["location"].startswith("/login")
    assert client.get("/login/unlocking").headers["location"].startswith("/login")


@pytest.mark.usefixtures("alone")
def test_address_of_the_password_asks_for_it_while_it_is_needed(client: Any) -> None:
    page = client.get("/login/unlocking", params={"next": "/office/types"})
    opened = unlock(client, page)

    assert is_locked(page)
    assert opened.headers["location"] == "/office/types"
    assert client.get("/login/unlocking").headers["location"] == "/office"


@pytest.mark.usefixtures("alone")
def test_other_site_cannot_guess(client: Any) -> None:
    answer = unlock(client, client.get("/office/documents"), **{"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert is_locked(client.get("/office/documents"))


# --- with JavaScript


def test_script_is_told_when_the_page_locks(client: Any, clock: Stopwatch) -> None:
    page = client.get("/office/documents")
    clock.forward(minutes=4)

    left = client.get("/office/presence", headers={"HX-Request": "true"}).json()

    assert 'data-minutes="10"' in page.text
    assert 'data-minutes="0"' in client.get("/account").text
    assert left == {"locks_in": 390.0}


def test_script_says_that_somebody_types(client: Any, clock: Stopwatch) -> None:
    for _ in range(3):
        clock.forward(minutes=9)
        told = client.post("/office/presence", headers={"HX-Request": "true"})

    assert told.json() == {"locks_in": 630.0}
    assert client.get("/office/documents").status_code == 200


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_page_that_has_covered_itself_stays_as_it_is(client: Any, method: str) -> None:
    """What somebody has typed into it would be lost with it."""
    asked = client.request(method, "/office/presence", headers={"HX-Request": "true"})
    pressed = client.post("/office/hall/breaks", data={"counter": "1"}, headers={"HX-Request": "true"})

    for answer in (asked, pressed):
        assert (answer.status_code, answer.headers["hx-trigger"]) == (204, "giliran:locked")
    wrong = unlock(client, asked, "salah", **{"HX-Request": "true"})
    assert (wrong.status_code, 'role="alert">Kata sandi tidak cocok.' in wrong.text) == (401, True)
    assert unlock(client, asked, **{"HX-Request": "true"}).status_code == 204
    assert client.get("/office/documents").status_code == 200
