"""Labels of documents and shelves."""

import re
from typing import Any

import pytest

from scheduler.domain.text.scanned import MOST
from tests.scenes.factories import World
from tests.web.staff.members import sign_in, text_of

PATH = "/office/documents/labels"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World) -> None:
    sign_in(client, office)


def test_label_has_number_type_and_shelf_and_no_name(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1", holder="Siti Rahmawati", shelf="B-12")
    elsewhere.document("R/2")

    page = client.post(PATH, data={"receipts": "r/1\nR/2", "shelves": "C-4\n c-4 \n C-4", "size": "a4"})

    said = text_of(page)
    assert "R/1 KTP-el · rak B-12" in said
    assert "RAK C-4 RAK c-4" in said
    assert "tidak bisa dibuat kode batang: R/2" in said
    assert "Rahmawati" not in page.text
    assert page.text.count('<svg class="bars"') == 3
    assert 'class="labels a4"' in page.text


def test_form_begins_with_a_number(client: Any) -> None:
    assert ">R/1</textarea>" in client.get(PATH, params={"q": "R/1"}).text


def test_what_was_just_marked_ready_can_be_labelled(client: Any, office: World) -> None:
    office.document("R/1", stage="in_production")

    page = client.post("/office/documents/scanned", data={"receipts": "R/1\nR/9", "do": "mark"})

    assert re.search('name="receipts" value="([^"]*)"', page.text)[1].split() == ["R/1"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"receipts": " \n"}, "Tulis nomor registrasi atau rak"),
        ({"receipts": "\n".join(f"R/{number}" for number in range(MOST + 1))}, f"Paling banyak {MOST} label"),
        ({"receipts": "R/1", "size": "a0"}, ""),
    ],
)
def test_what_cannot_be_printed_stays_in_the_form(client: Any, form: dict[str, str], said: str) -> None:
    page = client.post(PATH, data=form)

    assert page.status_code == 422
    assert said in text_of(page)
    assert form["receipts"].strip() in page.text


def test_number_without_signs_of_a_bar_code_is_named(client: Any, office: World) -> None:
    office.document("Ré/1")

    page = client.post(PATH, data={"receipts": "Ré/1"})

    assert page.status_code == 200
    assert "Ré/1" in text_of(page)


def test_guards_do_not_get_in(client: Any, office: World) -> None:
    sign_in(client, office, name="Anto", role="guard")

    assert client.get(PATH).status_code == 403
