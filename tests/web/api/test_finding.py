"""A machine finds documents by what it knows of them, and puts them on their shelf."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Document
from scheduler.db.search.searching import LAST_END
from tests.scenes.factories import World
from tests.web.api.conftest import Api

NIK, PHONE = "2172015203850001", "+6281234567890"


def found(api: Api, **asked: Any) -> list[str]:
    answer = api.post("documents/search", asked)
    assert answer.status_code == 200
    return [each["reference"] for each in answer.json()["documents"]]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    "asked",
    [
        {"name": "rahma JOSE"},
        {"nik": NIK},
        {"phone": "0812-3456-7890"},
        {"reference": "0412"},
        {"reference": "r/2026/0412"},
    ],
)
def test_document_is_found_and_shows_no_more_than_elsewhere(api: Api, office: World, asked: dict[str, str]) -> None:
    for number in range(5):
        office.document(f"N/{number}", holder="Budi", stage="received")
    office.document("R/2026/0412", holder="José Rahmawati", nik=NIK, phone=PHONE)

    answer = api.post("documents/search", asked)

    (document,) = answer.json()["documents"]
    assert (document["reference"], document["holder"], document["stage"]) == ("R/2026/0412", "J.R.", "ready")
    assert document["created_at"] == "2026-11-30T07:00:00+07:00"
    assert answer.json()["complete"] is True
    assert not [each for each in (NIK, "81234567890", "Rahmawati") if each in answer.text]


def test_pages_are_turned_by_the_cursor(api: Api, office: World) -> None:
    references = [office.document(holder="Siti", stage="received").reference for _ in range(30)]

    first = api.post("documents/search", {"name": "siti"}).json()
    rest = api.post("documents/search", {"name": "siti", "cursor": first["cursor"]}).json()

    assert [each["reference"] for each in (*first["documents"], *rest["documents"])] == references[::-1]
    assert rest["cursor"] is None


def test_cursor_may_be_as_large_as_the_largest_document_needs(api: Api, office: World) -> None:
    assert api.post("documents/search", {"name": "siti", "cursor": LAST_END}).status_code == 200


@pytest.mark.postgres("statements")
def test_filters_alone(api: Api, office: World) -> None:
    office.document("R/1", shelf="A-1")
    office.document("R/2", stage="received")

    assert found(api, stage="ready") == found(api, shelved=True) == ["R/1"]
    assert found(api, type="KTP-el", since="2026-11-30", until="2026-11-30") == ["R/2", "R/1"]
    assert found(api, until="2026-11-29") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "a"},
        {"nik": "12"},
        {"phone": "x"},
        {"name": "siti", "nik": NIK},
        {"cursor": 0},
        {"nome": "siti"},
        {"cursor": LAST_END + 1},
    ],
)
def test_what_finds_nothing_for_certain_is_refused(api: Api, asked: dict[str, Any]) -> None:
    assert api.post("documents/search", asked).status_code == 422


def test_other_offices_documents_are_not_found(api: Api, elsewhere: World) -> None:
    elsewhere.document("R/0412", holder="Siti")

    assert found(api, name="siti") == found(api, reference="R/0412") == []


def test_document_is_put_on_its_shelf_and_off_it(api: Api, office: World) -> None:
    office.document("R/1")

    put = api.put("documents/R%2F1/shelf", {"shelf": "b-12"})
    kept = office.rows(Document, col(Document.reference) == "R/1")[0].shelf
    off = api.put("documents/R%2F1/shelf", {"shelf": None})

    assert (put.status_code, put.json()) == (200, {"reference": "R/1", "shelf": "B-12"})
    assert kept == "B-12"
    assert off.json()["shelf"] is None


def test_unknown_document_has_no_shelf(api: Api) -> None:
    assert api.put("documents/R%2F9/shelf", {"shelf": "B-12"}).status_code == 404
