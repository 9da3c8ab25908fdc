"""Somebody who works at two offices: one password, a choice, and the way from one to the other."""

from typing import Any

import pytest

from scheduler.db.models import Staff, StaffSession
from scheduler.flow.staff import people
from scheduler.web import signin
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World, at
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import text_of

PASSWORD = "kata sandi Rina"


@pytest.fixture(autouse=True)
def _rina(office: World, elsewhere: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rina is a clerk at the office (1) and supervisor at the other one (2); a stranger there is called Budi (3)."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    one = office.at_time(people.add_staff, "Rina", "clerk", QUICK.hash(PASSWORD), now=EARLY)
    elsewhere.at_time(people.add_staff, "Rina", "supervisor", None, now=EARLY)
    office.change(Staff, 2, person_id=one.person_id)
    elsewhere.at_time(people.add_staff, "Budi", "clerk", QUICK.hash("kata sandi Budi"), now=EARLY)


def sign_in(client: Any, **fields: str) -> Any:
    return client.post("/login", data={"name": "Rina", "password": PASSWORD, **fields})


@pytest.mark.postgres("statements")
def test_office_is_chosen_after_the_password(client: Any) -> None:
    asked = sign_in(client, place="counter-2")
    assert client.get("/office/documents").status_code == 303  # the choice opens nothing
    page = client.get(asked.headers["location"])

    chosen = client.post("/login/office", data={"staff": "2", "place": "counter-2"})

    assert "Anda sedang di kantor mana? Disdukcapil bintan Disdukcapil tanjungpinang" in text_of(page)
    assert 'value="counter-2"' in page.text
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/counter")
    assert "Disdukcapil bintan" in client.get("/office/hall").text
    assert client.get("/login/office").status_code == 401


def test_choice_says_that_it_is_for_training(client: Any, app: Any) -> None:
    app.state.training = True

    assert "LATIHAN" in text_of(client.get(sign_in(client).headers["location"]))


def test_office_that_was_typed_is_where_one_is(client: Any) -> None:
    answer = sign_in(client, office="tanjungpinang", place="office")

    assert answer.headers["location"] == "/office/documents"
    assert client.get("/office/hall").status_code == 403


def test_who_is_let_go_while_the_password_is_looked_at_is_not_signed_in(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin.steps, "works_at", lambda *_: [])

    answer = sign_in(client, office="tanjungpinang", place="office")

    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)


def test_nobody_chooses_an_office_of_others(client: Any, office: World) -> None:
    sign_in(client)

    for number in ("3", "99"):
        answer = client.post("/login/office", data={"staff": number})
        assert (answer.status_code, "Petugas itu tidak ada" in text_of(answer)) == (404, True)
    assert len(office.rows(StaffSession)) == 1


def test_place_that_is_not_theirs_there_is_said_above_the_choice(client: Any) -> None:
    sign_in(client, place="counter-9")

    answer = client.post("/login/office", data={"staff": "1", "place": "counter-9"})

    assert answer.status_code == 422
    assert "Anda sedang di kantor mana?" in text_of(answer)


def test_name_of_two_people_says_no_more_than_that_it_does_not_fit(client: Any, office: World) -> None:
    office.at_time(people.add_staff, "Budi", "clerk", QUICK.hash("kata sandi Budi"), now=EARLY)

    ambiguous = sign_in(client, name="Budi", password="kata sandi Budi")
    nobody = sign_in(client, name="Tini", password="kata sandi Budi")
    there = sign_in(client, name="Budi", password="kata sandi Budi", office="bintan")

    assert [each.status_code for each in (ambiguous, nobody, there)] == [401, 401, 303]
    assert text_of(ambiguous) == text_of(nobody)


@pytest.mark.postgres("statements")
def test_account_leads_to_the_other_office_without_the_password(client: Any) -> None:
    sign_in(client, office="tanjungpinang", place="office")
    page = text_of(client.get("/account"))

    moved = client.post("/account/office", data={"staff": "2"})

    assert "Pindah" in page
    assert "Anda sekarang bekerja di kantor ini." in text_of(client.get(moved.headers["location"]))
    assert client.get("/office/hall").status_code == 200
    assert client.post("/account/office", data={"staff": "3"}).status_code == 404


def test_browser_that_was_left_alone_asks_for_the_password_before_it_goes_elsewhere(
    client: Any, office: World, clock: Stopwatch
) -> None:
    office.edit(lock_minutes=10)
    sign_in(client, office="tanjungpinang", place="office")
    clock.forward(minutes=20)

    answer = client.post("/account/office", data={"staff": "2"})

    assert (answer.status_code, 'name="unlock_password"' in answer.text) == (401, True)
    assert "Disdukcapil tanjungpinang" in client.get("/account").text


@pytest.mark.postgres("statements")
def test_sessions_of_all_offices_are_listed_and_ended(client: Any, app: Any, office: World) -> None:
    other = type(client)(app, follow_redirects=False, headers={"User-Agent": "Mozilla/5.0 (Android 14) Chrome/140.0"})
    sign_in(other, office="bintan", place="office")
    sign_in(client, office="tanjungpinang", place="office")

    said = text_of(client.get("/account"))
    client.post("/account/sessions/end", data={})

    assert "Disdukcapil bintan, Kantor atau pintu Chrome, Android" in said
    assert other.get("/office/documents").status_code == 303
    assert client.get("/office/documents").status_code == 200
