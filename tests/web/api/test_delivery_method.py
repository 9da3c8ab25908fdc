"""Where a document is handed over, said by a machine."""

from typing import Any

import pytest

from tests.scenes.factories import World
from tests.scenes.places import BUGIS, a_place
from tests.web.api.conftest import Api

PATH = "documents/R%2F1/channel"


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_ready_document_goes_to_a_place(api: Api, office: World) -> None:
    a_place(office)
    office.document("R/1")

    answer = api.post(PATH, {"channel": "branch", "place": BUGIS})

    assert answer.status_code == 200
    assert answer.json() == {"reference": "R/1", "channel": "branch", "place": BUGIS, "invitation": None}


def test_ready_document_comes_to_the_office_with_its_invitation(api: Api, office: World) -> None:
    office.document("R/1", channel="post")

    answer = api.post(PATH, {"channel": "office"})

    assert answer.json()["place"] is None
    assert "/i/" in answer.json()["invitation"]["url"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"channel": "branch"}, (422, "place_needed")),
        ({"channel": "post"}, (422, "place_needed")),
        ({"channel": "branch", "place": "Tak Ada"}, (404, "place_unknown")),
        ({"channel": "self_print"}, (422, "not_printable")),
        ({"channel": "pigeon"}, (422, "invalid")),
        ({"channel": "post", "stage": "ready"}, (422, "invalid")),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: Api, office: World, asked: dict[str, str], expected: tuple[int, str]
) -> None:
    office.document("R/1")

    assert code_of(api.post(PATH, asked)) == expected


def test_booked_document_stays_with_its_slot_named(api: Api, office: World) -> None:
    a_place(office)
    office.booked(9, reference="R/1")

    answer = api.post(PATH, {"channel": "branch", "place": BUGIS})

    assert code_of(answer) == (409, "booked_here")
    assert answer.json()["slot"]["starts_at"] == "2026-11-30T09:00:00+07:00"


def test_unknown_document(api: Api) -> None:
    assert code_of(api.post(PATH, {"channel": "post"})) == (404, "document_unknown")
