"""One's own account, whatever one's role: another password, and where else one is signed in."""

from typing import Any

import pytest

from scheduler.db.models import DeedRow, Person, StaffSession
from scheduler.flow import staff
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World, at
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of

OLD, NEW = "kata sandi Gani", "kereta lewat sawah hijau"
FORM = {"old": OLD, "password": NEW, "again": NEW}


@pytest.fixture(autouse=True)
def _gani(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gani (staff:1) stands at the door; it is nine."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    office.at_time(staff.add_staff, "Gani", "guard", QUICK.hash(OLD), now=EARLY)
    sign_in(client, office, name="Gani", now=at(8))


@pytest.fixture
def other(client: Any, app: Any, office: World) -> Any:
    """Gani's other browser."""
    browser = type(client)(app, follow_redirects=False)
    sign_in(browser, office, name="Gani", now=at(8, 30))
    return browser


def test_page_is_for_everybody_and_leads_back(client: Any, office: World) -> None:
    of_guard = client.get("/account")
    sign_in(client, office, name="Sari", role="supervisor", now=at(9))
    of_supervisor = client.get("/account")

    assert "Petugas pintu" in text_of(of_guard)
    assert 'href="/door"' in of_guard.text
    assert 'href="/office/documents"' not in of_guard.text
    assert 'href="/office/documents"' in of_supervisor.text
    client.cookies.clear()
    assert client.get("/account").headers["location"] == "/login?next=%2Faccount"


@pytest.mark.parametrize("path", ["/door", "/office/documents", "/counter"])
def test_pages_of_staff_lead_to_it(client: Any, office: World, path: str) -> None:
    sign_in(client, office, name="Sari", role="supervisor", counter=1, now=at(9))

    assert 'href="/account"' in client.get(path).text


@pytest.mark.postgres("statements")
def test_new_password_fits_and_ends_the_other_browsers(client: Any, other: Any) -> None:
    answer = client.post("/account/password", data=FORM)

    assert "Kata sandi diganti." in text_of(client.get(answer.headers["location"]))
    assert (client.get("/door").status_code, other.get("/door").status_code) == (200, 303)
    tried = [
        other.post("/login", data={"name": "Gani", "password": each, "place": "door"}).status_code
        for each in (OLD, NEW)
    ]
    assert tried == [401, 303]


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"old": "salah"}, 401, "Kata sandi lama tidak cocok."),
        ({"again": "lain"}, 422, "Kata sandi baru dan ulangannya tidak sama."),
        ({"password": "pendek", "again": "pendek"}, 422, "Kata sandi paling sedikit 15 karakter."),
        ({"password": "gani gani gani gani", "again": "gani gani gani gani"}, 422, "Kata sandi itu mudah ditebak."),
    ],
)
def test_what_will_not_do_changes_nothing(
    client: Any, office: World, other: Any, fields: dict[str, str], status: int, said: str
) -> None:
    kept = office.rows(Person)[0].password_hash

    answer = client.post("/account/password", data={**FORM, **fields})

    assert (answer.status_code, said in text_of(answer)) == (status, True)
    assert office.rows(Person)[0].password_hash == kept
    assert other.get("/door").status_code == 200
    assert all(secret not in answer.text for secret in (OLD, NEW, "salah"))


def test_old_password_is_no_way_around_the_throttle(client: Any) -> None:
    tried = [client.post("/account/password", data={**FORM, "old": "salah"}).status_code for _ in range(11)]

    assert tried == [401] * 5 + [429] * 6
    assert client.post("/account/password", data=FORM).status_code == 429


def test_own_browsers_are_listed_and_ended_one_by_one(client: Any, office: World, other: Any) -> None:
    page = client.get("/account")

    assert text_of(page).count("perangkat ini") == 1
    assert "Senin, 30 Nov, 08.30" in text_of(page)
    answer = client.post(f"/account/sessions/{office.rows(StaffSession)[1].id}/end", data={})
    assert "Sesi itu sudah diakhiri." in text_of(client.get(answer.headers["location"]))
    assert (client.get("/door").status_code, other.get("/door").status_code) == (200, 303)


def test_all_other_browsers_end_at_once(client: Any, office: World, other: Any) -> None:
    sign_in(other, office, name="Rina", now=at(9))
    sign_in(other, office, name="Gani", now=at(9))
    rina = office.rows(StaffSession)[2]

    client.post("/account/sessions/end", data={})

    assert [row.revoked_at is None for row in office.rows(StaffSession)] == [True, False, True, False]
    assert office.rows(StaffSession)[2] == rina
    assert [row.about for row in office.rows(DeedRow) if row.deed == "sessions_ended"] == ["staff:1"]


@pytest.mark.parametrize("number", ["2", "99", "99999999999"])
def test_nobody_elses_browser_is_ended(client: Any, app: Any, office: World, number: str) -> None:
    rina = type(client)(app, follow_redirects=False)
    sign_in(rina, office, name="Rina", now=at(9))

    answer = client.post(f"/account/sessions/{number}/end", data={})

    assert (answer.status_code, "Sesi itu sudah tidak ada." in text_of(answer)) == (404, True)
    assert rina.get("/door").status_code == 200
