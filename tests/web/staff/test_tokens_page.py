"""Tokens of machines: shown once, with an end where one is wanted, and revoked at once."""

import re
from typing import Any

import pytest

from scheduler.db.models import Token
from scheduler.domain.refusals import Unavailable
from scheduler.web.shared.staff import access as web_access
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.staff.members import sign_in, text_of

PAGE, API = "/office/tokens", "/api/v1/offices/tanjungpinang/materials"
FORM = {"name": "siak", "scopes": ["documents", "desk"]}


@pytest.fixture(autouse=True)
def _sari(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari leads; it is nine."""
    clock.now = at(9)
    sign_in(client, office, name="Sari", role="supervisor manager", now=clock.now)


def made(page: Any) -> str:
    """The token that stands on a page."""
    found = re.search(r"giliran_[\w-]+", page.text)
    assert found
    return found[0]


def used(client: Any, token: str) -> Any:
    return client.get(API, headers={"Authorization": f"Bearer {token}"})


def row(page: Any, name: str) -> str:
    found = re.search(rf'<tr data-token="\d+">\s*<th scope="row">{name}</th>.*?</tr>', page.text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


@pytest.mark.postgres("statements")
def test_new_token_is_shown_once_and_works(client: Any, office: World) -> None:
    page = client.post(PAGE, data=FORM)
    again = client.get(PAGE)

    assert "Salin sekarang" in text_of(page)
    assert page.headers["cache-control"] == "no-store"
    assert used(client, made(page)).status_code == 200
    assert "giliran_" not in again.text
    assert "siak Pintu dan loket Dokumen: mendaftarkan dan memajukan permohonan 30 Nov 2026" in row(again, "siak")


@pytest.mark.postgres("statements")
def test_token_holds_to_the_end_of_its_last_day(client: Any, office: World, clock: Stopwatch) -> None:
    token = made(client.post(PAGE, data={**FORM, "until": "2026-12-01"}))

    clock.now = at(23, 59, day=1)
    assert used(client, token).status_code == 200
    clock.now = at(0, day=2)
    answer = used(client, token)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")
    assert answer.headers["www-authenticate"] == "Bearer"
    sign_in(client, office, name="Sari", now=clock.now)
    assert "habis 1 Des 2026" in row(client.get(PAGE), "siak")


def test_page_says_on_which_day_a_token_was_used_last(client: Any, office: World, clock: Stopwatch) -> None:
    token = made(client.post(PAGE, data=FORM))
    assert "belum pernah" in row(client.get(PAGE), "siak")

    for moment in (at(9), at(23, day=1), at(0, day=2)):
        clock.now = moment
        used(client, token)

    sign_in(client, office, name="Sari", now=clock.now)
    assert "2 Des 2026" in row(client.get(PAGE), "siak")


@pytest.mark.postgres("statements")
def test_use_is_written_once_a_day_and_hinders_nobody(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def full(_session: object, token_id: int, **_: object) -> None:
        written.append(token_id)
        raise Unavailable

    token = made(client.post(PAGE, data=FORM))
    used(client, token)
    used(client, token)
    before = office.rows(Token)[0].used_on
    monkeypatch.setattr(web_access, "note_token_used", full)
    assert used(client, token).status_code == 200
    assert (before, written) == (at(9).date(), [])

    office.change(Token, 1, used_on=None)
    assert used(client, token).status_code == 200
    assert written == [1]


@pytest.mark.postgres("statements")
def test_revoked_token_ends_at_once(client: Any, office: World) -> None:
    token = made(client.post(PAGE, data=FORM))

    answer = client.post(f"{PAGE}/1/revocation", data={})

    assert "Token dicabut." in text_of(client.get(answer.headers["location"]))
    assert (used(client, token).status_code, used(client, token).json()["code"]) == (401, "sign_in_needed")
    assert "dicabut" in row(client.get(PAGE), "siak")
    assert client.post(PAGE, data=FORM).status_code == 422, "The history names it."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Nama wajib diisi."),
        ({"name": "x" * 61}, "Nama paling panjang 60 huruf."),
        ({"scopes": []}, "Pilih sedikitnya satu hak."),
        ({"scopes": ["everything"]}, "Pilih sedikitnya satu hak."),
        ({"until": "2026-11-29"}, "Tanggal berakhir harus hari ini atau sesudahnya."),
        ({"until": "besok"}, "Tanggal tidak terbaca. Tulis seperti 30/11/2026"),
        ({"until": "9999-12-31"}, "Isian belum benar."),
    ],
)
def test_what_will_not_do_is_said(client: Any, office: World, fields: dict[str, Any], said: str) -> None:
    answer = client.post(PAGE, data={**FORM, **fields})

    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert office.rows(Token) == []


@pytest.mark.parametrize("number", ["1", "99999999999"])
def test_token_of_another_office_stays(client: Any, elsewhere: World, number: str) -> None:
    elsewhere.token("desk")

    answer = client.post(f"{PAGE}/{number}/revocation", data={})

    assert (answer.status_code, "Token itu tidak ada di kantor ini." in text_of(answer)) == (404, True)
    assert elsewhere.rows(Token)[0].revoked_at is None
    assert "machine" not in client.get(PAGE).text
