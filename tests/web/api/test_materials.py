"""Blanks by the API: what there is, lines of the ledger, and documents that another system printed."""

from typing import Any

import pytest

from scheduler.flow.blanks import release
from scheduler.flow.core import history
from tests.scenes.blanks import KTP, counts, kinds, opened
from tests.scenes.factories import World, at
from tests.web.api.conftest import Api


@pytest.fixture
def api(client: Any, office: World) -> Api:
    """A machine of the office that may do everything."""
    return Api(client, office, office.token())


ENTRIES = "materials/blangko%20KTP-el/entries"


def test_materials_say_what_there_is_and_who_waits(api: Api, office: World) -> None:
    opened(office, 1)
    for _ in range(3):
        office.document(stage="in_production")

    answer = api.get("materials")

    assert answer.json() == {
        "materials": [
            {"name": KTP, "stock": 1, "reserved": 1, "free": 0, "waiting": 2, "per_day": None, "printing": True}
        ]
    }


def test_receipt_says_who_got_a_blank_in_initials(api: Api, office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production", holder="Budi Santoso", now=at(8))

    answer = api.post(ENTRIES, {"kind": "receipt", "pieces": 5, "note": "dari provinsi"})

    assert (answer.status_code, answer.json()) == (
        201,
        {
            "material": KTP,
            "stock": 5,
            "reserved": 1,
            "released": [{"reference": "R/1", "holder": "B.S.", "reason": "first"}],
            "following": 0,
        },
    )


def test_receipt_names_everybody_in_order_also_when_it_is_sent_again(
    api: Api, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    opened(office, 0)
    for number in range(5):
        office.document(f"R/{number}", stage="in_production", now=at(7, 10 - number))

    first, again = (api.post(ENTRIES, {"kind": "receipt", "pieces": 5}, Idempotency_Key="k1") for _ in range(2))

    assert [each["reference"] for each in first.json()["released"]] == ["R/4", "R/3", "R/2", "R/1", "R/0"]
    assert again.json() == first.json()
    assert counts(office) == (5, 5)


def test_receipt_says_how_many_follow_beyond_those_it_names(
    api: Api, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "PORTION", 2)
    opened(office, 0)
    for number in range(5):
        office.document(f"R/{number}", stage="in_production", now=at(7, number))

    said = api.post(ENTRIES, {"kind": "receipt", "pieces": 4}).json()

    assert ([each["reference"] for each in said["released"]], said["following"]) == (["R/0", "R/1"], 2)
    assert (said["stock"], said["reserved"]) == (4, 2)


def test_count_opens_the_ledger_and_spoilt_leaves_it(api: Api, office: World) -> None:
    first = api.post(ENTRIES, {"kind": "count", "counted": 9})
    second = api.post(ENTRIES, {"kind": "spoilt", "pieces": 2})

    assert (first.status_code, second.json()["stock"]) == (201, 7)
    assert kinds(office) == [("count", 9), ("spoilt", 2)]


def test_count_needs_the_office_scope(api: Api, office: World, client: Any) -> None:
    opened(office, 5)
    token = office.token("documents", name="only documents")
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/api/v1/offices/{office.office.code}/{ENTRIES}"

    assert client.post(path, json={"kind": "count", "counted": 1}, headers=headers).status_code == 403
    assert client.post(path, json={"kind": "receipt", "pieces": 1}, headers=headers).status_code == 201


NONSENSE = [
    (ENTRIES, {"kind": "receipt"}, 422, "invalid"),
    (ENTRIES, {"kind": "count", "pieces": 1}, 422, "invalid"),
    (ENTRIES, {"kind": "receipt", "pieces": 0}, 422, "invalid"),
    (ENTRIES, {"kind": "gift", "pieces": 1}, 422, "invalid"),
    (ENTRIES, {"kind": "spoilt", "pieces": 6}, 409, "no_blank"),
    ("materials/emas/entries", {"kind": "receipt", "pieces": 1}, 404, "material_unknown"),
    ("materials/blangko%20KIA/entries", {"kind": "receipt", "pieces": 1}, 409, "not_counted"),
]


def test_what_makes_no_sense_is_refused(api: Api, office: World, subtests: pytest.Subtests) -> None:
    opened(office, 5)

    for path, body, status, code in NONSENSE:
        with subtests.test(path=path, body=body, code=code):
            answer = api.post(path, body)

            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert counts(office) == (5, 0)


def test_what_another_system_printed_is_ready_and_what_it_accepted_waits(api: Api, office: World) -> None:
    opened(office, 0)
    for reference in ("R1", "R2"):
        office.document(reference, stage="received")

    waits = api.post("documents/R1/stage", {"stage": "in_production"})
    api.post("documents/R2/stage", {"stage": "in_production"})
    ready = api.post("documents/R2/stage", {"stage": "ready"})

    assert (waits.json()["stage"], ready.json()["stage"]) == ("waiting_for_blank", "ready")
    assert api.post("documents/R1/stage", {"stage": "in_production"}).json()["code"] == "no_blank"
    assert counts(office) == (0, 0)
