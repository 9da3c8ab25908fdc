"""Documents between offices by the API: foreseen, sent, taken back, received, refused, sent back, listed."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Transfer
from scheduler.web.api import transfers
from tests.conftest import Stopwatch
from tests.scenes.factories import World
from tests.web.api.conftest import Api

PHONE = "+6281234567890"


@pytest.fixture
def there(client: Any, elsewhere: World) -> Api:
    """A machine of the other office."""
    return Api(client, elsewhere, elsewhere.token("documents"))


def of(office: World, reference: str = "R/1") -> Document:
    mine = col(Document.office_id) == office.office.id, col(Document.reference) == reference
    return office.rows(Document, *mine)[0]


@pytest.mark.postgres("statements")
def test_what_follows_is_said_and_then_happens(api: Api, there: Api, office: World, nine: Stopwatch) -> None:
    office.document("R/1", phone=PHONE)
    slot = office.slot(11)
    office.book(office.code(of(office)), slot)

    foreseen = api.get("documents/R%2F1/transfer").json()
    sent = api.post("documents/R%2F1/transfer", {"to": "bintan"}, Idempotency_Key="1")
    again = api.post("documents/R%2F1/transfer", {"to": "bintan"}, Idempotency_Key="1")

    visit = foreseen.pop("visit")
    assert (visit["slot"]["id"], visit["ends"]) == (slot.id, True)
    assert foreseen == {
        "reference": "R/1",
        "stage": "ready",
        "frees_blank": False,
        "tells": True,
        "tells_after": 10,
        "offices": [{"code": "bintan", "name": "Disdukcapil bintan", "refused": None}],
    }
    face = {
        "reference": "R/1",
        "from_office": "tanjungpinang",
        "to_office": "bintan",
        "state": "sent",
        "carries": "card",
        "sent_at": "2026-11-30T09:00:00+07:00",
        "ended_at": None,
        "reason": None,
    }
    assert (sent.status_code, sent.json()) == (201, face)
    assert (again.status_code, again.json(), len(office.rows(Transfer))) == (201, face, 1)
    assert api.get("transfers?way=out").json() == {"transfers": [face], "cursor": None}
    assert there.get("transfers?way=in").json() == {"transfers": [face], "cursor": None}
    assert there.get("transfers?way=out").json() == {"transfers": [], "cursor": None}


@pytest.mark.postgres("statements")
def test_it_is_received_with_an_invitation_and_sent_back(api: Api, there: Api, office: World, elsewhere: World) -> None:
    office.document("R/1")
    api.post("documents/R%2F1/transfer", {"to": "bintan"})

    arrived = there.post("transfers/arrivals", {"reference": "r/1"})
    back = there.post("transfers/returns", {"reference": "R/1", "reason": "wrong_office"})
    home = api.post("transfers/arrivals", {"reference": "R/1"})

    assert arrived.status_code == 201
    assert (arrived.json()["reference"], arrived.json()["stage"]) == ("R/1", "ready")
    assert arrived.json()["invitation"]["code"] == elsewhere.code(of(elsewhere))
    assert (back.status_code, back.json()["to_office"], back.json()["reason"]) == (201, "tanjungpinang", "wrong_office")
    assert (home.json()["stage"], elsewhere.stage("R/1")) == ("ready", "transferred")


def test_it_is_refused_and_comes_back(api: Api, there: Api, office: World) -> None:
    office.document("R/1")
    api.post("documents/R%2F1/transfer", {"to": "bintan"})

    refused = there.post("transfers/refusals", {"reference": "R/1", "reason": "other", "note": "kartu retak"})

    assert (refused.status_code, refused.json()["state"], refused.json()["reason"]) == (201, "refused", "other")
    assert "retak" not in refused.text
    assert [each["state"] for each in api.get("transfers?way=out").json()["transfers"]] == ["refused"]
    assert api.post("transfers/arrivals", {"reference": "R/1"}).json()["stage"] == "ready"
    assert api.get("transfers?way=out").json()["transfers"] == []


def test_it_is_taken_back_while_nobody_has_it(api: Api, there: Api, office: World) -> None:
    office.document("R/1")
    api.post("documents/R%2F1/transfer", {"to": "bintan"})

    kept = api.delete("documents/R%2F1/transfer")
    again = api.delete("documents/R%2F1/transfer")

    assert (kept.status_code, kept.json()["stage"]) == (200, "ready")
    assert (again.status_code, again.json()["code"]) == (409, "not_under_way")
    assert there.post("transfers/arrivals", {"reference": "R/1"}).json()["code"] == "transfer_unknown"


def test_refusals_have_codes(api: Api, there: Api, office: World, elsewhere: World) -> None:
    office.document("R/1")
    office.document("R/2")
    elsewhere.document("R/2")
    api.post("documents/R%2F1/transfer", {"to": "bintan"})
    there.post("transfers/arrivals", {"reference": "R/1"})

    def code(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json()["code"]

    assert api.get("documents/R%2F2/transfer").json()["offices"][0]["refused"] == "reference_there"
    assert code(api.post("documents/R%2F2/transfer", {"to": "bintan"})) == (409, "reference_there")
    assert code(api.post("documents/R%2F2/transfer", {"to": "nowhere"})) == (404, "office_unknown")
    assert code(api.post("documents/R%2F1/transfer", {"to": "bintan"})) == (409, "illegal_step")
    assert code(api.delete("documents/R%2F1/transfer")) == (409, "transfer_over")
    assert code(api.get("documents/R%2F9/transfer")) == (404, "document_unknown")
    assert code(there.post("transfers/returns", {"reference": "R/2", "reason": "damaged"})) == (409, "not_from_office")
    assert code(there.post("transfers/refusals", {"reference": "R/9", "reason": "damaged"})) == (
        404,
        "transfer_unknown",
    )
    assert code(there.post("transfers/refusals", {"reference": "R/9", "reason": "other"})) == (422, "reason_required")
    assert code(there.post("transfers/refusals", {"reference": "R/9", "reason": "whim"})) == (422, "invalid")


@pytest.mark.parametrize("query", ["", "?way=up", "?way=in&after=-1", "?way=in&after=x", "?way=in&after=99999999999"])
def test_list_wants_a_way_and_a_number(api: Api, query: str) -> None:
    assert api.get(f"transfers{query}").status_code == 422


def test_list_goes_on_where_a_page_ended(api: Api, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    World(office.database, "bintan")
    monkeypatch.setattr(transfers, "AT_ONCE", 1)
    for number in (1, 2):
        office.document(f"R/{number}")
        api.post(f"documents/R%2F{number}/transfer", {"to": "bintan"})

    first = api.get("transfers?way=out").json()
    second = api.get(f"transfers?way=out&after={first['cursor']}").json()

    assert [each["reference"] for each in (*first["transfers"], *second["transfers"])] == ["R/1", "R/2"]
    assert api.get(f"transfers?way=out&after={second['cursor']}").json() == {"transfers": [], "cursor": None}


def test_token_of_one_office_does_nothing_at_another(client: Any, office: World, elsewhere: World) -> None:
    office.document("R/1")
    foreign = Api(client, office, elsewhere.token("documents"))
    desk = Api(client, office, office.token("desk"))

    for api in (foreign, desk):
        assert api.post("documents/R%2F1/transfer", {"to": "bintan"}).status_code == 403
        assert api.get("transfers?way=in").status_code == 403
        assert api.post("transfers/arrivals", {"reference": "R/1"}).status_code == 403
    assert not office.rows(Transfer)
