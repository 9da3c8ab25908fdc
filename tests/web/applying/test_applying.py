"""Applying from home: two questions and a checklist that lead to a page of one's own."""

import re
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Application, Office, Procedure
from scheduler.domain.applying.procedures import PROCEDURES, TOPICS
from scheduler.domain.text.public_words import is_fit_for_citizens
from scheduler.web.shared import throttling
from tests.scenes.factories import World
from tests.web.staff.members import text_of

PATH = "/o/tanjungpinang/permohonan"


def change_office(office: World, **values: Any) -> None:
    office.change(Office, office.office.id, **values)


def test_office_page_leads_to_the_first_question(client: Any, office: World) -> None:
    assert f'href="{PATH}"' in client.get("/o/tanjungpinang").text

    said = text_of(client.get(PATH))

    assert "Apa yang Anda perlukan?" in said
    assert all(name in said for name in TOPICS.values())


def test_second_question_asks_in_the_citizens_words(client: Any, office: World) -> None:
    said = text_of(client.get(f"{PATH}/ktp"))

    assert "KTP saya hilang" in said
    assert "KIA anak saya hilang" not in said


def test_checklist_says_what_how_long_and_that_it_is_free(client: Any, office: World) -> None:
    page = client.get(f"{PATH}/ktp/ktp-el.lost")

    said = text_of(page)
    assert "Surat kehilangan dari polisi" in said
    assert "Biasanya jadi dalam 3 hari kerja" in said
    assert "Gratis." in said
    assert "/static/examples/police_letter.svg" in page.text


def test_every_procedure_has_a_page_that_names_no_death(client: Any, office: World, subtests: pytest.Subtests) -> None:
    for preset in PROCEDURES:
        with subtests.test(preset.code):
            page = client.get(f"{PATH}/{preset.topic}/{preset.code}")

            assert page.status_code == 200
            assert is_fit_for_citizens(page.text)


@pytest.mark.parametrize("path", ["", "/ktp", "/ktp/ktp-el.lost"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_answer_in_both_languages(client: Any, office: World, path: str, language: str) -> None:
    page = client.get(f"{PATH}{path}?lang={language}")

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("path", ["/nothing", "/ktp/nothing", "/kia/ktp-el.lost", "/%00", "/ktp/%00"])
def test_what_is_not_offered_is_not_found(client: Any, office: World, path: str) -> None:
    assert client.get(PATH + path).status_code == 404


@pytest.mark.postgres("statements")
def test_asking_to_wait_stands_where_the_office_says_so(client: Any, office: World) -> None:
    words = "Kalau tidak mendesak, mohon tunda dulu. Jadwal Anda tidak hilang."
    pages = ("/o/tanjungpinang", PATH, f"{PATH}/ktp/ktp-el.lost")
    assert not any(words in text_of(client.get(path)) for path in pages)

    change_office(office, asks_to_wait=True)

    assert all(words in text_of(client.get(path)) for path in pages)


@pytest.mark.postgres("statements")
def test_office_that_takes_none_says_so_with_its_phone(client: Any, office: World) -> None:
    change_office(office, applies_online=False, phone="0771-21234")

    said = text_of(client.get(PATH))
    assert "belum menerima permohonan dari rumah" in said
    assert "0771-21234" in said
    assert "Ajukan permohonan" not in text_of(client.get("/o/tanjungpinang"))
    refused = client.post(PATH, data={"procedure": "ktp-el.lost"})
    assert (refused.status_code, office.rows(Application)) == (409, [])


def test_office_that_offers_no_procedure_does_not_lead_to_an_empty_page(client: Any, office: World) -> None:
    shown = text_of(client.get("/o/tanjungpinang"))
    for procedure in office.rows(Procedure):
        office.change(Procedure, procedure.id, offered=False)

    assert "Ajukan permohonan" in shown
    assert "Ajukan permohonan" not in text_of(client.get("/o/tanjungpinang"))


def test_beginning_leads_to_a_page_of_its_own_in_its_language(client: Any, office: World) -> None:
    client.cookies.set("lang", "en")

    answer = client.post(PATH, data={"procedure": "ktp-el.lost"})

    (made,) = office.rows(Application)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/a/")
    assert (made.language, made.channel) == ("en", "online")
    assert client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("data", [{}, {"procedure": "nothing"}, {"procedure": "\x00"}, {"procedure": "x" * 500}])
def test_beginning_of_nothing_is_refused(client: Any, office: World, data: dict[str, str]) -> None:
    assert client.post(PATH, data=data).status_code in (404, 422)
    assert office.rows(Application) == []


@pytest.mark.usefixtures("office")
def test_one_address_begins_only_so_many(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.MOST, "begin", 2)

    codes = [client.post(PATH, data={"procedure": "ktp-el.lost"}).status_code for _ in range(3)]

    assert codes == [303, 303, 429]


@pytest.mark.usefixtures("office")
def test_procedure_that_can_be_none_is_not_there(client: Any) -> None:
    assert client.get(f"{PATH}/ktp/%00").status_code == 404


@pytest.mark.postgres("statements")
def test_topic_without_procedures_is_not_asked(client: Any, office: World) -> None:
    for each in office.rows(Procedure, col(Procedure.topic) == "kia"):
        office.change(Procedure, each.id, offered=False)

    assert "Kartu Identitas Anak" not in text_of(client.get(PATH))


def test_same_form_sent_twice_leads_to_the_same_draft(client: Any, office: World) -> None:
    page = client.get(f"{PATH}/ktp/ktp-el.lost")
    (nonce,) = re.findall(r'name="nonce" value="([^"]+)"', page.text)
    data = {"procedure": "ktp-el.lost", "nonce": nonce}

    first, second = (client.post(PATH, data=data).headers["location"] for _ in range(2))
    (again,) = re.findall(r'name="nonce" value="([^"]+)"', client.get(f"{PATH}/ktp/ktp-el.lost").text)

    assert first == second
    assert len(office.rows(Application)) == 1
    assert again != nonce
    assert page.headers["cache-control"] == "private, no-cache"


def test_form_whose_draft_was_given_up_begins_another(client: Any, office: World) -> None:
    data = {"procedure": "ktp-el.lost", "nonce": "abc"}
    first = client.post(PATH, data=data).headers["location"]
    client.post(f"{first}/withdrawal")

    second, third = (client.post(PATH, data=data).headers["location"] for _ in range(2))

    assert second != first
    assert third == second
